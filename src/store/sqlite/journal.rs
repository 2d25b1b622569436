//! The journal: what deliveries did, durable before it is in its place.
//!
//! A commit of a few deliveries would touch a page here and a page there: incidents, keys, timelines, indexes, each written
//! whole. So it adds one row to the journal, and the rows are put in their places many commits at once, where the hundredth
//! change of a page costs nothing. What is in the journal only is also in the ledger, so the writer sees it; whoever reads
//! past the writer has it put in place first. After a crash the next start does that.
//!
//! Recorded deliveries stay in the journal: there they are compressed together with others, which are much alike.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, ToSql, params};

use super::ledger::{INSERT_INCIDENT, UPDATE_INCIDENT, write_changes};
use super::{Sqlite, values};
use crate::incident::{Changes, Ledger};
use crate::store::StoreError;

type Sql<T> = rusqlite::Result<T>;

/// Rows that wait in the journal at most: putting them in place must keep nobody waiting for long.
const ROWS_WAITING_MAX: usize = 1000;

/// Bytes that wait in the journal at most.
const BYTES_WAITING_MAX: usize = 4 << 20;

/// Bytes of the buffer that is used again.
const BUFFER_KEPT_MAX: usize = 1 << 20;

/// A row of the database that changes. The numbers stand in journals on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    InsertIncident = 1,
    UpdateIncident = 2,
    Receive = 3,
    Key = 4,
    Entry = 5,
    Sequence = 6,
    Record = 7,
}

impl Op {
    const ALL: [Self; 7] = [
        Self::InsertIncident,
        Self::UpdateIncident,
        Self::Receive,
        Self::Key,
        Self::Entry,
        Self::Sequence,
        Self::Record,
    ];

    fn sql(self) -> &'static str {
        match self {
            Self::InsertIncident => &INSERT_INCIDENT,
            Self::UpdateIncident => &UPDATE_INCIDENT,
            Self::Receive => "INSERT OR REPLACE INTO incident_receipt VALUES (?1, ?2, ?3)",
            Self::Key => "INSERT OR REPLACE INTO alert_key VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            Self::Entry => {
                "INSERT INTO timeline_entry (incident, event_id, kind, actor, comment, created_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            }
            Self::Sequence => "INSERT INTO incident_sequence VALUES (?1, ?2) ON CONFLICT DO UPDATE SET last = ?2",
            // It is where it belongs.
            Self::Record => "SELECT 1",
        }
    }
}

/// Takes rows: puts them in their place, or into the journal.
pub(super) trait Sink {
    fn put(&mut self, op: Op, values: &[&dyn ToSql]) -> Sql<()>;
}

/// Puts rows in their place. Each statement is looked up once.
pub(super) struct InPlace<'a> {
    store: &'a Sqlite,
    statements: [Option<CachedStatement<'a>>; Op::ALL.len() + 1],
    /// New incidents by status and severity.
    counts: Vec<((i64, i64), i64)>,
}

impl<'a> InPlace<'a> {
    pub(super) fn new(store: &'a Sqlite) -> Self {
        Self {
            store,
            statements: Default::default(),
            counts: Vec::new(),
        }
    }

    fn statement(&mut self, op: Op) -> Sql<&mut CachedStatement<'a>> {
        let place = &mut self.statements[op as usize];
        match place {
            Some(statement) => Ok(statement),
            None => Ok(place.insert(self.store.statement(op.sql())?)),
        }
    }

    /// Counts a new incident.
    fn count(&mut self, status: i64, severity: i64) {
        match self.counts.iter_mut().find(|(state, _)| *state == (status, severity)) {
            Some((_, count)) => *count += 1,
            None => self.counts.push(((status, severity), 1)),
        }
    }

    /// Writes down how many new incidents there were.
    pub(super) fn finish(&mut self) -> Sql<()> {
        for ((status, severity), count) in self.counts.drain(..) {
            self.store
                .statement(
                    "INSERT INTO incident_count VALUES (?1, ?2, ?3) \
                     ON CONFLICT DO UPDATE SET incidents = incidents + ?3",
                )?
                .execute(params![status, severity, count])?;
        }
        Ok(())
    }
}

/// Where an incident's row has its severity and its status.
const SEVERITY: usize = 3;
const STATUS: usize = 4;

impl Sink for InPlace<'_> {
    fn put(&mut self, op: Op, values: &[&dyn ToSql]) -> Sql<()> {
        if op == Op::UpdateIncident {
            // It may be one of the new ones, and counts as such until now.
            self.finish()?;
        }
        self.statement(op)?.execute(values)?;
        if op == Op::InsertIncident {
            let number = |place: usize| match values[place].to_sql()? {
                ToSqlOutput::Owned(Value::Integer(number)) | ToSqlOutput::Borrowed(ValueRef::Integer(number)) => {
                    Ok(number)
                }
                _ => Err(rusqlite::Error::InvalidParameterCount(place, values.len())),
            };
            self.count(number(STATUS)?, number(SEVERITY)?);
        }
        Ok(())
    }
}

