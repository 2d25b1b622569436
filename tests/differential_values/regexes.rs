//! Regular expressions: which are refused, with which words, and what they match.

use runframe_cli::matcher::{MatchOp, Matcher, Regex};
use runframe_cli::version::Version;

use crate::routes::{Route, taking_routes};
use crate::support::amtool::Amtool;
use crate::support::random::Random;
use crate::support::real::Release;
use crate::{case_count, compare, jumble, mutated, pick, quoted, random, report, version};

/// What a pattern is made of, valid or not.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "a", "b", "k", "s", "é", "É", "ß", "1", "ab", "abc", " ", "\n", "-", ":", ",", "&&", "~~", "#", "_", "K", "S",
    "ſ", "\u{212a}", "(", "(", ")", ")", "[", "[", "]", "]", "{", "}", "*", "+", "?", "|", "|", ".", "^", "$",
    "\\", ".*", ".+", ".?", "(?:", "(?i)", "(?i:", "(?s)", "(?m)", "(?U)", "(?-i)", "(?is-m:", "(?x)", "(?i-)",
    "(?)", "(?", "(?P<n>", "(?P<1a>", "(?<n>", "(?P<", "(?P<é>", "(?P=n)", "(?=", "(?!", "(?<=", "(?>", "(?#",
    "{1}", "{2}", "{0}", "{1,}", "{2,3}", "{,2}", "{3,2}", "{1000}", "{1001}", "{40}", "{01}", "{1,", "{a}",
    "{99999999999}", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\b", "\\B", "\\A", "\\z", "\\Z", "\\a", "\\f",
    "\\n", "\\r", "\\t", "\\v", "\\x41", "\\x4", "\\x{41}", "\\x{e9}", "\\x{110000}", "\\x{d800}", "\\x{}", "\\x",
    "\\0", "\\012", "\\1", "\\12", "\\101", "\\777", "\\8", "\\C", "\\Q", "\\E", "\\Qa.b\\E", "\\pL", "\\PL",
    "\\p{Lu}", "\\p{^Lu}", "\\P{Greek}", "\\p{Emoji}", "\\p{Letter}", "\\p{greek}", "\\p{Any}", "\\p{L", "\\p",
    "\\pN", "\\.", "\\-", "\\é", "\\_", "[a-c]", "[^a]", "[[:alpha:]]", "[[:^digit:]]", "[[:foo:]]", "[[:space:]]",
    "[]a]", "[z-a]", "[a-\\d]", "[\\d-z]", "[^\\n]", "[a&&b]", "[\\x41-\\x43]", "(?i)\\w",
];

/// What a pattern is made of that is valid.
#[rustfmt::skip]
const ATOMS: &[&str] = &[
    "a", "b", "c", "k", "s", "K", "é", "1", "ab", "foo", "bar", ".", ".*", ".+", "\\d", "\\D", "\\w", "\\W", "\\s",
    "\\S", "\\b", "\\B", "^", "$", "\\A", "\\z", "[a-c]", "[^a]", "[^\\d]", "[[:alpha:]]", "[[:^space:]]",
    "[\\w-]", "[a\\-c]", "[^é]", "\\pL", "\\PL", "\\p{Lu}", "\\p{Greek}", "\\x61", "\\x{e9}", "\\141", "\\Qa.b\\E",
    "\\.", "\\n", "(?i)", "(?s)", "(?m)", "(?-i)", "(?i-s)", "(?U)", "", "[^\\n]", "[\\x00-\\x7f]", "[^\\W]", "\n",
    "-",
];
#[rustfmt::skip]
const REPEATS: &[&str] = &[
    "", "", "", "", "", "*", "+", "?", "*?", "{2}", "{1,2}", "{0,}", "{0}", "+?",
];
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    "(", "(?:", "(?i:", "(?s:", "(?m:", "(?-i:", "(?P<n>",
];

