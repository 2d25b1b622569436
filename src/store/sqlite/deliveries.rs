//! Recorded deliveries, within bounds: rows of the journal have them.

use std::collections::VecDeque;

use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Row, params};

use super::database::Database;
use super::rows::{Op, Reading, Sink, Written, unpack};
use super::{Sqlite, values};
use crate::incident::IntegrationId;
use crate::store::{
    DeliveryId, DeliveryPage, NewRecording, RawPayload, RecordedDelivery, RecordingBounds, Reply, StoreError,
};

type Sql<T> = rusqlite::Result<T>;

/// Bytes of each of a row's `owners`.
const OWNER_BYTES: usize = 8;

/// The rows with deliveries that are kept, oldest first.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    rows: VecDeque<Kept>,
    bytes: usize,
    /// The first row of the journal, or one before it.
    first_row: i64,
    /// The last row of the journal.
    last_row: i64,
    /// The last number that was given out.
    pub last: i64,
    /// The last delivery that the bounds have pushed out.
    last_gone: i64,
    /// The one that was last when it was written down.
    noted_gone: i64,
}

/// A row of the journal with deliveries.
#[derive(Debug)]
struct Kept {
    row: i64,
    /// The number of its last delivery.
    last: i64,
    bytes: usize,
}

impl Recorded {
    fn push(&mut self, kept: Kept, bounds: RecordingBounds) {
        self.last = kept.last;
        self.bytes += kept.bytes;
        self.rows.push_back(kept);
        let bound = i64::try_from(bounds.count).unwrap_or(i64::MAX);
        self.last_gone = self.last_gone.max(self.last.saturating_sub(bound));
        // Of those that may be kept the newest row stays, however large it is.
        while let Some(oldest) = self.rows.front()
            && (oldest.last <= self.last_gone || (self.rows.len() > 1 && self.bytes > bounds.bytes))
        {
            self.bytes -= oldest.bytes;
            self.last_gone = self.last_gone.max(oldest.last);
            self.rows.pop_front();
        }
    }
}

/// Deliveries that have got their numbers: each the one after the one before. The next row of the journal begins with them.
#[derive(Default)]
pub(super) struct Recordings {
    /// That row.
    written: Written,
    /// Whose they are, as a row has it.
    owners: Vec<u8>,
    /// The number of the last.
    last: i64,
}

impl Recordings {
    /// Adds one with its number.
    pub(super) fn add(&mut self, id: i64, new: &NewRecording<'_>) -> Sql<()> {
        let number = ValueRef::Integer;
        let row = [
            number(id),
            number(new.integration.0),
            number(values::nanoseconds(new.received_at)),
            new.reply.status.map_or(ValueRef::Null, |status| number(status.into())),
            new.reply.problem.as_deref().into(),
            new.payload.hash.as_ref().map(<[u8; 32]>::as_slice).into(),
            number(new.truncated_alerts.cast_signed()),
            new.results.into(),
            ValueRef::Blob(&new.payload.kept),
            new.reply.fault.as_deref().into(),
        ];
        // Without a fault nothing is said of one.
        let said = row.len() - usize::from(new.reply.fault.is_none());
        self.written.put(Op::Record, &row[..said])?;
        self.owners.extend_from_slice(&new.integration.0.to_le_bytes());
        self.last = id;
        Ok(())
    }

    pub(super) fn clear(&mut self) {
        self.written.clear();
        self.written.shrink();
        self.owners.clear();
    }

    /// The row they become, for what else is to be in it.
    pub(super) fn row(&mut self) -> &mut Written {
        &mut self.written
    }

    /// The number of the last, if there are any.
    fn last(&self) -> Option<i64> {
        (!self.owners.is_empty()).then_some(self.last)
    }
}

