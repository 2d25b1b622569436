//! The journal: what deliveries did, durable before it is in its place.
//!
//! A commit of a few deliveries would touch a page here and a page there: incidents, keys, timelines, indexes, each written
//! whole. So it adds one row to the journal, and the rows are put in their places many commits at once, where the hundredth
//! change of a page costs nothing. The journal is a database of its own, so that another thread can do that while more is
//! committed. What is in the journal only is also in the ledger, so the writer sees it; whoever reads past the writer has it
//! put in place first. After a crash the next start does that, from the same rows.
//!
//! Recorded deliveries stay in the journal: there they are compressed together with others, which are much alike.

use std::ops::Range;
use std::path::{Path, PathBuf};

use rusqlite::params;

use super::Sqlite;
use super::database::Database;
use super::in_place::InPlace;
use super::late_keys::LateKeys;
use super::ledger::{changed_keys, write_changes, write_keys};
use super::rows::{Written, is_sound, unpack};
use super::settler::Settler;
use super::values;
use crate::incident::{Changes, Ledger};
use crate::store::{Backend, StoreError};

type Sql<T> = rusqlite::Result<T>;

/// Changes that wait in the journal before they are put in their place. More at once are less work; who reads, and whatever comes
/// behind, waits for them. Tests put few, so that there is always something on its way.
const CHANGES_WAITING: usize = if cfg!(test) { 40 } else { 4000 };

/// Bytes that wait in the journal before they are put in their place.
const BYTES_WAITING: usize = 2 << 20;

/// Bytes of a page of the journal: a commit is a row of one or some thousand bytes, which a larger page takes whole. With 4096 half as
/// many writes again are needed.
pub(super) const PAGE_BYTES: u32 = 8 << 10;

/// While some are put in their place, so many times as much may wait behind them. Then deliveries wait too.
const WAITING_BEHIND: usize = 3;

/// The journal of a store.
pub(super) fn path_beside(store: &Path) -> PathBuf {
    let mut name = store.file_stem().unwrap_or_default().to_owned();
    name.push("-journal.db");
    store.with_file_name(name)
}

/// What some rows of the journal did.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// As it is written there, but for recorded deliveries and keys. At the end come keys, of these rows or earlier ones.
    bytes: Vec<u8>,
    /// How much there is to put in place, and recorded deliveries, of which the oldest will go.
    changes: usize,
    /// How large the rows are, unpacked.
    size: usize,
    /// How many keys changed.
    keys: usize,
    /// The last row.
    until: i64,
    /// Up to which row all keys are in their place when these are, if that is known.
    keys_until: Option<i64>,
}

/// Up to which rows of the journal everything, or all keys, came to be in their place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settled {
    until: i64,
    keys_until: Option<i64>,
}

impl Batch {
    /// Adds a row of the journal. What stands in these of its bytes is to be put in place.
    fn add(&mut self, row: i64, written: &Written, to_place: Range<usize>, keys: usize) {
        self.bytes.extend_from_slice(&written.bytes()[to_place]);
        self.changes += written.rows();
        self.keys += keys;
        self.size += written.bytes().len();
        self.until = row;
    }

    /// Nothing, in the same memory unless an unusual batch made that large.
    pub(super) fn emptied(mut self) -> Self {
        self.bytes.clear();
        if self.bytes.capacity() > (WAITING_BEHIND + 1) * BYTES_WAITING {
            self.bytes = Vec::new();
        }
        Self {
            bytes: self.bytes,
            ..Self::default()
        }
    }

    fn is_empty(&self) -> bool {
        self.changes == 0
    }

    /// Whether there is as much as is put in place at once, or so many times as much.
    fn is_full(&self, times: usize) -> bool {
        self.changes >= CHANGES_WAITING * times || self.size >= BYTES_WAITING * times
    }

    /// Puts it in its place, in a transaction of its own, and says up to which row everything is there now.
    pub(super) fn settle(&self, main: &Database) -> Result<Settled, StoreError> {
        main.transaction(|| {
            let mut place = InPlace::new(main);
            place
                .put_written(&self.bytes)
                .and_then(|()| place.finish())
                .map_err(|error| main.failed(&error))?;
            main.change(
                "UPDATE journal_place SET settled = ?1, keys_settled = coalesce(?2, keys_settled)",
                params![self.until, self.keys_until],
            )
        })?;
        Ok(Settled {
            until: self.until,
            keys_until: self.keys_until,
        })
    }
}

