//! `missing-runframe`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};
use crate::text::{Span, suggest};

declare_rule! {
    /// No receiver reaches Runframe.
    ///
    /// ## What it does
    ///
    /// Looks for a webhook whose URL is on a `runframe.io` host or ends in `/webhooks/KEY`; where the URL stands in a file, for one
    /// whose receiver or file is named after Runframe. `--receiver NAME` says which receiver it is when none of this tells.
    ///
    /// ## Why is this bad?
    ///
    /// Alertmanager loads the file and no alert ever becomes a Runframe incident.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: team}
    /// receivers:
    ///   - name: team
    ///     webhook_configs:
    ///       - url: https://chat.example.com/hooks/alerts
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
        name: "missing-runframe",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::AcceptedConfig,
        upstream: "Runframe's Prometheus guide: a receiver with a webhook to the URL of the integration",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let names = || cx.config.receivers.iter().map(|receiver| receiver.name.as_str());
    let receivers_key = || cx.source.text().find("receivers").unwrap_or(0);
    let place = cx.config.receivers.first().map_or_else(
        || Span::at(u32::try_from(receivers_key()).unwrap_or(0)),
        |receiver| receiver.name.span,
    );
    for name in &cx.options.runframe_receivers {
        if names().any(|known| known == name) {
            continue;
        }
        let mut finding = RULE.finding(place, format!("there is no receiver `{name}`"));
        if let Some(nearest) = suggest::nearest(name, names()) {
            finding = finding.with_help(format!("there is a receiver `{nearest}`"));
        }
        findings.push(finding);
    }
    // What is merged with a fragment may reach it.
    if cx.options.is_fragment || !cx.options.runframe_receivers.is_empty() || !cx.webhooks().is_empty() {
        return;
    }
    findings.push(
        RULE.finding(place, "no receiver reaches Runframe")
            .with_note("looked for a webhook to `https://HOST/webhooks/KEY`, or one named after Runframe")
            .with_help("`runframe-cli init` prints a receiver to add")
            .with_help("if one of these receivers does reach it, say `--receiver NAME`"),
    );
}
