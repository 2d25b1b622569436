//! SIGTERM under load: what was applied was answered, and the process ends with 0 in time.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::load::{Memory, client, compare, incidents, send, webhook_url};
use super::process::Process;

/// Senders at once.
const SENDERS: usize = 16;

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    pub rounds: u32,
    pub acknowledged: u64,
    /// The longest way from the signal to the end.
    pub slowest_stop: Duration,
    pub faults: Vec<String>,
}

/// Stops a server so many times under load.
pub async fn run(program: &Path, rounds: u32, mut random: impl FnMut(u64) -> u64) -> Report {
    let mut report = Report::default();
    for round in 0..rounds {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let memory = Memory::default();
        let client = client();
        let server = Process::start(program, folder.path(), &[]);
        let url = webhook_url(&client, &server.base_url).await;
        let stop = Arc::new(AtomicBool::new(false));
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let prefix = format!("{round}-{sender}");
                tokio::spawn(send(prefix, url.clone(), Arc::clone(&memory), Arc::clone(&stop)))
            })
            .collect();
        // The moment is the test's subject; nothing waits for it.
        tokio::time::sleep(Duration::from_micros(50_000 + random(200_000))).await;
        let start = Instant::now();
        server.terminate();
        let status = tokio::task::spawn_blocking(move || server.wait())
            .await
            .expect("it ends");
        report.slowest_stop = report.slowest_stop.max(start.elapsed());
        if status.code() != Some(0) {
            report.faults.push(format!("it ended with {status}"));
        }
        for sender in senders {
            if let Err(error) = sender.await {
                report.faults.push(format!("a sender: {error}"));
            }
        }
        let server = Process::start(program, folder.path(), &[]);
        let found = incidents(&client, &server.base_url, &mut report.faults).await;
        compare(&memory, &found, true, &mut report.faults);
        let known = memory.lock().expect("nobody panicked");
        report.acknowledged += known
            .values()
            .map(|sent| sent.firing_applied + sent.resolved_applied)
            .sum::<u64>();
        report.rounds += 1;
    }
    report
}
