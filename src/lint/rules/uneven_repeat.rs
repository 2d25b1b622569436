//! `uneven-repeat`

use std::collections::BTreeSet;
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Level};
use crate::duration::format_prometheus;
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::route::Origin;

declare_rule! {
    /// A route repeats later than its `repeat_interval` says.
    ///
    /// ## What it does
    ///
    /// Looks for a `repeat_interval` that is no multiple of the `group_interval` in force, on routes that send to Runframe.
    ///
    /// ## Why is this bad?
    ///
    /// Whether to repeat is decided at flushes only, which are `group_interval` apart: the repeat waits for the first flush
    /// behind the interval.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   group_interval: 5m
    ///   repeat_interval: 12m
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
    ///   group_interval: 5m
    ///   repeat_interval: 15m
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "uneven-repeat",
        level: Level::Info,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Alertmanager, notify/dedup_stage.go: the repeat is checked when a group is flushed",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(tree) = &cx.tree else { return };
    let mut seen = BTreeSet::new();
    for &route in cx.runframe_routes() {
        let options = tree[route].options();
        let (repeat, group) = (options.repeat_interval.value, options.group_interval.value);
        let Origin::Route(_, span) = options.repeat_interval.origin else {
            continue;
        };
        let (repeat_ms, group_ms) = (repeat.as_millis(), group.as_millis());
        if repeat <= group || group_ms == 0 || repeat_ms.is_multiple_of(group_ms) || !seen.insert(span) {
            continue;
        }
        let flushes = u64::try_from(repeat_ms.div_ceil(group_ms) * group_ms).unwrap_or(u64::MAX);
        let real = format_prometheus(Duration::from_millis(flushes));
        let mut finding = RULE
            .finding(
                span,
                format!(
                    "a `repeat_interval` of {} is no multiple of the `group_interval` of {}",
                    format_prometheus(repeat),
                    format_prometheus(group)
                ),
            )
            .with_label(format!("repeats every {real}"));
        if let Origin::Route(_, span) = options.group_interval.origin {
            finding = finding.with_secondary(span, "flushes are this far apart");
        }
        findings.push(finding.with_help(format!("write `repeat_interval: {real}`")));
    }
}
