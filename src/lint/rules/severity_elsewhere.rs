//! `severity-elsewhere`

use crate::alert::LabelSet;
use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::reach;
use crate::lint::rule::{Needs, declare_rule};
use crate::route::RouteIndex;
use crate::text::Span;

declare_rule! {
    /// No warning, or no info alert, can reach Runframe.
    ///
    /// ## What it does
    ///
    /// Follows alerts with `severity="warning"` and `severity="info"` through the routes, whatever their other labels are, and
    /// reports those that cannot end at a route to Runframe. Says nothing where Runframe is not routed to at all.
    ///
    /// ## Why is this bad?
    ///
    /// It may be meant: many teams open incidents for critical alerts only. Otherwise these alerts never become the SEV2 and
    /// SEV4 incidents they would be.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: chat
    ///   routes:
    ///     - matchers: [severity = critical]
    ///       receiver: runframe
    /// receivers:
    ///   - name: chat
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// route:
    ///   receiver: chat
    ///   routes:
    ///     - matchers: [severity =~ "critical|warning|info"]
    ///       receiver: runframe
    /// receivers:
    ///   - name: chat
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "severity-elsewhere",
        level: Level::Info,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Runframe's Prometheus guide: the severities critical, warning and info become SEV0, SEV2 and SEV4",
    }
}

/// Severities of which no alert can reach Runframe.
pub(super) struct Unreached {
    pub(super) severities: Vec<&'static str>,
    /// Where such alerts go instead: the name of the receiver on the first route that can take one.
    pub(super) place: Span,
}

/// `None` if every one of these severities can reach Runframe, no alert at all can, or what is merged with this fragment of a
/// configuration may decide.
pub(super) fn unreached(cx: &Context<'_>, severities: &[&'static str]) -> Option<Unreached> {
    let tree = cx.tree.as_ref()?;
    if cx.options.is_fragment {
        return None;
    }
    let labels = |severity: &str| -> LabelSet { [("severity", severity)].into_iter().collect() };
    let unreached: Vec<&'static str> = severities
        .iter()
        .copied()
        .filter(|severity| !cx.can_get_to_runframe(&labels(severity)))
        .collect();
    let first = *unreached.first()?;
    if cx.runframe_routes().is_empty() {
        return None;
    }
    let taken_by = reach::possible_routes(tree, &labels(first))
        .first()
        .copied()
        .unwrap_or(RouteIndex::ROOT);
    let place = match tree[taken_by].options().receiver.origin {
        crate::route::Origin::Route(_, span) => span,
        crate::route::Origin::Default => tree[taken_by].span(),
    };
    Some(Unreached {
        severities: unreached,
        place,
    })
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(unreached) = unreached(cx, &["warning", "info"]) else {
        return;
    };
    let message = match unreached.severities.as_slice() {
        [one] => format!("no alert of severity `{one}` can reach Runframe"),
        _ => "no alert of severity `warning` or `info` can reach Runframe".to_owned(),
    };
    findings.push(
        RULE.finding(unreached.place, message)
            .with_label("they go here")
            .with_help("route them to Runframe, or allow this finding where it is meant"),
    );
}
