//! Recorded deliveries, within bounds: rows of the journal have them.

use std::collections::VecDeque;

use rusqlite::types::Value;
use rusqlite::{Row, params};

use super::journal::{Op, Reading, Sink, Written, unpack};
use super::{Sqlite, values};
use crate::incident::IntegrationId;
use crate::store::{
    DeliveryId, DeliveryPage, NewRecording, RawPayload, RecordedDelivery, RecordingBounds, Refusal, StoreError,
};

type Sql<T> = rusqlite::Result<T>;

/// The status of what was applied.
const APPLIED: u16 = 200;

/// Bytes of each of a row's `owners`.
const OWNER_BYTES: usize = 8;

/// Deliveries of an earlier schema that become one row.
const MOVED_AT_ONCE: usize = 64;

/// The rows with deliveries that are kept, oldest first.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    rows: VecDeque<Kept>,
    count: usize,
    bytes: usize,
    /// The last row of the journal.
    last_row: i64,
    /// The last number that was given out.
    last: i64,
    /// The last delivery that the bounds have pushed out.
    last_gone: i64,
}

/// A row of the journal with deliveries.
#[derive(Debug)]
struct Kept {
    row: i64,
    /// The number of its last delivery.
    last: i64,
    count: usize,
    bytes: usize,
}

impl Recorded {
    fn push(&mut self, kept: Kept, bounds: RecordingBounds) {
        self.last = kept.last;
        self.count += kept.count;
        self.bytes += kept.bytes;
        self.rows.push_back(kept);
        // The newest row stays, however large it is.
        while self.rows.len() > 1
            && let Some(oldest) = self.rows.front()
            && (self.count - oldest.count >= bounds.count || self.bytes > bounds.bytes)
        {
            self.count -= oldest.count;
            self.bytes -= oldest.bytes;
            self.last_gone = oldest.last;
            self.rows.pop_front();
        }
        let bound = i64::try_from(bounds.count).unwrap_or(i64::MAX);
        self.last_gone = self.last_gone.max(self.last.saturating_sub(bound));
    }
}

/// A delivery that has got its number and has to be written.
#[derive(Debug)]
pub(super) struct Recording {
    id: i64,
    new: NewRecording,
}

impl Recording {
    pub(super) fn put(&self, written: &mut Written) -> Sql<()> {
        let new = &self.new;
        written.put(
            Op::Record,
            params![
                self.id,
                new.integration.0,
                values::nanoseconds(new.received_at),
                new.refusal.as_ref().map_or(APPLIED, |refusal| refusal.status),
                new.refusal.as_ref().map(|refusal| &refusal.problem),
                new.payload.hash,
                new.truncated_alerts.cast_signed(),
                new.results,
                new.payload.kept,
            ],
        )
    }
}

