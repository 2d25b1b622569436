//! `kill -9` at random moments under load, while faults strike before and after the commit: nothing acknowledged is lost,
//! nothing is applied twice, the store opens clean.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::load::{Memory, client, compare, deliver, incidents, send, webhook_url};
use super::process::{Process, integrity};

/// Senders at once.
const SENDERS: usize = 8;

/// Alerts that are sent again after a crash although they were applied: they must still be known.
const REPEATED: usize = 100;

/// What strikes on the way: the first with [`AFTER_COMMIT`](super::load::AFTER_COMMIT).
const FAULTS: [&str; 4] = [
    "507 after-commit share=0.2 seed=1",
    "drop after-commit share=0.03 seed=2",
    "cut-body after-commit share=0.03 seed=3",
    "503 share=0.03 seed=4",
];

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    pub rounds: u32,
    pub sent: u64,
    pub acknowledged: u64,
    /// Deliveries that were applied and answered with an error of a fault's.
    pub applied_under_fault: u64,
    pub unanswered: u64,
    pub faults: Vec<String>,
    /// The longest start over what a crash left.
    pub slowest_start: Duration,
}

/// Crashes a server so many times, each time within so long; `random` draws the moments. The store is a new one every 20
/// rounds, so that looking at everything after each crash stays quick.
pub async fn run(
    program: &Path,
    rounds: u32,
    within: Duration,
    mut random: impl FnMut(u64) -> u64,
    mut tell: impl FnMut(&Report),
) -> Report {
    let mut report = Report::default();
    let micros = u64::try_from(within.as_micros()).unwrap_or(u64::MAX);
    while report.rounds < rounds {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let memory = Memory::default();
        let client = client();
        let mut server = Process::start(program, folder.path(), &FAULTS);
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
            tokio::time::sleep(Duration::from_micros(random(micros))).await;
            server.kill();
            stop.store(true, Ordering::Relaxed);
            for sender in senders {
                if let Err(error) = sender.await {
                    report.faults.push(format!("a sender: {error}"));
                }
            }
            let start = Instant::now();
            server = Process::start(program, folder.path(), &FAULTS);
            report.slowest_start = report.slowest_start.max(start.elapsed());
            let found = incidents(&client, &server.base_url, &mut report.faults).await;
            compare(&memory, &found, false, &mut report.faults);
            // What was not answered as applied is sent again, as Alertmanager does, and must arrive once. So are some that fire on.
            let url = webhook_url(&client, &server.base_url).await;
            let again: Vec<String> = {
                let known = memory.lock().expect("nobody panicked");
                let (applied, open): (Vec<_>, Vec<_>) = known.iter().partition(|(_, sent)| sent.firing_applied > 0);
                let fires_on = applied.into_iter().filter(|(_, sent)| sent.resolved_sent == 0);
                let distance = fires_on.clone().count() / REPEATED + 1;
                let repeated = fires_on.step_by(distance);
                open.into_iter().chain(repeated).map(|(name, _)| name.clone()).collect()
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
            report.acknowledged += sent.firing_applied + sent.resolved_applied - sent.applied_under_fault;
            report.applied_under_fault += sent.applied_under_fault;
        }
        report.unanswered = report.sent - report.acknowledged - report.applied_under_fault;
    }
    report
}
