//! Our verdict on rule files against that of the real `promtool check rules`: cases, public files, and mutants of them.
//!
//! We do not parse PromQL: what promtool says of expressions is left out.

#![allow(clippy::print_stderr, reason = "what was compared is told")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use runframe_cli::rule_file;
use runframe_cli::text::SourceFile;

use support::random::Random;
use support::real::{Release, collected_files, program};

/// How many mutants are compared.
const MUTANTS: usize = 600;

const CASES: &[&str] = &[
    "",
    "groups:",
    "x",
    "[a]",
    "groups: []\n---\n[[[\n",
    "groups:\n- name: g\n  foo: ''\n  rules: [~, {alert: a, bar: x, expr: 1, labels: ~, annotations: {a: [x]}}]\n",
    "groups:\n- name: g\n  limit: 1.5\n",
    "groups:\n- name: g\n  limit: a\n",
    "groups:\n- name: g\n  limit: '1'\n",
    "groups:\n- name: g\n  interval: ''\n",
    "groups:\n- name: g\n  interval: 0\n  query_offset: 1d\n  labels: {a: b}\n",
    "groups:\n- name: g\n  interval: 1h1d\n",
    "groups:\n- name: g\n  labels: {__name__: x}\n",
    "groups:\n- name: ''\n",
    "groups:\n- name: ~\n- ~\n",
    "groups:\n- name: a\n- name: a\n",
    "groups:\n- name: a\n  name: b\n",
    "groups:\n- name: [a]\n",
    "groups:\n- name: a\n  rules:\n  - {alert: a, expr: 1, for: ~, keep_firing_for: 0}\n",
    "groups:\n- name: a\n  rules:\n  - {alert: a, expr: ''}\n",
    "groups:\n- name: a\n  rules:\n  - {alert: '', expr: '1'}\n",
    "groups:\n- name: a\n  rules:\n  - {alert: a, record: b, expr: '1'}\n",
    "groups:\n- name: a\n  rules:\n  - {record: 'a b', expr: '1', labels: {x: '{{ nofunc }}'}}\n",
    "groups:\n- name: a\n  rules:\n  - {record: 'a{', expr: '1'}\n",
    "groups:\n- name: a\n  rules:\n  - {record: a, expr: '1', for: 0s, annotations: {}}\n",
    "groups:\n- name: a\n  rules:\n  - {record: a, expr: '1', for: 1s}\n",
    "groups:\n- name: a\n  rules:\n  - {record: a, expr: '1', annotations: {a: b}}\n",
    "groups:\n- name: a\n  rules:\n  - {record: a, expr: '1', keep_firing_for: 1s}\n",
    "groups:\n- name: a\n  rules:\n  - {alert: a, expr: '1', labels: {'': x}}\n",
    "groups:\n- name: a\n  rules:\n  - {alert: a, expr: '1', labels: {'a-b': x, é: y}, annotations: {'a-b': x, __name__: y}}\n",
    "groups:\n- name: a\n  rules:\n  - {alert: a, expr: '1', annotations: {'': x}}\n",
    "groups:\n- name: a\n  rules:\n  - {alert: a, expr: '1', annotations: {a: '{{ if }}'}}\n",
    "groups:\n- name: a\n  rules:\n  - {alert: a, expr: '1', labels: {a: '{{ $labels.x | humanize }} {{ $externalURL }}'}}\n",
    "groups:\n- name: a\n  rules:\n  - {alert: a, expr: '1', labels: {a: '{{ query \"up\" | first | value | humanize1024 }}'}}\n",
    "groups:\n- name: a\n  rules: &r\n  - &x {alert: a, expr: 1}\n  - {<<: *x, alert: b}\n- {name: b, rules: *r}\n",
    "groups:\n- name: a\n  rules:\n  - {<<: x, alert: b, expr: '1'}\n",
    "groups:\n- name: a\n  rules:\n  - {1: x, alert: b, expr: '1'}\n",
    "groups:\n- name: a\n  rules:\n  - x\n",
    "groups:\n- name: a\n  rules: x\n",
    "groups: x\n",
    "groups: {a: b}\n",
    "groups:\n- name: a\n  rules:\n  - alert: a\n   expr: 1\n",
    "groups:\n- name: a\n\trules: []\n",
    "groups:\n- name: !!binary YQ==\n  rules:\n  - {alert: yes, expr: on, labels: {a: 0755, b: 1e3, c: 2020-01-01}}\n",
];

