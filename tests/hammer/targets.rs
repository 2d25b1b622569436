//! What is run: each reader with what holds of it, and what its inputs are made of.

use std::path::Path;

use crate::support::random::Random;
use crate::{corpus, mutants, mutation};

#[path = "bodies/config.rs"]
mod config;
#[path = "bodies/duration.rs"]
mod duration;
#[path = "bodies/matcher.rs"]
mod matcher;
#[path = "bodies/payload.rs"]
mod payload;
#[path = "bodies/regex.rs"]
mod regex;
#[path = "bodies/template.rs"]
mod template;
#[path = "bodies/time_interval.rs"]
mod time_interval;
#[path = "bodies/url.rs"]
mod url;
#[path = "bodies/yaml.rs"]
mod yaml;

/// Makes an input out of seeds and tokens.
pub type Mutant = fn(&mut Random, &[Vec<u8>], &[&str]) -> Vec<u8>;

/// A reader to run.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub name: &'static str,
    /// Panics if something does not hold of the bytes.
    pub check: fn(&[u8]),
    pub seeds: fn() -> Vec<Vec<u8>>,
    pub tokens: &'static [&'static str],
    pub mutant: Mutant,
    /// Of a hundred executions of all targets.
    pub share: u64,
    /// Whether it runs on a deep stack, as it does in the program.
    pub is_deep: bool,
}

pub const ALL: [Target; 9] = [
    Target {
        name: "yaml",
        check: yaml::check,
        seeds: configurations,
        tokens: YAML,
        mutant: configuration_mutant,
        share: 15,
        is_deep: true,
    },
    Target {
        name: "config",
        check: config::check,
        seeds: configurations,
        tokens: YAML,
        mutant: released_configuration_mutant,
        share: 12,
        is_deep: true,
    },
    Target {
        name: "matcher",
        check: matcher::check,
        seeds: || texts(MATCHERS),
        tokens: MATCHER,
        mutant: mutation::mutant,
        share: 11,
        is_deep: false,
    },
    Target {
        name: "duration",
        check: duration::check,
        seeds: || texts(DURATIONS),
        tokens: DURATION,
        mutant: mutation::mutant,
        share: 12,
        is_deep: false,
    },
    Target {
        name: "time_interval",
        check: time_interval::check,
        seeds: || texts(TIMES),
        tokens: TIME,
        mutant: mutation::mutant,
        share: 12,
        is_deep: false,
    },
    Target {
        name: "regex",
        check: regex::check,
        seeds: || texts(REGEXES),
        tokens: REGEX,
        mutant: mutation::mutant,
        share: 8,
        is_deep: false,
    },
    Target {
        name: "template",
        check: template::check,
        seeds: || texts(TEMPLATES),
        tokens: TEMPLATE,
        mutant: mutation::mutant,
        share: 10,
        is_deep: false,
    },
    Target {
        name: "url",
        check: url::check,
        seeds: || texts(URLS),
        tokens: URL,
        mutant: mutation::mutant,
        share: 10,
        is_deep: false,
    },
    Target {
        name: "payload",
        check: payload::check,
        seeds: payloads,
        tokens: JSON,
        mutant: mutation::mutant,
        share: 10,
        is_deep: false,
    },
];

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    let values = mutants::VALUES.iter().map(|value| value.trim_matches(['\'', '"']));
    texts
        .iter()
        .copied()
        .chain(values)
        .map(|text| text.as_bytes().to_vec())
        .collect()
}

/// Our own cases, public files where they are at hand, and everything under `testdata` that is YAML.
fn configurations() -> Vec<Vec<u8>> {
    let mut seeds = corpus::case_texts();
    seeds.extend(corpus::real_world_texts());
    for folder in ["readme", "routing", "wrapped"] {
        seeds.extend(files(folder));
    }
    seeds
}

fn payloads() -> Vec<Vec<u8>> {
    let mut seeds = files("webhook");
    seeds.extend(PAYLOADS.iter().map(|text| text.as_bytes().to_vec()));
    seeds
}

fn files(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("it can be read"))
        .collect()
}

/// A slip of a person or, as often, of the keyboard.
fn configuration_mutant(random: &mut Random, seeds: &[Vec<u8>], tokens: &[&str]) -> Vec<u8> {
    let slips = random.below(3);
    let mut bytes = if slips > 0 {
        mutants::mutant(random, seeds)
    } else {
        random.pick(seeds).clone()
    };
    if slips < 2 {
        let other = random.pick(seeds).clone();
        bytes = mutation::mutant(random, &[bytes, other], tokens);
    }
    bytes
}

fn released_configuration_mutant(random: &mut Random, seeds: &[Vec<u8>], tokens: &[&str]) -> Vec<u8> {
    let mut bytes = configuration_mutant(random, seeds, tokens);
    bytes.insert(0, u8::try_from(random.below(3)).expect("it is small"));
    bytes
}

