//! `plain-http`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::lint::url::Parts;

declare_rule! {
    /// The routing key is sent over the network in the clear.
    ///
    /// ## What it does
    ///
    /// Looks for Runframe URLs that begin with `http://` and whose host is not this machine. Loopback addresses, `localhost`
    /// and names without a dot, as containers of one network have them, are left alone.
    ///
    /// ## Why is this bad?
    ///
    /// The routing key is part of the URL: whoever can read the traffic can open and close incidents. Runframe refuses plain
    /// HTTP.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url: http://api.runframe.io/webhooks/5f0c8e6f2f7b4a1e9d3c6b8a7e5d4c3b
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
        name: "plain-http",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "Runframe's webhook documentation: HTTPS only",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for webhook in cx.webhooks() {
        let Some(url) = webhook.url() else { continue };
        let parts = Parts::of(url.value);
        if !parts.scheme.eq_ignore_ascii_case("http") || parts.is_local() {
            continue;
        }
        let message = format!("the routing key is sent to `{}` in the clear", parts.host);
        let mut finding = RULE.finding(url.span, message);
        if parts.is_runframe_host() {
            finding = finding.with_note("Runframe refuses plain HTTP");
        }
        findings.push(finding.with_help("write `https://`"));
    }
}