/// The values patterns are tried on.
#[rustfmt::skip]
const VALUES: &[&str] = &[
    "", "a", "b", "A", "B", "k", "K", "\u{212a}", "s", "ſ", "S", "é", "É", "ß", "ẞ", "1", "٣", "_", "-", " ", "\n",
    "\t", "ab", "ba", "aB", "abc", "foo", "bar", "foobar", "foo\nbar", "a\nb", "\na", "a\n", "a.b", "aéa", "a b",
    "α", "Ω", "Ω", "aa", "aaa", "abab", "日本", "\u{fffd}",
];

/// A valid pattern, nested `depth` deep.
fn valid(random: &mut Random, depth: usize) -> String {
    let mut pattern = String::new();
    for _ in 0..=random.below(3) {
        if random.below(12) == 0 {
            pattern.push('|');
        }
        if depth > 0 && random.below(3) == 0 {
            let opening = *random.pick(OPENINGS);
            let inner = valid(random, depth - 1);
            let alternative = if random.below(3) == 0 {
                format!("|{}", valid(random, depth - 1))
            } else {
                String::new()
            };
            pattern.extend([opening, &inner, &alternative, ")", pick(random, REPEATS)]);
        } else {
            pattern.push_str(pick(random, ATOMS));
            pattern.push_str(pick(random, REPEATS));
        }
    }
    pattern
}

/// A class in brackets.
fn class(random: &mut Random) -> String {
    #[rustfmt::skip]
    const INNER: &[&str] = &[
        "a", "c", "k", "s", "z", "A", "Z", "é", "-", "-", "-", "^", "[", "]", ":", "&", "\\d", "\\W", "\\s",
        "\\x41", "\\141", "\\n", "\\-", "\\]", "\\\\", "[:alpha:]", "[:^lower:]", "[:word:]", "\\pL", "\\P{Lu}",
        "\\p{^Greek}", "0-9", "a-f", "~",
    ];
    let negation = *random.pick(&["", "", "^"]);
    let flag = *random.pick(&["", "", "(?i)"]);
    format!("{flag}[{negation}{}]", jumble(random, 6, INNER))
}

fn generate(random: &mut Random) -> String {
    match random.below(8) {
        0 | 1 => jumble(random, 7, PIECES),
        2 => class(random),
        3 => {
            let pattern = valid(random, 2);
            mutated(random, &pattern, PIECES)
        }
        4 => {
            // What only the anchors around it make whole.
            let (left, right) = (valid(random, 1), valid(random, 1));
            format!("{left}){}({right}", random.pick(&["|", "", "*|", "a|"]))
        }
        _ => valid(random, 3),
    }
}

/// How many patterns one run of amtool is given.
const BATCH: usize = 100;

fn legacy(name: &str, pattern: &str) -> String {
    format!("match_re: {{{name}: {}}}", quoted(pattern))
}

#[test]
fn faults() {
    let mut random = random(8);
    let values: Vec<_> = (0..case_count() * 2).map(|_| generate(&mut random)).collect();
    compare(
        "regular expressions",
        &values,
        |pattern| {
            let route = legacy("x", pattern);
            format!("route:\n  receiver: a\n  routes:\n  - {route}\nreceivers:\n- name: a\n")
        },
        |pattern, version| {
            Regex::anchored(pattern, version)
                .map(|_| ())
                .map_err(|error| error.to_string())
        },
    );
}

