//! `useless-continue`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::place;
use crate::lint::rule::{Needs, declare_rule};
use crate::proof::Useless;

declare_rule! {
    /// A `continue: true` changes nothing.
    ///
    /// ## What it does
    ///
    /// Looks for routes with `continue: true` behind which no sibling can take an alert they took: as they are last, or as it
    /// is proved that no such alert matches.
    ///
    /// ## Why is this bad?
    ///
    /// `continue` goes on to the next siblings of a route, not to its parent's, and not to the parent itself. Where it changes
    /// nothing, something else was probably meant.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: chat
    ///   routes:
    ///     - matchers: [severity = critical]
    ///       receiver: runframe
    ///       continue: true
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
    ///   receiver: chat
    ///   routes:
    ///     - matchers: [severity = critical]
    ///       receiver: runframe
    ///       continue: true
    ///     - receiver: chat
    /// receivers:
    ///   - name: chat
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "useless-continue",
        level: Level::Info,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Alertmanager, dispatch/route.go: `continue` tries the next siblings; the parent takes what no child took",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some((tree, reachability)) = cx.proofs() else {
        return;
    };
    if !tree.iter().any(|(_, route)| route.continues()) {
        return;
    }
    let is_entered = |route| reachability.entered(route).witness().is_some();
    let spans = place::continues(cx.config);
    for useless in cx.prover(tree).useless_continues(is_entered).found {
        let place = spans
            .get(useless.route.position())
            .copied()
            .flatten()
            .unwrap_or_else(|| place::of(tree, useless.route));
        let (label, help) = match useless.why {
            Useless::Last => (
                "no route comes behind",
                "remove it, or add the route that alerts should go on to",
            ),
            Useless::NoneMatches => (
                "no alert it takes matches a route behind",
                "remove it, or put it before the routes its alerts should go on to",
            ),
        };
        findings.push(
            RULE.finding(place, "this `continue` changes nothing")
                .with_label(label)
                .with_help(help),
        );
    }
}
