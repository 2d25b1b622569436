//! The events of the last moments, for those who watch.
//!
//! A ring of bounded length: who reads in time gets every event, who comes back with the name of the last one it saw goes
//! on from there, and who is too late is told so. Nothing is kept before somebody has asked for the first time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::sync::watch;

use super::state::DeliveryRecord;
use crate::alert::LabelSet;
use crate::api::{self, DeliveryFault, DeliverySummary, Incident, IncidentEvent, Reset, format_instant};
use crate::incident::{self, EntryKind, IntegrationId, Touch};
use crate::store::{Commit, Directory, random_hex};

/// Events kept for those who read slowly or come back.
const KEPT_MAX: usize = 4096;

/// Bytes of what they tell, about; the last one is kept however large it is.
const BYTES_KEPT_MAX: usize = 64 << 20;

/// Bytes of what an event always has, and of what is told of one alert of a delivery.
const FIXED_BYTES: usize = 512;

/// Something that happened.
pub(super) struct Event {
    pub number: u64,
    /// Whose it is; `None` for what is no integration's.
    pub integration: Option<IntegrationId>,
    pub what: What,
    text: OnceLock<String>,
    bytes: usize,
}

/// What happened.
pub(super) enum What {
    Incident {
        incident: Box<incident::Incident>,
        touch: Touch,
        entries: Vec<EntryKind>,
    },
    Delivery(Box<DeliveryRecord>),
    Reset(Reset),
}

/// Keeps events and hands them out.
pub(super) struct Hub {
    /// Names this process's events, so that those of an earlier one are not taken for them.
    run: String,
    ring: Mutex<Ring>,
    /// The number the next event gets.
    next: watch::Sender<u64>,
}

struct Ring {
    events: VecDeque<Arc<Event>>,
    /// What all of them have.
    bytes: usize,
    /// The number the next event gets.
    next: u64,
    is_wanted: bool,
}

/// Where a reader stands.
pub(super) struct Reader {
    next: u64,
    changed: watch::Receiver<u64>,
}

/// What a reader gets.
pub(super) enum Read {
    Event(Arc<Event>),
    /// So many events are gone; the next one is the oldest that is kept.
    Missed(u64),
    /// There is nothing new yet.
    Nothing,
}

/// Where a reader begins.
pub(super) enum Beginning {
    /// With what happens from now on, or right after the last event it saw.
    Unbroken,
    /// With the oldest that is kept; what happened between the event it named and that is gone.
    Broken,
}

impl Hub {
    pub(super) fn new() -> Self {
        Self {
            run: random_hex(4),
            ring: Mutex::new(Ring {
                events: VecDeque::new(),
                bytes: 0,
                next: 1,
                is_wanted: false,
            }),
            next: watch::Sender::new(1),
        }
    }

    /// The public name of an event.
    pub(super) fn id(&self, number: u64) -> String {
        format!("{}-{number}", self.run)
    }

    /// A reader from now on, or from after the event it saw last.
    pub(super) fn read(&self, last: Option<&str>) -> (Reader, Beginning) {
        let changed = self.next.subscribe();
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = ring.oldest();
        let last = last.map(|id| {
            let (run, number) = id.rsplit_once('-')?;
            let number: u64 = number.parse().ok()?;
            (run == self.run && number < ring.next && number + 1 >= oldest && ring.is_wanted).then_some(number)
        });
        ring.is_wanted = true;
        let (next, beginning) = match last {
            None => (ring.next, Beginning::Unbroken),
            Some(Some(number)) => (number + 1, Beginning::Unbroken),
            Some(None) => (oldest, Beginning::Broken),
        };
        (Reader { next, changed }, beginning)
    }

    /// The next event for a reader.
    pub(super) fn next(&self, reader: &mut Reader) -> Read {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        // Whatever comes after this look wakes the reader.
        reader.changed.mark_unchanged();
        let oldest = ring.oldest();
        if reader.next < oldest {
            let missed = oldest - reader.next;
            reader.next = oldest;
            return Read::Missed(missed);
        }
        let at = usize::try_from(reader.next - oldest).unwrap_or(usize::MAX);
        match ring.events.get(at) {
            Some(event) => {
                reader.next += 1;
                Read::Event(Arc::clone(event))
            }
            None => Read::Nothing,
        }
    }

