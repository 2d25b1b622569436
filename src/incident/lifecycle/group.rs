//! One incident a group: what a payload says as a whole, told as the story of one alert.
//!
//! The group fires as long as one of its alerts does. The most severe firing alert leads: title, description, severity and
//! service are its own.

use jiff::Timestamp;

use super::{Action, IgnoreReason, Outcome, Reason, Step};
use crate::alert::LabelSet;
use crate::incident::ledger::KnownEnd;
use crate::incident::{
    AlertEvent, AlertKey, AlertState, Delivery, IncidentNumber, IntegrationId, Ledger, Mapping, MappingSettings,
    ReceivedAlert, Severity, mapping,
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
    let key = AlertKey::of_group(integration, &delivery.group_key);
    let newest = ledger.key(&key).and_then(|state| state.incident);
    let group = fingerprint(&delivery.group_key);
    let members: Vec<Member<'_>> = usable
        .iter()
        .map(|&(_, event)| Member {
            key: AlertKey::of_member(integration, &group, event),
            event,
            settings,
            now,
        })
        .collect();
    let standings: Vec<Option<Standing>> = members.iter().map(|member| member.standing(newest, ledger)).collect();
    // What is over is no matter of the group's, unless there is nothing else.
    let are_all_over = standings.iter().all(|standing| *standing == Some(Standing::IsOver));
    let counts = |standing: Option<Standing>| are_all_over || standing != Some(Standing::IsOver);
    let events: Vec<&AlertEvent> = members
        .iter()
        .zip(&standings)
        .filter(|(_, standing)| counts(**standing))
        .map(|(member, _)| member.event)
        .collect();
    let Some(whole) = Whole::of(&events, settings, &group, now) else {
        return outcomes;
    };
    let open = newest.filter(|number| ledger.incident(*number).is_some_and(|i| i.status.is_active()));
    // Whether those that were cut off fire is not known, and an end that is believed too early is never taken back.
    let is_end_unsure = whole.event.state == AlertState::Resolved && delivery.truncated_alerts > 0;
    let joined: Vec<Timestamp> = members
        .iter()
        .zip(&standings)
        .filter(|(_, standing)| **standing == Some(Standing::Joins))
        .map(|(member, _)| member.start())
        .collect();
    // What another source says of a member's beginning may be old, unless the delivery also tells of an end within this incident.
    let is_end_recent = ledger
        .key(&key)
        .and_then(|state| state.last_end)
        .is_some_and(|end| settings.is_recent(end.received_at, now));
    let is_of_now = !is_end_recent || members.iter().any(|member| member.ends(newest, ledger));
    let goes_on =
        standings.contains(&Some(Standing::GoesOn)) || is_of_now && standings.contains(&Some(Standing::IsLate));
    let ignored = |event: &AlertEvent, incident, reason| {
        Outcome::new(event, Action::Ignored, incident, vec![Reason::Ignored(reason)])
    };
    let outcome = if is_end_unsure {
        ignored(&whole.event, open, IgnoreReason::GroupTruncated)
    } else if are_all_over {
        ignored(&whole.event, newest, IgnoreReason::StaleFiring)
    } else {
        let mut step = Step {
            ledger,
            settings,
            delivery,
            key,
            event: &whole.event,
            starts: &whole.starts,
            joined: &joined,
            goes_on,
            is_superseded: false,
            now,
        };
        match whole.event.state {
            AlertState::Firing => step.fire(None),
            AlertState::Resolved => step.resolve(),
        }
    };
    let heard_by = match outcome.action {
        Action::Created | Action::Updated => outcome.incident,
        Action::Resolved | Action::Ignored | Action::Rejected => None,
    };
    for (member, standing) in members.iter().zip(&standings) {
        member.note(heard_by.filter(|_| counts(*standing)), newest.is_some(), ledger);
    }
    let mut is_first = true;
    for (&(at, event), &standing) in usable.iter().zip(&standings) {
        if !counts(standing) {
            outcomes[at] = ignored(event, newest, IgnoreReason::StaleFiring);
            continue;
        }
        let action = match outcome.action {
            Action::Created | Action::Resolved if !is_first => Action::Updated,
            action => action,
        };
        let is_told = is_first || matches!(action, Action::Ignored);
        let reasons = if is_told { outcome.reasons.clone() } else { Vec::new() };
        outcomes[at] = Outcome::new(event, action, outcome.incident, reasons);
        is_first = false;
    }
    outcomes
}

/// An alert of a group. Its key knows the last incident that heard of it, and in the place of an end the last beginning or end
/// that was heard of.
struct Member<'a> {
    key: AlertKey,
    event: &'a AlertEvent,
    settings: &'a MappingSettings,
    now: Timestamp,
}

