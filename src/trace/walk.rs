//! The walk down the tree, decision by decision.

use crate::alert::LabelSet;
use crate::matcher::Matcher;
use crate::route::{RouteIndex, RouteTree};
use crate::text::Span;

/// A route that was asked, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<'t> {
    /// The route.
    pub route: RouteIndex,
    /// How many routes lie above it.
    pub depth: usize,
    /// Whether it took the alert.
    pub verdict: Verdict<'t>,
}

/// What came of asking a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<'t> {
    /// It took the alert, and one of its children or more took it on.
    PassedOn,
    /// It took the alert and keeps it: the alert goes to its receiver.
    Kept,
    /// A matcher failed: the first in the order they are written.
    Missed {
        /// The matcher.
        matcher: &'t Matcher,
        /// Where it is written.
        span: Span,
        /// The alert's value of its label; `None` if the alert lacks the label.
        value: Option<&'t str>,
    },
}

/// Every route that is asked about an alert with these labels, in the order they are asked. Those missing here are not
/// asked: they lie below a route that missed, or behind one that took the alert without `continue`.
#[must_use]
pub fn walk<'t>(tree: &'t RouteTree, labels: &'t LabelSet) -> Vec<Step<'t>> {
    let mut steps: Vec<Step<'t>> = Vec::new();
    let mut path: Vec<Level> = Vec::new();
    let mut next = Some(RouteIndex::ROOT);
    loop {
        if let Some(route) = next.take() {
            let missed = first_miss(tree, labels, route);
            let is_taken = missed.is_none();
            steps.push(Step {
                route,
                depth: path.len(),
                verdict: missed.unwrap_or(Verdict::Kept),
            });
            if is_taken {
                if let Some(parent) = path.last_mut() {
                    steps[parent.step].verdict = Verdict::PassedOn;
                    parent.is_over = !tree[route].continues();
                }
                path.push(Level {
                    step: steps.len() - 1,
                    next_child: 0,
                    is_over: false,
                });
            }
        }
        let Some(level) = path.last_mut() else {
            return steps;
        };
        let children = tree[steps[level.step].route].children();
        if level.is_over || level.next_child == children.len() {
            path.pop();
        } else {
            next = Some(children[level.next_child]);
            level.next_child += 1;
        }
    }
}

/// A route that took the alert and whose children are being asked.
struct Level {
    /// Its place among the steps.
    step: usize,
    next_child: usize,
    /// A child took the alert without `continue`.
    is_over: bool,
}

fn first_miss<'t>(tree: &'t RouteTree, labels: &'t LabelSet, route: RouteIndex) -> Option<Verdict<'t>> {
    tree[route]
        .spanned_matchers()
        .filter(|(matcher, _)| !matcher.is_match(labels))
        .min_by_key(|(_, span)| span.start)
        .map(|(matcher, span)| Verdict::Missed {
            matcher,
            span,
            value: labels.get(matcher.name()),
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::route::{RouteSettings, TreeBuilder};
    use crate::text::Spanned;
    use crate::version::Version;

    /// A route for alerts whose label of this name is `1`, written at this place.
    fn settings(name: &str, at: u32, continues: bool) -> RouteSettings {
        let matcher = Spanned::new(Matcher::equal(name, "1"), Span::at(at));
        RouteSettings {
            matchers: (!name.is_empty()).then_some(matcher).into_iter().collect(),
            continues,
            ..RouteSettings::default()
        }
    }

    fn labels(names: &[&str]) -> LabelSet {
        names.iter().map(|&name| (name, "1")).collect()
    }

    #[test]
    fn every_route_that_is_asked_is_a_step() {
        let mut tree = TreeBuilder::new(settings("", 0, false), Version::default());
        tree.child(RouteIndex::ROOT, settings("z", 1, false));
        let first = tree.child(RouteIndex::ROOT, settings("a", 2, true));
        tree.child(first, settings("b", 3, false));
        tree.child(first, settings("b", 4, false));
        tree.child(RouteIndex::ROOT, settings("a", 5, false));
        tree.child(RouteIndex::ROOT, settings("c", 6, false));
        let tree = tree.finish();
        let steps = |names: &[&str]| -> Vec<String> {
            let labels = labels(names);
            let steps = walk(&tree, &labels).into_iter().map(|step| {
                let verdict = match step.verdict {
                    Verdict::PassedOn => "passed on".to_owned(),
                    Verdict::Kept => "kept".to_owned(),
                    Verdict::Missed { matcher, span, value } => format!("{matcher} at {span:?} is {value:?}"),
                };
                format!("{} {}: {verdict}", step.depth, step.route)
            });
            steps.collect()
        };
        assert_eq!(
            steps(&["a", "b", "c"]),
            [
                "0 0: passed on",
                "1 1: z=\"1\" at 1..1 is None",
                "1 2: passed on",
                "2 3: kept",
                "1 5: kept"
            ]
        );
        assert_eq!(steps(&["c"]).last().map(String::as_str), Some("1 6: kept"));
    }

    proptest! {
        /// The routes that keep an alert are those the tree says it goes to.
        #[test]
        fn what_is_kept_is_what_matches(
            routes in proptest::collection::vec((0..8_usize, "[abc]", any::<bool>()), 0..8),
            alert in proptest::collection::btree_set("[abc]", 0..4),
        ) {
            let mut builder = TreeBuilder::new(settings("", 0, false), Version::default());
            let mut indices = vec![RouteIndex::ROOT];
            for (parent, name, continues) in &routes {
                let parent = indices[parent % indices.len()];
                indices.push(builder.child(parent, settings(name, 0, *continues)));
            }
            let tree = builder.finish();
            let names: Vec<&str> = alert.iter().map(String::as_str).collect();
            let labels = labels(&names);
            let kept: Vec<_> = walk(&tree, &labels).into_iter().filter(|s| s.verdict == Verdict::Kept).map(|s| s.route).collect();
            prop_assert_eq!(kept, tree.matched(&labels));
        }
    }
}
