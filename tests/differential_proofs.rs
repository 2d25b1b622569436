//! Witnesses against the real thing: every alert that a proof names as an example goes where it says, and every example of a
//! difference fares differently, according to `amtool config routes test` of each release.
//!
//! `RUNFRAME_CASES` is the number of trees for each release (default 3); amtool is run once for each witness.

#![allow(clippy::print_stderr, reason = "what was compared is told")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use runframe_cli::alert::LabelSet;
use runframe_cli::matcher::{Matcher, Mode, parse_list};
use runframe_cli::proof::{Answer, Prover, compare};
use runframe_cli::route::{RouteIndex, RouteSettings, RouteTree, TreeBuilder};
use runframe_cli::text::{Span, Spanned};
use runframe_cli::version::Version;

use support::amtool::Amtool;
use support::random::Random;
use support::real::Release;

const TREES: usize = 3;

/// Routes of each tree, the root included.
const ROUTES: usize = 24;

const NAMES: [&str; 4] = ["a", "b", "severity", "team"];
const VALUES: [&str; 7] = ["x", "y", "X", "xy", "é", "q\"t", ""];
const REGEXES: [&str; 22] = [
    "x|y",
    ".*",
    ".+",
    "x.*",
    ".*y",
    "(?i)x",
    "(?i)k",
    "[^x]",
    "[^x].+",
    "\\d{2,4}",
    "\\w+",
    "a)|(b",
    "(x|y)+",
    "é|1",
    ".",
    "\\Qx|y\\E",
    "[[:alpha:]]+",
    "\\pL+-\\pN",
    "\\S+\\s\\S+",
    "x|",
    "(a+)+$",
    "\\D\\W",
];
const OPERATORS: [&str; 6] = ["=", "=", "!=", "=~", "=~", "!~"];

fn version(release: Release) -> Version {
    match release {
        Release::Oldest => Version::V0_25,
        Release::Middle => Version::V0_28,
        Release::Newest => Version::V0_33,
    }
}

fn tree_count() -> usize {
    let cases = std::env::var("RUNFRAME_CASES").ok();
    cases.map_or(TREES, |text| text.parse().expect("RUNFRAME_CASES is a number"))
}

fn quoted(value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{value}\"")
}

fn matchers(random: &mut Random) -> String {
    let mut all = Vec::new();
    let count = if random.below(10) == 0 { 0 } else { 1 + random.below(2) };
    for _ in 0..count {
        let name: &str = random.pick::<&str>(&NAMES);
        let operator: &str = random.pick::<&str>(&OPERATORS);
        let value: &str = if operator.ends_with('~') {
            random.pick::<&str>(&REGEXES)
        } else {
            random.pick::<&str>(&VALUES)
        };
        all.push(format!("{name}{operator}{}", quoted(value)));
    }
    all.join(",")
}

fn settings(matchers: &str, receiver: usize, continues: bool, version: Version) -> RouteSettings {
    let parsed = parse_list(matchers, Mode::default(), version).expect("the test writes matchers");
    RouteSettings {
        receiver: Some(Spanned::new(format!("r{receiver}"), Span::at(0))),
        matchers: parsed
            .value
            .into_iter()
            .map(|matcher| Spanned::new(matcher, Span::at(0)))
            .collect(),
        continues,
        ..RouteSettings::default()
    }
}

/// A tree, and the configuration that makes it. The receiver of the n-th route in file order is `rn`.
fn random_tree(random: &mut Random, version: Version) -> (RouteTree, String) {
    let mut builder = TreeBuilder::new(settings("", 0, false, version), version);
    let mut text = "route:\n  receiver: r0\n".to_owned();
    let mut left = ROUTES - 1;
    let mut next = 1;
    add_children(
        random,
        version,
        &mut builder,
        RouteIndex::ROOT,
        &mut text,
        1,
        &mut left,
        &mut next,
    );
    text.push_str("receivers:\n");
    for receiver in 0..next {
        writeln!(text, "- name: r{receiver}").expect("a string takes everything");
    }
    (builder.finish(), text)
}

#[expect(clippy::too_many_arguments, reason = "one recursion that writes two things")]
fn add_children(
    random: &mut Random,
    version: Version,
    builder: &mut TreeBuilder,
    parent: RouteIndex,
    text: &mut String,
    depth: usize,
    left: &mut usize,
    next: &mut usize,
) {
    let wanted = if depth == 1 { 8 } else { random.below(4) };
    let indent = "  ".repeat(depth);
    for number in 0..wanted.min(*left) {
        if *left == 0 {
            return;
        }
        if number == 0 {
            writeln!(text, "{indent}routes:").expect("a string takes everything");
        }
        *left -= 1;
        let written = matchers(random);
        let continues = random.below(3) == 0;
        let receiver = *next;
        *next += 1;
        writeln!(text, "{indent}- receiver: r{receiver}\n{indent}  continue: {continues}")
            .expect("a string takes everything");
        if !written.is_empty() {
            let scalar = written.replace('\'', "''");
            writeln!(text, "{indent}  matchers: ['{scalar}']").expect("a string takes everything");
        }
        let child = builder.child(parent, settings(&written, receiver, continues, version));
        if depth < 4 {
            add_children(random, version, builder, child, text, depth + 1, left, next);
        }
    }
}

