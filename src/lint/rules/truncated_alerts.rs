//! `truncated-alerts`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};

declare_rule! {
    /// A webhook leaves alerts out when a group is large.
    ///
    /// ## What it does
    ///
    /// Looks for `max_alerts` other than 0 on a webhook that reaches Runframe.
    ///
    /// ## Why is this bad?
    ///
    /// Alertmanager cuts off the end of a message that is longer, and considers all of it told. An alert that was cut off
    /// opens no incident. A resolve that was cut off is never sent again: its incident stays open.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    ///         max_alerts: 10
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "truncated-alerts",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "Alertmanager, notify/webhook: `max_alerts` truncates the sorted alerts and counts the rest in `truncatedAlerts`",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for webhook in cx.webhooks() {
        let Some(max) = webhook.webhook.max_alerts.filter(|max| max.value > 0) else {
            continue;
        };
        let alerts = if max.value == 1 { "alert is" } else { "alerts are" };
        findings.push(
            RULE.finding(
                max.span,
                format!("of a larger group only {} {alerts} sent to Runframe", max.value),
            )
            .with_label("alerts beyond it open no incident, resolves beyond it close none")
            .with_help("remove `max_alerts`: Runframe takes groups of any size"),
        );
    }
}
