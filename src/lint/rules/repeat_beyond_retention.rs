//! `repeat-beyond-retention`

use std::collections::BTreeSet;
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Level};
use crate::duration::format_prometheus;
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::route::Origin;

declare_rule! {
    /// A route repeats sooner than its `repeat_interval` says, because Alertmanager forgets what it sent.
    ///
    /// ## What it does
    ///
    /// Looks for a `repeat_interval` longer than 120 hours on routes that send to Runframe.
    ///
    /// ## Why is this bad?
    ///
    /// What was sent is kept for `--data.retention`, 120 hours unless set otherwise. When the entry is gone the group is sent
    /// again as if for the first time, however long `repeat_interval` is.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   repeat_interval: 2w
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
    ///   repeat_interval: 5d
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "repeat-beyond-retention",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Alertmanager, nflog: an entry lives for min(--data.retention, 2 * repeat_interval)",
    }
}

/// The default of Alertmanager's `--data.retention`.
const RETENTION: Duration = Duration::from_hours(120);

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(tree) = &cx.tree else { return };
    let mut seen = BTreeSet::new();
    for &route in cx.runframe_routes() {
        let repeat = &tree[route].options().repeat_interval;
        let Origin::Route(_, span) = repeat.origin else {
            continue;
        };
        if repeat.value <= RETENTION || !seen.insert(span) {
            continue;
        }
        let written = format_prometheus(repeat.value);
        findings.push(
            RULE.finding(
                span,
                format!("a `repeat_interval` of {written} is longer than notifications are remembered"),
            )
            .with_label("repeats after 5d")
            .with_help("use `5d` or less, or raise Alertmanager's `--data.retention` and allow this finding"),
        );
    }
}