    /// Keeps an event and wakes those who wait. `what` is made only if somebody wants it.
    pub(super) fn publish(&self, integration: Option<IntegrationId>, what: impl FnOnce() -> What) {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        if !ring.is_wanted {
            return;
        }
        let number = ring.next;
        ring.next += 1;
        let what = what();
        let bytes = what.bytes();
        ring.bytes += bytes;
        while ring.events.len() >= KEPT_MAX || ring.bytes > BYTES_KEPT_MAX {
            let Some(oldest) = ring.events.pop_front() else { break };
            ring.bytes -= oldest.bytes;
        }
        ring.events.push_back(Arc::new(Event {
            number,
            integration,
            what,
            text: OnceLock::new(),
            bytes,
        }));
        drop(ring);
        self.next.send_replace(number + 1);
    }
}

impl What {
    /// About as many as it has in memory, its text included.
    fn bytes(&self) -> usize {
        let set = |set: &LabelSet| set.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
        match self {
            Self::Incident { incident, .. } => {
                let alert = incident.alert.as_ref();
                let sets = alert.map_or(0, |alert| set(&alert.labels) + set(&alert.annotations));
                2 * (FIXED_BYTES + incident.title.len() + incident.description.len() + sets)
            }
            Self::Delivery(delivery) => 2 * FIXED_BYTES * (1 + delivery.outcomes.len()),
            Self::Reset(_) => FIXED_BYTES,
        }
    }
}

impl Ring {
    fn oldest(&self) -> u64 {
        self.next - self.events.len() as u64
    }
}

impl Reader {
    /// Returns when there is something new.
    pub(super) async fn changed(&mut self) {
        // The hub lives as long as the server.
        let _ = self.changed.changed().await;
    }

    /// The number of the last event before the next one.
    pub(super) fn last(&self) -> u64 {
        self.next - 1
    }
}

impl Hub {
    /// Tells what a commit did to incidents.
    pub(super) fn committed(&self, commit: &Commit<'_>) {
        if !self.ring.lock().unwrap_or_else(PoisonError::into_inner).is_wanted {
            return;
        }
        for (&number, &touch) in &commit.changes.incidents {
            // Repeats are told by their delivery.
            if touch == Touch::Counters {
                continue;
            }
            let Some(incident) = commit.ledger.incident(number) else {
                continue;
            };
            let integration = incident.alert.as_ref().map(|alert| alert.key.integration);
            self.publish(integration, || What::Incident {
                incident: Box::new(incident.clone()),
                touch,
                entries: commit
                    .changes
                    .entries
                    .iter()
                    .filter(|(of, _)| *of == number)
                    .map(|(_, entry)| entry.kind)
                    .collect(),
            });
        }
    }
}

impl Event {
    /// What kind of event it is, on the wire.
    pub(super) fn kind(&self) -> &'static str {
        match self.what {
            What::Incident { .. } => "incident",
            What::Delivery(_) => "delivery",
            What::Reset(_) => "reset",
        }
    }

    /// It as JSON; made for the first who reads it.
    pub(super) fn text(&self, directory: &Directory) -> &str {
        self.text.get_or_init(|| {
            let name = self
                .integration
                .and_then(|id| Some(directory.integration(id)?.name.clone()));
            let text = match &self.what {
                What::Incident {
                    incident,
                    touch,
                    entries,
                } => serde_json::to_string(&IncidentEvent {
                    change: change(*touch, entries).to_owned(),
                    entries: entries.iter().map(|kind| kind.code().to_owned()).collect(),
                    integration: name,
                    incident: Incident::of(incident, directory.services()),
                }),
                What::Delivery(record) => serde_json::to_string(&delivery(record, name)),
                What::Reset(reset) => serde_json::to_string(reset),
            };
            // Strings and numbers are JSON.
            text.unwrap_or_default()
        })
    }
}

