//! The life of an incident that comes from an alert, as a state machine without clock or store.
//!
//! *Key* is an integration and a fingerprint; *episode* one uninterrupted firing period of a key; *active* every status
//! before `resolved`. Payloads carry no send time: `startsAt` and `endsAt` order episodes, arrival orders what happens
//! within one.

mod group;
mod outcome;

pub use outcome::{Action, IgnoreReason, Outcome, Reason};

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::ledger::{KeyState, KnownEnd, Touch};
use super::{
    Actor, AlertEvent, AlertKey, AlertRecord, AlertState, Delivery, EntryKind, Identity, Incident, IncidentNumber,
    IntegrationId, Ledger, Mapping, MappingSettings, Pinned, ReceivedAlert, Status, TimelineEntry, mapping,
};

/// How often the timeline notes that an alert still fires after a person resolved its incident.
const STILL_FIRING_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

/// The keys a delivery touches: what [`apply`] needs in the ledger, each with its newest incident, besides the sequence
/// of the year of `now`.
pub fn keys_of<'a>(
    integration: IntegrationId,
    settings: &MappingSettings,
    delivery: &'a Delivery,
) -> impl Iterator<Item = AlertKey> + 'a {
    let group = has_group(settings, delivery).then(|| group::fingerprint(&delivery.group_key));
    let whole = group
        .is_some()
        .then(|| AlertKey::of_group(integration, &delivery.group_key));
    let keys = delivery.alerts.iter().filter_map(move |alert| match (alert, &group) {
        (ReceivedAlert::Usable(event), Some(group)) => Some(AlertKey::of_member(integration, group, event)),
        (ReceivedAlert::Usable(event), None) => Some(AlertKey::of(integration, event)),
        (ReceivedAlert::Unusable { .. }, _) => None,
    });
    whole.into_iter().chain(keys)
}

/// Whether a delivery is one incident. One that names no group, as custom senders may, is not.
fn has_group(settings: &MappingSettings, delivery: &Delivery) -> bool {
    settings.identity == Identity::Group && !delivery.group_key.is_empty()
}

/// Applies one delivery received at `now` and says what became of each alert, in the order of the payload.
///
/// With [`Identity::Group`] the whole delivery is about one incident. Otherwise each alert is handled alone: whether the
/// payload says `firing` or `resolved`, what else is in it and what is missing from it plays no part. Two states of one key in one payload are applied by their start, an end before a beginning.
pub fn apply(
    ledger: &mut Ledger,
    integration: IntegrationId,
    settings: &MappingSettings,
    delivery: &Delivery,
    now: Timestamp,
) -> Vec<Outcome> {
    if has_group(settings, delivery) {
        return group::apply(ledger, integration, settings, delivery, now);
    }
    let mut outcomes: Vec<Outcome> = delivery.alerts.iter().map(Outcome::unapplied).collect();
    let mut usable: Vec<(usize, &AlertEvent)> = delivery
        .alerts
        .iter()
        .enumerate()
        .filter_map(|(at, alert)| match alert {
            ReceivedAlert::Usable(event) => Some((at, &**event)),
            ReceivedAlert::Unusable { .. } => None,
        })
        .collect();
    // Stable, and only the order within a key matters.
    usable.sort_by_key(|(_, event)| (mapping::detected_at(event, now).value, event.state));
    let mut ends: HashMap<&str, EndBeside> = HashMap::new();
    // One alone has nothing beside it.
    let together = if usable.len() > 1 { usable.as_slice() } else { &[] };
    for &(_, event) in together.iter().filter(|(_, event)| event.state == AlertState::Resolved) {
        let known = ends.get(event.fingerprint.as_str());
        if known.is_none_or(|known| event.ends_at >= known.ends_at) {
            let key = AlertKey::of(integration, event);
            let end = EndBeside {
                ends_at: event.ends_at,
                received_before: ledger.key(&key).and_then(|state| Some(state.last_end?.received_at)),
            };
            ends.insert(&event.fingerprint, end);
        }
    }
    // Of several firing alerts of one key the last one says how things are; repeated, they would take turns for ever.
    let mut last_firing: HashMap<&str, usize> = HashMap::new();
    for &(at, event) in together.iter().filter(|(_, event)| event.state == AlertState::Firing) {
        last_firing.insert(&event.fingerprint, at);
    }
    for &(at, event) in &usable {
        let mut step = Step {
            ledger,
            settings,
            delivery,
            key: AlertKey::of(integration, event),
            event,
            starts: &[],
            joined: &[],
            begun: &[],
            goes_on: false,
            is_end_of_now: false,
            is_superseded: last_firing
                .get(event.fingerprint.as_str())
                .is_some_and(|last| *last != at),
            now,
        };
        outcomes[at] = match event.state {
            AlertState::Firing => step.fire(ends.get(event.fingerprint.as_str()).copied()),
            AlertState::Resolved => step.resolve(),
        };
    }
    outcomes
}

