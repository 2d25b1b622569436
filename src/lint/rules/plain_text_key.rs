//! `plain-text-key`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::lint::url::{self, Parts};
use crate::version::Version;

declare_rule! {
    /// The routing key stands in the configuration in plain text.
    ///
    /// ## What it does
    ///
    /// Looks for a Runframe URL with a real routing key under `url`.
    ///
    /// ## Why is this bad?
    ///
    /// The routing key is all it takes to open and close incidents: it is a password. A configuration is read by many, kept in
    /// version control and copied into tickets. With `url_file` (Alertmanager 0.26 and later) the URL stands in a file of its
    /// own, which can be a mounted secret, and a new key needs no reload.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url: https://api.runframe.io/webhooks/5f0c8e6f2f7b4a1e9d3c6b8a7e5d4c3b
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
        name: "plain-text-key",
        level: Level::Info,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "Runframe's Prometheus guide: treat the routing key as a password, keep it in secrets management",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    // The oldest release has no `url_file` to use instead.
    if cx.options.version < Version::V0_28 {
        return;
    }
    for webhook in cx.webhooks() {
        let Some(url) = webhook.url() else { continue };
        let parts = Parts::of(url.value);
        let is_real = parts.routing_key().is_some_and(|key| !url::is_placeholder(key));
        if !is_real || parts.is_local() {
            continue;
        }
        findings.push(
            RULE.finding(url.span, "the routing key stands in the configuration in plain text")
                .with_help("put the URL into a file of its own and name that file with `url_file`"),
        );
    }
}