fn change(touch: Touch, entries: &[EntryKind]) -> &'static str {
    if entries.contains(&EntryKind::AlertResolved) {
        "resolved"
    } else if touch == Touch::Created {
        "created"
    } else {
        "updated"
    }
}

fn delivery(record: &DeliveryRecord, integration: Option<String>) -> api::DeliveryEvent {
    api::DeliveryEvent {
        at: format_instant(record.at),
        status: record.status,
        routing_key: record.key.clone(),
        integration,
        summary: DeliverySummary::of(&record.outcomes, record.truncated_alerts),
        problem: record.problem.clone(),
        fault: record.fault.as_ref().map(|fault| DeliveryFault {
            text: fault.text.clone(),
            is_applied: fault.is_applied,
            is_answered: fault.is_answered,
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;
    use crate::incident::{AlertFault, Outcome, ReceivedAlert};

    fn reset(hub: &Hub) {
        hub.publish(None, || What::Reset(Reset::default()));
    }

    fn numbers(hub: &Hub, reader: &mut Reader) -> Vec<u64> {
        let mut numbers = Vec::new();
        while let Read::Event(event) = hub.next(reader) {
            numbers.push(event.number);
        }
        numbers
    }

    #[test]
    fn a_reader_gets_what_happens_from_its_beginning_on_and_goes_on_where_it_was() {
        let hub = Hub::new();
        reset(&hub);
        let (mut reader, _) = hub.read(None);
        assert_eq!(numbers(&hub, &mut reader), [0; 0]);
        reset(&hub);
        reset(&hub);
        assert_eq!(numbers(&hub, &mut reader), [1, 2]);
        let (mut again, beginning) = hub.read(Some(&hub.id(1)));
        assert!(matches!(beginning, Beginning::Unbroken));
        assert_eq!(numbers(&hub, &mut again), [2]);
        let (mut again, beginning) = hub.read(Some(&hub.id(2)));
        assert!(matches!(beginning, Beginning::Unbroken));
        assert_eq!(numbers(&hub, &mut again), [0; 0]);
    }

    #[test]
    fn who_comes_from_another_run_or_too_late_is_told() {
        let hub = Hub::new();
        let (mut slow, _) = hub.read(None);
        for _ in 0..KEPT_MAX + 10 {
            reset(&hub);
        }
        assert!(matches!(hub.next(&mut slow), Read::Missed(10)));
        for id in [
            hub.id(1),
            hub.id(1_000_000),
            "00000000-5000".into(),
            "x".into(),
            String::new(),
        ] {
            assert!(matches!(hub.read(Some(&id)).1, Beginning::Broken), "{id}");
        }
        assert!(matches!(hub.read(Some(&hub.id(20))).1, Beginning::Unbroken));
    }

    #[test]
    fn large_events_push_out_older_ones() {
        let hub = Hub::new();
        let (mut reader, _) = hub.read(None);
        let outcome = Outcome::unapplied(&ReceivedAlert::Unusable {
            fingerprint: None,
            fault: AlertFault::NoLabels,
        });
        let outcomes = vec![outcome; BYTES_KEPT_MAX / FIXED_BYTES / 5];
        for _ in 0..3 {
            let record = DeliveryRecord {
                at: Timestamp::UNIX_EPOCH,
                took: Duration::ZERO,
                status: Some(200),
                key: String::new(),
                outcomes: outcomes.clone(),
                truncated_alerts: 0,
                problem: None,
                recorded: None,
                integration: None,
                fault: None,
            };
            hub.publish(None, || What::Delivery(Box::new(record)));
        }
        assert!(matches!(hub.next(&mut reader), Read::Missed(1)));
        let (mut late, beginning) = hub.read(Some(&hub.id(1)));
        assert!(matches!(beginning, Beginning::Unbroken));
        assert_eq!(numbers(&hub, &mut late), [2, 3]);
    }
}
