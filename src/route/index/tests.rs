//! The index against a scan.

use proptest::prelude::*;

use super::*;
use crate::matcher::{Mode, parse_list};
use crate::route::{RouteSettings, RouteTree, TreeBuilder};
use crate::text::{Span, Spanned};
use crate::version::Version;

fn tree_of(children: &[String]) -> RouteTree {
    let mut tree = TreeBuilder::new(RouteSettings::default(), Version::default());
    for matchers in children {
        let matchers = parse_list(matchers, Mode::default(), Version::default()).expect("the test writes matchers");
        let settings = RouteSettings {
            matchers: matchers
                .value
                .into_iter()
                .map(|matcher| Spanned::new(matcher, Span::at(0)))
                .collect(),
            ..RouteSettings::default()
        };
        tree.child(RouteIndex::ROOT, settings);
    }
    tree.finish()
}

fn matchers() -> impl Strategy<Value = String> {
    let condition = prop_oneof![
        Just("=\"\""),
        Just("=\"x\""),
        Just("=\"xy\""),
        Just("!=\"x\""),
        Just("=~\"x|y\""),
        Just("=~\"x|\""),
        Just("=~\"x|x\""),
        Just("=~\"xy.*\""),
        Just("=~\"x.*\""),
        Just("=~\".*y\""),
        Just("=~\"é.*é\""),
        Just("=~\"(?i)x.*\""),
        Just("=~\"x)|(y\""),
        Just("!~\"x.*\""),
        Just("=~\".+\""),
    ];
    let one = ("[a-c]", condition).prop_map(|(name, condition)| format!("{name}{condition}"));
    proptest::collection::vec(one, 1..3).prop_map(|all| all.join(","))
}

fn alert() -> impl Strategy<Value = LabelSet> {
    let value = prop_oneof![
        Just("x"),
        Just("y"),
        Just("xy"),
        Just("xyy"),
        Just("yy"),
        Just("é"),
        Just("éé"),
        Just("X"),
        Just("")
    ];
    proptest::collection::btree_map("[a-c]", value, 0..4).prop_map(|pairs| pairs.into_iter().collect())
}

proptest! {
    /// A look-up finds what a scan finds, whatever part of the siblings is asked for.
    #[test]
    fn a_look_up_is_a_scan(
        children in proptest::collection::vec(matchers(), 0..20),
        labels in alert(),
        from in 0..20_usize,
    ) {
        let tree = tree_of(&children);
        let siblings = tree[RouteIndex::ROOT].children();
        let from = from.min(siblings.len());
        let matches = |at: &usize| tree[siblings[*at]].matchers().is_match(&labels);
        let scanned = (from..siblings.len()).find(matches);
        prop_assert_eq!(tree.find_child(RouteIndex::ROOT, &labels, from..siblings.len(), |_| true), scanned);
        let even = |route: &Route| route.sibling_position().is_multiple_of(2);
        let scanned = (0..from).filter(|at| at.is_multiple_of(2)).find(matches);
        prop_assert_eq!(tree.find_child(RouteIndex::ROOT, &labels, 0..from, even), scanned);
    }

    /// Knowing some values never loses a child that an alert with these values matches.
    #[test]
    fn candidates_are_all_there(children in proptest::collection::vec(matchers(), 0..20), labels in alert(), known in "[a-c]{0,3}") {
        let tree = tree_of(&children);
        let siblings = tree[RouteIndex::ROOT].children();
        let value = |name: &str| known.contains(name).then(|| labels.get(name).unwrap_or(""));
        let mut candidates = tree.candidate_children(RouteIndex::ROOT, 0..siblings.len(), value);
        candidates.sort_unstable();
        prop_assert!(candidates.windows(2).all(|pair| pair[0] < pair[1]), "{candidates:?}");
        for at in (0..siblings.len()).filter(|&at| tree[siblings[at]].matchers().is_match(&labels)) {
            prop_assert!(candidates.contains(&at));
        }
    }
}

#[test]
fn few_of_many_siblings_are_looked_at() {
    let children: Vec<_> = (0..1000)
        .map(|n| match n % 4 {
            0 => format!("severity=critical,team=t{n}"),
            1 => format!("team=~\"t{n}|u{n}\""),
            2 => format!("service=~\"svc-{n}-.*\""),
            _ => format!("service=~\".*-svc-{n}\",severity!=info"),
        })
        .collect();
    let tree = tree_of(&children);
    let labels: LabelSet = [("team", "t5"), ("service", "svc-6-svc-7"), ("severity", "critical")]
        .into_iter()
        .collect();
    let value = |name: &str| Some(labels.get(name).unwrap_or(""));
    let mut candidates = tree.candidate_children(RouteIndex::ROOT, 0..1000, value);
    candidates.sort_unstable();
    assert_eq!(candidates, [5, 6, 7]);
}
