//! One incident a group: what a payload says as a whole, told as the story of one alert.
//!
//! The group fires as long as one of its alerts does. The most severe firing alert leads: title, description, severity and
//! service are its own.

use jiff::Timestamp;

use super::{Action, IgnoreReason, Outcome, Reason, Step};
use crate::alert::LabelSet;
use crate::incident::{
    AlertEvent, AlertKey, AlertState, Delivery, IntegrationId, Ledger, Mapping, MappingSettings, ReceivedAlert,
    Severity,
};

/// The labels that decide title, severity and service: the leading alert's.
const DECIDING: [&str; 3] = ["alertname", "severity", "service_id"];

/// Applies a delivery to the one incident of its group. The outcome of the group stands at its first usable alert, so that
/// counts count incidents; the others say `updated`, or why nothing was done.
pub(super) fn apply(
    ledger: &mut Ledger,
    integration: IntegrationId,
    settings: &MappingSettings,
    delivery: &Delivery,
    now: Timestamp,
) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = delivery.alerts.iter().map(Outcome::unapplied).collect();
    let usable: Vec<(usize, &AlertEvent)> = delivery
        .alerts
        .iter()
        .enumerate()
        .filter_map(|(at, alert)| match alert {
            ReceivedAlert::Usable(event) => Some((at, &**event)),
            ReceivedAlert::Unusable { .. } => None,
        })
        .collect();
    let events: Vec<&AlertEvent> = usable.iter().map(|&(_, event)| event).collect();
    let Some(whole) = Whole::of(&events, settings, delivery, now) else {
        return outcomes;
    };
    // Whether those that were cut off fire is not known, and an end that is believed too early is never taken back.
    let is_end_unsure = whole.event.state == AlertState::Resolved && delivery.truncated_alerts > 0;
    let key = AlertKey::of_group(integration, &delivery.group_key);
    let members: Vec<AlertKey> = events
        .iter()
        .filter(|event| event.state == AlertState::Firing)
        .map(|event| AlertKey::of_member(integration, &whole.event.fingerprint, event))
        .collect();
    let incident_of = |ledger: &Ledger, key: &AlertKey| ledger.key(key).and_then(|state| state.incident);
    let newest = incident_of(ledger, &key);
    let has_joined = members.iter().any(|member| incident_of(ledger, member) != newest);
    let outcome = if is_end_unsure {
        let reason = Reason::Ignored(IgnoreReason::GroupTruncated);
        Outcome::new(&whole.event, Action::Ignored, None, vec![reason])
    } else {
        let mut step = Step {
            ledger,
            settings,
            delivery,
            key,
            event: &whole.event,
            newest_start: Some(whole.newest_start),
            has_joined,
            is_superseded: false,
            now,
        };
        match whole.event.state {
            AlertState::Firing => step.fire(None),
            AlertState::Resolved => step.resolve(),
        }
    };
    if matches!(outcome.action, Action::Created | Action::Updated) {
        for member in &members {
            ledger.edit_key(member, |state| state.incident = outcome.incident);
        }
    }
    for (place, &(at, event)) in usable.iter().enumerate() {
        let action = match outcome.action {
            Action::Created | Action::Resolved if place > 0 => Action::Updated,
            action => action,
        };
        let is_told = place == 0 || matches!(action, Action::Ignored);
        let reasons = if is_told { outcome.reasons.clone() } else { Vec::new() };
        outcomes[at] = Outcome::new(event, action, outcome.incident, reasons);
    }
    outcomes
}

/// A group as one alert.
struct Whole {
    event: AlertEvent,
    /// When the last of its firing alerts began: what an end has to lie after to be the group's.
    newest_start: Timestamp,
}

impl Whole {
    /// `None` without a usable alert.
    fn of(events: &[&AlertEvent], settings: &MappingSettings, delivery: &Delivery, now: Timestamp) -> Option<Self> {
        let is_firing = events.iter().any(|event| event.state == AlertState::Firing);
        let state = if is_firing {
            AlertState::Firing
        } else {
            AlertState::Resolved
        };
        // Those that decide: the firing ones as long as there are any.
        let deciding: Vec<(&AlertEvent, Mapping)> = events
            .iter()
            .filter(|event| event.state == state)
            .map(|&event| (event, Mapping::of(event, settings, now)))
            .collect();
        let rank = |(event, mapping): &(&AlertEvent, Mapping)| -> (Severity, Timestamp, String) {
            (
                mapping.severity.value,
                mapping.detected_at.value,
                event.fingerprint.clone(),
            )
        };
        let (lead, _) = deciding.iter().min_by_key(|alert| rank(alert))?;
        let mut labels: LabelSet = lead
            .labels
            .iter()
            .filter(|(name, value)| {
                DECIDING.contains(name) || deciding.iter().all(|(event, _)| event.labels.get(name) == Some(*value))
            })
            .collect();
        labels.remove_empty();
        let ends: Option<Vec<Timestamp>> = deciding.iter().map(|(event, _)| event.ends_at).collect();
        let newest = deciding.iter().map(|(_, mapping)| mapping.detected_at.value).max();
        Some(Self {
            event: AlertEvent {
                fingerprint: fingerprint(&delivery.group_key),
                state,
                labels,
                annotations: lead.annotations.clone(),
                starts_at: deciding.iter().filter_map(|(event, _)| event.starts_at).min(),
                // One end that is not stated makes the whole end unknown.
                ends_at: ends.and_then(|ends| ends.into_iter().max()),
                generator_url: lead.generator_url.clone(),
            },
            newest_start: newest.unwrap_or(now),
        })
    }
}

/// Identifies a group as shortly as an alert's fingerprint does.
pub(super) fn fingerprint(group_key: &str) -> String {
    let set: LabelSet = [("groupKey", group_key)].into_iter().collect();
    set.fingerprint().to_string()
}
