//! `repeat-below-group-interval`

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Level};
use crate::duration::format_prometheus;
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::route::Origin;

declare_rule! {
    /// A route repeats its notifications at every flush.
    ///
    /// ## What it does
    ///
    /// Looks for a `repeat_interval` shorter than the `group_interval` in force, on routes that send to Runframe.
    ///
    /// ## Why is this bad?
    ///
    /// Whether to repeat is decided at flushes only, which are `group_interval` apart. A shorter `repeat_interval` cannot be
    /// kept: every flush repeats every alert. Alertmanager logs a warning about it at start.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   group_interval: 5m
    ///   repeat_interval: 1m
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
    ///   repeat_interval: 4h
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "repeat-below-group-interval",
        level: Level::Warning,
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
        let (repeat, group) = (&options.repeat_interval, &options.group_interval);
        if repeat.value >= group.value {
            continue;
        }
        let spans = [repeat.origin, group.origin].map(|origin| match origin {
            Origin::Route(_, span) => Some(span),
            Origin::Default => None,
        });
        let Some(span) = spans[0].or(spans[1]) else { continue };
        if !seen.insert(span) {
            continue;
        }
        let every = format_prometheus(group.value);
        let mut finding = RULE
            .finding(
                span,
                format!(
                    "a `repeat_interval` of {} is shorter than the `group_interval` of {every}",
                    format_prometheus(repeat.value)
                ),
            )
            .with_label(format!("repeats every {every}"));
        if let Some(span) = spans[1].filter(|&other| other != span) {
            finding = finding.with_secondary(span, "flushes are this far apart");
        }
        findings.push(finding.with_help("make `repeat_interval` a multiple of `group_interval`, as in `12h`"));
    }
}