/// Reads what [`Recordings::add`] wrote, and the payload.
fn read_recording(values: &[ValueRef<'_>]) -> Option<(RecordedDelivery, Vec<u8>)> {
    let &[
        ValueRef::Integer(id),
        ValueRef::Integer(integration),
        ValueRef::Integer(received_at),
        status,
        problem,
        hash,
        ValueRef::Integer(truncated_alerts),
        ValueRef::Text(results),
        ValueRef::Blob(payload),
        ref fault @ ..,
    ] = values
    else {
        return None;
    };
    let reply = Reply {
        status: Option::column_result(status).ok()?,
        problem: Option::column_result(problem).ok()?,
        fault: fault.first().and_then(|fault| String::column_result(*fault).ok()),
    };
    let delivery = RecordedDelivery {
        id: DeliveryId(id),
        integration: IntegrationId(integration),
        received_at: values::instant(received_at),
        reply,
        payload_hash: match hash {
            ValueRef::Null => RawPayload::hash_of(payload),
            hash => hash.as_blob().ok()?.try_into().ok()?,
        },
        payload_bytes: payload.len() as u64,
        truncated_alerts: truncated_alerts.cast_unsigned(),
        results: serde_json::from_slice(results).ok()?,
    };
    Some((delivery, payload.to_vec()))
}

/// What the journal need not keep.
#[derive(Clone, Copy)]
struct Pruning {
    /// The rows before this one.
    kept: i64,
    last: i64,
    last_gone: i64,
    last_row: i64,
}

impl Pruning {
    fn run(self, journal: &Database) -> Result<(), StoreError> {
        journal.change(
            "UPDATE journal_state SET last_delivery = ?1, last_gone = ?2, last_row = ?3",
            [self.last, self.last_gone, self.last_row],
        )?;
        journal.change("DELETE FROM journal WHERE id < ?1", [self.kept])
    }
}

/// A row of the journal without its content.
struct Listed {
    row: i64,
    first: i64,
    owners: Vec<u8>,
}

impl Listed {
    /// The numbers of its deliveries and whose they are, the newest first.
    fn deliveries(&self) -> impl Iterator<Item = (i64, i64)> {
        let owners = self.owners.as_chunks::<OWNER_BYTES>().0.iter();
        let owners = owners.map(|bytes| i64::from_le_bytes(*bytes));
        (self.first..).zip(owners).collect::<Vec<_>>().into_iter().rev()
    }
}

impl Sqlite {
    /// Gives a delivery its number, and keeps it until the changes are noted.
    pub(super) fn note_delivery(&mut self, new: &NewRecording<'_>) -> Result<DeliveryId, StoreError> {
        let last = match self.recordings.last() {
            Some(last) => last,
            None => self.recorded()?.last,
        };
        let id = last + 1;
        self.recordings
            .add(id, new)
            .map_err(|error| self.journal.failed(&error))?;
        Ok(DeliveryId(id))
    }

    /// Adds a row to the journal, and says which. What need not be kept any more is taken away with it.
    pub(super) fn insert_journal(&mut self, recordings: &mut Recordings) -> Result<i64, StoreError> {
        let last_recorded = recordings.last();
        let Recordings { written, owners, .. } = recordings;
        let bytes = written.bytes().len();
        let content = written.pack();
        let pruning = self.pruning()?;
        let recorded = self.recorded()?;
        let (row, last) = (recorded.last_row + 1, recorded.last);
        let journal = &self.journal;
        let insert = || {
            journal.change(
                "INSERT INTO journal (id, first, owners, bytes, content) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![row, last + 1, &*owners, values::size(bytes), content],
            )
        };
        match pruning {
            None => insert()?,
            Some(pruning) => journal.transaction(|| {
                pruning.run(journal)?;
                insert()
            })?,
        }
        self.note_pruned(pruning);
        let bounds = self.bounds;
        let recorded = self.recorded()?;
        recorded.last_row = row;
        if let Some(last) = last_recorded {
            let kept = Kept {
                row,
                last,
                bytes: content.len(),
            };
            recorded.push(kept, bounds);
        }
        Ok(row)
    }

    /// What can be taken away since more was put in its place.
    fn pruning(&mut self) -> Result<Option<Pruning>, StoreError> {
        if !self.is_prunable {
            return Ok(None);
        }
        let settled = self.settled.min(self.late_keys.settled());
        let recorded = self.recorded()?;
        let oldest = recorded.rows.front().map_or(i64::MAX, |oldest| oldest.row);
        let pruning = Pruning {
            kept: oldest.min(settled + 1),
            last: recorded.last,
            last_gone: recorded.last_gone,
            last_row: recorded.last_row,
        };
        let is_needed = pruning.kept > recorded.first_row || pruning.last_gone > recorded.noted_gone;
        Ok(is_needed.then_some(pruning))
    }

    fn note_pruned(&mut self, pruning: Option<Pruning>) {
        self.is_prunable = false;
        if let (Some(pruning), Some(recorded)) = (pruning, &mut self.recorded) {
            recorded.first_row = pruning.kept;
            recorded.noted_gone = pruning.last_gone;
        }
    }

    /// Takes away what need not be kept any more.
    pub(super) fn prune_journal(&mut self) -> Result<(), StoreError> {
        let pruning = self.pruning()?;
        if let Some(pruning) = pruning {
            self.journal.transaction(|| pruning.run(&self.journal))?;
        }
        self.note_pruned(pruning);
        Ok(())
    }

    /// What is recorded; it is read when it is needed for the first time.
    pub(super) fn recorded(&mut self) -> Result<&mut Recorded, StoreError> {
        if self.recorded.is_none() {
            let mut recorded = self.read_recorded().map_err(|error| self.journal.failed(&error))?;
            recorded.last_row = recorded.last_row.max(self.settled);
            self.recorded = Some(recorded);
        }
        Ok(self.recorded.get_or_insert_default())
    }

    fn read_recorded(&self) -> Sql<Recorded> {
        let mut recorded = Recorded::default();
        let (last, last_gone) = self
            .journal
            .statement("SELECT last_delivery, last_gone FROM journal_state")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        (recorded.last_gone, recorded.noted_gone) = (last_gone, last_gone);
        let mut statement = self
            .journal
            .connection
            .prepare("SELECT id, first, length(owners), length(content) FROM journal ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            recorded.last_row = row.get(0)?;
            let count = values::read_size(row.get(2)?) / OWNER_BYTES;
            let last = row.get::<_, i64>(1)? + values::size(count) - 1;
            if count > 0 && last > last_gone {
                let kept = Kept {
                    row: recorded.last_row,
                    last,
                    bytes: values::read_size(row.get(3)?),
                };
                recorded.push(kept, self.bounds);
            }
        }
        recorded.last = recorded.last.max(last);
        Ok(recorded)
    }

    pub(super) fn select_deliveries(
        &self,
        integration: Option<IntegrationId>,
        limit: u32,
        offset: u64,
    ) -> Result<DeliveryPage, StoreError> {
        let mut page = DeliveryPage {
            deliveries: Vec::new(),
            total: 0,
        };
        // Both come from one snapshot.
        let _snapshot = self.journal.snapshot()?;
        let rows = self.list_journal().map_err(|error| self.journal.failed(&error))?;
        let end = offset.saturating_add(limit.into());
        for listed in &rows {
            let mut wanted = Vec::new();
            for (id, owner) in listed.deliveries() {
                if integration.is_none_or(|integration| integration.0 == owner) {
                    if (offset..end).contains(&page.total) {
                        wanted.push(id);
                    }
                    page.total += 1;
                }
            }
            if !wanted.is_empty() {
                let read = self.read_journal(listed.row)?;
                let read = read.into_iter().rev().map(|(delivery, _)| delivery);
                page.deliveries
                    .extend(read.filter(|delivery| wanted.contains(&delivery.id.0)));
            }
        }
        Ok(page)
    }

    /// The rows that have deliveries which are kept, the newest first, and of their deliveries those.
    fn list_journal(&self) -> Sql<Vec<Listed>> {
        let gone = self.last_gone()?;
        let mut rows = self
            .journal
            .statement("SELECT id, first, owners FROM journal ORDER BY id DESC")?
            .query_map([], |row| {
                Ok(Listed {
                    row: row.get(0)?,
                    first: row.get(1)?,
                    owners: row.get(2)?,
                })
            })?
            .collect::<Sql<Vec<_>>>()?;
        for listed in &mut rows {
            let hidden = usize::try_from(gone + 1 - listed.first).unwrap_or(0);
            let hidden = hidden.min(listed.owners.len() / OWNER_BYTES);
            listed.owners.drain(..hidden * OWNER_BYTES);
            listed.first += values::size(hidden);
        }
        rows.retain(|listed| !listed.owners.is_empty());
        Ok(rows)
    }

    fn last_gone(&self) -> Sql<i64> {
        self.journal
            .statement("SELECT last_gone FROM journal_state")?
            .query_row([], |row| row.get(0))
    }

    /// The deliveries of a row.
    fn read_journal(&self, row: i64) -> Result<Vec<(RecordedDelivery, Vec<u8>)>, StoreError> {
        let (bytes, content) = self
            .journal
            .statement("SELECT bytes, content FROM journal WHERE id = ?1")
            .and_then(|mut statement| {
                let read = |row: &Row<'_>| Ok((values::read_size(row.get(0)?), row.get::<_, Vec<u8>>(1)?));
                statement.query_row([row], read)
            })
            .map_err(|error| self.journal.failed(&error))?;
        let unreadable = || self.journal.corrupt(format!("row {row} cannot be read"));
        let unpacked = unpack(&content, bytes).ok_or_else(unreadable)?;
        let mut reading = Reading::new(&unpacked);
        let mut deliveries = Vec::new();
        while !reading.is_at_end() {
            let (op, values) = reading.row().ok_or_else(unreadable)?;
            if op == Op::Record {
                deliveries.push(read_recording(&values).ok_or_else(unreadable)?);
            }
        }
        Ok(deliveries)
    }

    /// One delivery with its payload.
    pub(super) fn find_delivery(&self, id: DeliveryId) -> Result<Option<(RecordedDelivery, Vec<u8>)>, StoreError> {
        // A row that is found must not go before it is read.
        let _snapshot = self.journal.snapshot()?;
        let row = self.find_row(id.0).map_err(|error| self.journal.failed(&error))?;
        let Some(row) = row else {
            return Ok(None);
        };
        let deliveries = self.read_journal(row)?;
        Ok(deliveries.into_iter().find(|(delivery, _)| delivery.id == id))
    }

    /// The row that would have a delivery: the last that does not begin after it. The rows are in order of both.
    fn find_row(&self, id: i64) -> Sql<Option<i64>> {
        if id <= self.last_gone()? {
            return Ok(None);
        }
        let ends = self
            .journal
            .statement("SELECT min(id), max(id) FROM journal")?
            .query_row([], |row| {
                Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?))
            })?;
        let (Some(mut low), Some(mut high)) = ends else {
            return Ok(None);
        };
        while low < high {
            let middle = low + (high - low + 1) / 2;
            // Numbers of rows may have gaps.
            let (row, first): (i64, i64) = self
                .journal
                .statement("SELECT id, first FROM journal WHERE id >= ?1 ORDER BY id LIMIT 1")?
                .query_row([middle], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if first <= id {
                low = row;
            } else {
                high = middle - 1;
            }
        }
        Ok(Some(low))
    }
}
