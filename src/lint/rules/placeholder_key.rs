//! `placeholder-key`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::lint::url::{self, Parts};

declare_rule! {
    /// The routing key is one that was meant to be replaced.
    ///
    /// ## What it does
    ///
    /// Looks for routing keys such as `YOUR_ROUTING_KEY`, `<key>`, `xxxx`, `changeme` or `${KEY}`. With `--allow-placeholders`
    /// a `$VAR` or `${VAR}` is taken to be filled in before Alertmanager reads the file, and not reported.
    ///
    /// ## Why is this bad?
    ///
    /// Alertmanager loads the file, and does not fill in variables. Every notification is then refused for its unknown key, and
    /// tried again at each `group_interval` for as long as the alert fires.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url: https://api.runframe.io/webhooks/YOUR_ROUTING_KEY
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
        name: "placeholder-key",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "Alertmanager, config: no variable is expanded; notify/webhook: a 4xx answer is not retried within a flush",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for webhook in cx.webhooks() {
        let Some(url) = &webhook.webhook.url else { continue };
        let text = url.value.expose();
        let finding = if text == "<secret>" {
            RULE.finding(url.span, "the webhook URL is `<secret>`")
                .with_note("Alertmanager prints `<secret>` where it shows a configuration; it cannot be read back")
        } else if text.contains("{{") {
            continue;
        } else if url::has_variable(text) {
            if cx.options.allow_placeholders {
                continue;
            }
            RULE.finding(
                url.span,
                "the webhook URL holds a variable that Alertmanager does not fill in",
            )
            .with_help("if something else fills it in first, say `--allow-placeholders`")
        } else if Parts::of(text).routing_key().is_some_and(url::is_placeholder) {
            RULE.finding(url.span, "the routing key is a placeholder")
        } else {
            continue;
        };
        let help = "copy the webhook URL of your Prometheus integration from Runframe's Integrations Hub";
        findings.push(finding.with_help(help));
    }
}
