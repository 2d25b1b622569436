//! The working set a lifecycle step reads and changes: the incidents and alert keys one batch of deliveries touches.
//!
//! The store loads into it what a batch needs, [`super::apply`] changes it, and the store writes the changes back. It
//! never holds more than what was asked for, however many incidents there are, and forgets what was not needed for long.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use foldhash::HashMap;
use jiff::Timestamp;

use super::{AlertEvent, AlertKey, Incident, IncidentNumber, TimelineEntry};

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

impl KnownEnd {
    /// The end that a delivery received at `now` states. One that nobody stated, or in the future, is the time of receipt.
    #[must_use]
    pub fn of(event: &AlertEvent, now: Timestamp) -> Self {
        Self {
            at: event.ends_at.filter(|end| *end <= now).unwrap_or(now),
            stated: event.ends_at,
            stated_start: event.starts_at,
            received_at: now,
        }
    }
}

/// How much of an incident has to be written back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// Only the delivery count and the time of the last receipt.
    Counters,
    /// Its alert cleared: the status, when it changed, the alert's end, and what [`Touch::Counters`] is.
    Resolved,
    /// Everything.
    Whole,
    /// It is new.
    Created,
}

/// How much of the working set may be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Incidents and keys.
    pub count: usize,
    /// Bytes of what can be long in them.
    pub bytes: usize,
}

/// The working set.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    keys: HashMap<AlertKey, Held<KeyState>>,
    /// Boxed: a table that grows moves what is in it.
    incidents: HashMap<IncidentNumber, Held<Box<Incident>>>,
    /// Bytes of what can be long in both.
    bytes: usize,
    /// Everything held, once each, with a turn it was needed in. What is in front and was needed since goes to the end.
    queue: VecDeque<(Name, u64)>,
    /// The present turn: changes of one turn are written together.
    turn: u64,
    /// The last sequence number given out, by year.
    sequences: HashMap<u16, u32>,
    changes: Changes,
    saved: Changes,
}

/// Something held, with the last turn it was needed in.
#[derive(Clone, Debug)]
struct Held<T> {
    what: T,
    turn: u64,
}

/// Names something held.
#[derive(Clone, Debug)]
enum Name {
    Key(AlertKey),
    Incident(IncidentNumber),
}