/// The latest end that a payload states of a key which it also says is firing.
#[derive(Clone, Copy)]
struct EndBeside {
    ends_at: Option<Timestamp>,
    /// When the latest end known before this payload was received.
    received_before: Option<Timestamp>,
}

impl EndBeside {
    /// Whether what began then is over by it.
    fn covers(self, start: Timestamp) -> bool {
        self.ends_at.is_none_or(|end| start <= end)
    }
}

/// One alert of one delivery.
struct Step<'a> {
    ledger: &'a mut Ledger,
    settings: &'a MappingSettings,
    delivery: &'a Delivery,
    key: AlertKey,
    event: &'a AlertEvent,
    /// When the alerts began that `event` stands for; none if it stands for itself.
    starts: &'a [Timestamp],
    /// When those of them began of which the newest incident has never heard, or last heard that they ended.
    joined: &'a [Timestamp],
    /// When those of them began of which the newest incident has not heard that they began as early.
    begun: &'a [Timestamp],
    /// Whether one of them fires as the newest incident has heard, or has begun again, and has not ended since.
    goes_on: bool,
    /// Whether one of them ends what the newest incident has heard to have begun, and none what began later.
    is_end_of_now: bool,
    /// Whether the payload has a later state of the same key.
    is_superseded: bool,
    now: Timestamp,
}

