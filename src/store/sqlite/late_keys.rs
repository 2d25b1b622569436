//! What is known about alert keys that is in the journal, and later than everything else in its place.
//!
//! Fingerprints are hashes: of a thousand keys that change, nearly each is on another page of their table. So they wait until
//! there are many, and then go in their order, some with each batch, so that a page is written once for all that are on it.

use foldhash::HashMap;

use super::ledger::{read_key, write_key};
use super::rows::{Op, Reading, Sink};
use crate::incident::{AlertKey, KeyState};

type Sql<T> = rusqlite::Result<T>;

/// Keys of a round at least. Tests have small ones, so that several begin and end.
const ROUND: usize = if cfg!(test) { 30 } else { 16_000 };

/// A round begins with fewer keys when the journal has so many more bytes, unpacked: it is kept until they are in their place, and
/// read at the start after a crash.
const ROUND_BYTES: usize = if cfg!(test) { 100_000 } else { 32 << 20 };

/// Keys that go with a batch at least, so that each round ends.
const PART: usize = if cfg!(test) { 4 } else { 1000 };

/// Keys that are to be put in their place, of a journal that is so up to a row.
#[derive(Debug, Default)]
pub(super) struct LateKeys {
    /// Those that changed since the round began.
    changed: HashMap<AlertKey, KeyState>,
    /// How much was added to the journal since then.
    bytes: usize,
    /// Those that are on their way. They stay until all are where they can be read.
    round: HashMap<AlertKey, KeyState>,
    /// Those of them that have not gone with a batch, the last ones first.
    order: Vec<AlertKey>,
    /// The last row the round knows of.
    round_until: i64,
    /// Up to which row all are in their place.
    settled: i64,
}

impl LateKeys {
    /// None, over a journal whose keys are in their place up to a row.
    pub(super) fn none_until(settled: i64) -> Self {
        Self {
            settled,
            ..Self::default()
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.round.is_empty()
    }

    /// Up to which row of the journal all keys are in their place.
    pub(super) fn settled(&self) -> i64 {
        self.settled
    }

    /// What is known about a key, if it is late.
    pub(super) fn get(&self, key: &AlertKey) -> Option<&KeyState> {
        self.changed.get(key).or_else(|| self.round.get(key))
    }

    /// Adds the keys of a row of the journal that has so many bytes.
    pub(super) fn add<'a>(&mut self, keys: impl IntoIterator<Item = (&'a AlertKey, &'a KeyState)>, bytes: usize) {
        self.bytes += bytes;
        for (key, state) in keys {
            self.changed.insert(key.clone(), state.clone());
        }
    }

    /// Takes the keys out of a row of the journal that is read again, and returns the rest; `None` if it is no such row.
    pub(super) fn take_from(&mut self, written: &[u8]) -> Option<Vec<u8>> {
        let mut rest = Vec::with_capacity(written.len());
        let mut reading = Reading::new(written);
        while !reading.is_at_end() {
            let before = reading.rest();
            let (op, values) = reading.row()?;
            if op == Op::Key {
                let (key, state) = read_key(&values)?;
                self.changed.insert(key, state);
            } else {
                rest.extend_from_slice(&before[..before.len() - reading.rest().len()]);
            }
        }
        self.bytes += written.len();
        Some(rest)
    }

    /// All there are.
    pub(super) fn keys(&self) -> impl Iterator<Item = &AlertKey> {
        self.round.keys().chain(self.changed.keys())
    }

    /// Hands over what goes with a batch, which reaches to a row and has so many keys itself. Says up to which row all are in
    /// their place when these are.
    pub(super) fn write_part(&mut self, until: i64, keys: usize, sink: &mut impl Sink) -> Sql<Option<i64>> {
        if self.round.is_empty() && (self.changed.len() >= ROUND || self.bytes >= ROUND_BYTES) {
            self.begin_round(until);
        }
        if self.round.is_empty() {
            if !self.changed.is_empty() {
                return Ok(None);
            }
            self.bytes = 0;
            return Ok(Some(until));
        }
        // More than have come, so that they do not become more and more.
        let rest = self.order.len().saturating_sub((2 * keys).max(PART));
        for key in self.order.drain(rest..).rev() {
            if let Some(state) = self.round.get(&key) {
                write_key(&key, state, sink)?;
            }
        }
        Ok(self.order.is_empty().then_some(self.round_until))
    }

    fn begin_round(&mut self, until: i64) {
        std::mem::swap(&mut self.changed, &mut self.round);
        self.order.extend(self.round.keys().cloned());
        self.order.sort_unstable_by(|one, other| other.cmp(one));
        (self.round_until, self.bytes) = (until, 0);
    }

    /// Notes that they are in their place up to a row.
    pub(super) fn note_settled(&mut self, until: i64) {
        self.settled = until;
        if self.order.is_empty() {
            self.round.clear();
        }
    }