/// Rows as bytes, for the journal: for each its kind, how many values it has, and the values, each with its type.
#[derive(Default)]
pub(super) struct Written {
    bytes: Vec<u8>,
    rows: usize,
}

impl Written {
    fn clear(&mut self) {
        self.bytes.clear();
        self.rows = 0;
    }

    /// They as they are kept, and how large they are unpacked.
    pub(super) fn pack(&self) -> (Vec<u8>, usize) {
        (lz4_flex::block::compress(&self.bytes), self.bytes.len())
    }
}

impl Sink for Written {
    fn put(&mut self, op: Op, values: &[&dyn ToSql]) -> Sql<()> {
        self.rows += 1;
        self.bytes.push(op as u8);
        self.bytes.push(u8::try_from(values.len()).unwrap_or(u8::MAX));
        for value in values {
            match &value.to_sql()? {
                ToSqlOutput::Borrowed(value) => self.value(*value)?,
                ToSqlOutput::Owned(value) => self.value(ValueRef::from(value))?,
                _ => return Err(rusqlite::Error::InvalidQuery),
            }
        }
        Ok(())
    }
}

impl Written {
    fn value(&mut self, value: ValueRef<'_>) -> Sql<()> {
        let (kind, bytes) = match value {
            ValueRef::Null => {
                self.bytes.push(0);
                return Ok(());
            }
            ValueRef::Integer(number) => {
                self.bytes.push(1);
                self.bytes.extend_from_slice(&number.to_le_bytes());
                return Ok(());
            }
            ValueRef::Text(text) => (2, text),
            ValueRef::Blob(bytes) => (3, bytes),
            ValueRef::Real(_) => return Err(rusqlite::Error::InvalidQuery),
        };
        let length = u32::try_from(bytes.len()).map_err(|_| rusqlite::Error::InvalidQuery)?;
        self.bytes.push(kind);
        self.bytes.extend_from_slice(&length.to_le_bytes());
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

/// What [`Written::pack`] made, unpacked; `None` if it is something else.
pub(super) fn unpack(content: &[u8], bytes: usize) -> Option<Vec<u8>> {
    let unpacked = lz4_flex::block::decompress(content, bytes).ok()?;
    (unpacked.len() == bytes).then_some(unpacked)
}

/// Reads what [`Written`] wrote.
pub(super) struct Reading<'a>(&'a [u8]);

impl<'a> Reading<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// The next row; `None` if what is there is none.
    pub(super) fn row(&mut self) -> Option<(Op, Vec<Value>)> {
        let [kind, count] = self.take()?;
        let op = Op::ALL.into_iter().find(|op| *op as u8 == kind)?;
        let values = (0..count).map(|_| self.value()).collect::<Option<_>>()?;
        Some((op, values))
    }

    fn value(&mut self) -> Option<Value> {
        let [kind] = self.take()?;
        Some(match kind {
            0 => Value::Null,
            1 => Value::Integer(i64::from_le_bytes(self.take()?)),
            2 => Value::Text(String::from_utf8(self.bytes()?).ok()?),
            3 => Value::Blob(self.bytes()?),
            _ => return None,
        })
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        let length = u32::from_le_bytes(self.take()?);
        let (bytes, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(bytes.to_vec())
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }
}

/// What is in the journal and not in its place yet.
#[derive(Default)]
pub(super) struct Waiting {
    changes: Changes,
    /// Rows of both sorts: those that will be put in their place, and deliveries, of which the oldest will go.
    rows: usize,
    bytes: usize,
}

impl Sqlite {
    /// Whether the journal holds what is not in its place.
    pub(super) fn is_waiting(&self) -> bool {
        self.waiting.rows > 0
    }

    /// Makes what has changed part of the transaction: in the journal, and when enough has come together everything in its
    /// place.
    pub(super) fn note_changes(&mut self, ledger: &mut Ledger) -> Result<(), StoreError> {
        let changes = ledger.take_changes();
        let noted = self
            .write_journal(ledger, &changes)
            .map_err(|error| self.failed(&error));
        self.waiting.changes.absorb(changes.clone());
        ledger.note_saved(changes);
        if noted? {
            return Ok(());
        }
        self.put_in_place(ledger).map_err(|error| self.failed(&error))
    }