/// How an alert that fires stands to the newest incident of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The incident has not heard of it, or has heard its end.
    Joins,
    /// The incident has heard that it fires and nothing else.
    GoesOn,
    /// The incident has heard just now that it has ended: a late copy.
    IsOver,
    /// The incident has heard of a later beginning, as where two sources disagree on it.
    IsLate,
}

impl Member<'_> {
    /// `None` if it does not fire. As everywhere, what began before a beginning or an end that was received just now is a late
    /// copy, and a source that contradicts an older end is believed.
    fn standing(&self, incident: Option<IncidentNumber>, ledger: &Ledger) -> Option<Standing> {
        if self.event.state != AlertState::Firing {
            return None;
        }
        let state = ledger.key(&self.key).cloned().unwrap_or_default();
        let is_unheard_of = incident.is_none() || state.incident != incident;
        let Some(last) = state.last_end else {
            return Some(if is_unheard_of {
                Standing::Joins
            } else {
                Standing::IsLate
            });
        };
        // One with a start in the future begins at each receipt, as far as is known.
        let is_same = self.event.starts_at.is_some() && self.event.starts_at == last.stated_start;
        let is_recent = self.settings.is_recent(last.received_at, self.now);
        let begins_again = !is_same && last.at < self.start();
        let has_begun = is_beginning(&last);
        let may_come_back = is_unheard_of || !has_begun;
        // What has begun and never ended fires, whichever incident it was told to.
        let has_gone_on = is_same && has_begun;
        Some(
            if begins_again || (may_come_back && !is_recent) || (is_unheard_of && has_gone_on) {
                Standing::Joins
            } else if has_gone_on {
                Standing::GoesOn
            } else if has_begun {
                Standing::IsLate
            } else {
                Standing::IsOver
            },
        )
    }

    /// Whether it ends what the incident has heard to have begun.
    fn ends(&self, incident: Option<IncidentNumber>, ledger: &Ledger) -> bool {
        let Some(state) = ledger.key(&self.key) else {
            return false;
        };
        let end = KnownEnd::of(self.event, self.now).at;
        let has_begun = state.last_end.is_some_and(|last| is_beginning(&last) && last.at <= end);
        self.event.state == AlertState::Resolved && state.incident == incident && has_begun
    }

    /// Remembers that an incident, if it is one, has heard that it fires, or that it has ended; the latter of one that no incident
    /// has heard of only as long as its group has none.
    fn note(&self, heard_by: Option<IncidentNumber>, has_incident: bool, ledger: &mut Ledger) {
        let is_known = ledger.key(&self.key).is_some_and(|state| state.incident.is_some());
        let end = KnownEnd::of(self.event, self.now);
        let (incident, last) = match self.event.state {
            AlertState::Firing if heard_by.is_some() => {
                let (at, stated) = (self.start(), None);
                (heard_by, KnownEnd { at, stated, ..end })
            }
            // An end is known from a beginning by its being stated.
            AlertState::Resolved if is_known || !has_incident => {
                let stated = end.stated.or(Some(end.at));
                (None, KnownEnd { stated, ..end })
            }
            AlertState::Firing | AlertState::Resolved => return,
        };
        ledger.edit_key(&self.key, |state| {
            state.incident = incident.or(state.incident);
            // An end of an earlier episode that comes late is not the last.
            if state.last_end.is_none_or(|known| known.at < last.at) {
                state.last_end = Some(last);
            }
        });
    }

    fn start(&self) -> Timestamp {
        mapping::detected_at(self.event, self.now).value
    }
}

/// Whether what is kept of a member as its last end is that it began. A start in the future is kept as its receipt.
fn is_beginning(last: &KnownEnd) -> bool {
    last.stated.is_none() && last.stated_start.is_some_and(|start| start >= last.at)
}

/// A group as one alert.
struct Whole {
    event: AlertEvent,
    /// When its firing alerts began. An end has to lie after the last of them to be the group's.
    starts: Vec<Timestamp>,
}

impl Whole {
    /// The group with this fingerprint; `None` without a usable alert.
    fn of(events: &[&AlertEvent], settings: &MappingSettings, fingerprint: &str, now: Timestamp) -> Option<Self> {
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
        Some(Self {
            event: AlertEvent {
                fingerprint: fingerprint.to_owned(),
                state,
                labels,
                annotations: lead.annotations.clone(),
                starts_at: deciding.iter().filter_map(|(event, _)| event.starts_at).min(),
                // One end that is not stated makes the whole end unknown.
                ends_at: ends.and_then(|ends| ends.into_iter().max()),
                generator_url: lead.generator_url.clone(),
            },
            starts: deciding.iter().map(|(_, mapping)| mapping.detected_at.value).collect(),
        })
    }
}

/// Identifies a group as shortly as an alert's fingerprint does.
pub(super) fn fingerprint(group_key: &str) -> String {
    let set: LabelSet = [("groupKey", group_key)].into_iter().collect();
    set.fingerprint().to_string()
}
