//! `short-group-interval`

use std::collections::BTreeSet;
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Level};
use crate::duration::format_prometheus;
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::route::Origin;

declare_rule! {
    /// A route flushes faster than one delivery may take.
    ///
    /// ## What it does
    ///
    /// Looks for a `group_interval` under ten seconds on routes that send to Runframe.
    ///
    /// ## Why is this bad?
    ///
    /// Alertmanager gives each delivery `group_interval`, but at least ten seconds, retries included. With a shorter interval a
    /// slow delivery delays the next flush, so the interval is not kept when it matters, and a group whose alerts come
    /// and go is sent again, whole, every few seconds. Runframe's guide uses ten seconds.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   group_interval: 1s
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
    ///   group_interval: 10s
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "short-group-interval",
        level: Level::Info,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Alertmanager, dispatch/dispatch.go: the context of a flush lasts max(group_interval, 10s)",
    }
}

/// The least time Alertmanager gives a delivery.
const DELIVERY_BUDGET: Duration = Duration::from_secs(10);

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(tree) = &cx.tree else { return };
    let mut seen = BTreeSet::new();
    for &route in cx.runframe_routes() {
        let interval = &tree[route].options().group_interval;
        let Origin::Route(_, span) = interval.origin else {
            continue;
        };
        if interval.value >= DELIVERY_BUDGET || !seen.insert(span) {
            continue;
        }
        let written = format_prometheus(interval.value);
        findings.push(
            RULE.finding(
                span,
                format!("a `group_interval` of {written} is shorter than a delivery may take"),
            )
            .with_label("one delivery to Runframe may take 10s, retries included")
            .with_help("use `group_interval: 10s` or more"),
        );
    }
}