fn receivers(amtool: &Amtool, config: &Path, labels: &LabelSet) -> BTreeSet<String> {
    let file = format!("--config.file={}", config.display());
    let labels: Vec<_> = labels
        .iter()
        .map(|(name, value)| format!("{name}={}", quoted(value)))
        .collect();
    let mut arguments = vec!["config", "routes", "test", file.as_str()];
    arguments.extend(labels.iter().map(String::as_str));
    let printed = amtool.run(&arguments);
    printed.trim().split(',').map(str::to_owned).collect()
}

#[test]
fn witnesses_go_where_the_proofs_say() {
    for amtool in Amtool::all() {
        let version = version(amtool.release);
        let mut random = Random::new(97);
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let config = folder.path().join("alertmanager.yml");
        let (mut confirmed, mut unreachable) = (0, 0);
        for _ in 0..tree_count() {
            let (tree, text) = random_tree(&mut random, version);
            std::fs::write(&config, &text).expect("it can be written");
            let prover = Prover::new(&tree);
            let reachability = prover.reachability();
            let mut confirm = |labels: &LabelSet, wanted: &dyn Fn(&BTreeSet<String>) -> bool| {
                let theirs = receivers(&amtool, &config, labels);
                assert!(
                    wanted(&theirs),
                    "{labels:?} goes to {theirs:?} in {} through\n{text}",
                    amtool.release.folder()
                );
                confirmed += 1;
            };
            let name = |route: RouteIndex| format!("r{}", route.position());
            for (route, _) in tree.iter() {
                match reachability.delivered(route).witness() {
                    Some(witness) => confirm(witness, &|theirs| theirs.contains(&name(route))),
                    None => unreachable += 1,
                }
            }
            for duplicate in prover.duplicates(|route| route.position() % 2 == 1).found {
                let both = |theirs: &BTreeSet<String>| {
                    theirs.contains(&name(duplicate.first)) && theirs.contains(&name(duplicate.second))
                };
                confirm(&duplicate.witness, &both);
            }
            let given = [Matcher::equal("severity", "x")];
            if let Answer::Alert(alert) = prover.find_missed(&given, |route| route.position() % 3 != 1) {
                let missed = |theirs: &BTreeSet<String>| {
                    let mut numbers = theirs.iter().filter_map(|name| name[1..].parse::<usize>().ok());
                    numbers.all(|number| number % 3 == 1)
                };
                confirm(&alert, &missed);
            }
        }
        eprintln!(
            "{}: {confirmed} witnesses confirmed, {unreachable} routes deliver nothing",
            amtool.release.folder()
        );
    }
}

/// Differences each pair of trees is asked for at most.
const DIFFERENCES: usize = 30;

#[test]
fn examples_of_differences_fare_differently() {
    for amtool in Amtool::all() {
        let version = version(amtool.release);
        let mut random = Random::new(98);
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let files = [folder.path().join("old.yml"), folder.path().join("new.yml")];
        let mut confirmed = 0;
        for _ in 0..tree_count() {
            let [(old, before), (new, after)] = [(); 2].map(|()| random_tree(&mut random, version));
            for (file, text) in files.iter().zip([&before, &after]) {
                std::fs::write(file, text).expect("it can be written");
            }
            let receiver = |tree: &RouteTree, route: RouteIndex| tree[route].options().receiver.value.clone();
            for class in compare(&old, &new, receiver, DIFFERENCES).classes {
                let names = |tree: &RouteTree, routes: &[RouteIndex]| -> BTreeSet<String> {
                    routes.iter().map(|&route| receiver(tree, route)).collect()
                };
                let [theirs_old, theirs_new] = files.each_ref().map(|file| receivers(&amtool, file, &class.witness));
                let ours = (names(&old, &class.gone), names(&new, &class.added));
                let theirs = (&theirs_old - &theirs_new, &theirs_new - &theirs_old);
                assert_eq!(
                    ours,
                    theirs,
                    "{:?} in {} through\n{before}\n{after}",
                    class.witness,
                    amtool.release.folder()
                );
                confirmed += 1;
            }
        }
        assert!(confirmed > 0, "random trees differ");
        eprintln!("{}: {confirmed} differences confirmed", amtool.release.folder());
    }
}
