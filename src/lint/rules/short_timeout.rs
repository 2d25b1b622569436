//! `short-timeout`

use std::time::Duration;

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};

declare_rule! {
    /// A webhook gives Runframe less than a second to answer.
    ///
    /// ## What it does
    ///
    /// Looks for a `timeout` under one second, other than 0, on a webhook that reaches Runframe. A number without a unit counts
    /// nanoseconds.
    ///
    /// ## Why is this bad?
    ///
    /// Runframe answers when the incident is stored. A request that is given up before that is sent again and again until the
    /// delivery's time is over, and counts as failed though the incident may be open.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    ///         timeout: 50ms
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
    ///         timeout: 5s
    /// ```
    {
        name: "short-timeout",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "Alertmanager, notify/webhook: `timeout` limits each attempt; Go reads a bare number as nanoseconds",
    }
}

const SHORTEST: Duration = Duration::from_secs(1);

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for webhook in cx.webhooks() {
        let Some(timeout) = webhook.webhook.timeout else {
            continue;
        };
        if timeout.value.is_zero() || timeout.value >= SHORTEST {
            continue;
        }
        let written = cx.source.slice(timeout.span).trim_matches(['"', '\'']);
        let is_bare = !written.is_empty() && written.bytes().all(|b| b.is_ascii_digit());
        let mut finding = RULE.finding(timeout.span, format!("Runframe is given {:?} to answer", timeout.value));
        if is_bare {
            finding = finding.with_note("a number without a unit counts nanoseconds");
            finding = finding.with_help(format!("write `{written}s` if seconds are meant"));
        } else {
            finding = finding.with_help("use a few seconds, or remove `timeout`");
        }
        findings.push(finding);
    }
}
