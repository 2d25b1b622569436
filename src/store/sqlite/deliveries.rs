//! Recording deliveries, within bounds.

use std::collections::VecDeque;

use rusqlite::{OptionalExtension, Row, params};

use super::{Sqlite, values};
use crate::incident::IntegrationId;
use crate::store::recording::unpack;
use crate::store::{DeliveryId, DeliveryPage, NewRecording, RecordedDelivery, RecordingBounds, Refusal, StoreError};

type Sql<T> = rusqlite::Result<T>;

const COLUMNS: &str =
    "id, integration, received_at, status, problem, payload_hash, payload_bytes, truncated_alerts, results";

/// The status of what was applied.
const APPLIED: u16 = 200;

/// What is recorded, oldest first, and how many bytes each takes.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    deliveries: VecDeque<(i64, usize)>,
    bytes: usize,
    /// Whether it is more than the bounds allow.
    last_gone: Option<i64>,
}

impl Recorded {
    fn push(&mut self, id: i64, bytes: usize, bounds: RecordingBounds) {
        self.deliveries.push_back((id, bytes));
        self.bytes += bytes;
        // The newest stays, however large it is.
        while self.deliveries.len() > bounds.count || (self.bytes > bounds.bytes && self.deliveries.len() > 1) {
            let Some((id, bytes)) = self.deliveries.pop_front() else {
                break;
            };
            self.bytes -= bytes;
            self.last_gone = Some(id);
        }
    }
}

impl Sqlite {
    pub(super) fn insert_delivery(&mut self, new: &NewRecording<'_>) -> Sql<DeliveryId> {
        let results = serde_json::to_string(&new.results).expect("strings are JSON");
        let bytes = new.payload.compressed.len() + results.len();
        let refusal = new.incoming.refusal.as_ref();
        self.statement(
            "INSERT INTO delivery (integration, received_at, status, problem, payload_hash, payload_bytes, \
             truncated_alerts, kept_bytes, results, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            new.integration.0,
            values::nanoseconds(new.received_at),
            refusal.map_or(APPLIED, |refusal| refusal.status),
            refusal.map(|refusal| &refusal.problem),
            new.payload.hash,
            values::size(new.payload.bytes),
            new.incoming.delivery.truncated_alerts.cast_signed(),
            values::size(bytes),
            results,
            new.payload.compressed,
        ])?;
        let id = self.connection.last_insert_rowid();
        if self.recorded.is_none() {
            // With the new one.
            self.recorded = Some(self.read_recorded()?);
        } else if let Some(recorded) = &mut self.recorded {
            recorded.push(id, bytes, self.bounds);
        }
        Ok(DeliveryId(id))
    }

    /// Takes away what the bounds do not allow any more.
    pub(super) fn prune_deliveries(&mut self) -> Sql<()> {
        let gone = self.recorded.as_mut().and_then(|recorded| recorded.last_gone.take());
        if let Some(gone) = gone {
            self.statement("DELETE FROM delivery WHERE id <= ?1")?.execute([gone])?;
        }
        Ok(())
    }

    fn read_recorded(&self) -> Sql<Recorded> {
        let mut recorded = Recorded::default();
        // An index has both.
        let mut statement = self
            .connection
            .prepare("SELECT id, kept_bytes FROM delivery INDEXED BY delivery_by_integration")?;
        let mut all = statement
            .query_map([], |row| Ok((row.get(0)?, values::read_size(row.get(1)?))))?
            .collect::<Sql<Vec<(i64, usize)>>>()?;
        all.sort_unstable();
        for (id, bytes) in all {
            recorded.push(id, bytes, self.bounds);
        }
        Ok(recorded)
    }

    pub(super) fn select_deliveries(
        &self,
        integration: Option<IntegrationId>,
        limit: u32,
        offset: u64,
    ) -> Sql<DeliveryPage> {
        let (condition, integration) = match integration {
            Some(id) => ("WHERE integration = ?1", id.0),
            None => ("WHERE ?1 = 0", 0),
        };
        let total: i64 = self
            .statement(&format!("SELECT count(*) FROM delivery {condition}"))?
            .query_row([integration], |row| row.get(0))?;
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        let deliveries = self
            .statement(&format!(
                "SELECT {COLUMNS} FROM delivery {condition} ORDER BY id DESC LIMIT ?2 OFFSET ?3"
            ))?
            .query_map(params![integration, limit, offset], read_delivery)?
            .collect::<Sql<Vec<_>>>()?;
        Ok(DeliveryPage {
            deliveries,
            total: total.cast_unsigned(),
        })
    }

    pub(super) fn find_delivery(&self, id: DeliveryId) -> Sql<Option<RecordedDelivery>> {
        self.statement(&format!("SELECT {COLUMNS} FROM delivery WHERE id = ?1"))?
            .query_row([id.0], read_delivery)
            .optional()
    }

    pub(super) fn find_payload(&self, id: DeliveryId) -> Result<Option<Vec<u8>>, StoreError> {
        let found = self
            .statement("SELECT payload, payload_bytes FROM delivery WHERE id = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([id.0], |row| {
                        Ok(unpack(row.get_ref(0)?.as_blob()?, values::read_size(row.get(1)?)))
                    })
                    .optional()
            })
            .map_err(|error| self.failed(&error))?;
        match found {
            Some(None) => Err(self.corrupt(format!("the payload of {id} cannot be unpacked"))),
            Some(Some(payload)) => Ok(Some(payload)),
            None => Ok(None),
        }
    }
}

fn read_delivery(row: &Row<'_>) -> Sql<RecordedDelivery> {
    let status: u16 = row.get(3)?;
    let problem: Option<String> = row.get(4)?;
    let results = row.get_ref(8)?.as_str()?;
    Ok(RecordedDelivery {
        id: DeliveryId(row.get(0)?),
        integration: IntegrationId(row.get(1)?),
        received_at: values::instant(row.get(2)?),
        refusal: problem.map(|problem| Refusal { status, problem }),
        payload_hash: row.get(5)?,
        payload_bytes: row.get::<_, i64>(6)?.cast_unsigned(),
        truncated_alerts: row.get::<_, i64>(7)?.cast_unsigned(),
        results: serde_json::from_str(results).map_err(rusqlite::types::FromSqlError::other)?,
    })
}
