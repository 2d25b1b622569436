//! Tests of reading rule files.

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Loaded {
    load(&SourceFile::new("rules.yml", text))
}

fn words(text: &str) -> Vec<String> {
    let loaded = read(text);
    let words = loaded
        .diagnostics
        .iter()
        .filter_map(|finding| finding.upstream.as_ref());
    words.map(|upstream| upstream.text.clone()).collect()
}

const GOOD: &str = "\
groups:
- name: node
  interval: 30s
  limit: 10
  labels: {team: infra}
  rules:
  - &base
    alert: NodeDown
    expr: up == 0
    for: 5m
    keep_firing_for: 1m
    labels: {severity: critical, level: 1}
    annotations:
      summary: '{{ $labels.instance }} is {{ $value | humanize }}'
  - record: job:up:sum
    expr: sum by (job) (up)
  -
  - <<: *base
    alert: Other
";

#[test]
fn groups_and_rules_are_read_with_their_places() {
    let loaded = read(GOOD);
    assert_eq!(loaded.diagnostics, []);
    let [group] = loaded.file.groups.as_slice() else {
        panic!("there is one group")
    };
    assert_eq!(group.name.value, "node");
    assert_eq!(
        group.interval.as_ref().map(|interval| interval.value),
        Some(Duration::from_secs(30))
    );
    assert_eq!(group.limit.as_ref().map(|limit| limit.value), Some(10));
    assert_eq!(group.rules.len(), 3, "a null entry is none");
    let names: Vec<_> = loaded.file.alerts().map(|(_, _, name)| name.value.as_str()).collect();
    assert_eq!(names, ["NodeDown", "Other"]);
    let (_, rule, name) = loaded.file.alerts().next().expect("there are two");
    assert_eq!(&GOOD[name.span.range()], "NodeDown");
    let expression = rule.expression.as_ref().expect("it has one");
    assert_eq!(&GOOD[expression.span.range()], "up == 0");
    assert_eq!(rule.labels[1].value.value, "1", "any scalar is text");
    let (_, other, _) = loaded.file.alerts().nth(1).expect("there are two");
    assert_eq!(other.annotations.len(), 1, "it is merged");
}

#[test]
fn words_are_those_of_promtool() {
    for (text, expected) in [
        ("", &[][..]),
        ("groups:", &[]),
        ("groups: []\n---\n[[[", &[]),
        ("- a", &["cannot unmarshal !!seq into rulefmt.RuleGroups"]),
        ("groups: [{name: ''}]", &["Groupname must not be empty"]),
        (
            "groups: [{name: g}, {name: g}]",
            &["groupname: \"g\" is repeated in the same file"],
        ),
        (
            "groups: [{name: g, nome: x}]",
            &["field nome not found in type rulefmt.RuleGroup"],
        ),
        (
            "groups:\n- name: a\n  name: b",
            &["mapping key \"name\" already defined at line 2"],
        ),
        (
            "groups: [{name: g, rules: [{alert: a, record: b, expr: 1}, {expr: 2}, {alert: x}]}]",
            &[
                "group \"g\", rule 1, \"b\": only one of 'record' and 'alert' must be set",
                "group \"g\", rule 2, \"\": one of 'record' or 'alert' must be set",
                "group \"g\", rule 3, \"x\": field 'expr' must be set in rule",
            ],
        ),
        (
            "groups: [{name: g, rules: [{record: 'b{', expr: 1, for: 1m, annotations: {a: b}, labels: {__name__: x}}]}]",
            &[
                "group \"g\", rule 1, \"b{\": invalid field 'annotations' in recording rule",
                "group \"g\", rule 1, \"b{\": invalid field 'for' in recording rule",
                "group \"g\", rule 1, \"b{\": braces present in the recording rule name; should it be in expr?: b{",
                "group \"g\", rule 1, \"b{\": invalid label name: __name__",
            ],
        ),
        (
            "groups: [{name: g, rules: [{alert: a, expr: 1, for: 5, annotations: {s: '{{ nofunc }}', t: '{{ $x }}'}}]}]",
            &[
                "not a valid duration string: \"5\"",
                "group \"g\", rule 1, \"a\": annotation \"s\": template: __alert_a:1: function \"nofunc\" not defined",
                "group \"g\", rule 1, \"a\": annotation \"t\": template: __alert_a:1: undefined variable \"$x\"",
            ],
        ),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn resources_are_looked_into() {
    let text = "kind: ConfigMap\napiVersion: v1\n---\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n\
                metadata: {name: x}\nspec:\n  groups:\n  - name: a\n    rules:\n    - alert: A\n      expr: up == 0\n---\n\
                apiVersion: v1\nkind: List\nitems:\n- apiVersion: monitoring.coreos.com/v1\n  kind: PrometheusRule\n  spec:\n    \
                groups:\n    - name: a\n      rules:\n      - alert: B\n        exp: up == 0\n";
    let loaded = read(text);
    let names: Vec<_> = loaded.file.alerts().map(|(_, _, name)| name.value.as_str()).collect();
    assert_eq!(names, ["A", "B"]);
    let [unknown, missing] = loaded.diagnostics.as_slice() else {
        panic!("{:?}", loaded.diagnostics)
    };
    assert_eq!(&text[unknown.primary.span.range()], "exp");
    assert_eq!(unknown.help[..], ["there is a key `expr`"]);
    assert_eq!(missing.name, "missing-key");
}

#[test]
fn repeated_aliases_come_to_an_end() {
    use std::fmt::Write as _;
    let mut text = String::from("x: &r\n");
    for _ in 0..2000 {
        text.push_str("- {alert: a, expr: 1}\n");
    }
    text.push_str("groups:\n");
    for number in 0..2000 {
        writeln!(text, "- {{name: g{number}, rules: *r}}").expect("a string takes everything");
    }
    let loaded = read(&text);
    assert!(loaded.diagnostics.iter().any(|finding| finding.name == "alias-bomb"));
}

proptest! {
    /// Whatever the text, every finding has a place in it and the words of Prometheus.
    #[test]
    fn nothing_panics(
        pieces in proptest::collection::vec("groups:|- name: a|  rules:|  - alert: [ab]|    expr: (1|'')|    for: [0-9]?m?|    labels: \\{a: (x|'\\{\\{ \\$value \\}\\}')\\}|    <<: \\*?x|- &x|  interval: ~|  limit: (1|x)|kind: PrometheusRule|[a-z{}: \\[\\]]{0,8}", 0..12)
    ) {
        let text = pieces.join("\n");
        for finding in read(&text).diagnostics {
            prop_assert!(finding.primary.span.end as usize <= text.len());
            prop_assert!(finding.upstream.is_some());
        }
    }
}
