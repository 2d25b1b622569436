//! A small slice of `examples/reliability.rs`: crashes, malformed requests and stops under load, drawn from a fixed seed.
#![cfg(unix)]

#[path = "support/random.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod random;
#[path = "support/reliability/mod.rs"]
mod reliability;

use std::path::Path;
use std::time::Duration;

use reliability::{crash, malformed, stop};

const PROGRAM: &str = env!("CARGO_BIN_EXE_runframe-cli");

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime can be made")
}

#[test]
fn crashes_lose_nothing_and_double_nothing() {
    let mut random = random::Random::new(1);
    let report = runtime().block_on(crash::run(
        Path::new(PROGRAM),
        5,
        Duration::from_millis(250),
        |below| random.next() % below.max(1),
        |_| {},
    ));
    assert_eq!(report.faults, [""; 0]);
    assert_eq!(report.rounds, 5);
    assert!(report.acknowledged > 0);
    assert!(report.applied_under_fault > 0);
}

#[test]
fn malformed_requests_hurt_nobody() {
    let mut random = random::Random::new(2);
    let report = runtime().block_on(malformed::run(Path::new(PROGRAM), 400, |below| {
        random.next() % below.max(1)
    }));
    assert_eq!(report.faults, [""; 0], "{report:#?}");
    assert_eq!(report.requests, 400);
    assert_eq!(report.kinds.len(), 20, "{report:#?}");
}

#[test]
fn what_was_applied_before_the_end_was_answered() {
    let mut random = random::Random::new(3);
    let report = runtime().block_on(stop::run(Path::new(PROGRAM), 3, |below| random.next() % below.max(1)));
    assert_eq!(report.faults, [""; 0]);
    assert!(report.acknowledged > 0);
}