    /// Hands over all there are.
    pub(super) fn write_all(&self, sink: &mut impl Sink) -> Sql<()> {
        for keys in [&self.round, &self.changed] {
            let mut keys: Vec<_> = keys.iter().collect();
            keys.sort_unstable_by_key(|(key, _)| *key);
            for (key, state) in keys {
                write_key(key, state, sink)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{IncidentNumber, IntegrationId, KnownEnd};
    use crate::store::sqlite::rows::Written;
    use crate::store::sqlite::values;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use rusqlite::types::ValueRef;
    use std::collections::BTreeMap as Model;

    fn key(name: u8) -> AlertKey {
        AlertKey {
            integration: IntegrationId(1),
            identity: name.to_string().into(),
        }
    }

    /// A state that tells which row of the journal it is from.
    fn state(row: i64) -> KeyState {
        KeyState {
            incident: Some(IncidentNumber {
                year: 2026,
                sequence: u32::try_from(row).unwrap(),
            }),
            last_end: None,
        }
    }

    /// What the rows say about keys.
    fn read(written: &Written) -> Vec<(AlertKey, i64)> {
        let mut reading = Reading::new(written.bytes());
        let mut keys = Vec::new();
        while let Some((op, values)) = reading.row() {
            let (ValueRef::Text(identity), ValueRef::Integer(number)) = (values[1], values[2]) else {
                panic!("{values:?}")
            };
            let row = values::read_number(number).unwrap().sequence;
            let identity: u8 = std::str::from_utf8(identity).unwrap().parse().unwrap();
            assert_eq!(op, Op::Key);
            keys.push((key(identity), row.into()));
        }
        keys
    }

    proptest! {
        /// Rows of the journal, each with the keys it changes; after some of them what waits goes to its place.
        #[test]
        fn each_key_is_late_or_in_its_place(
            rows in proptest::collection::vec((proptest::collection::btree_set(0..60_u8, 0..20), any::<bool>()), 1..60)
        ) {
            let mut late = LateKeys::none_until(0);
            let (mut newest, mut table) = (Model::new(), Model::new());
            let mut waiting = 0;
            for (row, (names, goes)) in (1..).zip(rows) {
                waiting += names.len();
                let keys: Vec<_> = names.into_iter().map(|name| (key(name), state(row))).collect();
                late.add(keys.iter().map(|(key, state)| (key, state)), 100);
                newest.extend(keys.into_iter().map(|(key, _)| (key, row)));
                if goes {
                    let mut written = Written::default();
                    let until = late.write_part(row, waiting, &mut written).unwrap();
                    waiting = 0;
                    let part = read(&written);
                    prop_assert!(part.is_sorted());
                    // Until they are in their place they are found here.
                    for (key, _) in &part {
                        prop_assert_eq!(late.get(key), Some(&state(newest[key])));
                    }
                    table.extend(part);
                    if let Some(until) = until {
                        late.note_settled(until);
                    }
                }
                for (key, row) in &newest {
                    match late.get(key) {
                        Some(known) => prop_assert_eq!(known, &state(*row)),
                        None => prop_assert_eq!(table.get(key), Some(row)),
                    }
                    // After a crash the journal is read from there.
                    prop_assert!(table.get(key) == Some(row) || *row > late.settled());
                }
            }
            let mut written = Written::default();
            late.write_all(&mut written).unwrap();
            table.extend(read(&written));
            prop_assert_eq!(table, newest);
        }
    }

    #[test]
    fn keys_are_taken_out_of_a_row_of_the_journal() {
        let ended = KeyState {
            last_end: Some(KnownEnd {
                at: Timestamp::from_second(7).unwrap(),
                stated: None,
                stated_start: Some(Timestamp::from_second(3).unwrap()),
                received_at: Timestamp::from_second(8).unwrap(),
            }),
            ..state(1)
        };
        let (mut written, mut rest) = (Written::default(), Written::default());
        for year in 2026..2029 {
            let sequence = [year, 1].map(ValueRef::Integer);
            written.put(Op::Sequence, &sequence).unwrap();
            rest.put(Op::Sequence, &sequence).unwrap();
            write_key(&key(1), &state(1), &mut written).unwrap();
            write_key(&key(2), &ended, &mut written).unwrap();
        }
        let mut late = LateKeys::none_until(0);
        assert_eq!(late.take_from(written.bytes()).unwrap(), rest.bytes());
        assert_eq!((late.get(&key(1)), late.get(&key(2))), (Some(&state(1)), Some(&ended)));
        assert_eq!(late.keys().count(), 2);
        let cut = &written.bytes()[..written.bytes().len() - 1];
        assert!(LateKeys::none_until(0).take_from(cut).is_none());
        written.put(Op::Key, &[ValueRef::Integer(1), "too few".into()]).unwrap();
        assert!(LateKeys::none_until(0).take_from(written.bytes()).is_none());
    }

    #[test]
    fn a_round_begins_and_ends_however_little_goes_with_each_batch() {
        let mut late = LateKeys::none_until(0);
        let keys: Vec<_> = (0..60).map(|name| (key(name), state(1))).collect();
        late.add(keys.iter().map(|(key, state)| (key, state)), 100);
        let mut parts = 0;
        while late.settled() == 0 {
            let until = late.write_part(1 + parts, 0, &mut Written::default()).unwrap();
            late.note_settled(until.unwrap_or_default());
            parts += 1;
            assert!(parts < 100, "it never ends");
        }
        assert_eq!((late.settled(), late.is_empty()), (1, true));
        // With nothing late, all is as new as the rest.
        assert_eq!(late.write_part(9, 0, &mut Written::default()).unwrap(), Some(9));
        // A few do not make a round, unless much is kept for them.
        late.add([], ROUND_BYTES);
        assert_eq!(late.write_part(10, 0, &mut Written::default()).unwrap(), Some(10));
        late.add([(&key(0), &state(11))], 100);
        assert_eq!(late.write_part(11, 1, &mut Written::default()).unwrap(), None);
        late.add([], ROUND_BYTES);
        assert_eq!(late.write_part(12, 0, &mut Written::default()).unwrap(), Some(12));
    }
}
