//! `unsent-resolves`

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};

declare_rule! {
    /// A webhook does not tell Runframe when an alert ends.
    ///
    /// ## What it does
    ///
    /// Looks for `send_resolved: false` on a webhook that reaches Runframe.
    ///
    /// ## Why is this bad?
    ///
    /// Runframe resolves an incident by itself when its alert ends. Without resolved notifications every incident stays
    /// open until a person closes it, and an alert that fires again meanwhile only updates the old incident.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    ///         send_resolved: false
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
    ///         send_resolved: true
    /// ```
    {
        name: "unsent-resolves",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "Alertmanager, notify/notify.go: with `send_resolved: false` a group without firing alerts is not sent",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for webhook in cx.webhooks() {
        let Some(written) = webhook.integration.send_resolved.filter(|written| !written.value) else {
            continue;
        };
        findings.push(
            RULE.finding(written.span, "Runframe is not told when an alert ends")
                .with_label("its incidents stay open until a person closes them")
                .with_help("set `send_resolved: true`, which is also the default")
                .with_fix(Fix {
                    applicability: Applicability::Unsafe,
                    edits: vec![Edit {
                        span: written.span,
                        replacement: "true".into(),
                    }],
                }),
        );
    }
}