/// Why promtool refuses each text, but for its expressions; nothing where it takes it.
fn refusals(promtool: &Path, texts: &[Vec<u8>]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let names: Vec<String> = (0..texts.len()).map(|number| format!("f{number}.yml")).collect();
    for (name, text) in names.iter().zip(texts) {
        std::fs::write(folder.path().join(name), text).expect("it can be written");
    }
    let output = Command::new(promtool)
        .args(["check", "rules", "--lint=none"])
        .args(&names)
        .current_dir(folder.path())
        .output()
        .expect("promtool runs");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut by_name: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let about = line
            .split_once(": ")
            .filter(|(name, _)| names.iter().any(|n| n == name));
        if let Some((name, words)) = about
            && !words.contains("could not parse expression")
        {
            by_name.entry(name).or_default().push(words.to_owned());
        }
    }
    names
        .iter()
        .map(|name| by_name.remove(name.as_str()).unwrap_or_default())
        .collect()
}

fn compare(promtool: &Path, what: &str, texts: &[Vec<u8>]) {
    let theirs = refusals(promtool, texts);
    let mut refused = 0;
    let mut differences = Vec::new();
    for (text, theirs) in texts.iter().zip(&theirs) {
        let text = String::from_utf8_lossy(text);
        let loaded = rule_file::load(&SourceFile::new("rules.yml", text.as_ref()));
        refused += usize::from(loaded.is_refused());
        if loaded.is_refused() == theirs.is_empty() {
            let ours: Vec<_> = loaded.diagnostics.iter().map(|finding| &finding.message).collect();
            differences.push(format!("{text}\nours: {ours:?}\ntheirs: {theirs:?}\n"));
        }
    }
    eprintln!("{what}: {} files, {refused} refused", texts.len());
    assert!(
        differences.is_empty(),
        "{} of {} {what} differ:\n{}",
        differences.len(),
        texts.len(),
        differences[..differences.len().min(5)].join("\n----\n")
    );
}

#[test]
fn verdicts_are_those_of_promtool() {
    let cases: Vec<Vec<u8>> = CASES.iter().map(|case| case.as_bytes().to_vec()).collect();
    let collected: Vec<Vec<u8>> = collected_files("rules", "yml")
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let Some(promtool) = program(Release::Newest, "promtool") else {
        return;
    };
    compare(&promtool, "cases", &cases);
    compare(&promtool, "public files", &collected);
    let mut random = Random::new(7);
    let all: Vec<&Vec<u8>> = cases
        .iter()
        .chain(&collected)
        .filter(|text| text.len() < 8000)
        .collect();
    let mutants: Vec<Vec<u8>> = (0..MUTANTS)
        .map(|_| {
            let text = *random.pick(&all);
            mutant(&mut random, text)
        })
        .collect();
    compare(&promtool, "mutants", &mutants);
}

/// One line taken out, doubled, indented otherwise, or with its value replaced.
fn mutant(random: &mut Random, text: &[u8]) -> Vec<u8> {
    const VALUES: [&str; 12] = [
        "",
        " ~",
        " ''",
        " x",
        " [x]",
        " {a: b}",
        " 5m",
        " 5",
        " '{{ $labels.x }}'",
        " '{{ $x }}'",
        " *a",
        " '{{ end }}'",
    ];
    let text = String::from_utf8_lossy(text);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return text.as_bytes().to_vec();
    }
    let at = random.below(lines.len());
    match random.below(6) {
        0 => {
            lines.remove(at);
        }
        1 => lines.insert(at, lines[at].clone()),
        2 => lines[at].insert_str(0, "  "),
        3 => {
            if lines[at].starts_with("  ") {
                lines[at].drain(..2);
            }
        }
        4 => {
            if let Some((key, _)) = lines[at].clone().split_once(':') {
                lines[at] = format!("{key}:{}", random.pick(&VALUES));
            }
        }
        _ => {
            if let Some((key, value)) = lines[at].clone().split_once(':') {
                lines[at] = format!("{}:{value}", key.replacen(['e', 'a'], "x", 1));
            }
        }
    }
    lines.join("\n").into_bytes()
}

/// Every public file is read, whatever the verdict, and its alerts are found.
#[test]
fn public_files_are_read() {
    let mut alerts = 0;
    for (path, text) in collected_files("rules", "yml") {
        let text = String::from_utf8_lossy(&text);
        let loaded = rule_file::load(&SourceFile::new(path.display().to_string(), text.as_ref()));
        alerts += loaded.file.alerts().count();
    }
    eprintln!("{alerts} alerts");
}
