//! `severity-can-miss-runframe`

use std::collections::{BTreeMap, BTreeSet};

use crate::alert::LabelSet;
use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::{Context, SEVERITIES};
use crate::lint::place;
use crate::lint::rule::{Needs, declare_rule};
use crate::matcher::{MatchOp, Matcher};
use crate::proof::Answer;
use crate::route::{RouteIndex, RouteTree};

declare_rule! {
    /// Some alerts of a severity reach Runframe, and some do not.
    ///
    /// ## What it does
    ///
    /// Looks for alerts of severity `critical`, `warning` or `info` that no route to Runframe takes, whatever their other labels
    /// are, and shows one. Says nothing of a severity that Runframe never gets, or always.
    ///
    /// ## Why is this bad?
    ///
    /// It may be meant: some teams, or some environments, open incidents and others do not. Otherwise a label that somebody
    /// forgot, or spelled differently, keeps an alert from becoming an incident.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: chat
    ///   routes:
    ///     - matchers: [severity = critical, team =~ "db|web"]
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
    ///     - matchers: [severity = critical]
    ///       receiver: runframe
    /// receivers:
    ///   - name: chat
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "severity-can-miss-runframe",
        level: Level::Info,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Runframe's Prometheus guide: the severities critical, warning and info become SEV0, SEV2 and SEV4",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(tree) = &cx.tree else { return };
    // One finding a route that takes such alerts, whatever the severities.
    let mut missed: BTreeMap<RouteIndex, (Vec<&str>, LabelSet)> = BTreeMap::new();
    for severity in SEVERITIES {
        let labels: LabelSet = [("severity", severity)].into_iter().collect();
        if !cx.can_get_to_runframe(&labels) {
            continue;
        }
        let given = [Matcher::equal("severity", severity)];
        let ask = |given: &[Matcher]| cx.prover(tree).find_missed(given, |route| cx.sends_to_runframe(route));
        let mut answer = ask(&given);
        if matches!(&answer, Answer::Alert(alert) if has_line_feed(alert)) {
            let given: Vec<Matcher> = given.into_iter().chain(without_line_feeds(cx, tree)).collect();
            answer = ask(&given);
        }
        let Answer::Alert(alert) = answer else {
            continue;
        };
        if let Some(route) = tree.matched(&alert).into_iter().next() {
            missed.entry(route).or_insert((Vec::new(), alert)).0.push(severity);
        }
    }
    // Asked for last, as others may still be proving what it takes.
    if missed.is_empty() || cx.runframe_routes().is_empty() {
        return;
    }
    for (route, (severities, alert)) in missed {
        let name = &tree[route].options().receiver.value;
        let severities: Vec<_> = severities.iter().map(|severity| format!("`{severity}`")).collect();
        findings.push(
            RULE.finding(
                place::receiver(tree, route),
                format!("alerts of severity {} can miss Runframe", severities.join(", ")),
            )
            .with_label("they go here instead")
            .with_note(format!("for example {} goes to `{name}`", place::example(&alert)))
            .with_help("add a route to Runframe for them, or allow this finding where it is meant"),
        );
    }
}

/// Whether only an oddity is left over: `.*` and `.+` do not match a line feed, and nobody means that.
fn has_line_feed(alert: &LabelSet) -> bool {
    alert.iter().any(|(_, value)| value.contains('\n'))
}

/// For each label that routes look at, that its value holds no line feed.
fn without_line_feeds(cx: &Context<'_>, tree: &RouteTree) -> Vec<Matcher> {
    let routes = tree.iter().flat_map(|(_, route)| route.matchers().iter());
    let names: BTreeSet<&str> = routes.map(Matcher::name).collect();
    let holds_none = |name| Matcher::new(name, MatchOp::Regex, ".*", cx.options.version).ok();
    names.into_iter().filter_map(holds_none).collect()
}
