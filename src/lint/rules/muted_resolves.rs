//! `muted-resolves`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};

declare_rule! {
    /// Alerts that end while a route to Runframe is muted leave their incidents open.
    ///
    /// ## What it does
    ///
    /// Looks for `mute_time_intervals` and `active_time_intervals` on routes that send to Runframe.
    ///
    /// ## Why is this bad?
    ///
    /// While a route is muted nothing is sent, and nothing is kept for later. An alert that ends in that time is forgotten
    /// without a message: its incident stays open. If the alert fires again, nothing is sent either until `repeat_interval` has
    /// passed, because Alertmanager still believes the first message to hold.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   routes:
    ///     - matchers: [team = batch]
    ///       mute_time_intervals: [night]
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// time_intervals:
    ///   - name: night
    ///     time_intervals: [{times: [{start_time: "00:00", end_time: "06:00"}]}]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "muted-resolves",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Alertmanager, notify: the mute stages drop all alerts and end the flush successfully, so that resolved alerts are deleted",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(tree) = &cx.tree else { return };
    for &index in cx.runframe_routes() {
        let route = &tree[index];
        let lists = [
            (route.mute_time_intervals(), "inside"),
            (route.active_time_intervals(), "outside"),
        ];
        for (names, side) in lists {
            let (Some(first), Some(last)) = (names.first(), names.last()) else {
                continue;
            };
            let listed: Vec<String> = names.iter().map(|name| format!("`{}`", name.value)).collect();
            findings.push(
                RULE.finding(
                    first.span.to(last.span),
                    format!(
                        "an alert that ends {side} {} leaves its incident open",
                        listed.join(", ")
                    ),
                )
                .with_label("nothing is sent then, resolves included")
                .with_help("mute the alert where it is raised, or close such incidents by hand and allow this finding"),
            );
        }
    }
}
