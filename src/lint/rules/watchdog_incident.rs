//! `watchdog-incident`

use crate::alert::LabelSet;
use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::route::Origin;

declare_rule! {
    /// An alert that always fires opens an incident that never ends.
    ///
    /// ## What it does
    ///
    /// Follows the alerts `Watchdog` and `InfoInhibitor` of the usual Prometheus rule sets through the routes, and reports them
    /// where they end at Runframe. Only in files that name one of them, or Prometheus' own rule sets' `severity: none`: elsewhere
    /// nothing says that these alerts exist.
    ///
    /// ## Why is this bad?
    ///
    /// `Watchdog` fires by design, to show that the chain works; it belongs to a service that notices when it stops. In Runframe
    /// it is an incident that nobody can resolve.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   routes:
    ///     - matchers: [alertname = Watchdog]
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
    ///     - matchers: [alertname =~ "Watchdog|InfoInhibitor"]
    ///       receiver: nobody
    /// receivers:
    ///   - name: nobody
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "watchdog-incident",
        level: Level::Info,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "kube-prometheus' rules: `Watchdog` and `InfoInhibitor` always fire, with `severity: none`",
    }
}

const ALWAYS_FIRING: [&str; 2] = ["Watchdog", "InfoInhibitor"];

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(tree) = &cx.tree else { return };
    let matchers = || tree.iter().flat_map(|(_, route)| route.matchers().iter());
    let is_named = |matcher: &crate::matcher::Matcher| {
        let value = matcher.value();
        ALWAYS_FIRING.iter().any(|name| value.contains(name)) || (matcher.name() == "severity" && value == "none")
    };
    if cx.runframe_routes().is_empty() || !matchers().any(is_named) {
        return;
    }
    let receivers = cx.runframe_receivers();
    for name in ALWAYS_FIRING {
        let labels: LabelSet = [("alertname", name), ("severity", "none")].into_iter().collect();
        let matched = tree.matched(&labels);
        let to_runframe = matched
            .into_iter()
            .find(|&route| receivers.contains(tree[route].options().receiver.value.as_str()));
        let Some(route) = to_runframe else { continue };
        let place = match tree[route].options().receiver.origin {
            Origin::Route(_, span) => span,
            Origin::Default => tree[route].span(),
        };
        findings.push(
            RULE.finding(
                place,
                format!("the alert `{name}`, which always fires, goes to Runframe"),
            )
            .with_label("an incident that never ends")
            .with_help(format!("route `alertname = {name}` to a receiver of its own")),
        );
        return;
    }
}