impl Sqlite {
    /// Whether the journal holds what is not in its place.
    pub(super) fn is_waiting(&mut self) -> bool {
        self.hear_of_settler(false);
        self.needs_replay || !self.waiting.is_empty() || self.settler.as_ref().is_some_and(Settler::is_busy)
    }

    /// Writes what has changed down. It is durable when this returns.
    pub(super) fn note_changes(&mut self, ledger: &mut Ledger) -> Result<(), StoreError> {
        // It has only read.
        self.main.step("COMMIT")?;
        let changes = ledger.take_changes();
        let noted = self.write_journal(ledger, &changes);
        ledger.note_saved(changes);
        noted?;
        self.hand_over();
        Ok(())
    }

    fn write_journal(&mut self, ledger: &Ledger, changes: &Changes) -> Result<(), StoreError> {
        let mut recordings = std::mem::take(&mut self.recordings);
        let keys = changed_keys(ledger, changes);
        let written = recordings.row();
        let begin = written.bytes().len();
        let listed = write_changes(ledger, changes, written).and_then(|()| {
            let end = written.bytes().len();
            write_keys(&keys, written)?;
            Ok(begin..end)
        });
        let to_place = listed.map_err(|error| self.journal.failed(&error))?;
        if written.rows() > 0 {
            let row = self.insert_journal(&mut recordings)?;
            let written = recordings.row();
            self.waiting.add(row, written, to_place, keys.len());
            self.late_keys.add(keys, written.bytes().len());
            changes.keys.iter().for_each(|key| self.stored_keys.add(key));
            self.noted = row;
        }
        recordings.clear();
        self.recordings = recordings;
        Ok(())
    }

    /// Has what waits put in its place if it is enough. What has been noted stays noted if that fails.
    fn hand_over(&mut self) {
        self.hear_of_settler(false);
        if !self.waiting.is_full(1) {
            return;
        }
        if self.settler.is_none() {
            // It is tried again before anything else is done.
            let _ = self.settle_waiting();
        } else if self.waiting.is_full(WAITING_BEHIND) {
            self.hear_of_settler(true);
        }
        if self.settler.as_ref().is_some_and(|settler| !settler.is_busy()) && !self.needs_replay {
            let batch = self.take_waiting();
            if let Some(settler) = &mut self.settler {
                self.waiting = settler.exchange(batch);
            }
        }
    }

    /// What waits, with the keys that go with it. Nothing else may be on its way.
    fn take_waiting(&mut self) -> Batch {
        let mut batch = std::mem::take(&mut self.waiting);
        let mut written = Written::default();
        // They are in the journal, so they can be written down.
        let keys_until = self.late_keys.write_part(batch.until, batch.keys, &mut written);
        batch.keys_until = keys_until.unwrap_or_default();
        batch.bytes.extend_from_slice(written.bytes());
        batch
    }

    /// Notes what has become of the batch that was handed over. What came after it still waits.
    fn hear_of_settler(&mut self, is_patient: bool) {
        if let Some(result) = self.settler.as_mut().and_then(|settler| settler.result(is_patient)) {
            // If it failed it is tried again before anything else is done.
            let _ = self.note_settled(result);
        }
        if self.settler.as_ref().is_some_and(Settler::is_gone) {
            // From now on without.
            self.settler = None;
        }
    }

    /// Puts what waits in its place, without the settler.
    fn settle_waiting(&mut self) -> Result<(), StoreError> {
        let settled = self.take_waiting().settle(&self.main);
        self.note_settled(settled)
    }

    /// Notes up to which row everything is in its place.
    fn note_settled(&mut self, settled: Result<Settled, StoreError>) -> Result<(), StoreError> {
        match settled {
            Ok(Settled { until, keys_until }) => {
                self.settled = until;
                if let Some(until) = keys_until {
                    self.late_keys.note_settled(until);
                }
                self.is_prunable = true;
                Ok(())
            }
            Err(error) => {
                self.must_replay();
                Err(error)
            }
        }
    }

    /// Rolls back; what was in the journal only is read from it again.
    pub(super) fn forget_transaction(&mut self) {
        for database in [&self.main, &self.journal] {
            database.roll_back();
        }
        // They may count what is not there.
        self.recorded = None;
        self.recordings.clear();
        self.must_replay();
    }