#[rustfmt::skip]
const YAML: &[&str] = &[
    "a", "- ", "\n", "\n  ", "\n- ", " ", "\t", ":", ": ", "?", "? ", "[", "]", "{", "}", ",", "#", " #", "&x ", "*x",
    "!t ", "!!str ", "!!binary ", "!<a> ", "|\n", ">-\n", "|+2\n", "'", "\"", "''", "\\", "\\x4", "\\u00e9", "\\\n",
    "%YAML 1.1\n", "%TAG ! tag:x:\n", "---", "\n---\n", "...\n", "\r\n", "\r", "\u{85}", "\u{2028}", "é", "😀",
    "\u{FEFF}", "\0", "\u{7f}", "<<: ", "<<: *x\n", "~", "null", "yes", "0x1F", "1_000", ".inf", "a: b\n", "  c: d\n",
    "{{ .x }}", "{{ template \"x\" . }}", "http://a/", "a=~\"b|c\"", "5m", "<secret>",
    "apiVersion: v1\nkind: Secret\n", "data:\n", "stringData:\n", "alertmanager.yaml: |\n", "alertmanager.yaml.gz: ",
];

#[rustfmt::skip]
const MATCHERS: &[&str] = &[
    "severity=critical", "{severity=\"critical\"}", "a=~\"b|c\",d!=e", "{a!~\"(?i)x.*\",\"b c\"='d'}", "\"é\"=~\"ü+\"",
    "{}", "{a=\"\\\"\\n\\\\\"}", "a = b , c =~ d", "team=~\"[a-z]{2,3}\"", "foo",
];
#[rustfmt::skip]
const MATCHER: &[&str] = &[
    "=", "!=", "=~", "!~", "~", "!", "{", "}", ",", "\"", "'", "`", "\\", "\\\"", "\\n", "\\u00e9", "\\x41", " ", "\t",
    "\n", "a", "b=c", "a=\"b\"", "=~\".*\"", "é", "\u{a0}", "😀", "(", ")", "[", "]", "*", "|", "{2}", "_", ":", "0",
    "\u{0}", "\u{FEFF}",
];

#[rustfmt::skip]
const DURATIONS: &[&str] = &[
    "1y2w3d4h5m6s7ms", "1h30m", "5m", "0", "-1.5h", "292y24w3d23h47m16s854ms", "1.5us", "2540400h10m10s", "1µs", "1ns",
    "9223372036854775807ns", "106751d23h47m16s854ms", ".5s", "5.s", "+1m",
];
#[rustfmt::skip]
const DURATION: &[&str] = &[
    "ns", "us", "µs", "μs", "ms", "s", "m", "h", "d", "w", "y", "0", "1", "9", "00", "99999999999", "-", "+", ".", " ",
    "1m", "2h", "é", "_", "e3",
];

#[rustfmt::skip]
const TIMES: &[&str] = &[
    "\x00\x00\x00\x0009:00\x0017:00", "\x01\x02\x03\x04monday:friday\x00Europe/Berlin", "\x00\x00\x00\x7fjanuary:march\x00UTC",
    "\x10\x00\x00\x001:31\x0024:00", "\x20\x00\x00\x00-7:-1\x00America/New_York", "\x00\x00\x00\x002020:2030\x00Local", "\x00\x00\x01\x00sunday\x00",
    "\x00\x10\x00\x0012:1\x0000:00", "\x00\x00\x00\x01-1:5\x00Australia/Lord_Howe",
];
#[rustfmt::skip]
const TIME: &[&str] = &[
    ":", "-", "\0", "0", "1", "9", "00", "24", "31", "60", "99999999999", "00:00", "23:59", "24:00", "monday", "Sunday",
    "january", "december", "2020", " ", "Europe/", "Europe/Berlin", "America/", "Etc/GMT+12", "UTC", "/", "..", "é",
];

#[rustfmt::skip]
const REGEXES: &[&str] = &[
    "foo|bar\0foo", "(?i)api-.*\0API-x", "[a-c]+\\d{2,3}\0ab12", "(a|b)*c\0ababc", "\\p{Greek}+\0αβ", "(?s:.)x\0\nx",
    "^$|.*\0", "(?P<n>a)(?:b|c)?\0ac", "\\Qa.b\\E\0a.b", "[[:alpha:]]*\0abc", "(?m)^a$\0a\nb", "\\bfoo\\b\0foo",
    "(a{1,20}){1,20}\0aaaaa", "[^a-z\\n]\0A", "prod|staging|dev|test\0dev", "(((((a)))))\0a",
];
#[rustfmt::skip]
const REGEX: &[&str] = &[
    "a", "b", "é", "K", "\u{212a}", ".", "*", "+", "?", "|", "(", ")", "[", "]", "{", "}", "^", "$", "-", "\\", "(?:",
    "(?i)", "(?s)", "(?m)", "(?U)", "(?-i:", "(?P<n>", "(?<n>", "(?=", "{1}", "{2,}", "{0,3}", "{1000}", "{1001}", "{,2}",
    "\\d", "\\D", "\\w", "\\W", "\\s", "\\b", "\\B", "\\A", "\\z", "\\C", "\\Q", "\\E", "\\pL", "\\p{Lu}", "\\P{Han}",
    "\\p{^Greek}", "\\x41", "\\x{e9}", "\\x{10ffff}", "\\101", "\\1", "[^", "[[:alpha:]]", "[[:^digit:]]", "a-z", "\0",
    "foo|bar", ".*", ".+", "[a-\\d]", "&&", "~~", "--",
];

