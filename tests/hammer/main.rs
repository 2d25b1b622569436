//! A short run of what `examples/hammer.rs` runs at length: each reader on seeded mutations, and that the run notices what it is
//! for.
#![allow(dead_code, reason = "shared with examples/hammer.rs, which uses more of it")]

#[path = "../differential_config/case_file.rs"]
mod case_file;
#[path = "../differential_config/compare.rs"]
mod compare;
#[path = "../differential_config/corpus.rs"]
mod corpus;
mod engine;
#[path = "../differential_config/mutants.rs"]
mod mutants;
mod mutation;
#[path = "../support/mod.rs"]
mod support;
mod targets;

use std::time::Duration;

use compare::with_deep_stack;
use engine::{Report, hammer, input_of};
use targets::Target;

/// How many executions of all targets.
const EXECUTIONS: u64 = 6_000;

fn target(name: &str) -> Target {
    let found = targets::ALL.into_iter().find(|target| target.name == name);
    found.expect("there is such a target")
}

/// Runs with a time that depends on the length alone.
fn run(target: &Target, executions: u64, time: fn(&[u8]) -> u64) -> Report {
    let timed = |input: &[u8]| engine::execute(target.check, input).map(|_| Duration::from_nanos(1000 * time(input)));
    with_deep_stack(|| hammer(target, &(target.seeds)(), 20_261_126, 0..executions, timed, |_| ()))
}

fn linear(input: &[u8]) -> u64 {
    input.len() as u64
}

#[test]
fn no_reader_panics() {
    assert_eq!(targets::ALL.iter().map(|target| target.share).sum::<u64>(), 100);
    for target in targets::ALL {
        let report = run(&target, EXECUTIONS * target.share / 100, linear);
        assert!(report.executions >= 400, "{}", target.name);
        assert!(report.is_clean(), "{}: {report:?}", target.name);
    }
}

#[test]
fn a_panic_is_found_made_smaller_and_found_again() {
    let bad = Target {
        check: |bytes| assert!(!bytes.windows(2).any(|pair| pair == b"{{"), "two of them"),
        ..target("duration")
    };
    let report = run(&bad, 3000, linear);
    let [(message, panic)] = report.panics.iter().collect::<Vec<_>>()[..] else {
        panic!("{report:?}");
    };
    assert_eq!(message, "two of them");
    assert_eq!(panic.input, b"{{");
    let again = input_of(&bad, &(bad.seeds)(), 20_261_126, panic.execution);
    assert!(std::panic::catch_unwind(|| (bad.check)(&again)).is_err());
}

#[test]
fn what_takes_more_than_linear_time_is_found() {
    let idle = Target {
        check: |_| (),
        ..target("url")
    };
    let quadratic = |input: &[u8]| (input.len() as u64).pow(2);
    assert!(run(&idle, 5000, linear).is_clean());
    assert!(!run(&idle, 5000, quadratic).super_linear.is_empty());
    // Of a few inputs only: those that repeat `%`.
    let of_some = |input: &[u8]| {
        let signs = input.split(|&byte| byte == b'%').count() as u64;
        input.len() as u64 + signs.pow(2)
    };
    assert!(!run(&idle, 60_000, of_some).super_linear.is_empty());
}
