//! Our reading of YAML against that of the real amtools: the same texts are refused, with the same words.
//!
//! Only syntax is compared: what amtool says about a configuration it could read is none of the YAML reader's business.
#![allow(clippy::print_stderr, reason = "it says how much was compared")]

mod cases;
mod mutants;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use runframe_cli::yaml;
use support::amtool::{Amtool, Verdict};
use support::random::Random;
use support::real::collected_files;

/// How many mutants to try instead of a small seeded slice.
const MUTANTS_VARIABLE: &str = "RUNFRAME_YAML_MUTANTS";

/// Where the random numbers start.
const SEED_VARIABLE: &str = "RUNFRAME_YAML_SEED";

/// What `yaml: ` introduces beside syntax errors: what is found on decoding.
const DECODING: [&str; 8] = [
    "yaml: unmarshal errors:",
    "yaml: anchor '",
    "yaml: document contains excessive aliasing",
    "yaml: map merge requires map or sequence of maps as the value",
    "yaml: cannot decode ",
    "yaml: !!binary value contains invalid base64 data",
    "yaml: invalid map key",
    "yaml: cannot ",
];

/// The syntax error in amtool's verdict.
fn real_error(verdict: &Verdict) -> Option<&str> {
    let message = verdict.refusal()?;
    let is_syntax = message.starts_with("yaml: ") && !DECODING.iter().any(|start| message.starts_with(start));
    is_syntax.then_some(message)
}

/// Ours.
fn own_error(bytes: &[u8]) -> Option<String> {
    match yaml::decode_input(bytes) {
        Err(error) => Some(error.upstream.to_owned()),
        Ok(text) => yaml::parse(&text).errors.into_iter().next().map(|error| error.upstream),
    }
}

/// Compares the verdicts on each text and reports a few differences.
fn compare(texts: &[Vec<u8>]) {
    let amtools = Amtool::all();
    let own: Vec<_> = texts.iter().map(|text| own_error(text)).collect();
    let refused = own.iter().flatten().count();
    let differences: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = amtools
            .iter()
            .map(|amtool| (amtool.release, scope.spawn(|| amtool.check_configs(texts))))
            .collect();
        let mut differences = Vec::new();
        for (release, run) in runs {
            let verdicts = run.join().expect("amtool can be run");
            assert_eq!(verdicts.len(), texts.len());
            for ((text, own), verdict) in texts.iter().zip(&own).zip(&verdicts) {
                let real = real_error(verdict);
                if real != own.as_deref() {
                    let text = String::from_utf8_lossy(text);
                    differences.push(format!("{release:?} {text:?}\n  real {real:?}\n  own  {own:?}"));
                }
            }
        }
        differences
    });
    eprintln!(
        "{} texts, {refused} of them no YAML, {} amtools",
        texts.len(),
        amtools.len()
    );
    differences_are_none(texts.len(), &differences);
}

fn differences_are_none(texts: usize, differences: &[String]) {
    let shown: Vec<_> = differences.iter().take(25).map(String::as_str).collect();
    assert!(
        differences.is_empty(),
        "{} differences over {texts} texts:\n{}",
        differences.len(),
        shown.join("\n")
    );
}

fn number_from(variable: &str, default: usize) -> usize {
    std::env::var(variable)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

#[test]
fn hand_made_cases_are_judged_alike() {
    let texts: BTreeSet<Vec<u8>> = cases::all();
    compare(&texts.into_iter().collect::<Vec<_>>());
}

#[test]
fn collected_files_are_judged_alike() {
    let texts: Vec<_> = collected_files("config", "yml")
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    compare(&texts);
}

#[test]
fn mutants_are_judged_alike() {
    let mut random = Random::new(number_from(SEED_VARIABLE, 1) as u64);
    let mut seeds: Vec<Vec<u8>> = cases::all().into_iter().collect();
    seeds.extend(collected_files("config", "yml").into_iter().map(|(_, text)| text));
    let count = number_from(MUTANTS_VARIABLE, 6000);
    let mut left = count;
    while left > 0 {
        let batch: Vec<_> = (0..left.min(30_000))
            .map(|_| mutants::any(&mut random, &seeds))
            .collect();
        left -= batch.len();
        compare(&batch);
    }
}

#[test]
fn every_short_text_is_judged_alike() {
    let longest = number_from("RUNFRAME_YAML_SHORT", 2);
    let mut texts = vec![Vec::new()];
    let mut from = 0;
    for _ in 0..longest {
        let to = texts.len();
        for index in from..to {
            for piece in mutants::PIECES {
                let mut text = texts[index].clone();
                text.extend_from_slice(piece.as_bytes());
                texts.push(text);
            }
        }
        from = to;
    }
    for batch in texts.chunks(30_000) {
        compare(batch);
    }
}
