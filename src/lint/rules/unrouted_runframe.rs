//! `unrouted-runframe`

use foldhash::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};

declare_rule! {
    /// No alert can reach the Runframe receiver.
    ///
    /// ## What it does
    ///
    /// Looks for a Runframe receiver that no route names, or that only routes name which earlier routes leave nothing for.
    ///
    /// ## Why is this bad?
    ///
    /// Alertmanager accepts receivers nobody uses. Everything looks set up, and no alert becomes an incident.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: team
    /// receivers:
    ///   - name: team
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// route:
    ///   receiver: team
    ///   routes:
    ///     - matchers: [severity =~ "critical|warning|info"]
    ///       receiver: runframe
    /// receivers:
    ///   - name: team
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "unrouted-runframe",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Alertmanager, dispatch/route.go: an alert goes to the first route that matches, further ones only behind `continue`",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(tree) = &cx.tree else { return };
    let reached: HashSet<&str> = cx
        .runframe_routes()
        .iter()
        .map(|&route| tree[route].options().receiver.value.as_str())
        .collect();
    let names = cx.runframe_receivers().iter().copied();
    let unreached: Vec<&str> = names.filter(|name| !reached.contains(name)).collect();
    if unreached.is_empty() {
        return;
    }
    let mut defined = HashMap::default();
    for receiver in &cx.config.receivers {
        defined.entry(receiver.name.as_str()).or_insert(receiver);
    }
    let mut routed = HashMap::default();
    for (_, route) in tree.iter() {
        routed.entry(route.options().receiver.value.as_str()).or_insert(route);
    }
    for name in unreached {
        let Some(receiver) = defined.get(name) else {
            continue;
        };
        let message = format!("no alert can reach the Runframe receiver `{name}`");
        let mut finding = RULE.finding(receiver.name.span, message);
        finding = match routed.get(name) {
            None => finding.with_label("no route names it").with_help(format!(
                "name it on a route, or as the root's receiver: `receiver: {name}`"
            )),
            Some(route) => finding
                .with_secondary(
                    match route.options().receiver.origin {
                        crate::route::Origin::Route(_, span) => span,
                        crate::route::Origin::Default => route.span(),
                    },
                    "named here",
                )
                .with_note("other routes, or its own matchers, keep every alert from it")
                .with_help("put its route first, add `continue: true` to the route that takes its alerts, or mend its matchers"),
        };
        findings.push(finding);
    }
}
