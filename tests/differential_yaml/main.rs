//! Our reading of YAML against that of the real amtools: the same texts are refused, with the same words.
//!
//! Of a text that is YAML, what amtool says of unknown keys and of scalars in place of mappings shows how it read texts,
//! lines and meanings. Anything else it says of a configuration is none of the YAML reader's business.
#![allow(clippy::print_stderr, reason = "it says how much was compared")]

mod cases;
mod mutants;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use runframe_cli::yaml::resolve::{Resolved, is_merge_key, resolve};
use runframe_cli::yaml::{self, Document, Kind, Node};
use support::amtool::{Amtool, Verdict};
use support::random::Random;
use support::real::collected_files;

/// How many mutants to try instead of a small seeded slice.
const MUTANTS_VARIABLE: &str = "RUNFRAME_YAML_MUTANTS";

/// Where the random numbers start.
const SEED_VARIABLE: &str = "RUNFRAME_YAML_SEED";

/// The keys of a configuration.
const KNOWN_KEYS: [&str; 9] = [
    "global",
    "route",
    "inhibit_rules",
    "receivers",
    "templates",
    "mute_time_intervals",
    "time_intervals",
    "tracing",
    "event_recorder",
];

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

/// What we expect amtool to say.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Expectation {
    /// Exactly this.
    Message(String),
    /// Anything about the configuration, but no syntax error.
    NoSyntaxError,
}

impl Expectation {
    fn of(bytes: &[u8]) -> Self {
        let text = match yaml::decode_input(bytes) {
            Ok(text) => text,
            Err(error) => return Self::Message(error.upstream.to_owned()),
        };
        let parsed = yaml::parse(&text);
        if let Some(error) = parsed.errors.first() {
            return Self::Message(error.upstream.clone());
        }
        type_errors(&parsed.document).map_or(Self::NoSyntaxError, |errors| {
            Self::Message(format!("yaml: unmarshal errors:{errors}"))
        })
    }

    fn is_met(&self, verdict: &Verdict) -> bool {
        match self {
            Self::Message(message) => verdict.refusal() == Some(message),
            Self::NoSyntaxError => !verdict.refusal().is_some_and(is_syntax_error),
        }
    }
}

fn is_syntax_error(message: &str) -> bool {
    message.starts_with("yaml: ") && !DECODING.iter().any(|start| message.starts_with(start))
}

/// What amtool finds in a document that is no mapping, or that has none but unknown scalar keys: shows texts and lines.
/// `None` if there is more to it than the YAML reader knows.
fn type_errors(document: &Document<'_>) -> Option<String> {
    let root = document.node(document.root()?);
    if root.tag.is_some() {
        return None;
    }
    match root.kind {
        Kind::Sequence(_) => Some(format!(
            "\n  line {}: cannot unmarshal !!seq into config.plain",
            root.line
        )),
        Kind::Scalar { text, style } => match resolve(text, style, root.tag) {
            Ok(Resolved::Null) | Err(_) => None,
            Ok(resolved) => Some(mismatch(root.line, &resolved, text)),
        },
        Kind::Mapping(pairs) if !pairs.is_empty() => {
            let mut errors = String::new();
            let route_only = pairs.len() == 1;
            for (key, value) in pairs.iter() {
                let key = document.node(key);
                let Kind::Scalar { text, style } = key.kind else {
                    return None;
                };
                if text == "route" && route_only {
                    return route_error(&document.node(value));
                }
                if key.tag.is_some() || KNOWN_KEYS.contains(&text) || is_merge_key(text, style, key.tag) {
                    return None;
                }
                let line = key.line;
                let _ = write!(errors, "\n  line {line}: field {text} not found in type config.plain");
            }
            Some(errors)
        }
        _ => None,
    }
}

/// What amtool says of a route that is a scalar: shows what the scalar means.
fn route_error(route: &Node<'_>) -> Option<String> {
    let Kind::Scalar { text, style } = route.kind else {
        return None;
    };
    match resolve(text, style, route.tag) {
        Ok(Resolved::Null) | Err(_) => None,
        Ok(_) if route.tag.is_some() => None,
        Ok(resolved) => Some(mismatch(route.line, &resolved, text)),
    }
}

fn mismatch(line: u32, resolved: &Resolved<'_>, text: &str) -> String {
    let shown = if text.len() > 10 {
        let cut = String::from_utf8_lossy(&text.as_bytes()[..7]).into_owned();
        format!("{cut}...")
    } else {
        text.to_owned()
    };
    format!(
        "\n  line {line}: cannot unmarshal {} `{shown}` into config.plain",
        resolved.tag()
    )
}

/// Compares the verdicts on each text and reports a few differences.
fn compare(texts: &[Vec<u8>]) {
    let amtools = Amtool::all();
    let own: Vec<_> = texts.iter().map(|text| Expectation::of(text)).collect();
    let exact = own.iter().filter(|own| **own != Expectation::NoSyntaxError).count();
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
                if !own.is_met(verdict) {
                    let text = String::from_utf8_lossy(text);
                    differences.push(format!(
                        "{release:?} {text:?}\n  real {:?}\n  own  {own:?}",
                        verdict.message
                    ));
                }
            }
        }
        differences
    });
    eprintln!(
        "{} texts, {exact} of them to the word, {} amtools",
        texts.len(),
        amtools.len()
    );
    let shown: Vec<_> = differences.iter().take(25).map(String::as_str).collect();
    assert!(
        differences.is_empty(),
        "{} differences over {} texts:\n{}",
        differences.len(),
        texts.len(),
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
    let count = number_from(MUTANTS_VARIABLE, 3000);
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

#[test]
fn scalars_mean_the_same() {
    let mut random = Random::new(number_from(SEED_VARIABLE, 1) as u64);
    let count = number_from(MUTANTS_VARIABLE, 2000);
    let texts: Vec<_> = (0..count)
        .map(|_| match random.below(3) {
            0 => format!("? {}\n: b\n", mutants::scalar(&mut random)).into_bytes(),
            1 => format!("route: {}\n", mutants::scalar(&mut random)).into_bytes(),
            _ => format!("route: {}\n", mutants::meaning(&mut random)).into_bytes(),
        })
        .collect();
    for batch in texts.chunks(30_000) {
        compare(batch);
    }
}