    /// Adds a row to the journal; says no if the changes are not in it, as everything had better be put in its place.
    fn write_journal(&mut self, ledger: &Ledger, changes: &Changes) -> Sql<bool> {
        let mut written = std::mem::take(&mut self.written);
        written.clear();
        self.waiting.rows += changes.len();
        // What goes to its place at once need not be written here too.
        let mut is_full = self.waiting.rows > ROWS_WAITING_MAX;
        if !is_full {
            write_changes(ledger, changes, &mut written)?;
            self.waiting.bytes += written.bytes.len();
            is_full = self.waiting.bytes > BYTES_WAITING_MAX;
        }
        if is_full {
            written.clear();
        }
        let recordings = std::mem::take(&mut self.recordings);
        self.waiting.rows += recordings.len();
        for recording in &recordings {
            recording.put(&mut written)?;
        }
        if written.rows > 0 {
            self.insert_journal(&written, &recordings)?;
        }
        if written.bytes.capacity() <= BUFFER_KEPT_MAX {
            self.written = written;
        }
        Ok(!is_full)
    }

    /// Puts everything in its place, as part of the transaction.
    fn put_in_place(&mut self, ledger: &Ledger) -> Sql<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut place = InPlace::new(self);
        write_changes(ledger, &waiting.changes, &mut place)?;
        place.finish()?;
        drop(place);
        self.settle_journal()
    }

    /// Puts what waits in its place, in a transaction of its own. If that fails the ledger has to be forgotten.
    pub(super) fn settle_changes(&mut self, ledger: &Ledger) -> Result<(), StoreError> {
        self.replay_if_needed()?;
        if !self.is_waiting() {
            return Ok(());
        }
        let settled = self
            .run("BEGIN IMMEDIATE")
            .and_then(|()| self.put_in_place(ledger).map_err(|error| self.failed(&error)))
            .and_then(|()| self.step("COMMIT"));
        if settled.is_err() {
            self.forget_transaction();
        }
        settled
    }

    /// Puts in its place what an earlier process, or a transaction that failed, left in the journal.
    pub(super) fn replay_if_needed(&mut self) -> Result<(), StoreError> {
        if !self.needs_replay {
            return Ok(());
        }
        let replayed = self
            .run("BEGIN IMMEDIATE")
            .and_then(|()| self.replay())
            .and_then(|()| self.step("COMMIT"));
        match replayed {
            Ok(()) => self.needs_replay = false,
            Err(_) => self.forget_transaction(),
        }
        replayed
    }

    fn replay(&self) -> Result<(), StoreError> {
        let rows = self
            .statement("SELECT bytes, content FROM journal WHERE id > (SELECT settled FROM journal_state) ORDER BY id")
            .and_then(|mut statement| {
                statement
                    .query_map([], |row| Ok((values::read_size(row.get(0)?), row.get(1)?)))?
                    .collect::<Sql<Vec<(usize, Vec<u8>)>>>()
            })
            .map_err(|error| self.failed(&error))?;
        if rows.is_empty() {
            return Ok(());
        }
        let unreadable = || self.corrupt("its journal cannot be read");
        let mut place = InPlace::new(self);
        for (bytes, content) in rows {
            let unpacked = unpack(&content, bytes).ok_or_else(unreadable)?;
            let mut reading = Reading::new(&unpacked);
            while !reading.is_at_end() {
                let (op, values) = reading.row().ok_or_else(unreadable)?;
                if op == Op::Record {
                    // Where it is it stays.
                    continue;
                }
                let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
                place.put(op, &values).map_err(|error| self.failed(&error))?;
            }
        }
        place
            .finish()
            .and_then(|()| {
                self.statement("UPDATE journal_state SET settled = (SELECT max(id) FROM journal)")?
                    .execute([])
            })
            .map(|_| ())
            .map_err(|error| self.failed(&error))
    }

    /// Rolls back; what was in the journal only is read from it again.
    pub(super) fn forget_transaction(&mut self) {
        // SQLite may have rolled back by itself; there is nothing to undo then.
        if !self.connection.is_autocommit() {
            let _ = self.run("ROLLBACK");
        }
        // They may count what is not there.
        self.recorded = None;
        self.recordings.clear();
        self.waiting = Waiting::default();
        self.needs_replay = !self.is_reader;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Integer),
            ".*".prop_map(Value::Text),
            proptest::collection::vec(any::<u8>(), 0..40).prop_map(Value::Blob),
        ]
    }

    proptest! {
        #[test]
        fn rows_are_read_as_they_were_written(
            rows in proptest::collection::vec((proptest::sample::select(Op::ALL.to_vec()), proptest::collection::vec(value(), 0..8)), 0..5),
        ) {
            let mut written = Written::default();
            for (op, values) in &rows {
                let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
                written.put(*op, &values).unwrap();
            }
            let mut reading = Reading(&written.bytes);
            for row in rows {
                prop_assert_eq!(reading.row(), Some(row));
            }
            prop_assert!(reading.0.is_empty());
        }

        #[test]
        fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut reading = Reading(&bytes);
            while reading.row().is_some() {}
        }
    }
}
