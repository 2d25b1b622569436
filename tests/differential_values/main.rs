//! The small values against the real amtools: durations, matchers, regular expressions, URLs, time intervals and
//! templates are accepted and refused alike, with the same words, and mean the same.
//!
//! `RUNFRAME_CASES` is the number of cases of each kind for each release (default 250), `RUNFRAME_SEED` where the random
//! numbers start.
#![allow(clippy::print_stderr, reason = "it says how much was compared")]

mod durations;
mod intervals;
mod matchers;
mod quoting;
mod regexes;
mod routes;
#[path = "../support/mod.rs"]
mod support;
mod templates;
mod urls;

use std::fmt::Write as _;

use runframe_cli::version::Version;
use support::amtool::{Amtool, Verdict};
use support::random::Random;
use support::real::Release;

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// How many cases of each kind to compare.
fn case_count() -> usize {
    variable("RUNFRAME_CASES").map_or(250, |count| usize::try_from(count).expect("it fits"))
}

/// Numbers of their own for each kind of case.
fn random(kind: u64) -> Random {
    Random::new(
        variable("RUNFRAME_SEED")
            .unwrap_or(1)
            .wrapping_mul(1000)
            .wrapping_add(kind),
    )
}

fn version(release: Release) -> Version {
    match release {
        Release::Oldest => Version::V0_25,
        Release::Middle => Version::V0_28,
        Release::Newest => Version::V0_33,
    }
}

/// A double-quoted YAML scalar.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(quoted, "\\{c}"),
            ' '..='~' => write!(quoted, "{c}"),
            _ => write!(quoted, "\\U{:08X}", u32::from(c)),
        }
        .expect("writing to a string cannot fail");
    }
    quoted.push('"');
    quoted
}

/// One of these.
fn pick<'a>(random: &mut Random, from: &[&'a str]) -> &'a str {
    from[random.below(from.len())]
}

/// Up to `most` random pieces in a row.
fn jumble(random: &mut Random, most: usize, pieces: &[&str]) -> String {
    let count = random.below(most + 1);
    (0..count).map(|_| *random.pick(pieces)).collect()
}

/// A text with a character taken out, doubled, or put in.
fn mutated(random: &mut Random, text: &str, insertions: &[&str]) -> String {
    let mut characters: Vec<String> = text.chars().map(String::from).collect();
    for _ in 0..=random.below(2) {
        let at = random.below(characters.len() + 1);
        match random.below(3) {
            0 if at < characters.len() => {
                characters.remove(at);
            }
            1 if at < characters.len() => {
                let other = random.below(characters.len());
                characters.swap(at, other);
            }
            _ => characters.insert(at, (*random.pick(insertions)).to_owned()),
        }
    }
    characters.concat()
}

/// Checks a configuration around each value and compares the verdict with ours, which is the message of the refusal.
fn compare<T>(what: &str, values: &[T], config: impl Fn(&T) -> String, own: impl Fn(&T, Version) -> Result<(), String>)
where
    T: std::fmt::Debug,
{
    let texts: Vec<String> = values.iter().map(config).collect();
    for amtool in Amtool::all() {
        let verdicts = amtool.check_configs(&texts);
        let own: Vec<_> = values
            .iter()
            .map(|value| own(value, version(amtool.release)).err())
            .collect();
        compare_verdicts(what, amtool.release, values, &verdicts, &own);
    }
}

fn compare_verdicts<T: std::fmt::Debug>(
    what: &str,
    release: Release,
    values: &[T],
    verdicts: &[Verdict],
    own: &[Option<String>],
) {
    assert_eq!(verdicts.len(), values.len());
    let mut differences = Vec::new();
    for ((value, verdict), own) in values.iter().zip(verdicts).zip(own) {
        let real = verdict.refusal();
        if verdict.crashed || real != own.as_deref() {
            let crash = if verdict.crashed { &verdict.message } else { "" };
            differences.push(format!("{value:?}\n  real {real:?}{crash}\n  own  {own:?}"));
        }
    }
    let refused = own.iter().flatten().count();
    eprintln!(
        "{what}: {} values, {refused} of them refused, {release:?}",
        values.len()
    );
    report(what, release, &differences);
}

/// Fails with some of the differences, if there are any.
fn report(what: &str, release: Release, differences: &[String]) {
    let some: Vec<_> = differences.iter().take(25).map(String::as_str).collect();
    assert!(
        differences.is_empty(),
        "{what}: {} differences, {release:?}:\n{}",
        differences.len(),
        some.join("\n")
    );
}
