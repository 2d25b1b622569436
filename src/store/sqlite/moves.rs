//! Moving into the journal what earlier schemas kept in tables of the store.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::deliveries::Recordings;
use super::rows::unpack;
use super::{Sqlite, values};
use crate::incident::IntegrationId;
use crate::store::{NewRecording, RawPayload, Reply, StoreError};

type Sql<T> = rusqlite::Result<T>;

/// Deliveries of an earlier schema that become one row.
const MOVED_AT_ONCE: usize = 64;

/// A delivery of an earlier schema.
struct OldDelivery {
    id: i64,
    integration: IntegrationId,
    received_at: Timestamp,
    reply: Reply,
    payload: RawPayload,
    truncated_alerts: u64,
    results: String,
}

impl OldDelivery {
    fn recording(&self) -> NewRecording<'_> {
        NewRecording {
            integration: self.integration,
            received_at: self.received_at,
            reply: &self.reply,
            payload: &self.payload,
            truncated_alerts: self.truncated_alerts,
            results: &self.results,
        }
    }
}

impl Sqlite {
    /// Moves the journal and the recorded deliveries of earlier schemas, as part of the step that drops their tables. Should
    /// that step break off, what is in the journal by then is nobody's, and is moved again.
    pub(super) fn move_into_journal(&mut self) -> Result<(), StoreError> {
        self.journal.run("BEGIN IMMEDIATE; DELETE FROM journal")?;
        let moved = self.move_deliveries().and_then(|()| self.move_journal());
        // It is read again, with the bounds that are to hold.
        self.recorded = None;
        moved
            .and_then(|()| self.journal.step("COMMIT"))
            .inspect_err(|_| self.journal.roll_back())?;
        self.main
            .run("DROP TABLE IF EXISTS delivery; DROP TABLE journal; DROP TABLE journal_state")
    }

    /// Schema 3 to 5 had a table for deliveries.
    fn move_deliveries(&mut self) -> Result<(), StoreError> {
        let failed = |error| self.main.failed(&error);
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'delivery'";
        let is_there = self.main.connection.query_row(tables, [], |row| row.get(0));
        if !is_there.map_err(failed)? {
            return Ok(());
        }
        let deliveries = self.read_old_deliveries().map_err(failed)?;
        let last = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'delivery'), 0)";
        let last: i64 = self
            .main
            .connection
            .query_row(last, [], |row| row.get(0))
            .map_err(failed)?;
        self.journal
            .change("UPDATE journal_state SET last_delivery = ?1", [last])?;
        let mut rest = &deliveries[..];
        while !rest.is_empty() {
            // Those of a row have numbers without a gap.
            let alike = rest
                .iter()
                .zip(rest[0].id..)
                .take_while(|(delivery, id)| delivery.id == *id);
            let (now, later) = rest.split_at(alike.take(MOVED_AT_ONCE).count());
            rest = later;
            let mut recordings = Recordings::default();
            now.iter()
                .try_for_each(|delivery| recordings.add(delivery.id, &delivery.recording()))
                .map_err(|error| self.journal.failed(&error))?;
            self.recorded()?.last = now[0].id - 1;
            self.insert_journal(&mut recordings)?;
        }
        Ok(())
    }

    /// Schema 6 had the journal among its tables.
    fn move_journal(&self) -> Result<(), StoreError> {
        let (main, journal) = (&self.main, &self.journal);
        let mut statement = main
            .statement("SELECT id, first, owners, bytes, content FROM journal ORDER BY id")
            .map_err(|error| main.failed(&error))?;
        let mut rows = statement.query([]).map_err(|error| main.failed(&error))?;
        while let Some(row) = rows.next().map_err(|error| main.failed(&error))? {
            let values: Sql<Vec<Value>> = (0..5).map(|column| row.get(column)).collect();
            journal.change(
                "INSERT INTO journal (id, first, owners, bytes, content) VALUES (?1, ?2, ?3, ?4, ?5)",
                params_from_iter(values.map_err(|error| main.failed(&error))?),
            )?;
        }
        let state: [i64; 3] = main
            .connection
            .query_row(
                "SELECT last_delivery, last_gone, settled FROM journal_state",
                [],
                |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]),
            )
            .map_err(|error| main.failed(&error))?;
        journal.change(
            "UPDATE journal_state SET last_delivery = max(last_delivery, ?1), last_gone = ?2, last_row = ?3",
            state,
        )
    }

    fn read_old_deliveries(&self) -> Sql<Vec<OldDelivery>> {
        let mut statement = self.main.connection.prepare(
            "SELECT id, integration, received_at, status, problem, payload_hash, payload_bytes, truncated_alerts, results, \
             payload FROM delivery ORDER BY id",
        )?;
        let read = |row: &Row<'_>| {
            let bytes = values::read_size(row.get(6)?);
            // One that cannot be read is no reason to refuse the file.
            let kept = unpack(row.get_ref(9)?.as_blob()?, bytes).unwrap_or_default().into();
            Ok(OldDelivery {
                id: row.get(0)?,
                integration: IntegrationId(row.get(1)?),
                received_at: values::instant(row.get(2)?),
                reply: Reply {
                    status: row.get(3)?,
                    problem: row.get(4)?,
                    fault: None,
                },
                payload: RawPayload {
                    hash: row.get(5)?,
                    kept,
                },
                truncated_alerts: row.get::<_, i64>(7)?.cast_unsigned(),
                results: row.get(8)?,
            })
        };
        statement.query_map([], read)?.collect()
    }
}
