//! `kill -9` at random moments under load: nothing acknowledged is lost, nothing is applied twice, the store opens clean.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::load::{Memory, client, compare, deliver, incidents, send, webhook_url};
use super::process::{Process, integrity};

/// Senders at once.
const SENDERS: usize = 8;

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    pub rounds: u32,
    pub sent: u64,
    pub acknowledged: u64,
    pub unanswered: u64,
    pub faults: Vec<String>,
    /// The longest start over what a crash left.
    pub slowest_start: Duration,
}

/// Crashes a server so many times; `random` draws the moments. The store is a new one every 20 rounds, so that looking at
/// everything after each crash stays quick.
pub async fn run(
    program: &Path,
    rounds: u32,
    mut random: impl FnMut(u64) -> u64,
    mut tell: impl FnMut(&Report),
) -> Report {
    let mut report = Report::default();
    while report.rounds < rounds {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let memory = Memory::default();
        let client = client();
        let mut server = Process::start(program, folder.path());
        for _ in 0..20.min(rounds - report.rounds) {
            let url = webhook_url(&client, &server.base_url).await;
            let stop = Arc::new(AtomicBool::new(false));
            let senders: Vec<_> = (0..SENDERS)
                .map(|sender| {
                    let prefix = format!("{}-{sender}", report.rounds);
                    tokio::spawn(send(prefix, url.clone(), Arc::clone(&memory), Arc::clone(&stop)))
                })
                .collect();
            // The moment is the test's subject; nothing waits for it.
            tokio::time::sleep(Duration::from_micros(random(250_000))).await;
            server.kill();
            for sender in senders {
                if let Err(error) = sender.await {
                    report.faults.push(format!("a sender: {error}"));
                }
            }
            let start = Instant::now();
            server = Process::start(program, folder.path());
            report.slowest_start = report.slowest_start.max(start.elapsed());
            let found = incidents(&client, &server.base_url, &mut report.faults).await;
            compare(&memory, &found, false, &mut report.faults);
            // What was not acknowledged is sent again, as Alertmanager does, and must arrive once.
            let url = webhook_url(&client, &server.base_url).await;
            let again: Vec<String> = {
                let known = memory.lock().expect("nobody panicked");
                let is_open = |name: &&String| known[*name].firing_acknowledged == 0;
                known.keys().filter(is_open).cloned().collect()
            };
            for name in again {
                deliver(&client, &url, &name, "firing", &memory).await;
            }
            report.rounds += 1;
            if !report.faults.is_empty() {
                return report;
            }
            tell(&report);
        }
        let found = incidents(&client, &server.base_url, &mut report.faults).await;
        compare(&memory, &found, false, &mut report.faults);
        server.kill();
        report.faults.extend(integrity(folder.path()));
        for sent in memory.lock().expect("nobody panicked").values() {
            report.sent += sent.firing_sent + sent.resolved_sent;
            report.acknowledged += sent.firing_acknowledged + sent.resolved_acknowledged;
        }
        report.unanswered = report.sent - report.acknowledged;
    }
    report
}
