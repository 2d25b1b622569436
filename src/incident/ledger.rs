//! The working set a lifecycle step reads and changes: the incidents and alert keys one batch of deliveries touches.
//!
//! The store loads into it what a batch needs, [`super::apply`] changes it, and the store writes the changes back. It
//! never holds more than what was asked for, however many incidents there are.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet};
use jiff::Timestamp;

use super::{AlertKey, Incident, IncidentNumber, TimelineEntry};

/// What is known about an alert key beyond its incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyState {
    /// The newest incident of the key.
    pub incident: Option<IncidentNumber>,
    /// The latest end any delivery stated.
    pub last_end: Option<KnownEnd>,
}

/// An end of the alert, as a delivery stated it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownEnd {
    /// When the alert ended; the time of receipt if the delivery did not say.
    pub at: Timestamp,
    /// `endsAt` as sent.
    pub stated: Option<Timestamp>,
    /// `startsAt` as sent.
    pub stated_start: Option<Timestamp>,
    /// When the end was received.
    pub received_at: Timestamp,
}

/// How much of an incident has to be written back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// Only the delivery count and the time of the last receipt.
    Counters,
    /// Everything.
    Whole,
    /// It is new.
    Created,
}

/// The working set.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    keys: HashMap<AlertKey, KeyState>,
    /// Boxed: a table that grows moves what is in it.
    incidents: HashMap<IncidentNumber, Box<Incident>>,
    /// The last sequence number given out, by year.
    sequences: HashMap<u16, u32>,
    changes: Changes,
    saved: Changes,
}

/// What has to be written back, in an order that does not depend on chance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Incidents, and how much of each.
    pub incidents: BTreeMap<IncidentNumber, Touch>,
    /// Keys whose state changed.
    pub keys: BTreeSet<AlertKey>,
    /// New timeline entries in the order they were made.
    pub entries: Vec<(IncidentNumber, TimelineEntry)>,
    /// The years whose sequence moved.
    pub sequences: BTreeMap<u16, u32>,
}

impl Changes {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.incidents.is_empty() && self.keys.is_empty() && self.entries.is_empty() && self.sequences.is_empty()
    }

    /// Adds what changed after it.
    pub fn absorb(&mut self, mut later: Self) {
        for (number, touch) in std::mem::take(&mut later.incidents) {
            let known = self.incidents.entry(number).or_insert(touch);
            *known = touch.max(*known);
        }
        // Appending would make the whole set anew.
        self.keys.extend(std::mem::take(&mut later.keys));
        self.entries.append(&mut later.entries);
        self.sequences.append(&mut later.sequences);
    }
}

impl Ledger {
    /// Whether the key's state is loaded.
    #[must_use]
    pub fn knows_key(&self, key: &AlertKey) -> bool {
        self.keys.contains_key(key)
    }

    /// Whether the incident is loaded.
    #[must_use]
    pub fn knows_incident(&self, number: IncidentNumber) -> bool {
        self.incidents.contains_key(&number)
    }

    /// Whether the year's sequence is loaded.
    #[must_use]
    pub fn knows_year(&self, year: u16) -> bool {
        self.sequences.contains_key(&year)
    }

    /// Puts in what is stored about a key.
    pub fn load_key(&mut self, key: AlertKey, state: KeyState) {
        self.keys.insert(key, state);
    }

    /// Puts in a stored incident.
    pub fn load_incident(&mut self, incident: Incident) {
        self.incidents.insert(incident.number, Box::new(incident));
    }

    /// Puts in the last sequence number given out in a year; 0 for none.
    pub fn load_sequence(&mut self, year: u16, last: u32) {
        self.sequences.insert(year, last);
    }

    /// An incident of the working set.
    #[must_use]
    pub fn incident(&self, number: IncidentNumber) -> Option<&Incident> {
        self.incidents.get(&number).map(|incident| &**incident)
    }

    /// What is known about a key of the working set.
    #[must_use]
    pub fn key(&self, key: &AlertKey) -> Option<&KeyState> {
        self.keys.get(key)
    }

    /// How many incidents and keys are loaded.
    #[must_use]
    pub fn len(&self) -> usize {
        self.incidents.len() + self.keys.len()
    }

    /// Whether nothing is loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets the incidents that are no key's newest. What has changed must have been written back.
    pub fn forget_superseded(&mut self) {
        let newest: HashSet<IncidentNumber> = self.keys.values().filter_map(|state| state.incident).collect();
        self.incidents.retain(|number, _| newest.contains(number));
    }

    /// What has changed since the last call.
    pub fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }

    /// Notes that changes were written, for [`Ledger::take_saved`].
    pub fn note_saved(&mut self, changes: Changes) {
        self.saved.absorb(changes);
    }

    /// What has been written since the last call.
    pub fn take_saved(&mut self) -> Changes {
        std::mem::take(&mut self.saved)
    }

    /// What has changed and has not been taken.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The newest incident of a key, with the key's state.
    pub(super) fn latest(&self, key: &AlertKey) -> (KeyState, Option<&Incident>) {
        let state = self.keys.get(key).cloned().unwrap_or_default();
        let incident = state.incident.and_then(|number| self.incident(number));
        (state, incident)
    }

    /// Changes an incident of the working set.
    pub(super) fn edit<T>(
        &mut self,
        number: IncidentNumber,
        touch: Touch,
        change: impl FnOnce(&mut Incident) -> T,
    ) -> Option<T> {
        let incident = self.incidents.get_mut(&number)?;
        let known = self.changes.incidents.entry(number).or_insert(touch);
        *known = touch.max(*known);
        Some(change(incident))
    }

    /// Puts a new incident in.
    pub(super) fn create(&mut self, incident: Incident) {
        self.changes.incidents.insert(incident.number, Touch::Created);
        self.incidents.insert(incident.number, Box::new(incident));
    }

    /// Adds to an incident's timeline.
    pub(super) fn record(&mut self, number: IncidentNumber, entry: TimelineEntry) {
        self.changes.entries.push((number, entry));
    }

    /// Changes what is known about a key.
    pub(super) fn edit_key(&mut self, key: &AlertKey, change: impl FnOnce(&mut KeyState)) {
        if !self.keys.contains_key(key) {
            self.keys.insert(key.clone(), KeyState::default());
        }
        if let Some(state) = self.keys.get_mut(key) {
            let before = state.clone();
            change(state);
            if *state != before {
                self.changes.keys.insert(key.clone());
            }
        }
    }

    /// The next number of a year; never given out again.
    pub(super) fn next_number(&mut self, year: u16) -> IncidentNumber {
        let last = self.sequences.entry(year).or_insert(0);
        *last += 1;
        self.changes.sequences.insert(year, *last);
        IncidentNumber { year, sequence: *last }
    }
}
