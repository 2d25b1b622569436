//! `unreachable-route`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::place::{self, count};
use crate::lint::rule::{Needs, declare_rule};
use crate::proof::{Because, Reach};
use crate::route::{RouteIndex, RouteTree};

declare_rule! {
    /// No alert can get to a route.
    ///
    /// ## What it does
    ///
    /// Proves for every route whether some alert gets there. Reports those that none can, as routes before them between them
    /// take everything: one route, or several that only together leave nothing, whether by equality or by regular
    /// expressions. Routes below an unreachable one are not reported again.
    ///
    /// ## Why is this bad?
    ///
    /// The route looks as if it did something. Its alerts go elsewhere: to other people, or to nobody.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   routes:
    ///     - matchers: [severity = critical]
    ///       receiver: runframe
    ///     - matchers: [severity != critical]
    ///       receiver: chat
    ///     - matchers: [team = db]
    ///       receiver: chat
    /// receivers:
    ///   - name: chat
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   routes:
    ///     - matchers: [team = db]
    ///       receiver: chat
    ///     - matchers: [severity = critical]
    ///       receiver: runframe
    ///     - matchers: [severity != critical]
    ///       receiver: chat
    /// receivers:
    ///   - name: chat
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "unreachable-route",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Alertmanager, dispatch/route.go: the first child that matches takes an alert, further ones only behind `continue`",
    }
}

/// Routes pointed at for one finding; a note counts the others.
const TAKERS_SHOWN: usize = 4;

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some((tree, reachability)) = cx.proofs() else {
        return;
    };
    for (index, _) in tree.iter() {
        if let Reach::Unreachable {
            because: Because::TakenBy(takers),
        } = reachability.entered(index)
        {
            findings.push(finding(tree, index, takers));
        }
    }
}

fn finding(tree: &RouteTree, index: RouteIndex, takers: &[RouteIndex]) -> Diagnostic {
    let below = place::routes_below(tree, index);
    let mut finding = RULE.finding(place::of(tree, index), "no alert can get to this route");
    finding = match takers {
        [_] => finding.with_label("another route takes every alert that would match"),
        _ => finding.with_label("other routes together take every alert that would match"),
    };
    let taken = if takers.len() == 1 {
        "takes them all"
    } else {
        "takes some"
    };
    for &taker in takers.iter().take(TAKERS_SHOWN) {
        finding = finding.with_secondary(place::of(tree, taker), taken);
    }
    if takers.len() > TAKERS_SHOWN {
        finding = finding.with_note(format!("so do {} more", count(takers.len() - TAKERS_SHOWN, "route")));
    }
    if below > 0 {
        finding = finding.with_note(format!("nor to the {} below it", count(below, "route")));
    }
    match takers {
        [_] => finding.with_help("put it before that route, or add `continue: true` there"),
        _ => finding.with_help("put it before one of those routes, or add `continue: true` there"),
    }
}
