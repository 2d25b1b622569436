//! Crashes, malformed requests and stops under load, as many as is wished; docs/reliability.md has figures.
//!
//! ```sh
//! cargo build --release --bin runframe-cli
//! cargo run --release --example reliability -- crash --rounds 200
//! cargo run --release --example reliability -- malformed --requests 10000
//! cargo run --release --example reliability -- stop --rounds 50
//! ```
//!
//! The exit status is 1 if something happened that must not.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it tells what it finds")]

#[path = "../tests/support/random.rs"]
#[allow(dead_code, reason = "tests use the rest")]
mod random;
#[path = "../tests/support/reliability/mod.rs"]
mod reliability;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};

use reliability::{crash, malformed, process, stop};

/// Try again and again what must never go wrong with the local Runframe
#[derive(Debug, Parser)]
struct Args {
    #[command(subcommand)]
    what: What,

    /// Where chance begins: the same seed draws the same moments and requests
    #[arg(long, default_value_t = 1, global = true)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum What {
    /// `kill -9` at random moments under load
    Crash {
        /// How many crashes
        #[arg(long, default_value_t = 200)]
        rounds: u32,

        /// How long the server lives at most, in milliseconds; with some seconds, more is on its way when it ends
        #[arg(long, default_value_t = 250)]
        within_ms: u64,
    },
    /// Requests nobody should send
    Malformed {
        /// How many requests
        #[arg(long, default_value_t = 10_000)]
        requests: u64,
    },
    /// SIGTERM at random moments under load
    Stop {
        /// How many stops
        #[arg(long, default_value_t = 50)]
        rounds: u32,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let program = process::beside_example();
    let mut random = random::Random::new(args.seed);
    let random = move |below: u64| random.next() % below.max(1);
    let start = Instant::now();
    let faults = match args.what {
        What::Crash { rounds, within_ms } => {
            let within = Duration::from_millis(within_ms);
            let report = crash::run(&program, rounds, within, random, |report| {
                if report.rounds.is_multiple_of(20) {
                    eprintln!("{} crashes", report.rounds);
                }
            })
            .await;
            println!(
                "{} crashes: {} deliveries sent, {} acknowledged, {} applied and answered by a fault, {} without an answer or \
                 with a 503; slowest start {:.0} ms",
                report.rounds,
                report.sent,
                report.acknowledged,
                report.applied_under_fault,
                report.unanswered,
                report.slowest_start.as_secs_f64() * 1e3
            );
            report.faults
        }
        What::Malformed { requests } => {
            let report = malformed::run(&program, requests, random).await;
            println!("{} requests; statuses (0: no answer):", report.requests);
            for (kind, statuses) in &report.kinds {
                println!("  {kind:<26} {statuses:?}");
            }
            if let Some(memory) = report.peak_memory_kib {
                println!("most memory held: {} MiB", memory / 1024);
            }
            report.faults
        }
        What::Stop { rounds } => {
            let report = stop::run(&program, rounds, random).await;
            println!(
                "{} stops: {} deliveries acknowledged; slowest end {:.0} ms after the signal",
                report.rounds,
                report.acknowledged,
                report.slowest_stop.as_secs_f64() * 1e3
            );
            report.faults
        }
    };
    println!("{} faults in {:.0} s", faults.len(), start.elapsed().as_secs_f64());
    for fault in faults.iter().take(20) {
        println!("  {fault}");
    }
    ExitCode::from(u8::from(!faults.is_empty()))
}
