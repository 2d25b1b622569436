//! The tree against the worked examples of a real Alertmanager, and its laws.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::alert::LabelSet;
use crate::matcher::{MatchOp, Matcher, Mode, parse_list};
use crate::text::{Span, Spanned};
use crate::version::Version;

fn here<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::at(0))
}

fn labels(pairs: &[(&str, &str)]) -> LabelSet {
    pairs.iter().copied().collect()
}

/// A route with these matchers, in Alertmanager's notation, that goes to `receiver`.
fn settings(matchers: &str, receiver: &str) -> RouteSettings {
    let matchers = parse_list(matchers, Mode::default(), Version::default()).expect("the test writes matchers");
    RouteSettings {
        receiver: Some(here(receiver.to_owned())),
        matchers: matchers.value.into_iter().map(here).collect(),
        ..RouteSettings::default()
    }
}

fn continuing(settings: RouteSettings) -> RouteSettings {
    RouteSettings {
        continues: true,
        ..settings
    }
}

fn grouped_by(names: &[&str]) -> Spanned<Grouping> {
    here(Grouping::By(Arc::new(names.iter().map(|&n| n.to_owned()).collect())))
}

fn receivers(tree: &RouteTree, labels: &LabelSet) -> Vec<String> {
    let matched = tree.matched(labels).into_iter();
    matched
        .map(|route| tree[route].options().receiver.value.clone())
        .collect()
}

fn worked_example() -> RouteTree {
    let mut tree = TreeBuilder::new(settings("", "R0"), Version::default());
    let first = tree.child(RouteIndex::ROOT, continuing(settings("a=1", "R1")));
    tree.child(first, settings("b=1", "R2"));
    tree.child(first, settings("b=1", "R3"));
    tree.child(RouteIndex::ROOT, settings("a=1", "R4"));
    tree.child(RouteIndex::ROOT, settings("c=1", "R5"));
    tree.finish()
}

#[test]
fn alerts_go_down_the_tree_as_in_the_worked_example() {
    let tree = worked_example();
    let receivers = |pairs| receivers(&tree, &labels(pairs));
    assert_eq!(receivers(&[("a", "1"), ("b", "1"), ("c", "1")]), ["R2", "R4"]);
    assert_eq!(receivers(&[("a", "1")]), ["R1", "R4"]);
    assert_eq!(receivers(&[("c", "1")]), ["R5"]);
    assert_eq!(receivers(&[]), ["R0"]);
}

#[test]
fn a_last_child_that_continues_still_takes_the_alert_from_its_parent() {
    let mut tree = TreeBuilder::new(settings("", "R0"), Version::default());
    tree.child(RouteIndex::ROOT, continuing(settings("a=1", "R1")));
    assert_eq!(receivers(&tree.finish(), &labels(&[("a", "1")])), ["R1"]);
}

#[test]
fn options_are_inherited_with_the_place_they_were_set_at() {
    let mut root = settings("", "R0");
    root.group_by = Some(grouped_by(&["a", "b"]));
    root.group_interval = Some(Spanned::new(Duration::from_secs(7), Span::new(3, 5)));
    let mut tree = TreeBuilder::new(root, Version::default());
    let mut child = settings("a=1", "");
    child.group_wait = Some(here(Duration::ZERO));
    child.group_by = Some(here(Grouping::All));
    let child = tree.child(RouteIndex::ROOT, child);
    let grandchild = tree.child(child, settings("b=1", "R2"));
    let tree = tree.finish();
    let options = tree[grandchild].options();
    assert_eq!(options.group_wait.value, Duration::ZERO);
    assert_eq!(
        options.group_interval,
        Effective {
            value: Duration::from_secs(7),
            origin: Origin::Route(RouteIndex::ROOT, Span::new(3, 5)),
        }
    );
    assert_eq!(options.repeat_interval.value, Duration::from_hours(4));
    assert_eq!(options.repeat_interval.origin, Origin::Default);
    assert_eq!(tree[child].options().receiver.value, "R0");
    let alert = labels(&[("a", "1"), ("c", "2")]);
    assert_eq!(tree.group_labels(grandchild, &alert), alert);
    assert_eq!(tree.group_labels(RouteIndex::ROOT, &alert), labels(&[("a", "1")]));
}

