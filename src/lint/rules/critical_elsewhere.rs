//! `critical-elsewhere`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};

declare_rule! {
    /// No critical alert can reach Runframe.
    ///
    /// ## What it does
    ///
    /// Follows an alert with `severity="critical"` through the routes, whatever its other labels are, and reports that none of
    /// the routes it can end at sends to Runframe. Says nothing where Runframe is not routed to at all.
    ///
    /// ## Why is this bad?
    ///
    /// Critical alerts become SEV0 incidents, the ones Runframe is there for. Usually a route for another receiver stands
    /// first and takes them, without `continue: true`.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   routes:
    ///     - matchers: [severity = critical]
    ///       receiver: pager
    /// receivers:
    ///   - name: pager
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
    ///       receiver: pager
    ///       continue: true
    ///     - receiver: runframe
    /// receivers:
    ///   - name: pager
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "critical-elsewhere",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Alertmanager, dispatch/route.go: an alert goes to the first route that matches, further ones only behind `continue`",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(unreached) = super::severity_elsewhere::unreached(cx, &["critical"]) else {
        return;
    };
    findings.push(
        RULE.finding(unreached.place, "no critical alert can reach Runframe")
            .with_label("takes them")
            .with_note("critical alerts become SEV0 incidents")
            .with_help("add `continue: true` to the route that takes them, and a route to Runframe behind it"),
    );
}
