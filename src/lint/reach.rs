//! Which routes can take an alert of which only some labels are known.

use std::ops::ControlFlow;

use crate::alert::LabelSet;
use crate::matcher::{MatchOp, Matcher};
use crate::route::{RouteIndex, RouteTree};

/// Whether a route takes an alert, as far as the known labels tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// No alert with these labels.
    Never,
    /// It depends on labels that are not known.
    Perhaps,
    /// Every alert with these labels.
    Always,
}

/// The routes that take at least some alerts with the labels in `known`, if nothing is known of any other label, in
/// file order. Too many where matchers contradict each other, never too few.
#[must_use]
pub fn possible_routes(tree: &RouteTree, known: &LabelSet) -> Vec<RouteIndex> {
    let mut possible = Vec::new();
    // Never broken off.
    let _ = visit_possible_routes(tree, known, &mut |route| {
        possible.push(route);
        ControlFlow::Continue(())
    });
    possible.sort_unstable();
    possible
}

/// Hands on the routes of [`possible_routes`] in no particular order, until `visit` breaks off.
pub(super) fn visit_possible_routes(
    tree: &RouteTree,
    known: &LabelSet,
    visit: &mut dyn FnMut(RouteIndex) -> ControlFlow<()>,
) -> ControlFlow<()> {
    struct Frame {
        route: RouteIndex,
        next_child: usize,
        /// Whether a child takes every alert that comes here.
        is_taken: bool,
    }
    let enter = |route| Frame {
        route,
        next_child: 0,
        is_taken: false,
    };
    let mut path = vec![enter(RouteIndex::ROOT)];
    while let Some(frame) = path.last_mut() {
        let children = tree[frame.route].children();
        let Some(&child) = children.get(frame.next_child) else {
            if !frame.is_taken {
                visit(frame.route)?;
            }
            path.pop();
            continue;
        };
        frame.next_child += 1;
        let takes = takes(tree[child].matchers().iter(), known);
        if takes == Takes::Never {
            continue;
        }
        if takes == Takes::Always {
            frame.is_taken = true;
            if !tree[child].continues() {
                frame.next_child = children.len();
            }
        }
        path.push(enter(child));
    }
    ControlFlow::Continue(())
}

/// What these matchers together say of an alert with the labels in `known`.
pub(super) fn takes<'m>(matchers: impl Iterator<Item = &'m Matcher>, known: &LabelSet) -> Takes {
    let mut takes = Takes::Always;
    for matcher in matchers {
        if known.get(matcher.name()).is_some() {
            if !matcher.is_match(known) {
                return Takes::Never;
            }
        } else if !matches_everything(matcher) {
            takes = Takes::Perhaps;
        }
    }
    takes
}

/// Whether it surely does: `.*` alone leaves out a value with a line feed.
fn matches_everything(matcher: &Matcher) -> bool {
    matcher.op() == MatchOp::Regex && ["(?s).*", "(?s:.*)"].contains(&matcher.value())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{RouteSettings, TreeBuilder};
    use crate::text::{Span, Spanned};
    use crate::version::Version;

    fn settings(matchers: &[(&str, MatchOp, &str)], continues: bool) -> RouteSettings {
        RouteSettings {
            matchers: matchers
                .iter()
                .map(|&(name, op, value)| {
                    let matcher = Matcher::new(name, op, value, Version::default()).expect("it is well formed");
                    Spanned::new(matcher, Span::default())
                })
                .collect(),
            continues,
            ..RouteSettings::default()
        }
    }

    #[test]
    fn unknown_labels_leave_both_ways_open() {
        let mut builder = TreeBuilder::new(settings(&[], false), Version::default());
        let root = RouteIndex::ROOT;
        let critical = builder.child(root, settings(&[("severity", MatchOp::Equal, "critical")], false));
        let team = builder.child(root, settings(&[("team", MatchOp::Equal, "a")], false));
        let all = builder.child(root, settings(&[("x", MatchOp::Regex, "(?s).*")], true));
        let behind = builder.child(root, settings(&[], false));
        let unreachable = builder.child(root, settings(&[], false));
        let tree = builder.finish();
        let severity = |value: &str| -> LabelSet { [("severity", value)].into_iter().collect() };
        assert_eq!(possible_routes(&tree, &severity("critical")), [critical]);
        assert_eq!(possible_routes(&tree, &severity("info")), [team, all, behind]);
        let any = possible_routes(&tree, &LabelSet::new());
        assert_eq!(any, [critical, team, all, behind]);
        assert!(!any.contains(&unreachable) && !any.contains(&root));
    }
}
