//! One incident a group: what a payload says as a whole, told as the story of one alert.
//!
//! The group fires as long as one of its alerts does. The most severe firing alert leads: title, description, severity and
//! service are its own.

use std::collections::HashMap;

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
    let mut ends_beside: HashMap<&AlertKey, Timestamp> = HashMap::new();
    for (member, end) in members.iter().filter_map(|member| Some((member, member.end()?))) {
        let latest = ends_beside.entry(&member.key).or_insert(end);
        *latest = end.max(*latest);
    }
    let standings: Vec<Option<Standing>> = members
        .iter()
        .map(|member| {
            let standing = member.standing(newest, ledger)?;
            let is_over = ends_beside.get(&member.key).is_some_and(|end| member.start() <= *end);
            Some(if is_over { Standing::IsOver } else { standing })
        })
        .collect();
    // What is over is no matter of the group's, unless there is nothing else.
    let are_all_over = standings.iter().all(|standing| *standing == Some(Standing::IsOver));
    let counts = |standing: Option<Standing>| are_all_over || standing != Some(Standing::IsOver);
    let counting: Vec<(&AlertEvent, Timestamp)> = members
        .iter()
        .zip(&standings)
        .filter(|(_, standing)| counts(**standing))
        .map(|(member, _)| (member.event, member.known_start(ledger)))
        .collect();
    let active = newest
        .and_then(|number| ledger.incident(number))
        .filter(|i| i.status.is_active());
    let open = active.map(|incident| incident.number);
    // An incident's service stays, and its default counts, whoever leads.
    let severity_of = |event: &AlertEvent| match active {
        Some(incident) => mapping::severity(event, settings, incident.services.first()).value,
        None => Mapping::of(event, settings, now).severity.value,
    };
    let Some(whole) = Whole::of(&counting, severity_of, &group) else {
        return outcomes;
    };
    // Whether those that were cut off fire is not known, and an end that is believed too early is never taken back.
    let is_end_unsure = whole.event.state == AlertState::Resolved && delivery.truncated_alerts > 0;
    let starts_of = |wanted: &[Standing]| -> Vec<Timestamp> {
        let all = members.iter().zip(&standings);
        all.filter(|(_, standing)| standing.is_some_and(|standing| wanted.contains(&standing)))
            .map(|(member, _)| member.start())
            .collect()
    };
    let joined = starts_of(&[Standing::Joins]);
    // Of two sources that disagree the earlier is believed.
    let begun = starts_of(&[Standing::Joins, Standing::IsLate]);
    // What another source says of a member's beginning may be old, unless the delivery also tells of an end within this incident.
    let is_end_recent = ledger
        .key(&key)
        .and_then(|state| state.last_end)
        .is_some_and(|end| settings.is_recent(end.received_at, now));
    let is_of_now = !is_end_recent || members.iter().any(|member| member.ends(newest, ledger));
    // An end of what is known to have begun later is old, and so is what came with it.
    let is_end_of_now = members.iter().any(|member| member.ends(newest, ledger))
        && !members.iter().any(|member| member.ends_too_early(newest, ledger));
    // Just after the group's end, what comes with a copy of what is over is as old.
    let is_copy = is_end_recent && standings.contains(&Some(Standing::IsOver));
    let goes_on = standings.contains(&Some(Standing::GoesOn)) && !is_copy
        || is_of_now && standings.contains(&Some(Standing::IsLate));
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
            begun: &begun,
            goes_on,
            is_end_of_now,
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
        member.note(*standing, heard_by.filter(|_| counts(*standing)), ledger);
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
    /// The incident has not heard of it, or has heard an end that lies before it or is contradicted.
    Joins,
    /// The incident has heard that it fires and of no end since, though its beginning may be another one.
    GoesOn,
    /// It has ended, as was heard just now or stands beside it: a late copy.
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
        Some(if may_come_back && (begins_again || has_gone_on || !is_recent) {
            Standing::Joins
        } else if begins_again || has_gone_on {
            Standing::GoesOn
        } else if has_begun {
            Standing::IsLate
        } else {
            Standing::IsOver
        })
    }

    /// Whether it ends what the incident has heard to have begun.
    fn ends(&self, incident: Option<IncidentNumber>, ledger: &Ledger) -> bool {
        let begun = self.begun(incident, ledger);
        begun.is_some_and(|begun| self.end().is_some_and(|end| begun <= end))
    }

    /// Whether it ends what the incident has heard to have begun later.
    fn ends_too_early(&self, incident: Option<IncidentNumber>, ledger: &Ledger) -> bool {
        let begun = self.begun(incident, ledger);
        begun.is_some_and(|begun| self.end().is_some_and(|end| end < begun))
    }

    /// When it ended; `None` if it fires. One that nobody stated is after all that is known.
    fn end(&self) -> Option<Timestamp> {
        let is_over = self.event.state == AlertState::Resolved;
        is_over.then(|| self.event.ends_at.unwrap_or(Timestamp::MAX))
    }

    /// When it began, if that is the last that the incident has heard of it.
    fn begun(&self, incident: Option<IncidentNumber>, ledger: &Ledger) -> Option<Timestamp> {
        let state = ledger.key(&self.key).filter(|state| state.incident == incident)?;
        state.last_end.filter(is_beginning).map(|last| last.at)
    }

    /// Remembers that an incident, if it is one, has heard that it fires, or that it has ended.
    fn note(&self, standing: Option<Standing>, heard_by: Option<IncidentNumber>, ledger: &mut Ledger) {
        let end = KnownEnd::of(self.event, self.now);
        let (incident, last) = match self.event.state {
            AlertState::Firing if heard_by.is_some() => {
                let (at, stated) = (self.start(), None);
                (heard_by, KnownEnd { at, stated, ..end })
            }
            // An end is known from a beginning by its being stated.
            AlertState::Resolved => {
                let stated = end.stated.or(Some(end.at));
                // What began by then is over by it, whatever this clock says.
                let state = ledger.key(&self.key);
                let begun = state.and_then(|state| state.last_end.filter(is_beginning));
                let is_its_end = |begun: &KnownEnd| self.end().is_some_and(|end| begun.at <= end);
                let at = begun.filter(is_its_end).map_or(end.at, |begun| begun.at.max(end.at));
                (None, KnownEnd { at, stated, ..end })
            }
            AlertState::Firing => return,
        };
        ledger.edit_key(&self.key, |state| {
            state.incident = incident.or(state.incident);
            // An end of an earlier episode that comes late is not the last. One that ended as it began has ended.
            let is_later = |known: KnownEnd| known.at < last.at || known.at == last.at && is_beginning(&known);
            // One that is believed against an end fires, whatever was stated before.
            if standing == Some(Standing::Joins) || state.last_end.is_none_or(is_later) {
                state.last_end = Some(last);
            }
        });
    }

    fn start(&self) -> Timestamp {
        mapping::detected_at(self.event, self.now).value
    }

    /// When it began as was first heard: a start in the future is the time of its first receipt, also when it is repeated.
    fn known_start(&self, ledger: &Ledger) -> Timestamp {
        let last = ledger.key(&self.key).and_then(|state| state.last_end);
        let is_same = |last: &KnownEnd| self.event.starts_at.is_some() && self.event.starts_at == last.stated_start;
        let known = last.filter(|last| is_beginning(last) && is_same(last));
        known.map_or(self.start(), |known| known.at.min(self.start()))
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
    /// The group with this fingerprint, from its alerts and when each is known to have begun; `None` without one.
    fn of(
        events: &[(&AlertEvent, Timestamp)],
        severity_of: impl Fn(&AlertEvent) -> Severity,
        fingerprint: &str,
    ) -> Option<Self> {
        let is_firing = events.iter().any(|(event, _)| event.state == AlertState::Firing);
        let state = if is_firing {
            AlertState::Firing
        } else {
            AlertState::Resolved
        };
        // Those that decide: the firing ones as long as there are any.
        let deciding: Vec<(&AlertEvent, Timestamp)> = events
            .iter()
            .filter(|(event, _)| event.state == state)
            .copied()
            .collect();
        let rank = |(event, start): &(&AlertEvent, Timestamp)| -> (Severity, Timestamp, String) {
            (severity_of(event), *start, event.fingerprint.clone())
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
            starts: deciding.iter().map(|(_, start)| *start).collect(),
        })
    }
}

/// Identifies a group as shortly as an alert's fingerprint does.
pub(super) fn fingerprint(group_key: &str) -> String {
    let set: LabelSet = [("groupKey", group_key)].into_iter().collect();
    set.fingerprint().to_string()
}
