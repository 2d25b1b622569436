//! Laws of reading a configuration, on our own cases, public files and seeded mutants of them: every finding's place lies in
//! the text, and what is printed of a configuration reads back as the same one.
#![allow(dead_code, reason = "shared with tests/differential_config, which uses more of it")]

#[path = "../differential_config/case_file.rs"]
mod case_file;
#[path = "../differential_config/compare.rs"]
mod compare;
#[path = "../differential_config/corpus.rs"]
mod corpus;
mod laws;
#[path = "../differential_config/mutants.rs"]
mod mutants;
#[path = "../support/mod.rs"]
mod support;

use std::panic::catch_unwind;

use compare::with_deep_stack;
use runframe_cli::config::Version;
use runframe_cli::yaml::decode_input;
use support::random::Random;

/// How many mutants to try instead of a small seeded slice.
const MUTANTS_VARIABLE: &str = "RUNFRAME_LAW_MUTANTS";
/// How many mutants are tried unasked.
const MUTANTS: usize = 3000;

fn hold(texts: &[Vec<u8>]) {
    let broken = with_deep_stack(|| {
        let hold_of = |bytes: &Vec<u8>| {
            let Ok(text) = decode_input(bytes) else { return };
            for version in Version::ALL {
                laws::check(&text, version);
            }
        };
        let breaks = |bytes: &&Vec<u8>| catch_unwind(|| hold_of(bytes)).is_err();
        texts.iter().filter(breaks).take(3).cloned().collect::<Vec<_>>()
    });
    let shown: Vec<_> = broken.iter().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    assert!(
        broken.is_empty(),
        "the laws do not hold of:\n{}",
        shown.join("\n====\n")
    );
}

#[test]
fn they_hold_of_our_cases_and_of_public_files() {
    hold(&corpus::case_texts());
    hold(&corpus::real_world_texts());
}

#[test]
fn they_hold_of_mutants() {
    let mutants = std::env::var(MUTANTS_VARIABLE).map_or(MUTANTS, |text| text.parse().expect("it is a number"));
    let mut seeds = corpus::case_texts();
    seeds.extend(corpus::real_world_texts());
    let mut random = Random::new(20_261_125);
    let texts: Vec<_> = (0..mutants).map(|_| mutants::mutant(&mut random, &seeds)).collect();
    hold(&texts);
}