#[test]
fn group_keys_are_those_of_a_real_alertmanager() {
    let version = Version::default();
    let tree = TreeBuilder::new(settings("", "R"), version).finish();
    let key = |pairs| tree.group_key(RouteIndex::ROOT, &labels(pairs)).to_string();
    assert_eq!(key(&[]), "{}:{}");
    assert_eq!(
        key(&[("cluster", "eu"), ("alertname", "HighLatency")]),
        r#"{}:{alertname="HighLatency", cluster="eu"}"#
    );

    let matcher = |name: &str, op, value: &str| here(Matcher::new(name, op, value, version).expect("it compiles"));
    let legacy = |name: &str, value| here(Matcher::legacy_regex(name, value, version).expect("it compiles"));
    let route = |matchers: Vec<_>| RouteSettings {
        matchers: matchers.into_iter().collect(),
        ..RouteSettings::default()
    };

    let mut tree = TreeBuilder::new(settings("", "R"), version);
    let parent = tree.child(
        RouteIndex::ROOT,
        route(vec![
            matcher("t", MatchOp::Regex, "q|r"),
            matcher("sev", MatchOp::NotEqual, "info"),
            matcher("path", MatchOp::Equal, "C:\\dir \"x\"\n\té"),
        ]),
    );
    let child = tree.child(
        parent,
        route(vec![
            here(Matcher::equal("b", "c")),
            here(Matcher::equal("a", "d")),
            legacy("z", "1|2"),
            legacy("y", ""),
        ]),
    );
    let tree = tree.finish();
    assert_eq!(
        tree.group_key(child, &labels(&[("a", "d"), ("B", "w"), ("a1", "v")]))
            .as_str(),
        concat!(
            r#"{}/{path="C:\\dir \"x\"\n"#,
            "\té",
            r#"",sev!="info",t=~"q|r"}/{a="d",b="c",y=~"^(?:)$",z=~"^(?:1|2)$"}:{B="w", a="d", a1="v"}"#
        )
    );
    assert_eq!(
        tree.route_id(child),
        concat!(
            r#"{}/{path="C:\\dir \"x\"\n"#,
            "\té",
            r#"",sev!="info",t=~"q|r"}/0/{a="d",b="c",y=~"^(?:)$",z=~"^(?:1|2)$"}/0"#
        )
    );

    let mut tree = TreeBuilder::new(settings("", "R"), version);
    let child = tree.child(RouteIndex::ROOT, settings(r#"k="",l!="",m!~"zz",n=~"""#, "R"));
    let value = "nb\u{a0}sp\u{200b}zw\u{7f}\u{1}\t\r\n\u{7}\u{b}😀\u{2028}\u{fffd}é<>&'`";
    assert_eq!(
        tree.finish().group_key(child, &labels(&[("x", value)])).as_str(),
        concat!(
            r#"{}/{k="",l!="",m!~"zz",n=~""}:{x="nb\u00a0sp\u200bzw\x7f\x01\t\r\n\a\v😀\u2028"#,
            "\u{fffd}é<>&'`\"}"
        )
    );

    let mut tree = TreeBuilder::new(settings("", "R"), version);
    let child = tree.child(
        RouteIndex::ROOT,
        route(vec![
            here(Matcher::equal("日本", "1")),
            here(Matcher::equal("foo bar", "x\ty\"z")),
        ]),
    );
    assert_eq!(
        tree.finish()
            .group_key(child, &labels(&[("日本", "1"), ("foo bar", "x\ty\"z")]))
            .as_str(),
        r#"{}/{"foo bar"="x\ty\"z",日本="1"}:{foo bar="x\ty\"z", 日本="1"}"#
    );
}

#[test]
fn the_oldest_release_sorts_group_labels_as_they_are_written() {
    let group_labels = labels(&[("a", "x"), ("a1", "y")]);
    let key = |version| GroupKey::new("{}", &group_labels, version).to_string();
    assert_eq!(key(Version::V0_25), r#"{}:{a1="y", a="x"}"#);
    assert_eq!(key(Version::V0_28), r#"{}:{a="x", a1="y"}"#);
}

/// The definition, as one would write it down.
fn matched_by_definition(tree: &RouteTree, route: RouteIndex, labels: &LabelSet) -> Vec<RouteIndex> {
    if !tree[route].matchers().is_match(labels) {
        return Vec::new();
    }
    let mut all = Vec::new();
    for &child in tree[route].children() {
        let taken = matched_by_definition(tree, child, labels);
        let stops = !taken.is_empty() && !tree[child].continues();
        all.extend(taken);
        if stops {
            break;
        }
    }
    if all.is_empty() {
        all.push(route);
    }
    all
}

/// Trees as lists of (parent, matchers, continue); a parent is one of the routes before.
fn tree() -> impl Strategy<Value = RouteTree> {
    let operator = prop_oneof![Just("="), Just("!="), Just("=~"), Just("!~")];
    let matcher =
        ("[a-c]", operator, "[xy]?").prop_map(|(name, operator, value)| format!("{name}{operator}\"{value}\""));
    let matchers = proptest::collection::vec(matcher, 0..3).prop_map(|all| all.join(","));
    let route = (any::<prop::sample::Index>(), matchers, any::<bool>());
    proptest::collection::vec(route, 0..12).prop_map(|routes| {
        let mut tree = TreeBuilder::new(settings("", "R"), Version::default());
        let mut known = vec![RouteIndex::ROOT];
        for (parent, matchers, continues) in routes {
            let mut child = settings(&matchers, "R");
            child.continues = continues;
            known.push(tree.child(*parent.get(&known), child));
        }
        tree.finish()
    })
}

fn alert() -> impl Strategy<Value = LabelSet> {
    proptest::collection::btree_map("[a-c]", "[xy]", 0..4).prop_map(|pairs| pairs.into_iter().collect())
}

proptest! {
    /// Some route always takes an alert, and the walk finds what the definition says.
    #[test]
    fn the_walk_is_the_definition(tree in tree(), labels in alert()) {
        let matched = tree.matched(&labels);
        prop_assert!(!matched.is_empty());
        prop_assert_eq!(matched, matched_by_definition(&tree, RouteIndex::ROOT, &labels));
    }

    /// Alerts of one group share its group labels, and its key tells groups of one route apart.
    #[test]
    fn a_group_shares_its_group_labels(names in proptest::collection::btree_set("[a-c]", 0..3), a in alert(), b in alert()) {
        let mut root = settings("", "R");
        root.group_by = Some(here(Grouping::By(Arc::new(names.clone()))));
        let tree = TreeBuilder::new(root, Version::default()).finish();
        let of = |labels| tree.group_labels(RouteIndex::ROOT, labels);
        let key = |labels| tree.group_key(RouteIndex::ROOT, &of(labels));
        prop_assert_eq!(key(&a) == key(&b), of(&a) == of(&b));
        let group_labels = of(&a);
        for name in &names {
            prop_assert_eq!(group_labels.get(name), a.get(name));
        }
    }
}