/// Takes out what was not needed after a turn, and what it weighs from the bytes that are held. What was needed stays; its name
/// comes back, with when that was.
fn take_out<K: Clone, T>(
    entry: Entry<'_, K, Held<T>>,
    turn: u64,
    bytes: &mut usize,
    weigh: impl FnOnce(&K, &T) -> usize,
) -> Option<(K, u64)> {
    let Entry::Occupied(held) = entry else {
        return None;
    };
    let needed = held.get().turn;
    if needed > turn {
        return Some((held.key().clone(), needed));
    }
    *bytes -= weigh(held.key(), &held.get().what);
    held.remove();
    None
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
        if self.is_empty() {
            *self = later;
            return;
        }
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
    /// Begins a turn. Turns only grow.
    pub fn begin_turn(&mut self, turn: u64) {
        self.turn = turn;
    }

    /// Whether the key's state is loaded. If it is, it is kept for this turn.
    #[must_use]
    pub fn keeps_key(&mut self, key: &AlertKey) -> bool {
        let turn = self.turn;
        self.keys.get_mut(key).map(|held| held.turn = turn).is_some()
    }

    /// Whether the incident is loaded. If it is, it is kept for this turn.
    #[must_use]
    pub fn keeps_incident(&mut self, number: IncidentNumber) -> bool {
        let turn = self.turn;
        self.incidents.get_mut(&number).map(|held| held.turn = turn).is_some()
    }

    /// Whether the year's sequence is loaded.
    #[must_use]
    pub fn knows_year(&self, year: u16) -> bool {
        self.sequences.contains_key(&year)
    }

    /// Puts in what is stored about a key that is not there.
    pub fn load_key(&mut self, key: AlertKey, state: KeyState) {
        self.bytes += key.bytes();
        self.queue.push_back((Name::Key(key.clone()), self.turn));
        self.keys.insert(key, self.held(state));
    }

    /// Puts in a stored incident that is not there.
    pub fn load_incident(&mut self, incident: Incident) {
        self.bytes += incident.bytes();
        self.queue.push_back((Name::Incident(incident.number), self.turn));
        self.incidents.insert(incident.number, self.held(Box::new(incident)));
    }

    fn held<T>(&self, what: T) -> Held<T> {
        Held { what, turn: self.turn }
    }

    /// Puts in the last sequence number given out in a year; 0 for none.
    pub fn load_sequence(&mut self, year: u16, last: u32) {
        self.sequences.insert(year, last);
    }

    /// An incident of the working set.
    #[must_use]
    pub fn incident(&self, number: IncidentNumber) -> Option<&Incident> {
        self.incidents.get(&number).map(|held| &*held.what)
    }

    /// What is known about a key of the working set.
    #[must_use]
    pub fn key(&self, key: &AlertKey) -> Option<&KeyState> {
        self.keys.get(key).map(|held| &held.what)
    }

    /// How many incidents and keys are loaded.
    #[must_use]
    pub fn len(&self) -> usize {
        self.incidents.len() + self.keys.len()
    }

    /// How many bytes what can be long in incidents and keys takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether nothing is loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets what was not needed for long until no more than is to be kept is held, or what would be next was needed after the
    /// turn `written`: everything up to that has been written back, and is there to be loaded again.
    pub fn forget(&mut self, written: u64, kept: Bounds) {
        debug_assert_eq!(self.queue.len(), self.len());
        while self.exceeds(kept)
            && self.queue.front().is_some_and(|(_, turn)| *turn <= written)
            && let Some((name, turn)) = self.queue.pop_front()
        {
            let bytes = &mut self.bytes;
            let needed = match name {
                Name::Key(key) => take_out(self.keys.entry(key), turn, bytes, |key, _| key.bytes())
                    .map(|(key, needed)| (Name::Key(key), needed)),
                Name::Incident(number) => take_out(self.incidents.entry(number), turn, bytes, |_, incident| {
                    incident.bytes()
                })
                .map(|(number, needed)| (Name::Incident(number), needed)),
            };
            self.queue.extend(needed);
        }
    }

    /// Whether more is held than that.
    #[must_use]
    pub fn exceeds(&self, bounds: Bounds) -> bool {
        self.len() > bounds.count || self.bytes > bounds.bytes
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
        let state = self.key(key).cloned().unwrap_or_default();
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
        let held = self.incidents.get_mut(&number)?;
        held.turn = self.turn;
        let known = self.changes.incidents.entry(number).or_insert(touch);
        *known = touch.max(*known);
        let before = held.what.bytes();
        let changed = change(&mut held.what);
        self.bytes = self.bytes - before + held.what.bytes();
        Some(changed)
    }

    /// Puts a new incident in.
    pub(super) fn create(&mut self, incident: Incident) {
        self.changes.incidents.insert(incident.number, Touch::Created);
        self.load_incident(incident);
    }

    /// Adds to an incident's timeline.
    pub(super) fn record(&mut self, number: IncidentNumber, entry: TimelineEntry) {
        self.changes.entries.push((number, entry));
    }

    /// Changes what is known about a key.
    pub(super) fn edit_key(&mut self, key: &AlertKey, change: impl FnOnce(&mut KeyState)) {
        if !self.keeps_key(key) {
            self.load_key(key.clone(), KeyState::default());
        }
        if let Some(held) = self.keys.get_mut(key) {
            let before = held.what.clone();
            change(&mut held.what);
            if held.what != before {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{self, IntegrationId, NewIncident, Severity};

    fn key(name: u32) -> AlertKey {
        AlertKey {
            integration: IntegrationId(1),
            identity: name.to_string().into(),
        }
    }

    /// A ledger to which a key was added in each of these turns.
    fn ledger(turns: std::ops::Range<u32>) -> Ledger {
        let mut ledger = Ledger::default();
        for name in turns {
            ledger.begin_turn(u64::from(name));
            ledger.load_key(key(name), KeyState::default());
        }
        ledger
    }

    fn kept(count: usize) -> Bounds {
        Bounds {
            count,
            bytes: usize::MAX,
        }
    }

    /// Which of the keys are held.
    fn held(ledger: &Ledger) -> Vec<u32> {
        (0..20).filter(|name| ledger.key(&key(*name)).is_some()).collect()
    }

    #[test]
    fn what_was_needed_again_is_forgotten_later() {
        let mut ledger = ledger(0..4);
        ledger.begin_turn(4);
        assert!(ledger.keeps_key(&key(0)));
        ledger.forget(4, kept(3));
        assert_eq!(held(&ledger), [0, 2, 3]);
        ledger.forget(4, kept(1));
        assert_eq!(held(&ledger), [0]);
        ledger.forget(4, kept(0));
        assert!(ledger.is_empty() && ledger.queue.is_empty());
        assert!(!ledger.keeps_key(&key(0)));
    }

    #[test]
    fn long_texts_are_forgotten_sooner() {
        let mut ledger = Ledger::default();
        let numbers = [1, 2, 3].map(|turn| {
            ledger.begin_turn(turn);
            let new = NewIncident {
                title: "A".to_owned(),
                description: "x".repeat(99),
                severity: Severity::Sev2,
                services: Vec::new(),
                team: None,
            };
            incident::open(&mut ledger, new, "kim", Timestamp::UNIX_EPOCH)
        });
        ledger.begin_turn(4);
        ledger.load_key(key(1000), KeyState::default());
        ledger.edit(numbers[0], Touch::Whole, |incident| incident.description.clear());
        assert_eq!(ledger.bytes(), 205);
        let kept = |bytes| Bounds { count: 9, bytes };
        ledger.forget(4, kept(205));
        assert_eq!(ledger.len(), 4);
        ledger.forget(4, kept(204));
        assert_eq!((ledger.len(), ledger.bytes()), (3, 105));
        assert_eq!(
            numbers.map(|number| ledger.incident(number).is_some()),
            [true, false, true]
        );
        ledger.forget(4, kept(0));
        assert_eq!((ledger.is_empty(), ledger.bytes()), (true, 0));
    }

    #[test]
    fn what_is_not_written_back_yet_is_not_forgotten() {
        let mut ledger = ledger(0..4);
        let end = KnownEnd {
            at: Timestamp::UNIX_EPOCH,
            stated: None,
            stated_start: None,
            received_at: Timestamp::UNIX_EPOCH,
        };
        // In the last turn.
        ledger.edit_key(&key(0), |state| state.last_end = Some(end));
        ledger.forget(1, kept(0));
        assert_eq!(held(&ledger), [0, 2, 3]);
        ledger.forget(2, kept(0));
        assert_eq!(held(&ledger), [0, 3]);
        assert_eq!(ledger.key(&key(0)).unwrap().last_end, Some(end));
        ledger.forget(3, kept(0));
        assert!(ledger.is_empty());
    }
}
