//! Reachability: what it says of trees one can think through, and against all alerts of a small world.

use proptest::prelude::*;

use super::*;
use crate::proof::random_tree::{Sketch, all_alerts, cases, route, sketches, tree};

fn index(tree: &RouteTree, position: usize) -> RouteIndex {
    tree.index_of(position).expect("the test knows its tree")
}

fn because(children: &[Sketch], position: usize) -> Option<Because> {
    let tree = tree(children);
    match Reachability::of(&tree).entered(index(&tree, position)) {
        Reach::Unreachable { because } => Some(because.clone()),
        Reach::Reachable { .. } => None,
        Reach::NotDecided { why } => panic!("not decided: {why}"),
    }
}

fn taken_by(children: &[Sketch], position: usize) -> Option<Vec<usize>> {
    match because(children, position)? {
        Because::TakenBy(routes) => Some(routes.into_iter().map(RouteIndex::position).collect()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_route_without_matchers_takes_everything() {
    assert_eq!(taken_by(&[route(""), route("a=x")], 2), Some(vec![1]));
    assert_eq!(taken_by(&[route("").continuing(), route("a=x")], 2), None);
}

#[test]
fn siblings_take_everything_between_them() {
    let union = [
        route("severity=critical"),
        route("severity!=critical"),
        route("team=db"),
    ];
    assert_eq!(taken_by(&union, 3), Some(vec![1, 2]));
    let with_more = [
        route("a=x"),
        route("severity=critical"),
        route("a=y"),
        route("severity!=critical"),
        route("team=db"),
    ];
    assert_eq!(taken_by(&with_more, 5), Some(vec![2, 4]));
    let regexes = [route("a=~\"x.*\""), route("a=~\"[^x].*\""), route("a=~\".+\"")];
    assert_eq!(taken_by(&regexes, 3), Some(vec![1, 2]));
    // A missing label is neither, and a line feed is not matched by a dot.
    let missing = [route("a=~\"x.*\""), route("a=~\"[^x].*\""), route("")];
    assert_eq!(taken_by(&missing, 3), None);
    let line_feed = [
        route("a=~\"(?s)x.*\""),
        route("a=~\"(?s)[^x].*\""),
        route("a=~\"(?s).+\""),
    ];
    assert_eq!(taken_by(&line_feed, 3), Some(vec![1, 2]));
}

#[test]
fn a_grid_of_siblings_takes_a_list_of_values() {
    let grid = [
        route("a=x,b=x"),
        route("a=x,b=y"),
        route("a=y,b=x"),
        route("a=y,b=y"),
        route("a=~\"x|y\",b=~\"x|y\""),
        route("a=~\"x|y\",b=~\"x|y|\""),
    ];
    assert_eq!(taken_by(&grid, 5), Some(vec![1, 2, 3, 4]));
    assert_eq!(taken_by(&grid, 6), None);
}

#[test]
fn case_does_not_hide_a_value() {
    assert_eq!(
        taken_by(&[route("a=~\"(?i)critical\""), route("a=CRITICAL")], 2),
        Some(vec![1])
    );
    assert_eq!(taken_by(&[route("a=CRITICAL"), route("a=~\"(?i)critical\"")], 2), None);
}

#[test]
fn matchers_contradict_each_other() {
    let place = |tree: &RouteTree, route, position| MatcherPlace {
        route: index(tree, route),
        position,
    };
    let own = [route("a=x,a=y,b=x")];
    let sample = tree(&own);
    assert_eq!(
        because(&own, 1),
        Some(Because::Contradiction(vec![place(&sample, 1, 0), place(&sample, 1, 1)]))
    );
    let parents = [route("a=x,b=y").with(vec![route("c=z,b!=y"), route("b=~\"y+\"")])];
    let sample = tree(&parents);
    assert_eq!(
        because(&parents, 2),
        Some(Because::Contradiction(vec![place(&sample, 1, 1), place(&sample, 2, 0)]))
    );
    assert_eq!(because(&parents, 3), None);
    assert!(matches!(
        because(&[route("a!~\"(?s).*\"")], 1),
        Some(Because::Contradiction(_))
    ));
    assert!(matches!(
        because(&[route("a=\"\",a=~\".+\"")], 1),
        Some(Because::Contradiction(_))
    ));
}

#[test]
fn what_is_below_an_unreachable_route_is_unreachable() {
    let children = [
        route("a=x"),
        route("a=x,b=y").with(vec![route("c=z").with(vec![route("")])]),
    ];
    let sample = tree(&children);
    assert_eq!(because(&children, 3), Some(Because::Above(index(&sample, 2))));
    assert_eq!(because(&children, 4), Some(Because::Above(index(&sample, 2))));
}

#[test]
fn children_may_leave_nothing_to_their_parent() {
    let sample = tree(&[route("a=x").with(vec![route("b=y").continuing(), route("b!=y")])]);
    let proved = Reachability::of(&sample);
    let parent = index(&sample, 1);
    assert!(proved.entered(parent).witness().is_some());
    assert_eq!(
        *proved.delivered(parent),
        Reach::Unreachable {
            because: Because::TakenBy(vec![index(&sample, 2), index(&sample, 3)])
        }
    );
}

#[test]
fn witnesses_read_well() {
    let witness = |children: &[Sketch], position| {
        let tree = tree(children);
        let proved = Reachability::of(&tree);
        let witness = proved.delivered(index(&tree, position)).witness();
        let pairs = witness.expect("it is reachable").iter();
        pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join(",")
    };
    assert_eq!(
        witness(&[route("team=db,severity=~\"critical|warning\"")], 1),
        "severity=critical,team=db"
    );
    assert_eq!(
        witness(&[route("severity=critical"), route("severity!=\"\"")], 2),
        "severity=other"
    );
    assert_eq!(
        witness(&[route("severity=critical").continuing(), route("severity!=\"\"")], 2),
        "severity=critical"
    );
    assert_eq!(witness(&[route("service=~\"api-.+\"")], 1), "service=api-a");
    assert_eq!(
        witness(&[route("service=~\"(web|api)-[0-9]{3}\"")], 1),
        "service=web-000"
    );
    assert_eq!(witness(&[route("a!=x"), route("")], 2), "a=x");
    assert_eq!(witness(&[route("a=x")], 0), "");
}

#[test]
fn hostile_expressions_end() {
    let hostile = [
        "a=~\"(a+)+$\"",
        "a=~\"(a|a)*b\",a=~\"(a|b)*a\"",
        "a=~\"(.*a){20}b\",a=~\"[^b]*\"",
        "a=~\"(a?){500}a{500}\",a!~\"a+\"",
        "a=~\"(x|y)*x(x|y){900}\",a!~\"(x|y)*x(x|y){900}\"",
        "a=~\".{1000}\",a=~\"\\\\pL{999}\"",
        "a=~\"(\\\\pL{30}){33}\",a!~\"(\\\\pL{30}){32}.*\"",
    ];
    for matchers in hostile {
        let tree = tree(&[route(matchers)]);
        let proved = Reachability::of(&tree);
        let reach = proved.delivered(index(&tree, 1));
        if let Some(witness) = reach.witness() {
            assert!(tree.matched(witness).contains(&index(&tree, 1)), "{matchers}");
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    /// What is said to be unreachable is reached by no alert of the small world; what is said to be reachable is reached
    /// by its witness; and nothing so small is left undecided.
    #[test]
    fn proofs_hold_for_all_alerts(children in sketches()) {
        let tree = tree(&children);
        let proved = Reachability::of(&tree);
        let mut entered = vec![false; tree.route_count()];
        let mut delivered = vec![false; tree.route_count()];
        for alert in all_alerts() {
            for matched in tree.matched(&alert) {
                delivered[matched.position()] = true;
                for route in tree.path(matched) {
                    entered[route.position()] = true;
                }
            }
        }
        for (route, _) in tree.iter() {
            let at = route.position();
            let is_open = |reach: &Reach| matches!(reach, Reach::NotDecided { .. });
            prop_assert!(!is_open(proved.entered(route)) && !is_open(proved.delivered(route)));
            prop_assert!(!(entered[at] && proved.entered(route).is_unreachable()), "{route}: {:?}", proved.entered(route));
            prop_assert!(!(delivered[at] && proved.delivered(route).is_unreachable()), "{route}: {:?}", proved.delivered(route));
            if let Some(witness) = proved.delivered(route).witness() {
                prop_assert!(tree.matched(witness).contains(&route), "{route}: {witness:?}");
            }
            if let Some(witness) = proved.entered(route).witness() {
                let matched = tree.matched(witness);
                prop_assert!(matched.iter().any(|&matched| tree.path(matched).contains(&route)), "{route}: {witness:?}");
            }
        }
    }

    /// The routes named as a reason are enough: without all others the route is still unreachable.
    #[test]
    fn reasons_suffice(children in sketches()) {
        let tree = tree(&children);
        let proved = Reachability::of(&tree);
        for (route, _) in tree.iter() {
            let Reach::Unreachable { because: Because::TakenBy(takers) } = proved.entered(route) else {
                continue;
            };
            let path = tree.path(route);
            for alert in all_alerts() {
                let satisfies = path.iter().all(|&step| tree[step].matchers().is_match(&alert));
                let taken = takers.iter().any(|&taker| tree[taker].matchers().is_match(&alert));
                prop_assert!(!satisfies || taken, "{route} {takers:?} {alert:?}");
            }
        }
    }
}
