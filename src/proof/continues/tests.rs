//! Continuing: trees one can think through, and against all alerts of a small world.

use proptest::prelude::*;

use super::*;
use crate::proof::Reachability;
use crate::proof::random_tree::{Sketch, all_alerts, cases, route, sketches, tree};

fn duplicates(children: &[Sketch], wanted: &[usize]) -> Vec<(usize, usize, String)> {
    let tree = tree(children);
    let answers = Prover::new(&tree).duplicates(|route| wanted.contains(&route.position()));
    assert_eq!(answers.not_decided, []);
    let text = |labels: &LabelSet| {
        labels
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
    };
    answers
        .found
        .into_iter()
        .map(|found| {
            (
                found.first.position(),
                found.second.position(),
                text(&found.witness).join(","),
            )
        })
        .collect()
}

fn useless(children: &[Sketch]) -> Vec<(usize, Useless)> {
    let tree = tree(children);
    let answers = Prover::new(&tree).useless_continues(|_| true);
    assert_eq!(answers.not_decided, []);
    let found = answers.found.into_iter();
    found.map(|useless| (useless.route.position(), useless.why)).collect()
}

#[test]
fn alerts_are_delivered_twice_only_behind_a_route_that_continues() {
    let stops = [route("severity=critical"), route("team=db")];
    assert_eq!(duplicates(&stops, &[0, 1, 2]), []);
    let continues = [route("severity=critical").continuing(), route("team=db")];
    assert_eq!(
        duplicates(&continues, &[0, 1, 2]),
        [(1, 2, "severity=critical,team=db".to_owned())]
    );
    assert_eq!(duplicates(&continues, &[0, 2]), []);
    let apart = [route("team=web").continuing(), route("team=db")];
    assert_eq!(duplicates(&apart, &[0, 1, 2]), []);
}

#[test]
fn deliveries_below_a_route_that_continues_count() {
    let below = [
        route("")
            .continuing()
            .with(vec![route("severity=critical"), route("a=x")]),
        route("severity=~\"critical|warning\"").with(vec![route("team=db")]),
    ];
    assert_eq!(
        duplicates(&below, &[2, 5]),
        [(2, 5, "severity=critical,team=db".to_owned())]
    );
    assert_eq!(
        duplicates(&below, &[3, 5]),
        [(3, 5, "a=x,severity=warning,team=db".to_owned())]
    );
}

#[test]
fn continuing_is_useless_where_nothing_behind_can_match() {
    assert_eq!(
        useless(&[route("a=x"), route("a=y").continuing()]),
        [(2, Useless::Last)]
    );
    assert_eq!(
        useless(&[route("a=x").continuing(), route("a=y"), route("a=~\"z.*\"")]),
        [(1, Useless::NoneMatches)]
    );
    assert_eq!(useless(&[route("a=x").continuing(), route("b=y")]), []);
    // What comes behind is taken before.
    assert_eq!(
        useless(&[route("b=y"), route("a=x").continuing(), route("b=y")]),
        [(2, Useless::NoneMatches)]
    );
}

proptest! {
    #![proptest_config(cases())]

    /// All duplicate deliveries are found, and those found are real.
    #[test]
    fn duplicates_are_those_of_all_alerts(children in sketches(), wanted in any::<u64>()) {
        let tree = tree(&children);
        let wanted = |route: RouteIndex| wanted >> (route.position() % 64) & 1 == 1;
        let answers = Prover::new(&tree).duplicates(wanted);
        prop_assert_eq!(answers.not_decided, []);
        for found in &answers.found {
            let matched = tree.matched(&found.witness);
            prop_assert!(wanted(found.first) && wanted(found.second) && found.first < found.second);
            prop_assert!(matched.contains(&found.first) && matched.contains(&found.second));
        }
        for alert in all_alerts() {
            for route in tree.matched(&alert).into_iter().filter(|&route| wanted(route)).skip(1) {
                prop_assert!(answers.found.iter().any(|found| found.second == route), "{route} {alert:?}");
            }
        }
    }

    /// Without a useless `continue` every alert goes the same way; one that is not named useless matters to some alert.
    #[test]
    fn useless_is_what_can_be_left_out(children in sketches()) {
        let tree = tree(&children);
        let reachability = Reachability::of(&tree);
        let is_entered = |route| reachability.entered(route).witness().is_some();
        let answers = Prover::new(&tree).useless_continues(is_entered);
        prop_assert_eq!(answers.not_decided, []);
        let useless = |route| answers.found.iter().any(|found| found.route == route);
        for alert in all_alerts() {
            for matched in tree.matched(&alert) {
                for step in tree.path(matched).windows(2) {
                    let siblings = tree[step[0]].children();
                    let behind = tree[step[1]].sibling_position() + 1..siblings.len();
                    let goes_on = tree[step[1]].continues() && tree.find_child(step[0], &alert, behind, |_| true).is_some();
                    prop_assert!(!(goes_on && useless(step[1])), "{} {alert:?}", step[1]);
                }
            }
        }
    }
}