/// Reads what [`Recording::put`] wrote, and the payload.
fn read_recording(values: Vec<Value>) -> Option<(RecordedDelivery, Vec<u8>)> {
    let values: [Value; 9] = values.try_into().ok()?;
    let [
        Value::Integer(id),
        Value::Integer(integration),
        Value::Integer(received_at),
        Value::Integer(status),
        problem,
        Value::Blob(hash),
        Value::Integer(truncated_alerts),
        Value::Text(results),
        Value::Blob(payload),
    ] = values
    else {
        return None;
    };
    let refusal = match problem {
        Value::Text(problem) => Some(Refusal {
            status: u16::try_from(status).ok()?,
            problem,
        }),
        _ => None,
    };
    let delivery = RecordedDelivery {
        id: DeliveryId(id),
        integration: IntegrationId(integration),
        received_at: values::instant(received_at),
        refusal,
        payload_hash: hash.try_into().ok()?,
        payload_bytes: payload.len() as u64,
        truncated_alerts: truncated_alerts.cast_unsigned(),
        results: serde_json::from_str(&results).ok()?,
    };
    Some((delivery, payload))
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
    pub(super) fn note_delivery(&mut self, new: NewRecording) -> Sql<DeliveryId> {
        let last = match self.recordings.last() {
            Some(recording) => recording.id,
            None => self.recorded()?.last,
        };
        let id = last + 1;
        self.recordings.push(Recording { id, new });
        Ok(DeliveryId(id))
    }

    /// Adds a row to the journal.
    pub(super) fn insert_journal(&mut self, written: &Written, recordings: &[Recording]) -> Sql<()> {
        let (content, bytes) = written.pack();
        let owners: Vec<u8> = recordings
            .iter()
            .flat_map(|recording| recording.new.integration.0.to_le_bytes())
            .collect();
        let recorded = self.recorded()?;
        let (row, last) = (recorded.last_row + 1, recorded.last);
        self.statement("INSERT INTO journal (id, first, owners, bytes, content) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![row, last + 1, owners, values::size(bytes), content])?;
        let bounds = self.bounds;
        let recorded = self.recorded()?;
        recorded.last_row = row;
        if let Some(newest) = recordings.last() {
            let kept = Kept {
                row,
                last: newest.id,
                count: recordings.len(),
                bytes: content.len(),
            };
            recorded.push(kept, bounds);
        }
        Ok(())
    }

    /// Notes that everything in the journal is in its place, and takes away what is not to be kept.
    pub(super) fn settle_journal(&mut self) -> Sql<()> {
        let recorded = self.recorded()?;
        let (settled, last, last_gone) = (recorded.last_row, recorded.last, recorded.last_gone);
        let kept = recorded.rows.front().map_or(settled + 1, |oldest| oldest.row);
        self.statement("UPDATE journal_state SET settled = ?1, last_delivery = ?2, last_gone = ?3")?
            .execute([settled, last, last_gone])?;
        self.statement("DELETE FROM journal WHERE id < ?1")?.execute([kept])?;
        Ok(())
    }

    /// What is recorded; it is read when it is needed for the first time.
    fn recorded(&mut self) -> Sql<&mut Recorded> {
        if self.recorded.is_none() {
            self.recorded = Some(self.read_recorded()?);
        }
        Ok(self.recorded.get_or_insert_default())
    }

    fn read_recorded(&self) -> Sql<Recorded> {
        let mut recorded = Recorded::default();
        let (settled, last, last_gone) = self
            .statement("SELECT settled, last_delivery, last_gone FROM journal_state")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        recorded.last_gone = last_gone;
        recorded.last_row = settled;
        let mut statement = self
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
                    count,
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
        let _snapshot = self
            .connection
            .is_autocommit()
            .then(|| self.connection.unchecked_transaction())
            .transpose()
            .map_err(|error| self.failed(&error))?;
        let rows = self.list_journal().map_err(|error| self.failed(&error))?;
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
        self.statement("SELECT last_gone FROM journal_state")?
            .query_row([], |row| row.get(0))
    }

    /// The deliveries of a row.
    fn read_journal(&self, row: i64) -> Result<Vec<(RecordedDelivery, Vec<u8>)>, StoreError> {
        let (bytes, content) = self
            .statement("SELECT bytes, content FROM journal WHERE id = ?1")
            .and_then(|mut statement| {
                let read = |row: &Row<'_>| Ok((values::read_size(row.get(0)?), row.get::<_, Vec<u8>>(1)?));
                statement.query_row([row], read)
            })
            .map_err(|error| self.failed(&error))?;
        let unreadable = || self.corrupt(format!("row {row} of its journal cannot be read"));
        let unpacked = unpack(&content, bytes).ok_or_else(unreadable)?;
        let mut reading = Reading::new(&unpacked);
        let mut deliveries = Vec::new();
        while !reading.is_at_end() {
            let (op, values) = reading.row().ok_or_else(unreadable)?;
            if op == Op::Record {
                deliveries.push(read_recording(values).ok_or_else(unreadable)?);
            }
        }
        Ok(deliveries)
    }

    /// One delivery with its payload.
    pub(super) fn find_delivery(&self, id: DeliveryId) -> Result<Option<(RecordedDelivery, Vec<u8>)>, StoreError> {
        let row = self.find_row(id.0).map_err(|error| self.failed(&error))?;
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

    /// Moves the deliveries that an earlier schema had in a table of their own.
    pub(super) fn move_deliveries(&mut self) -> Result<(), StoreError> {
        let recordings = self.read_old_deliveries().map_err(|error| self.failed(&error))?;
        let mut rest = &recordings[..];
        while !rest.is_empty() {
            // Those of a row have numbers without a gap.
            let alike = rest
                .iter()
                .zip(rest[0].id..)
                .take_while(|(recording, id)| recording.id == *id);
            let (now, later) = rest.split_at(alike.take(MOVED_AT_ONCE).count());
            rest = later;
            self.move_some(now).map_err(|error| self.failed(&error))?;
        }
        self.settle_journal().map_err(|error| self.failed(&error))?;
        self.run(
            "UPDATE journal_state SET last_delivery = \
             max(last_delivery, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'delivery'), 0)); \
             DROP TABLE delivery;",
        )?;
        // It is read again, with the bounds that are to hold.
        self.recorded = None;
        Ok(())
    }

    fn move_some(&mut self, recordings: &[Recording]) -> Sql<()> {
        let mut written = Written::default();
        for recording in recordings {
            recording.put(&mut written)?;
        }
        self.recorded()?.last = recordings[0].id - 1;
        self.insert_journal(&written, recordings)
    }

    fn read_old_deliveries(&self) -> Sql<Vec<Recording>> {
        let mut statement = self.connection.prepare(
            "SELECT id, integration, received_at, status, problem, payload_hash, payload_bytes, truncated_alerts, results, \
             payload FROM delivery ORDER BY id",
        )?;
        let read = |row: &Row<'_>| {
            let problem: Option<String> = row.get(4)?;
            let status = row.get(3)?;
            let bytes = values::read_size(row.get(6)?);
            // One that cannot be read is no reason to refuse the file.
            let kept = unpack(row.get_ref(9)?.as_blob()?, bytes).unwrap_or_default();
            Ok(Recording {
                id: row.get(0)?,
                new: NewRecording {
                    integration: IntegrationId(row.get(1)?),
                    received_at: values::instant(row.get(2)?),
                    refusal: problem.map(|problem| Refusal { status, problem }),
                    payload: RawPayload {
                        hash: row.get(5)?,
                        kept,
                    },
                    truncated_alerts: row.get::<_, i64>(7)?.cast_unsigned(),
                    results: row.get(8)?,
                },
            })
        };
        statement.query_map([], read)?.collect()
    }
}