impl Step<'_> {
    /// A firing alert. `end_beside` is the latest end of the same key in the same payload, if there is one.
    fn fire(&mut self, end_beside: Option<EndBeside>) -> Outcome {
        let (state, latest) = self.ledger.latest(&self.key);
        let start = self.start(latest);
        let newest = self.newest(start);
        let Some(incident) = latest else {
            return self.fire_without_incident(&state, start, end_beside);
        };
        let number = incident.number;
        if incident.status.is_active() {
            // A start before an end that the open incident lies after belongs to the episode before it; not that of what has
            // joined a group or goes on in it.
            let is_older_than = |end: Timestamp| !self.is_heard_of() && newest <= end && end < latest_start(incident);
            let is_over_beside = end_beside.and_then(|other| other.ends_at).is_some_and(is_older_than);
            let is_older_episode = is_over_beside || state.last_end.is_some_and(|end| is_older_than(end.at));
            // A person has taken it up again after its end.
            let is_over = has_ended(incident) && !self.is_heard_of();
            let contradicts = |end: KnownEnd| is_older_episode || is_over && newest <= end.at;
            return match state.last_end {
                Some(end) if contradicts(end) && self.is_recent(end.received_at) => {
                    self.ignored(IgnoreReason::StaleFiring, Some(number))
                }
                _ => self.repeat(number, start, is_older_episode),
            };
        }
        // Over. A resolve by a person of which the alert knows nothing yet holds as long as the alert goes on firing,
        // and alone.
        let is_end_known = has_ended(incident) || has_ended_since_closed(incident, &state);
        if let (Some(resolved_at), Some(_)) = (incident.resolved_at, &incident.resolved_by)
            && (!is_end_known || self.goes_on)
            && newest <= resolved_at
            && self.joined.is_empty()
        {
            return self.still_firing(number, newest);
        }
        self.fire_without_incident(&state, start, end_beside)
    }

    /// A firing alert whose key has no active incident and no person's resolve to respect.
    fn fire_without_incident(&mut self, state: &KeyState, start: Timestamp, end_beside: Option<EndBeside>) -> Outcome {
        let newest = self.newest(start);
        // What has just joined a group has never had an end, and what goes on was only left out of it, as silenced alerts are.
        if let Some(end) = state.last_end
            && newest <= end.at
            && !self.is_heard_of()
        {
            // What the payload itself says is over does not contradict anything.
            // What it says began after that is measured by what was known before, or it would depend on how often it came.
            let is_late_copy = match end_beside {
                Some(other) => other.covers(newest) || other.received_before.is_some_and(|at| self.is_recent(at)),
                None => self.is_recent(end.received_at),
            };
            if is_late_copy {
                return self.ignored(IgnoreReason::StaleFiring, state.incident);
            }
        }
        self.create(state.incident, start)
    }

    /// Whether one of those that this one stands for has joined, or goes on.
    fn is_heard_of(&self) -> bool {
        self.goes_on || !self.joined.is_empty()
    }

    /// When the alert began. A start in the future is replaced by the time of its first receipt, also in repeats. One that
    /// states none has not begun anew as long as it goes on.
    fn start(&self, latest: Option<&Incident>) -> Timestamp {
        let known = latest.and_then(|incident| {
            let alert = incident.alert.as_ref()?;
            match self.event.starts_at {
                None => (incident.status.is_active() && !has_ended(incident)).then_some(alert.latest_start),
                stated => (alert.starts_at == stated).then_some(incident.detected_at),
            }
        });
        let own = mapping::detected_at(self.event, self.now).value;
        known.map_or(own, |known| known.min(own))
    }

    /// When the last of the alerts that this one stands for began: what orders episodes.
    fn newest(&self, start: Timestamp) -> Timestamp {
        self.starts.iter().copied().fold(start, Timestamp::max)
    }

    /// When it is now known to have begun: one that stands for others, when the first of those did whose beginning is news, unless
    /// that was before the last end, and so in an incident before.
    fn first(&self, start: Timestamp) -> Option<Timestamp> {
        if self.starts.is_empty() {
            return Some(start);
        }
        let end = self.ledger.key(&self.key).and_then(|state| state.last_end);
        let is_later = |start: &Timestamp| end.is_none_or(|end| *start > end.at);
        self.begun.iter().copied().filter(is_later).min()
    }

    /// Whether an end was received so recently that a firing alert with an older start is a late copy.
    fn is_recent(&self, received_at: Timestamp) -> bool {
        self.settings.is_recent(received_at, self.now)
    }

    fn create(&mut self, previous: Option<IncidentNumber>, start: Timestamp) -> Outcome {
        let mapping = Mapping::of(self.event, self.settings, self.now);
        let newest = self.newest(start);
        // What began before the incident before this one was over is that one's beginning.
        let detected_at = if previous.is_some() { newest } else { start };
        let number = self.ledger.next_number(year_of(self.now));
        let reasons = Reason::fallbacks(&mapping);
        let team = mapping
            .service
            .value
            .as_ref()
            .and_then(|key| self.settings.team_of(key));
        self.ledger.create(Incident {
            number,
            title: mapping.title.value,
            description: mapping.description,
            severity: mapping.severity.value,
            status: Status::New,
            services: mapping.service.value.into_iter().collect(),
            team: team.map(str::to_owned),
            detected_at,
            created_at: self.now,
            updated_at: self.now,
            acknowledged_at: None,
            resolved_at: None,
            resolved_by: None,
            closed_at: None,
            assigned_to: None,
            escalation_level: 0,
            pinned: Pinned::default(),
            alert: Some(AlertRecord {
                key: self.key.clone(),
                fingerprint: self.event.fingerprint.clone(),
                labels: self.event.labels.clone(),
                annotations: self.event.annotations.clone(),
                starts_at: self.event.starts_at,
                latest_start: newest,
                ends_at: None,
                generator_url: self.event.generator_url.clone(),
                group_key: self.delivery.group_key.clone(),
                external_url: self.delivery.external_url.clone(),
                first_received_at: self.now,
                last_received_at: self.now,
                delivery_count: 1,
                still_firing_noted_at: None,
            }),
        });
        let comment = previous.map_or_else(
            || "created from a firing alert".to_owned(),
            |previous| format!("created from a firing alert; previous incident {previous}"),
        );
        self.record(number, EntryKind::IncidentCreated, comment, self.now);
        if mapping.severity.source.is_fallback() {
            let comment = format!("{} {}", mapping.severity.source, mapping.severity.value);
            self.record(number, EntryKind::SeverityFallback, comment, self.now);
        }
        if mapping.service.source.is_fallback() {
            self.record(
                number,
                EntryKind::RoutingFallback,
                mapping.service.source.to_string(),
                self.now,
            );
        }
        self.ledger.edit_key(&self.key, |state| state.incident = Some(number));
        Outcome::new(self.event, Action::Created, Some(number), reasons)
    }

    /// A firing alert of an active incident.
    fn repeat(&mut self, number: IncidentNumber, start: Timestamp, is_older_episode: bool) -> Outcome {
        let (event, settings, now) = (self.event, self.settings, self.now);
        let mut news: Vec<(EntryKind, String)> = Vec::new();
        let Some(incident) = self.ledger.incident(number) else {
            return self.ignored(IgnoreReason::NoOpenIncident, None);
        };
        let Some(alert) = incident.alert.as_ref() else {
            return self.ignored(IgnoreReason::NoOpenIncident, None);
        };
        let first = self
            .first(start)
            .filter(|first| !is_older_episode && *first < incident.detected_at);
        let newest = self.newest(start);
        let is_later = newest > alert.latest_start;
        // A person has taken it up again, and so has its alert.
        let begins_again = !is_older_episode && has_ended(incident);
        // What the episode before this one said is no news of this one.
        let has_news = !is_older_episode && !self.is_superseded;
        let has_new_annotations = has_news && alert.annotations != event.annotations;
        let has_new_labels = has_news && alert.labels != event.labels;
        // The mapped severity depends on labels, settings and routed service.
        let severity = mapping::severity(event, settings, incident.services.first());
        let is_severity_open = !incident.pinned.severity && has_news;
        let new_severity = (is_severity_open && severity.value != incident.severity).then_some(severity);
        let new_description = (has_new_annotations && !incident.pinned.description)
            .then(|| mapping::description(event))
            .filter(|description| *description != incident.description);
        let is_changed = first.is_some() || new_severity.is_some() || new_description.is_some() || begins_again;
        let touch = if is_changed || is_later || has_new_annotations || has_new_labels {
            Touch::Whole
        } else {
            Touch::Counters
        };
        let at = self.ledger.edit(number, touch, |incident| {
            let at = now.max(incident.updated_at);
            if let Some(first) = first {
                incident.detected_at = first;
            }
            if let Some(severity) = new_severity {
                news.push((
                    EntryKind::SeverityChanged,
                    format!("{} to {}: {}", incident.severity, severity.value, severity.source),
                ));
                incident.severity = severity.value;
            }
            if let Some(description) = new_description {
                news.push((EntryKind::AlertUpdated, "the alert's annotations changed".to_owned()));
                incident.description = description;
            }
            if is_changed {
                incident.updated_at = at;
            }
            if begins_again {
                news.push((EntryKind::AlertUpdated, "the alert fires again".to_owned()));
            }
            if let Some(alert) = incident.alert.as_mut() {
                if first.is_some() && event.starts_at.is_some() {
                    alert.starts_at = event.starts_at;
                }
                if is_later {
                    alert.latest_start = newest;
                }
                if begins_again {
                    alert.ends_at = None;
                }
                if has_new_annotations {
                    alert.annotations.clone_from(&event.annotations);
                }
                if has_new_labels {
                    alert.labels.clone_from(&event.labels);
                }
            }
            received(incident, now);
            at
        });
        for (kind, comment) in news {
            self.record(number, kind, comment, at.unwrap_or(now));
        }
        Outcome::new(event, Action::Updated, Some(number), Vec::new())
    }

    /// A firing alert of an incident a person resolved while it fired.
    fn still_firing(&mut self, number: IncidentNumber, newest: Timestamp) -> Outcome {
        let now = self.now;
        let is_closed = self.ledger.incident(number).is_some_and(|i| i.status == Status::Closed);
        if is_closed {
            return self.ignored(IgnoreReason::IncidentClosed, Some(number));
        }
        let note = self.ledger.edit(number, Touch::Whole, |incident| {
            received(incident, now);
            let at = now.max(incident.updated_at);
            let alert = incident.alert.as_mut()?;
            // An end before that is another episode's, and leaves what the person decided.
            alert.latest_start = alert.latest_start.max(newest);
            let is_due = alert
                .still_firing_noted_at
                .is_none_or(|noted| now.duration_since(noted) >= STILL_FIRING_INTERVAL);
            is_due.then(|| {
                alert.still_firing_noted_at = Some(at);
                incident.updated_at = at;
                at
            })
        });
        if let Some(at) = note.flatten() {
            let comment = "the alert still fires after the incident was resolved by hand".to_owned();
            self.record(number, EntryKind::AlertStillFiring, comment, at);
        }
        self.ignored(IgnoreReason::ResolvedByPerson, Some(number))
    }

    fn resolve(&mut self) -> Outcome {
        let (state, latest) = self.ledger.latest(&self.key);
        let now = self.now;
        let end = KnownEnd::of(self.event, now).at;
        let Some(incident) = latest else {
            self.remember_end(EndUse::Remembered, end);
            return self.ignored(IgnoreReason::NoOpenIncident, None);
        };
        let number = incident.number;
        let latest_start = latest_start(incident);
        // What is stated decides: the time of receipt is another clock's, which may have been set back.
        let is_older_episode = self.event.ends_at.is_some_and(|end| end < latest_start) && !self.is_end_of_now;
        if incident.status.is_active() {
            // A person has taken it up again after its end, of which this is a copy.
            let is_copy =
                |known: KnownEnd| end <= known.at || self.event.ends_at.is_some() && known.stated == self.event.ends_at;
            let is_known = has_ended(incident) && state.last_end.is_some_and(is_copy);
            if is_older_episode || is_known {
                self.remember_end(EndUse::Remembered, end);
                return self.ignored(IgnoreReason::StaleResolve, Some(number));
            }
            // What began by then is over by it.
            let at = if self.is_end_of_now { end } else { end.max(latest_start) };
            self.remember_end(EndUse::Applied, at);
            return self.close_episode(number, end);
        }
        let is_resolved_by_person = incident.status == Status::Resolved && incident.resolved_by.is_some();
        let ends_manual_resolve = is_resolved_by_person && !has_ended(incident) && !is_older_episode;
        self.remember_end(EndUse::Remembered, end);
        if ends_manual_resolve {
            self.ledger.edit(number, Touch::Whole, |incident| {
                received(incident, now);
                if let Some(alert) = incident.alert.as_mut() {
                    alert.ends_at = Some(end);
                }
            });
            return self.ignored(IgnoreReason::NoOpenIncident, Some(number));
        }
        self.ignored(IgnoreReason::NoOpenIncident, None)
    }

    /// The alert of an active incident has cleared.
    fn close_episode(&mut self, number: IncidentNumber, end: Timestamp) -> Outcome {
        let now = self.now;
        let at = self.ledger.edit(number, Touch::Resolved, |incident| {
            let at = now.max(incident.updated_at);
            incident.status = Status::Resolved;
            incident.resolved_at = Some(at);
            incident.resolved_by = None;
            incident.updated_at = at;
            if let Some(alert) = incident.alert.as_mut() {
                alert.ends_at = Some(end);
            }
            received(incident, now);
            at
        });
        let comment = "the alert cleared".to_owned();
        self.record(number, EntryKind::AlertResolved, comment, at.unwrap_or(now));
        Outcome::new(self.event, Action::Resolved, Some(number), Vec::new())
    }

    /// Keeps the latest end of the key. A repeat of a known one does not count as news, or a source that repeats itself
    /// would hold off a live alert for ever.
    fn remember_end(&mut self, end_use: EndUse, at: Timestamp) {
        let known = KnownEnd {
            at,
            ..KnownEnd::of(self.event, self.now)
        };
        self.ledger.edit_key(&self.key, |state| match &mut state.last_end {
            Some(last) if known.at <= last.at => {
                if end_use == EndUse::Applied {
                    last.received_at = known.received_at;
                }
            }
            last => *last = Some(known),
        });
    }

    fn ignored(&self, reason: IgnoreReason, incident: Option<IncidentNumber>) -> Outcome {
        Outcome::new(self.event, Action::Ignored, incident, vec![Reason::Ignored(reason)])
    }

    fn record(&mut self, number: IncidentNumber, kind: EntryKind, comment: String, at: Timestamp) {
        self.ledger.record(
            number,
            TimelineEntry {
                kind,
                actor: Actor::Integration,
                comment,
                at,
            },
        );
    }
}

