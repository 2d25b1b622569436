//! Matchers in both grammars and all modes.

use runframe_cli::matcher::{Matcher, MatcherSet, Mode, Warning, parse_list};
use runframe_cli::text::quote::quote;
use runframe_cli::version::Version;

use crate::routes::{Route, shown_matchers};
use crate::support::amtool::Amtool;
use crate::support::random::Random;
use crate::support::real::Release;
use crate::{case_count, compare_verdicts, jumble, mutated, quoted, random, report, version};

#[rustfmt::skip]
const PIECES: &[&str] = &[
    "a", "foo", "b", "foo_bar", "a:b", "1a", "foo.bar", "日本", "é", "=", "=", "!=", "=~", "!~", "~", "!", ",", ",",
    "{", "}", "\"", "\"", "\"x\"", "\"\"", "\"a b\"", "\"a\\\"b\"", "\"\\\\\"", "\"\\n\"", "\"\\t\"", "\"\\d+\"",
    "\"\\u00e9\"", "\"\\xff\"", "\"\\x41\"", "\"\\101\"", "\"\\ud800\"", "'", "`", "\\", "\\n", "\\\"", " ", " ",
    "\t", "\n", "\u{a0}", "\u{3000}", "\u{b}", "(", ")", "[", "*", ".*", "a|b", "=x", "a=b", "c=~\"d.*\"", "\u{1}",
    "x y",
];
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "a", "foo", "severity", "_x", "a:b", "日本", "foo-bar", "\"foo bar\"", "\"\"", "\"a\"", "1a", "(a",
];
#[rustfmt::skip]
const VALUES: &[&str] = &[
    "b", "\"b\"", "\"\"", "", "x y", "\"x y\"", "\"a,b\"", "\"a\\\"b\"", "\"\\\\\"", "a\\b", "\"a\\b\"", "\"\\t\"",
    "\"\\n\"", ".*", "\".*\"", "\"a|b\"", "a|b", "(", "\"(\"", "\"[\"", "\\d+", "\"\\\\d+\"", "é", "\"é\"", "b}",
    "{b", "'b'", "\"\\u00e9\"", "\"unterminated", "a\"b",
];
#[rustfmt::skip]
const OPERATORS: &[&str] = &[
    "=", "!=", "=~", "!~",
];

fn one(random: &mut Random) -> String {
    let space = |random: &mut Random| *random.pick(&["", "", "", " "]);
    [
        space(random),
        *random.pick(NAMES),
        space(random),
        *random.pick(OPERATORS),
        space(random),
        *random.pick(VALUES),
        space(random),
    ]
    .concat()
}

fn list(random: &mut Random) -> String {
    let count = 1 + random.below(6) / 3;
    let matchers: Vec<_> = (0..count).map(|_| one(random)).collect();
    let (open, close) = *random.pick(&[
        ("", ""),
        ("", ""),
        ("{", "}"),
        ("{", ""),
        ("", "}"),
        (" {", "} "),
        ("", ","),
    ]);
    format!("{open}{}{close}", matchers.join(","))
}

fn generate(random: &mut Random) -> String {
    match random.below(6) {
        0 => jumble(random, 8, PIECES),
        1..=4 => list(random),
        _ => {
            let text = list(random);
            mutated(random, &text, PIECES)
        }
    }
}

fn config(text: &str) -> String {
    let text = quoted(text);
    format!("route:\n  receiver: a\n  routes:\n  - matchers: [{text}]\nreceivers:\n- name: a\n")
}

/// What a warning looks like in the log, from the reason on.
fn log_of(warning: &Warning) -> (&'static str, String) {
    match warning {
        Warning::Disagreement { .. } => ("msg=\"Matchers input has disagreement\"", String::new()),
        Warning::Incompatible { error, suggestion } => (
            "msg=\"Alertmanager is moving to a new parser",
            format!("err={} suggestion={}", logged(&error.to_string()), logged(suggestion)),
        ),
    }
}

