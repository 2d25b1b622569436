//! Two days of flapping alerts in minutes, through a real Alertmanager to the local Runframe.
//!
//! ```sh
//! cargo run --release --example soak -- --with-faults
//! ```
//!
//! A step of half a second stands for five minutes, 576 of them for 48 hours; Alertmanager's intervals are 1 s. It compares every
//! 48 steps, and the exit status is that of a failed check (101) if the two sides do not agree. Alertmanager is looked for as the
//! tests do, see CONTRIBUTING.md.
#![expect(clippy::print_stdout, reason = "it tells how it goes")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};

use support::real::Release;
use support::soak::{Options, run};

/// Soak the local Runframe in flapping alerts of a real Alertmanager
#[derive(Debug, Parser)]
struct Args {
    /// Which Alertmanager
    #[arg(long, value_enum, default_value = "newest")]
    release: Which,

    /// How many alerts flap
    #[arg(long, default_value_t = 50)]
    alerts: usize,

    /// How many steps; 576 of five minutes are 48 hours
    #[arg(long, default_value_t = 576)]
    steps: u32,

    /// Put errors, delays, broken connections and restarts of both sides in the way
    #[arg(long)]
    with_faults: bool,

    /// Where chance begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Which {
    Oldest,
    Middle,
    Newest,
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let options = Options {
        release: match args.release {
            Which::Oldest => Release::Oldest,
            Which::Middle => Release::Middle,
            Which::Newest => Release::Newest,
        },
        alerts: args.alerts,
        steps: args.steps,
        step: Duration::from_millis(500),
        compare_every: 48,
        with_faults: args.with_faults,
        seed: args.seed,
    };
    let start = Instant::now();
    let report = run(options, |report| {
        println!(
            "comparison {}: both sides agree, {} episodes",
            report.comparisons, report.episodes
        );
    })
    .await;
    let Some(report) = report else {
        return ExitCode::from(2);
    };
    println!(
        "{} steps in {:.0} s: {} episodes, {} incidents, {} of them active, {} deliveries recorded",
        args.steps,
        start.elapsed().as_secs_f64(),
        report.episodes,
        report.incidents,
        report.active,
        report.deliveries
    );
    println!(
        "{} comparisons, all equal; longest wait {:.1} s; {} faults, {} restarts of Runframe, {} of Alertmanager",
        report.comparisons,
        report.slowest_agreement.as_secs_f64(),
        report.faults,
        report.runframe_restarts,
        report.alertmanager_restarts
    );
    ExitCode::SUCCESS
}