/// Tries each pattern on each value in the way a route does: every value is a label, every pair a route.
fn compare_matching(what: &str, amtool: &Amtool, patterns: &[String], values: &[String]) {
    let version = version(amtool.release);
    let name = |value: usize| format!("v{value}");
    let labels: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(number, value)| Matcher::equal(name(number), value.as_str()).to_string())
        .collect();
    let mut differences = Vec::new();
    let mut matched = 0;
    for batch in patterns.chunks(BATCH) {
        let mut routes = Vec::new();
        let mut expected = Vec::new();
        for (number, pattern) in batch.iter().enumerate() {
            let is_legacy = number % 2 == 0;
            let compiled = if is_legacy {
                Matcher::legacy_regex("x", pattern, version)
            } else {
                Matcher::new("x", MatchOp::Regex, pattern.as_str(), version)
            };
            let compiled = compiled.expect("it was found valid");
            for (label, value) in values.iter().enumerate() {
                routes.push(Route::with(&if is_legacy {
                    legacy(&name(label), pattern)
                } else {
                    let written = Matcher::new(name(label), MatchOp::Regex, pattern.as_str(), version);
                    let text = written.expect("it was found valid").to_string();
                    format!("matchers: [{}]", quoted(&text))
                }));
                expected.push((compiled.clone(), value, compiled.matches_value(value)));
            }
        }
        let takers = taking_routes(amtool, &routes, &labels);
        for (number, (compiled, value, own)) in expected.into_iter().enumerate() {
            matched += usize::from(own);
            if own != takers.contains(&number) {
                differences.push(format!("{compiled} on {value:?}\n  real {}\n  own  {own}", !own));
            }
        }
    }
    eprintln!(
        "{what}: {} patterns on {} values, {matched} matches, {:?}",
        patterns.len(),
        values.len(),
        amtool.release
    );
    report(what, amtool.release, &differences);
}

#[test]
fn matching() {
    let mut random = random(9);
    let values: Vec<_> = VALUES.iter().map(|&value| value.to_owned()).collect();
    for amtool in Amtool::all() {
        let is_valid = |pattern: &String| Regex::anchored(pattern, version(amtool.release)).is_ok();
        let patterns: Vec<_> = std::iter::repeat_with(|| generate(&mut random))
            .filter(is_valid)
            .take(case_count() / 2)
            .collect();
        compare_matching("matching", &amtool, &patterns, &values);
    }
}

/// Every class by name, on characters from all over Unicode.
#[test]
fn unicode_classes() {
    #[rustfmt::skip]
    const NAMES: &[&str] = &[
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Po", "S", "Sm",
        "Sc", "Z", "Zs", "C", "Cc", "Cf", "Greek", "Latin", "Han", "Common", "Inherited", "Cyrillic",
    ];
    const CHARACTERS: [char; 34] = [
        'a',
        'A',
        'é',
        'ǅ',
        'ʰ',
        'ª',
        '\u{301}',
        '1',
        '٣',
        'Ⅷ',
        '²',
        '_',
        '-',
        '!',
        '¿',
        '+',
        '€',
        ' ',
        '\u{a0}',
        '\u{2028}',
        '\u{1}',
        '\u{ad}',
        'α',
        'Ω',
        '日',
        '々',
        'я',
        '\u{e000}',
        '\u{378}',
        '𝒜',
        '😀',
        '\u{10ffff}',
        '\u{fffd}',
        'ſ',
    ];
    let patterns: Vec<String> = NAMES
        .iter()
        .flat_map(|name| {
            [
                format!("\\p{{{name}}}"),
                format!("(?i)\\p{{{name}}}"),
                format!("[^\\p{{{name}}}a]"),
                format!("(?i)[^\\P{{{name}}}]"),
            ]
        })
        .collect();
    let values: Vec<_> = CHARACTERS.iter().map(char::to_string).collect();
    let Some(amtool) = Amtool::of(Release::Newest) else {
        return;
    };
    compare_matching("Unicode classes", &amtool, &patterns, &values);
}

/// A value of 100,000 characters takes no longer than it is long.
#[test]
fn time_is_linear() {
    let text = "a".repeat(100_000) + "b";
    for pattern in ["(a+)+$", "(a|a)*$", "(a*)*c", "(.*)(.*)(.*)x", "(?:a?){500}a{500}"] {
        let regex = Regex::anchored(pattern, Version::V0_33).expect(pattern);
        assert!(!regex.is_match(&text), "{pattern}");
    }
}
