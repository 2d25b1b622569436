//! Why the walk down the tree went the way it did.

use crate::alert::LabelSet;
use crate::matcher::Matcher;
use crate::route::{RouteIndex, RouteTree};
use crate::text::Span;

/// A route that was asked, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sibling<'t> {
    /// The route.
    pub route: RouteIndex,
    /// Whether it took the alert.
    pub verdict: Verdict<'t>,
}

/// What came of asking a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<'t> {
    /// It took the alert, and says `continue`.
    TookToo,
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

/// The siblings that were asked before `route`, in their order; none for the root. `route` is one that took the alert, or
/// lies on the way to one.
#[must_use]
pub fn siblings_before<'t>(tree: &'t RouteTree, labels: &'t LabelSet, route: RouteIndex) -> Vec<Sibling<'t>> {
    let Some(parent) = tree[route].parent() else {
        return Vec::new();
    };
    let siblings = tree[parent].children().iter();
    siblings
        .take_while(|&&sibling| sibling != route)
        .map(|&sibling| asked(tree, labels, sibling))
        .collect()
}

/// The children that did not take the alert from `route`, which therefore took it itself.
#[must_use]
pub fn children_missed<'t>(tree: &'t RouteTree, labels: &'t LabelSet, route: RouteIndex) -> Vec<Sibling<'t>> {
    let children = tree[route].children().iter();
    children.map(|&child| asked(tree, labels, child)).collect()
}

fn asked<'t>(tree: &'t RouteTree, labels: &'t LabelSet, route: RouteIndex) -> Sibling<'t> {
    let missed = tree[route]
        .spanned_matchers()
        .filter(|(matcher, _)| !matcher.is_match(labels))
        .min_by_key(|(_, span)| span.start);
    Sibling {
        route,
        verdict: match missed {
            None => Verdict::TookToo,
            Some((matcher, span)) => Verdict::Missed {
                matcher,
                span,
                value: labels.get(matcher.name()),
            },
        },
    }
}
