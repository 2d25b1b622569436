//! Compares where alerts go with `amtool config routes test` of each release, on as many random pairs of a tree and a label
//! set as you like:
//!
//! ```text
//! cargo run --release --example differential_routes -- --pairs 50000 [--seed 1] [--show 5] [--only newest]
//! ```
//!
//! Exits 1 if there is a difference.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program of its own")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::process::ExitCode;

use clap::Parser;
use support::real::Release;
use support::route_pairs::compare;

#[derive(Parser)]
struct Args {
    /// How many pairs a release is compared on.
    #[arg(long, default_value_t = 50_000)]
    pairs: usize,
    /// Where the random numbers start.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many differences to show in full.
    #[arg(long, default_value_t = 5)]
    show: usize,
    /// Only this release: oldest, middle or newest.
    #[arg(long)]
    only: Option<String>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let mut is_equal = true;
    for release in Release::ALL {
        if args.only.as_deref().is_some_and(|only| only != release.folder()) {
            continue;
        }
        let Some(found) = compare(release, args.pairs, args.seed) else {
            continue;
        };
        println!(
            "{}: {} pairs, {} go below the top, {} to several routes: {} differences",
            release.folder(),
            found.pairs,
            found.routed,
            found.several,
            found.differences.len()
        );
        for difference in found.differences.iter().take(args.show) {
            println!(
                "==== {}\n--- ours\n{:?}\n--- amtool\n{:?}\n--- configuration\n{}",
                difference.labels.join(" "),
                difference.ours,
                difference.theirs,
                difference.text
            );
        }
        is_equal &= found.differences.is_empty();
    }
    if is_equal { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
