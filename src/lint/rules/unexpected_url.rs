//! `unexpected-url`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::lint::url::Parts;

declare_rule! {
    /// The webhook URL is not of the form `https://HOST/webhooks/KEY`.
    ///
    /// ## What it does
    ///
    /// Looks for Runframe URLs whose path is not `/webhooks/` and a routing key, or which carry a user, a query or a
    /// fragment.
    ///
    /// ## Why is this bad?
    ///
    /// Runframe takes Prometheus alerts at `/webhooks/KEY` only. Elsewhere every notification is refused.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url: https://api.runframe.io/webhook/5f0c8e6f2f7b4a1e9d3c6b8a7e5d4c3b
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url: https://api.runframe.io/webhooks/5f0c8e6f2f7b4a1e9d3c6b8a7e5d4c3b
    /// ```
    {
        name: "unexpected-url",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "Runframe's Prometheus guide: `https://api.runframe.io/webhooks/{routingKey}`",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for webhook in cx.webhooks() {
        let Some(url) = webhook.url() else { continue };
        let parts = Parts::of(url.value);
        let problem = if parts.path == "/webhooks/" || parts.path == "/webhooks" {
            "the webhook URL has no routing key"
        } else if parts.path.starts_with("/webhooks/custom/") {
            "the webhook URL is that of a custom webhook, in a form that is no longer served"
        } else if !parts.is_webhook_path() {
            "the path of the webhook URL is not `/webhooks/` and a routing key"
        } else if parts.has_query {
            "the webhook URL has a query or a fragment behind the routing key"
        } else if parts.has_user {
            "the webhook URL carries a user, which Runframe does not ask for"
        } else {
            continue;
        };
        findings.push(RULE.finding(url.span, problem).with_help(
            "use the URL the Integrations Hub shows: `https://api.runframe.io/webhooks/` and the routing key",
        ));
    }
}
