//! Where routes stand, and how alerts are shown.

use crate::alert::LabelSet;
use crate::config::{self, Config};
use crate::route::{Origin, RouteIndex, RouteTree};
use crate::text::Span;
use crate::text::quote::Quoted;

/// A route's matchers, the smallest span that tells it apart; the whole route if it has none.
pub(super) fn of(tree: &RouteTree, route: RouteIndex) -> Span {
    let spans = tree[route].spanned_matchers().map(|(_, span)| span);
    spans.reduce(Span::to).unwrap_or_else(|| tree[route].span())
}

/// Where the receiver of a route is named: on it, or on a route above it.
pub(super) fn receiver(tree: &RouteTree, route: RouteIndex) -> Span {
    match tree[route].options().receiver.origin {
        Origin::Route(_, span) => span,
        Origin::Default => tree[route].span(),
    }
}

/// How many routes lie below `route`, at any depth.
pub(super) fn routes_below(tree: &RouteTree, route: RouteIndex) -> usize {
    let mut below = 0;
    let mut waiting = tree[route].children().to_vec();
    while let Some(next) = waiting.pop() {
        below += 1;
        waiting.extend(tree[next].children());
    }
    below
}

/// By route in file order: where its `continue` stands.
pub(super) fn continues(config: &Config) -> Vec<Option<Span>> {
    let mut spans = Vec::new();
    let mut waiting: Vec<&config::Route> = config.route.iter().collect();
    while let Some(route) = waiting.pop() {
        spans.push(route.continues.map(|continues| continues.span));
        waiting.extend(route.routes.iter().rev());
    }
    spans
}

/// An alert as an example: `severity="critical", team="db"`.
pub(super) fn example(labels: &LabelSet) -> String {
    if labels.is_empty() {
        return "an alert with none of the labels that routes look at".to_owned();
    }
    let pairs: Vec<_> = labels
        .iter()
        .map(|(name, value)| format!("{name}={}", Quoted(value)))
        .collect();
    format!("`{}`", pairs.join(", "))
}

/// A number and what is counted: `1 route`, `2 routes`.
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
