//! Our verdicts on configurations against those of three real amtools: the same ones are refused, in the same words.
//!
//! Cases are small configurations under `testdata/config`, each with what the real amtools say of it, so that they are
//! checked without them too. Beside them, a slice of what `examples/differential.rs` compares at length: configurations
//! of public repositories, mutants of all these, and every kind of value on every key.
#![allow(clippy::print_stderr, reason = "it says how much was compared")]
#![allow(dead_code, reason = "shared with examples/differential.rs, which uses more of it")]

mod case_file;
mod compare;
mod corpus;
mod mutants;
#[path = "../support/mod.rs"]
mod support;
mod sweep;

use compare::{Agreement, Difference, Outcome, agreement, compare, load, version_of, with_deep_stack};
use runframe_cli::config::Version;
use runframe_cli::text::SourceFile;
use runframe_cli::wrapped::{Unwrapped, unwrap, unwrap_for};
use support::amtool::Amtool;
use support::random::Random;
use support::real::Release;

/// Set to `1`, what the real amtools say is written into the files of cases.
const UPDATE_VARIABLE: &str = "UPDATE";
/// How many mutants a release is compared on.
const MUTANTS: usize = 1500;
/// How many texts of the sweep a release is compared on.
const SWEPT: usize = 1500;

#[test]
fn every_case_is_read_as_the_real_amtools_read_it() {
    let is_update = std::env::var(UPDATE_VARIABLE).is_ok_and(|value| value == "1");
    let mut files = corpus::case_files();
    let amtools = Amtool::all();
    for amtool in &amtools {
        for file in &mut files {
            let texts: Vec<_> = file.cases.iter().map(|case| case.text.as_bytes()).collect();
            let verdicts = amtool.check_configs(&texts);
            for (case, verdict) in file.cases.iter_mut().zip(&verdicts) {
                let real = Outcome::of_amtool(verdict);
                let stored = case.outcomes.iter_mut().find(|(release, _)| *release == amtool.release);
                match stored {
                    // Which of several bad entries of a map is named is left to chance: none is better than another.
                    Some((_, outcome)) if is_update => {
                        let own = load(case.text.as_bytes(), version_of(amtool.release));
                        if [&*outcome, &real].map(|said| agreement(&own, said)) != [Agreement::Full; 2] {
                            *outcome = real;
                        }
                    }
                    None if is_update => case.outcomes.push((amtool.release, real)),
                    stored => {
                        let own = load(case.text.as_bytes(), version_of(amtool.release));
                        let is_stored = stored.is_some_and(|(_, outcome)| *outcome == real)
                            || agreement(&own, &real) == Agreement::Full;
                        assert!(
                            is_stored,
                            "{}, `{}`: {:?} says {real:?}; run UPDATE=1 cargo test --test differential_config",
                            file.path.display(),
                            case.name,
                            amtool.release
                        );
                    }
                }
            }
        }
    }
    if is_update {
        for file in &files {
            std::fs::write(&file.path, file.render()).expect("a file of cases can be written");
        }
    }
    let mut differences = Vec::new();
    for file in &files {
        for case in &file.cases {
            for (release, outcome) in &case.outcomes {
                let own = load(case.text.as_bytes(), version_of(*release));
                if agreement(&own, outcome) != Agreement::Full {
                    differences.push(format!(
                        "{}, `{}`, {release:?}\n  ours: {:?}\n  real: {outcome:?}",
                        file.path.display(),
                        case.name,
                        own.outcome
                    ));
                }
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn bytes_that_are_hardly_a_text_are_read_alike() {
    let small = b"route: {receiver: r}\nreceivers: [{name: r}]\n";
    let behind = |bytes: &[u8]| [small, bytes].concat();
    let comment = [b"# ".to_vec(), vec![b'x'; 1500], b"\n".to_vec()].concat();
    let text = String::from_utf8_lossy(small);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf32 = |to_bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
        let marked = format!("\u{feff}{text}");
        marked.chars().flat_map(|c| to_bytes(u32::from(c))).collect()
    };
    compare_all(&[
        behind(&[b"---\n", &comment[..], b"# caf\xe9\n"].concat()),
        behind(&[&comment[..], b"# caf\xe9\n"].concat()),
        behind(b"---\n# caf\xe9\n"),
        b":\n: \xc3".to_vec(),
        behind(b"\0\xff"),
        behind(b"\xff\0"),
        behind(&[b"---\n", &comment[..], b"\0\xff"].concat()),
        behind(b"# \xc3\x28 \0"),
        utf16.clone(),
        [b"\xff\xfe", &utf16[..]].concat(),
        [b"\xff\xfe", &utf16[..utf16.len() - 1]].concat(),
        [b"\xff\xfe", &utf16[..], b"\x3d\xd8"].concat(),
        [b"\xff\xfe", &utf16[..], b"\x3d\xde"].concat(),
        [b"\xfe\xff", &utf16[..]].concat(),
        utf32(u32::to_le_bytes),
        utf32(u32::to_be_bytes),
        utf32(u32::to_le_bytes)[4..].to_vec(),
        utf32(u32::to_be_bytes)[4..].to_vec(),
    ]);
}

#[test]
fn public_configurations_are_read_alike() {
    compare_all(&corpus::real_world_texts());
}

#[test]
fn mutants_are_read_alike() {
    let mut seeds = corpus::case_texts();
    seeds.extend(corpus::real_world_texts());
    let mut random = Random::new(20_250_101);
    let mutants: Vec<_> = (0..MUTANTS).map(|_| mutants::mutant(&mut random, &seeds)).collect();
    compare_all(&mutants);
}

#[test]
fn what_a_resource_with_every_setting_becomes_is_accepted() {
    let source = SourceFile::new("f", include_str!("../../testdata/wrapped/alertmanager-config.yaml"));
    let Unwrapped::Parts(parts, findings) = unwrap(&source) else {
        panic!("it is a resource");
    };
    assert!(findings.is_empty(), "{findings:?}");
    for part in parts {
        assert!(load(part.text.as_bytes(), Version::V0_33).diagnostics.is_empty());
        let Some(amtool) = Amtool::of(Release::Newest) else {
            continue;
        };
        let verdict = &amtool.check_configs(&[&part.text])[0];
        assert_eq!(Outcome::of_amtool(verdict), Outcome::Accepted);
    }
}

/// Older releases take what the operator leaves of newer settings.
#[test]
fn what_the_operator_leaves_of_a_webhook_is_accepted() {
    let text = "\
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
spec:
  route: {receiver: r, groupInterval: 0s, repeatInterval: 0s}
  receivers:
    - name: r
      webhookConfigs:
        - {urlSecret: {name: s, key: k}, url: 'http://u/', timeout: 5s, payload: {}, httpConfig: {noProxy: x, proxyUrl: 'http://p/'}}
      pagerdutyConfigs: [{routingKey: {name: s, key: k}, timeout: 5s}]
      emailConfigs: [{to: a, from: b, smarthost: 'c:25', hello: d, forceImplicitTLS: true, threading: {threadByDate: daily}}]
      slackConfigs: [{apiURL: {name: s, key: k}, channel: a, timeout: 5s, messageText: a, updateMessage: false}]
      discordConfigs: [{apiURL: {name: s, key: k}, content: a, username: b, avatarURL: 'http://a/'}]
      pushoverConfigs: [{userKey: {name: s, key: k}, token: {name: s, key: k}, device: d, ttl: 5s}]
      telegramConfigs: [{botToken: {name: s, key: k}, chatID: 1, messageThreadID: 3}]
";
    let source = SourceFile::new("f", text);
    for (release, version) in [
        (Release::Oldest, Version::V0_25),
        (Release::Middle, Version::V0_28),
        (Release::Newest, Version::V0_33),
    ] {
        let Unwrapped::Parts(parts, _) = unwrap_for(&source, version) else {
            panic!("it is a resource");
        };
        let own = load(parts[0].text.as_bytes(), version).diagnostics;
        assert!(own.is_empty(), "{version:?}: {own:?}");
        let Some(amtool) = Amtool::of(release) else {
            continue;
        };
        let verdict = &amtool.check_configs(&[&parts[0].text])[0];
        assert_eq!(Outcome::of_amtool(verdict), Outcome::Accepted, "{version:?}");
    }
}

#[test]
fn every_kind_of_value_on_a_key_is_read_alike() {
    let texts = sweep::texts();
    let mut random = Random::new(7);
    let slice: Vec<_> = (0..SWEPT).map(|_| random.pick(&texts).clone()).collect();
    compare_all(&slice);
}

fn compare_all(texts: &[Vec<u8>]) {
    let mut all = Vec::new();
    for amtool in Amtool::all() {
        let differences = with_deep_stack(|| compare(&amtool, texts));
        eprintln!(
            "{:?}: {} texts, {} differences",
            amtool.release,
            texts.len(),
            differences.len()
        );
        all.extend(differences);
    }
    let shown: Vec<_> = all.iter().take(10).map(|difference| shown(difference, texts)).collect();
    assert!(all.is_empty(), "{} differences:\n{}", all.len(), shown.join("\n"));
}

fn shown(difference: &Difference, texts: &[Vec<u8>]) -> String {
    format!(
        "==== {:?}\n  ours: {:?}\n  real: {:?}\n{}",
        difference.release,
        difference.own,
        difference.real,
        String::from_utf8_lossy(&texts[difference.text])
    )
}