    /// Has everything read from the journal again that is not in its place.
    fn must_replay(&mut self) {
        self.waiting = Batch::default();
        self.late_keys = LateKeys::default();
        self.needs_replay = !self.is_reader;
    }

    /// Puts everything in its place.
    pub(super) fn settle_all(&mut self) -> Result<(), StoreError> {
        self.hear_of_settler(true);
        self.replay_if_needed()?;
        if !self.waiting.is_empty() {
            self.settle_waiting()?;
        }
        // Everything is where it belongs. What need not be kept can go another time.
        let _ = self.prune_journal();
        Ok(())
    }

    /// Puts in its place what an earlier process, or a transaction that failed, left in the journal.
    pub(super) fn replay_if_needed(&mut self) -> Result<(), StoreError> {
        if !self.needs_replay {
            return Ok(());
        }
        // Whatever becomes of what it has: what is not in its place afterwards is found in the journal.
        self.hear_of_settler(true);
        self.waiting = Batch::default();
        let (until, late_keys) = self.replay().inspect_err(|_| self.must_replay())?;
        (self.settled, self.late_keys) = (until, late_keys);
        self.is_prunable = true;
        self.needs_replay = false;
        Ok(())
    }

    /// Puts all keys in their place, in a transaction of its own.
    pub(super) fn settle_late_keys(&mut self) -> Result<(), StoreError> {
        if self.is_waiting() || self.late_keys.is_empty() {
            return Ok(());
        }
        self.begin()?;
        let put = self.put_late_keys().and_then(|()| self.commit());
        if put.is_err() {
            self.roll_back();
        }
        put?;
        self.prune_journal()
    }

    /// Puts all keys in their place, as part of a transaction over what is settled.
    pub(super) fn put_late_keys(&mut self) -> Result<(), StoreError> {
        if self.late_keys.is_empty() {
            return Ok(());
        }
        let main = &self.main;
        let mut place = InPlace::new(main);
        self.late_keys
            .write_all(&mut place)
            .map_err(|error| main.failed(&error))?;
        main.change("UPDATE journal_place SET keys_settled = ?1", [self.settled])?;
        // If the transaction is rolled back they are read from the journal again.
        self.late_keys = LateKeys::none_until(self.settled);
        self.is_prunable = true;
        Ok(())
    }

    /// Puts in its place what only the journal has. Says up to which row, and which keys are still late.
    fn replay(&self) -> Result<(i64, LateKeys), StoreError> {
        let (main, journal) = (&self.main, &self.journal);
        let (settled, keys_settled): (i64, i64) = main
            .statement("SELECT settled, keys_settled FROM journal_place")
            .and_then(|mut statement| statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))))
            .map_err(|error| main.failed(&error))?;
        let mut statement = journal
            .statement("SELECT id, bytes, content FROM journal WHERE id > ?1 ORDER BY id")
            .map_err(|error| journal.failed(&error))?;
        let mut late_keys = LateKeys::none_until(keys_settled);
        // Keys come last.
        let mut until = keys_settled.min(settled);
        let mut rows = statement.query([until]).map_err(|error| journal.failed(&error))?;
        main.transaction(|| {
            let mut place = InPlace::new(main);
            while let Some(row) = rows.next().map_err(|error| journal.failed(&error))? {
                let read = || Sql::Ok((row.get(0)?, values::read_size(row.get(1)?), row.get(2)?));
                let (id, bytes, content): (i64, usize, Vec<u8>) = read().map_err(|error| journal.failed(&error))?;
                if id != until + 1 {
                    return Err(journal.misfit(format!("it has row {id}, and not row {}", until + 1)));
                }
                let unreadable = || journal.corrupt(format!("row {id} cannot be read"));
                let unpacked = unpack(&content, bytes).ok_or_else(unreadable)?;
                if !is_sound(&unpacked) {
                    return Err(unreadable());
                }
                let rest = late_keys.take_from(&unpacked).ok_or_else(unreadable)?;
                if id > settled {
                    place.put_written(&rest).map_err(|error| match error {
                        rusqlite::Error::InvalidParameterCount(..) => unreadable(),
                        error => main.failed(&error),
                    })?;
                }
                until = id;
            }
            place.finish().map_err(|error| main.failed(&error))?;
            main.change("UPDATE journal_place SET settled = ?1", [until])
        })?;
        Ok((until, late_keys))
    }
}
