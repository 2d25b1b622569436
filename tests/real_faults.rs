//! Real Alertmanagers deliver flapping alerts through faults and restarts of either side: every alert ends in the right
//! state. `examples/soak.rs` does the same for as long as is wished.
#![cfg(unix)]

mod support;

use std::time::Duration;

use support::real::Release;
use support::soak::{Options, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_oldest_release_gets_through() {
    through_faults(Release::Oldest).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_middle_release_gets_through() {
    through_faults(Release::Middle).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_newest_release_gets_through() {
    through_faults(Release::Newest).await;
}

async fn through_faults(release: Release) {
    let options = Options {
        release,
        alerts: 10,
        steps: 16,
        step: Duration::from_millis(500),
        compare_every: 8,
        with_faults: true,
        seed: 7,
    };
    if let Some(report) = run(options, |_| {}).await {
        assert_eq!(report.comparisons, 2);
        assert!(report.faults > 0 && report.incidents > 0, "{report:?}");
    }
}