/// A value as the log writes it: quoted where it must be.
fn logged(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_graphic() && c != '"' && c != '=' && c != '\\';
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        quote(text)
    }
}

#[test]
fn grammars() {
    let mut random = random(6);
    let values: Vec<_> = (0..case_count()).map(|_| generate(&mut random)).collect();
    let configs: Vec<_> = values.iter().map(|text| config(text)).collect();
    for (flag, mode) in [
        ("", Mode::Fallback),
        ("--enable-feature=classic-mode", Mode::Classic),
        ("--enable-feature=utf8-strict-mode", Mode::Utf8Strict),
    ] {
        for mut amtool in Amtool::all() {
            if !flag.is_empty() {
                if amtool.release == Release::Oldest {
                    continue;
                }
                amtool = amtool.with_flag(flag);
            }
            let version = version(amtool.release);
            let verdicts = amtool.check_configs(&configs);
            let parsed: Vec<_> = values.iter().map(|text| parse_list(text, mode, version)).collect();
            let own: Vec<_> = parsed
                .iter()
                .map(|parsed| parsed.as_ref().err().map(ToString::to_string))
                .collect();
            compare_verdicts(&format!("matchers, {mode:?}"), amtool.release, &values, &verdicts, &own);
            let mut differences = Vec::new();
            let mut warnings = 0;
            for ((text, verdict), parsed) in values.iter().zip(&verdicts).zip(&parsed) {
                let Ok(parsed) = parsed else {
                    continue;
                };
                let is_same = match (&parsed.warning, verdict.log.as_slice()) {
                    (None, []) => true,
                    (Some(warning), [line]) => {
                        warnings += 1;
                        let (kind, reason) = log_of(warning);
                        line.contains(kind) && line.contains(&reason)
                    }
                    _ => false,
                };
                if !is_same {
                    differences.push(format!(
                        "{text:?}\n  real {:?}\n  own  {:?}",
                        verdict.log, parsed.warning
                    ));
                }
            }
            eprintln!("matchers, {mode:?}: {warnings} warnings, {:?}", amtool.release);
            report("warnings", amtool.release, &differences);
        }
    }
}

#[test]
fn canonical_text() {
    let mut random = random(7);
    let values: Vec<_> = (0..case_count()).map(|_| generate(&mut random)).collect();
    for amtool in Amtool::all() {
        let version = version(amtool.release);
        let accepted: Vec<(&String, MatcherSet)> = values
            .iter()
            .filter_map(|text| {
                let parsed = parse_list(text, Mode::Fallback, version).ok()?.value;
                // Routes without matchers are shown by another name.
                (!parsed.is_empty()).then(|| (text, parsed.into_iter().collect()))
            })
            .collect();
        let routes: Vec<_> = accepted
            .iter()
            .map(|(text, _)| Route::with(&format!("matchers: [{}]", quoted(text))))
            .collect();
        let shown = shown_matchers(&amtool, &routes);
        assert_eq!(shown.len(), accepted.len());
        let mut differences = Vec::new();
        for ((text, own), real) in accepted.iter().zip(&shown) {
            if own.to_string() != *real {
                differences.push(format!("{text:?}\n  real {real}\n  own  {own}"));
            }
        }
        eprintln!("canonical text: {} routes, {:?}", accepted.len(), amtool.release);
        report("canonical text", amtool.release, &differences);
        reads_back(version, &accepted);
    }
}

/// Canonical text read again gives the same matchers, where the grammar knows such names.
fn reads_back(version: Version, accepted: &[(&String, MatcherSet)]) {
    for (text, own) in accepted {
        let strict = parse_list(&own.to_string(), Mode::Utf8Strict, version);
        if version >= Version::V0_28
            && own.iter().all(|matcher| !matcher.name().is_empty())
            && own.iter().all(is_free_of_raw_controls)
        {
            let again: MatcherSet = strict.expect(text).value.into_iter().collect();
            assert_eq!(again, *own, "{text:?}");
        }
    }
}

fn is_free_of_raw_controls(matcher: &Matcher) -> bool {
    !matcher.value().contains('\r')
}
