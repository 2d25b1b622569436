//! `custom-payload`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};

declare_rule! {
    /// A webhook sends Runframe a body of its own.
    ///
    /// ## What it does
    ///
    /// Looks for `payload` on a webhook that reaches Runframe.
    ///
    /// ## Why is this bad?
    ///
    /// Runframe's Prometheus integration reads Alertmanager's own message, version 4: its `alerts`, their labels and
    /// fingerprints. A custom body is refused, or opens incidents that nothing resolves.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    ///         payload: {text: "{{ .CommonAnnotations.summary }}"}
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
        name: "custom-payload",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "Runframe's webhook documentation: Alertmanager's native JSON, nothing custom needed",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for webhook in cx.webhooks() {
        let Some(payload) = &webhook.webhook.payload else {
            continue;
        };
        findings.push(
            RULE.finding(
                payload.span,
                "Runframe is sent a custom body instead of Alertmanager's own",
            )
            .with_label("not the message the Prometheus integration reads")
            .with_help("remove `payload`"),
        );
    }
}
