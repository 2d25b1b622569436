//! `duplicate-delivery`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::place;
use crate::lint::rule::{Needs, declare_rule};

declare_rule! {
    /// One alert reaches Runframe twice.
    ///
    /// ## What it does
    ///
    /// Proves whether some alert is delivered to Runframe by two routes, the first of which, or one above it, continues, and
    /// shows one that is.
    ///
    /// ## Why is this bad?
    ///
    /// The alert is in two groups, each with its own notifications. Runframe knows it by its fingerprint and opens one
    /// incident, but gets every message twice, and the group that is first to say "resolved" closes the incident.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   routes:
    ///     - matchers: [severity = critical]
    ///       receiver: runframe
    ///       continue: true
    ///     - matchers: [team = db]
    ///       receiver: runframe
    /// receivers:
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
    ///     - matchers: [severity = critical]
    ///       receiver: runframe
    ///     - matchers: [team = db]
    ///       receiver: runframe
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "duplicate-delivery",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Alertmanager, dispatch/dispatch.go: an alert joins one group of every route that takes it",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(tree) = &cx.tree else { return };
    if !tree.iter().any(|(_, route)| route.continues()) {
        return;
    }
    let duplicates = cx.prover(tree).duplicates(|route| cx.sends_to_runframe(route));
    for duplicate in duplicates.found {
        let key = |route| tree.group_key(route, &tree.group_labels(route, &duplicate.witness));
        let (first, second) = (key(duplicate.first), key(duplicate.second));
        let mut finding = RULE
            .finding(
                place::of(tree, duplicate.second),
                "alerts that go to Runframe here have gone there before",
            )
            .with_label("and once more here")
            .with_secondary(place::of(tree, duplicate.first), "once here")
            .with_note(format!("for example {}", place::example(&duplicate.witness)));
        finding = if first == second {
            finding.with_note(format!("both times in the group `{second}`"))
        } else {
            finding.with_note(format!("in the groups `{first}` and `{second}`"))
        };
        findings
            .push(finding.with_help("remove `continue: true` from the route before, or send one of the two elsewhere"));
    }
}