/// What a stated end did.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EndUse {
    /// It resolved an incident.
    Applied,
    /// It was only remembered.
    Remembered,
}

/// The latest start stated for an incident's alert: the alert has fired since then at least, so an end before it is
/// another episode's.
fn latest_start(incident: &Incident) -> Timestamp {
    incident
        .alert
        .as_ref()
        .map_or(incident.detected_at, |alert| alert.latest_start)
}

/// Whether the last that was heard of an incident's alert is its end.
fn has_ended(incident: &Incident) -> bool {
    incident.alert.as_ref().is_some_and(|alert| alert.ends_at.is_some())
}

/// Whether the end of an incident's alert came after it was closed, and so is noted with the alert alone.
fn has_ended_since_closed(incident: &Incident, state: &KeyState) -> bool {
    let end = state.last_end.filter(|end| end.at >= latest_start(incident));
    matches!((end, incident.closed_at), (Some(end), Some(closed_at)) if end.received_at >= closed_at)
}

fn received(incident: &mut Incident, now: Timestamp) {
    if let Some(alert) = incident.alert.as_mut() {
        alert.delivery_count = alert.delivery_count.saturating_add(1);
        alert.last_received_at = now.max(alert.last_received_at);
    }
}

/// The year of an incident number, in UTC.
#[must_use]
pub fn year_of(now: Timestamp) -> u16 {
    let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
    u16::try_from(year).unwrap_or_default()
}

#[cfg(test)]
mod tests;
