//! Differences: trees one can think through, and against all alerts of a small world.

use proptest::prelude::*;

use super::*;
use crate::proof::random_tree::{Sketch, all_alerts, cases, route, sketches, tree};

/// Routes are told apart by the text of their matchers from the root down.
fn treatment(tree: &RouteTree, route: RouteIndex) -> String {
    tree.route_key(route)
}

fn differences(old: &[Sketch], new: &[Sketch]) -> Vec<String> {
    let (old, new) = (tree(old), tree(new));
    let difference = compare(&old, &new, treatment, 100);
    assert!(difference.is_complete);
    let keys = |tree: &RouteTree, routes: &[RouteIndex]| {
        let keys: Vec<_> = routes.iter().map(|&route| tree.route_key(route)).collect();
        keys.join(" ")
    };
    let text = |class: &ChangedClass| {
        let pairs: Vec<_> = class
            .witness
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!(
            "{}: {} -> {}",
            pairs.join(","),
            keys(&old, &class.gone),
            keys(&new, &class.added)
        )
    };
    difference.classes.iter().map(text).collect()
}

#[test]
fn a_tree_does_not_differ_from_itself() {
    let all = [route("a=x").continuing().with(vec![route("b=y")]), route("a=~\"x.*\"")];
    assert_eq!(differences(&all, &all), [""; 0]);
}

#[test]
fn orders_that_make_no_difference_make_none() {
    assert_eq!(
        differences(&[route("a=x"), route("a=y")], &[route("a=y"), route("a=x")]),
        [""; 0]
    );
    assert_eq!(differences(&[route("a=x")], &[route("a=x"), route("a=x,b=y")]), [""; 0]);
}

#[test]
fn every_way_to_fare_differently_has_an_example() {
    assert_eq!(
        differences(&[route("a=x"), route("b=y")], &[route("b=y")]),
        ["a=x: {}/{a=\"x\"} -> {}", "a=x,b=y: {}/{a=\"x\"} -> {}/{b=\"y\"}"]
    );
    assert_eq!(
        differences(&[route("a=x"), route("b=y")], &[route("b=y"), route("a=x")]),
        ["a=x,b=y: {}/{a=\"x\"} -> {}/{b=\"y\"}"]
    );
    assert_eq!(
        differences(
            &[route("a=x"), route("b=y")],
            &[route("a=x").continuing(), route("b=y")]
        ),
        ["a=x,b=y:  -> {}/{b=\"y\"}"]
    );
}

#[test]
fn what_continues_alike_on_both_sides_is_not_named_again_and_again() {
    let continuing = || (0..12).map(|n| route(format!("l{n}=x").leak()).continuing());
    let old: Vec<_> = continuing().chain([route("a=x")]).collect();
    let new: Vec<_> = continuing().chain([route("a=y")]).collect();
    let found = differences(&old, &new);
    assert_eq!(
        found,
        [
            "a=x: {}/{a=\"x\"} -> {}",
            "a=x,l0=x: {}/{a=\"x\"} -> ",
            "a=y: {} -> {}/{a=\"y\"}",
            "a=y,l0=x:  -> {}/{a=\"y\"}"
        ]
    );
}

proptest! {
    #![proptest_config(cases())]

    /// Every alert of the small world that fares differently has an entry; every entry is real; nothing so small is left
    /// undecided.
    #[test]
    fn differences_are_those_of_all_alerts(old in sketches(), new in sketches(), is_edit in any::<bool>(), at in any::<prop::sample::Index>()) {
        let new = if is_edit && !old.is_empty() {
            // Mostly the same: one route replaced, the others kept.
            let mut edited = old.clone();
            let at = at.index(edited.len());
            edited.splice(at..=at, new.into_iter().take(1));
            edited
        } else {
            new
        };
        let (old, new) = (tree(&old), tree(&new));
        let difference = compare(&old, &new, treatment, 10_000);
        prop_assert!(difference.is_complete);
        let fares = |alert: &LabelSet| {
            let keys = |tree: &RouteTree| {
                let mut keys: Vec<_> = tree.matched(alert).into_iter().map(|route| tree.route_key(route)).collect();
                keys.sort();
                keys
            };
            (keys(&old), keys(&new))
        };
        let change = |(gone, added): (Vec<String>, Vec<String>)| {
            let mut left = gone;
            let mut right = added;
            left.retain(|key| right.iter().position(|other| other == key).map(|at| right.remove(at)).is_none());
            (left, right)
        };
        let mut known = HashSet::new();
        for class in &difference.classes {
            let (before, after) = fares(&class.witness);
            prop_assert_ne!(&before, &after);
            known.insert(change((before, after)));
        }
        for alert in all_alerts() {
            let (before, after) = fares(&alert);
            prop_assert!(before == after || known.contains(&change((before, after))), "{alert:?}");
        }
    }
}
