//! What is sent here and would not be sent by Alertmanager, or not only.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::alert::{Alert, LabelSet};
use crate::config::Config;
use crate::fire::{Plan, Setup};
use crate::report::trace::text::muting_text;
use crate::suppression::{InhibitRule, Inhibitor, TimeIntervals};
use crate::trace;

/// What decides about alerts besides their routes.
pub(super) struct Circumstances<'a> {
    pub(super) setup: &'a Setup,
    pub(super) config: &'a Config,
    pub(super) now: Timestamp,
    /// Whether the alerts are also said to have ended.
    pub(super) is_resolved_too: bool,
}

/// What Alertmanager would hold back though it is sent here, each in a sentence.
pub(super) fn what(plan: &Plan, alerts: &[Alert], circumstances: &Circumstances<'_>) -> BTreeSet<String> {
    let Circumstances {
        setup,
        config,
        now,
        is_resolved_too,
    } = circumstances;
    let intervals = TimeIntervals::from(*config);
    let mut told = BTreeSet::new();
    for delivery in &plan.deliveries {
        let receiver = &delivery.receiver;
        if let Some(muting) = trace::muting(&setup.tree[delivery.route], &intervals, *now) {
            told.insert(format!(
                "Alertmanager would hold this back now: the route to `{receiver}` is {}",
                muting_text(&muting)
            ));
        }
        if *is_resolved_too && !delivery.webhook.send_resolved {
            told.insert(format!(
                "Alertmanager would send nothing when the alert clears: `send_resolved` is false for receiver `{receiver}`"
            ));
        }
    }
    let inhibited = match inhibited(plan, alerts, config, *now) {
        0 => None,
        1 => Some("one of the alerts is inhibited by another".to_owned()),
        count => Some(format!("{count} of the alerts are inhibited by others")),
    };
    told.extend(inhibited.map(|why| format!("Alertmanager would hold this back now: {why}")));
    told
}

/// How many of the alerts that are sent are inhibited by others of them.
fn inhibited(plan: &Plan, alerts: &[Alert], config: &Config, now: Timestamp) -> usize {
    let rules: Vec<InhibitRule> = config.inhibit_rules.iter().map(InhibitRule::from).collect();
    let is_firing = |alert: &&Alert| alert.ends_at.is_none_or(|end| end > now);
    let firing: Vec<LabelSet> = alerts
        .iter()
        .filter(is_firing)
        .map(|alert| alert.labels.clone())
        .collect();
    let inhibitor = Inhibitor::new(&rules, &firing);
    let sent = plan.deliveries.iter().flat_map(|delivery| &delivery.alerts);
    let sent: BTreeSet<usize> = sent.copied().collect();
    let is_inhibited = |at: &usize| inhibitor.source_of(&alerts[*at].labels).is_some();
    sent.into_iter().filter(is_inhibited).count()
}

/// To which receivers Alertmanager sends more than once what is sent to them once here, each in a sentence.
pub(super) fn several(plan: &Plan, setup: &Setup) -> impl Iterator<Item = String> {
    let receivers = plan.deliveries.iter().map(|delivery| delivery.receiver.as_str());
    let receivers: BTreeSet<&str> = receivers.collect();
    receivers.into_iter().filter_map(|name| {
        let count = setup.receivers.get(name)?.runframe_webhooks;
        (count > 1).then(|| {
            format!(
                "receiver `{name}` has {count} webhooks of Runframe's: Alertmanager sends to each, `fire` to the first"
            )
        })
    })
}