#[rustfmt::skip]
const TEMPLATES: &[&str] = &[
    "{{ .CommonLabels.alertname }}", "{{ range .Alerts }}{{ .Labels.a | toUpper }}{{ else }}x{{ end }}",
    "{{ define \"a\" }}{{ template \"b\" . }}{{ end }}", "{{- if and .x (eq .y \"z\") -}} a {{ else if .b }} c {{ end }}",
    "{{ $x := 1 }}{{ $x = 0x1F }}{{ printf \"%d %s\" $x `raw` }}", "{{ with .a }}{{ break }}{{ end }}", "{{/* note */}}",
    "{{ block \"t\" . }}{{ end }}", "{{ (index .Alerts 0).Labels.x }}", "{{ 'a' }}{{ 1.5e3 }}{{ 1i }}",
    "{{ range $i, $e := .Alerts.Firing }}{{ continue }}{{ end }}", "{{ join \", \" (stringSlice \"a\" \"b\") }}",
];
#[rustfmt::skip]
const TEMPLATE: &[&str] = &[
    "{{", "}}", "{{- ", " -}}", "{{/*", "*/}}", "if ", "else", "else if ", "end", "range ", "with ", "define ", "block ",
    "template ", "break", "continue", "nil", "true", ".", ".x", "$", "$x", ":=", "=", ",", "|", "(", ")", "\"", "`", "'",
    "\\", "\\u00e9", "0x1F", "1e5", "-1", "1i", "08", "0b1", "_", "len ", "toUpper ", "printf ", "index ", "and ", "é", " ",
    "\n", "\u{a0}", "{{ end }}", "{{ if .a }}", "{{ range . }}", "{{ define \"x\" }}", "{{ .a.b.c }}", "%", "text",
];

#[rustfmt::skip]
const URLS: &[&str] = &[
    "http://example.org/hook?a=b#c", "https://user:pass@example.org:8443/a%20b", "http://[fe80::1%25en0]:80/", "http://",
    "HTTP://EXAMPLE.ORG", "//example.org", "http:example.org", "http://a b/", "http://é.org/ü?ß", "http://1.2.3.4:99999/",
    "mailto:a@b", "/a/b/../c", "http://a/{{ .x }}", "http://a:b@c:d@e/", "http://%41/",
];
#[rustfmt::skip]
const URL: &[&str] = &[
    "http", "https", "ftp", "HTTP", ":", "/", "//", "://", "?", "#", "@", "%", "%2", "%41", "%zz", "%25", "[", "]", "[::1]",
    "::", "a", "b.c", ":80", ":port", ".", "..", "é", " ", "\t", "\n", "\u{7f}", "\0", "\\", "<", ">", "^", "|", "\"", "{{",
    "}}", "=", "&", ";", "+", "~", "1", "0x", "-",
];

#[rustfmt::skip]
const PAYLOADS: &[&str] = &[
    "{\"version\":\"4\",\"alerts\":[]}",
    "{\"version\":\"4\",\"groupKey\":\"{}:{}\",\"status\":\"firing\",\"alerts\":[{\"status\":\"firing\",\"labels\":{\"a\":\"b\"}}]}",
    "{\"alerts\":[{\"status\":\"resolved\",\"labels\":{},\"annotations\":{\"summary\":\"\\u00e9\"},\"fingerprint\":\"0\"}]}",
    "{\"alerts\":null,\"x\":[[[{\"y\":1e999}]]],\"truncatedAlerts\":-1}", "{\"alerts\":[],\"alerts\":[{}]}", "[]", "\"\"",
];
#[rustfmt::skip]
const JSON: &[&str] = &[
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u00e9", "\\ud800", "\\ud83d\\ude00", "\\n", "null", "true", "false", "0",
    "-1", "1.5", "1e999", "99999999999999999999", "\"\"", "{}", "[]", "\"alerts\":", "\"labels\":", "\"annotations\":",
    "\"status\":", "\"firing\"", "\"resolved\"", "\"startsAt\":", "\"endsAt\":", "\"2026-01-01T00:00:00Z\"",
    "\"0001-01-01T00:00:00Z\"", "\"fingerprint\":", "\"groupKey\":", "\"version\":\"4\"", "\"severity\":\"critical\"",
    "\"truncatedAlerts\":", " ", "\n", "\t", "\0", "é", "\u{FEFF}", "[[", "]]", "{\"a\":",
];
