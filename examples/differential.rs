//! Compares our verdicts on mutants of configurations with those of the real amtools, as many as you like:
//!
//! ```text
//! cargo run --release --example differential -- --cases 20000 [--seed 1] [--show 20] [--release newest] [FILE...]
//! ```
//!
//! With files, compares on these alone; with `--mutate`, on mutants of them too. Exits 1 if there is a difference.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program of its own")]
#![allow(dead_code, reason = "shared with tests/differential_config, which uses more of it")]

#[path = "../tests/differential_config/case_file.rs"]
mod case_file;
#[path = "../tests/differential_config/compare.rs"]
mod compare;
#[path = "../tests/differential_config/corpus.rs"]
mod corpus;
#[path = "../tests/differential_config/mutants.rs"]
mod mutants;
#[path = "../tests/support/mod.rs"]
mod support;
#[path = "../tests/differential_config/sweep.rs"]
mod sweep;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use compare::{Agreement, Difference, compare, with_deep_stack};
use support::amtool::Amtool;
use support::random::Random;
use support::real::Release;

#[derive(Parser)]
struct Args {
    /// How many mutants a release is compared on.
    #[arg(long, default_value_t = 20_000)]
    cases: usize,
    /// Where the random numbers start.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many differences to show in full.
    #[arg(long, default_value_t = 20)]
    show: usize,
    /// Only this release: oldest, middle or newest.
    #[arg(long)]
    only: Option<String>,
    /// Try every value on every key instead of mutants.
    #[arg(long)]
    sweep: bool,
    /// With files: compare on `--cases` mutants of them too.
    #[arg(long, requires = "files")]
    mutate: bool,
    /// Compare on these files instead.
    files: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let texts: Vec<Vec<u8>> = if args.sweep {
        sweep::texts()
    } else {
        let mut texts = seeds(&args.files);
        if args.files.is_empty() || args.mutate {
            let mut random = Random::new(args.seed);
            let mutants: Vec<_> = (0..args.cases).map(|_| mutants::mutant(&mut random, &texts)).collect();
            texts.extend(mutants);
        }
        texts
    };
    let mut is_equal = true;
    for amtool in Amtool::all() {
        if args.only.as_deref().is_some_and(|only| only != amtool.release.folder()) {
            continue;
        }
        let differences = with_deep_stack(|| compare(&amtool, &texts));
        is_equal &= differences.is_empty();
        report(amtool.release, &texts, &differences, args.show);
    }
    if is_equal { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The texts of the files; without any, our own cases and those of public repositories.
fn seeds(files: &[PathBuf]) -> Vec<Vec<u8>> {
    if files.is_empty() {
        let mut texts = corpus::case_texts();
        texts.extend(corpus::real_world_texts());
        return texts;
    }
    let read = |path: &PathBuf| std::fs::read(path).expect("the file can be read");
    files.iter().map(read).collect()
}

fn report(release: Release, texts: &[Vec<u8>], differences: &[Difference], show: usize) {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for difference in differences {
        *kinds.entry(format!("{:?}", difference.agreement)).or_default() += 1;
    }
    println!("{}: {} texts, differences: {kinds:?}", release.folder(), texts.len());
    let mut order: Vec<_> = differences.iter().collect();
    order.sort_by_key(|difference| difference.agreement != Agreement::OtherVerdict);
    for difference in order.into_iter().take(show) {
        println!(
            "==== {:?}\n--- ours\n{:?}\n--- real\n{:?}\n--- text\n{}",
            difference.agreement,
            difference.own,
            difference.real,
            String::from_utf8_lossy(&texts[difference.text])
        );
    }
}
