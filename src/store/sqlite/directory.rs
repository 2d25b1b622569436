//! Services, integrations and their links; and the trait that puts the parts of this folder together.

use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::stored_keys::StoredKeys;
use super::{Sqlite, values};
use crate::incident::{AlertKey, IncidentNumber, IntegrationId, Ledger, Service, ServiceKey, Severity};
use crate::organisation::IntegrationSettings;
use crate::store::{
    ApiKeyId, ApiKeySecret, Backend, DeliveryId, DeliveryPage, Directory, Expired, IncidentFilter, IncidentPage,
    Integration, KeptAnswer, KeyHash, NewApiKey, NewIntegration, NewRecording, Once, RecordedDelivery, RoutingKey,
    StoreError, StoredIncident,
};

type Sql<T> = rusqlite::Result<T>;

/// A column of text that means something; `None` if it is null.
fn parsed<T>(row: &Row<'_>, column: usize) -> Sql<Option<T>>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: Option<String> = row.get(column)?;
    let value = text.map(|text| text.parse().map_err(rusqlite::types::FromSqlError::other));
    Ok(value.transpose()?)
}

impl Sqlite {
    fn read_directory(&self) -> Sql<Directory> {
        let services = self
            .statement(
                "SELECT service_key, name, description, is_active, default_severity, alias, team FROM service ORDER BY id",
            )?
            .query_map([], |row| {
                let key: String = row.get(0)?;
                let severity: Option<i64> = row.get(4)?;
                let alias: Option<String> = row.get(5)?;
                Ok(Service {
                    key: key.parse().map_err(rusqlite::types::FromSqlError::other)?,
                    name: row.get(1)?,
                    description: row.get(2)?,
                    is_active: row.get(3)?,
                    default_severity: severity.map(values::read_severity).transpose()?,
                    alias: alias
                        .map(|alias| alias.parse().map_err(rusqlite::types::FromSqlError::other))
                        .transpose()?,
                    team: row.get(6)?,
                })
            })?
            .collect::<Sql<Vec<_>>>()?;
        let mut integrations = self
            .statement(
                "SELECT id, name, routing_key_hash, routing_key_tail, severity_aliases, created_at, rotated_at, identity, \
                 default_severity, rate_limit FROM integration ORDER BY id",
            )?
            .query_map([], |row| {
                Ok(Integration {
                    id: IntegrationId(row.get(0)?),
                    name: row.get(1)?,
                    key_hash: KeyHash(row.get(2)?),
                    key_tail: row.get(3)?,
                    linked: Vec::new(),
                    severity_map: values::read_severity_map(row.get_ref(4)?.as_str()?)?,
                    created_at: values::instant(row.get(5)?),
                    rotated_at: row.get::<_, Option<i64>>(6)?.map(values::instant),
                    identity: parsed(row, 7)?.unwrap_or_default(),
                    default_severity: row.get::<_, Option<i64>>(8)?.map(values::read_severity).transpose()?,
                    rate_limit: row.get(9)?,
                })
            })?
            .collect::<Sql<Vec<_>>>()?;
        let mut links = self.statement(
            "SELECT integration, service_key FROM integration_service JOIN service ON service.id = service \
             ORDER BY position",
        )?;
        let mut links = links.query([])?;
        while let Some(row) = links.next()? {
            let id = IntegrationId(row.get(0)?);
            let key = row.get_ref(1)?.as_str()?.parse();
            if let Some(integration) = integrations.iter_mut().find(|i| i.id == id) {
                integration
                    .linked
                    .push(key.map_err(rusqlite::types::FromSqlError::other)?);
            }
        }
        let default_severity = self
            .statement("SELECT value FROM setting WHERE name = 'default_severity'")?
            .query_row([], |row| {
                let severity = row.get_ref(0)?.as_str()?.parse::<Severity>();
                Ok(severity.map_err(rusqlite::types::FromSqlError::other)?)
            })
            .optional()?
            .unwrap_or(Severity::ORGANISATION_DEFAULT);
        Ok(Directory::new(
            services,
            integrations,
            self.read_api_keys()?,
            default_severity,
        ))
    }
}

impl Backend for Sqlite {
    fn begin(&mut self) -> Result<(), StoreError> {
        self.replay_if_needed()?;
        self.main.step("BEGIN IMMEDIATE")
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.main.step("COMMIT")
    }

    fn roll_back(&mut self) {
        self.forget_transaction();
    }

    fn begin_deliveries(&mut self) -> Result<(), StoreError> {
        self.replay_if_needed()?;
        self.main.step("BEGIN")
    }

    fn load_key(&mut self, ledger: &mut Ledger, key: &AlertKey) -> Result<(), StoreError> {
        self.load_key_state(ledger, key)
    }

    fn load_incident(&mut self, ledger: &mut Ledger, number: IncidentNumber) -> Result<(), StoreError> {
        self.load_one_incident(ledger, number)
            .map_err(|error| self.failed(&error))
    }

    fn load_sequence(&mut self, ledger: &mut Ledger, year: u16) -> Result<(), StoreError> {
        self.load_year(ledger, year)
    }

    fn save(&mut self, ledger: &mut Ledger) -> Result<(), StoreError> {
        self.save_changes(ledger)
    }

    fn note(&mut self, ledger: &mut Ledger) -> Result<(), StoreError> {
        self.note_changes(ledger)
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        self.settle_all()
    }

    fn next_turn(&self) -> u64 {
        self.noted.max(self.settled).cast_unsigned() + 1
    }

    fn settled_turn(&self) -> u64 {
        self.settled.cast_unsigned()
    }

    fn is_settled(&mut self) -> bool {
        !self.is_waiting()
    }

    fn forget_incidents(&mut self, integration: Option<IntegrationId>) -> Result<u64, StoreError> {
        self.put_late_keys()?;
        self.delete_incidents(integration)
    }

    fn directory(&mut self) -> Result<Directory, StoreError> {
        self.read_directory().map_err(|error| self.failed(&error))
    }

    fn insert_service(&mut self, service: &Service, now: Timestamp) -> Result<(), StoreError> {
        self.change(
            "INSERT INTO service (service_key, alias, name, description, is_active, default_severity, created_at, team) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                service.key.as_str(),
                service.alias.as_ref().map(crate::incident::ServiceAlias::as_str),
                service.name,
                service.description,
                service.is_active,
                service.default_severity.map(values::severity),
                values::nanoseconds(now),
                service.team,
            ],
        )
    }

    fn update_service(&mut self, service: &Service) -> Result<(), StoreError> {
        self.change(
            "UPDATE service SET alias = ?2, name = ?3, description = ?4, is_active = ?5, default_severity = ?6, team = ?7 \
             WHERE service_key = ?1",
            params![
                service.key.as_str(),
                service.alias.as_ref().map(crate::incident::ServiceAlias::as_str),
                service.name,
                service.description,
                service.is_active,
                service.default_severity.map(values::severity),
                service.team,
            ],
        )
    }

    fn set_default_severity(&mut self, severity: Severity) -> Result<(), StoreError> {
        self.change(
            "INSERT OR REPLACE INTO setting (name, value) VALUES ('default_severity', ?1)",
            [severity.code()],
        )
    }

    fn update_integration(&mut self, id: IntegrationId, wanted: &IntegrationSettings) -> Result<(), StoreError> {
        self.change(
            "UPDATE integration SET severity_aliases = ?2, default_severity = coalesce(?3, default_severity), \
             rate_limit = coalesce(?4, rate_limit) WHERE id = ?1",
            params![
                id.0,
                values::severity_map(&wanted.severity_map),
                wanted.default_severity.map(values::severity),
                wanted.rate_limit
            ],
        )
    }

    fn set_service_active(&mut self, key: &ServiceKey, is_active: bool) -> Result<(), StoreError> {
        self.change(
            "UPDATE service SET is_active = ?2 WHERE service_key = ?1",
            params![key.as_str(), is_active],
        )
    }

    fn insert_integration(&mut self, new: &NewIntegration, key: &RoutingKey, now: Timestamp) -> Result<(), StoreError> {
        self.change(
            "INSERT INTO integration (name, routing_key_hash, routing_key_tail, severity_aliases, created_at, identity, \
             default_severity, rate_limit) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                new.name,
                key.hash().0,
                key.tail(),
                values::severity_map(&new.severity_map),
                values::nanoseconds(now),
                new.identity.code(),
                new.default_severity.map(values::severity),
                new.rate_limit,
            ],
        )
    }

    fn replace_key(&mut self, integration: &Integration, key: &RoutingKey, now: Timestamp) -> Result<(), StoreError> {
        self.change(
            "UPDATE integration SET routing_key_hash = ?2, routing_key_tail = ?3, rotated_at = ?4 WHERE id = ?1",
            params![integration.id.0, key.hash().0, key.tail(), values::nanoseconds(now)],
        )
    }

    fn delete_integration(&mut self, id: IntegrationId) -> Result<(), StoreError> {
        self.change("DELETE FROM integration WHERE id = ?1", [id.0])
    }

    fn link(&mut self, id: IntegrationId, service: &ServiceKey) -> Result<(), StoreError> {
        self.change(
            "INSERT INTO integration_service (integration, service) \
             SELECT ?1, id FROM service WHERE service_key = ?2 ON CONFLICT DO NOTHING",
            params![id.0, service.as_str()],
        )
    }

    fn unlink(&mut self, id: IntegrationId, service: &ServiceKey) -> Result<(), StoreError> {
        self.change(
            "DELETE FROM integration_service WHERE integration = ?1 \
             AND service = (SELECT id FROM service WHERE service_key = ?2)",
            params![id.0, service.as_str()],
        )
    }

    fn insert_api_key(&mut self, new: &NewApiKey, secret: &ApiKeySecret, now: Timestamp) -> Result<(), StoreError> {
        self.write_api_key(new, secret, now)
    }

    fn delete_api_key(&mut self, id: ApiKeyId) -> Result<(), StoreError> {
        self.remove_api_key(id)
    }

    fn kept_answer(&mut self, once: &Once) -> Result<Option<KeptAnswer>, StoreError> {
        self.read_answer(once)
    }

    fn keep_answer(&mut self, once: &Once, answer: &KeptAnswer) -> Result<(), StoreError> {
        self.write_answer(once, answer)
    }

    fn forget_answers(&mut self, until: Timestamp) -> Result<(), StoreError> {
        self.remove_answers(until)
    }

    fn incident(&mut self, number: IncidentNumber) -> Result<Option<StoredIncident>, StoreError> {
        self.read_incident_whole(number)
    }

    fn incidents(&mut self, filter: &IncidentFilter, limit: u32, offset: u64) -> Result<IncidentPage, StoreError> {
        self.list_incidents(filter, limit, offset)
    }

    fn record(&mut self, new: &NewRecording<'_>) -> Result<DeliveryId, StoreError> {
        self.note_delivery(new)
    }

    fn deliveries(
        &mut self,
        integration: Option<IntegrationId>,
        limit: u32,
        offset: u64,
    ) -> Result<DeliveryPage, StoreError> {
        self.select_deliveries(integration, limit, offset)
    }

    fn delivery(&mut self, id: DeliveryId) -> Result<Option<RecordedDelivery>, StoreError> {
        Ok(self.find_delivery(id)?.map(|(delivery, _)| delivery))
    }

    fn payload(&mut self, id: DeliveryId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.find_delivery(id)?.map(|(_, payload)| payload))
    }

    fn expire(&mut self, expired: &Expired) -> Result<u64, StoreError> {
        self.delete_expired(expired)
    }

    #[cfg(test)]
    fn limit_pages(&mut self, pages: Option<u32>) {
        for database in [&self.main, &self.journal] {
            database.limit_pages(pages.unwrap_or(1_000_000));
        }
    }

    fn close(&mut self) {
        if self.is_reader {
            return;
        }
        self.settler = None;
        self.stored_keys = StoredKeys::default();
        // What stays in the journal is put in its place at the next start.
        let _ = self.settle_late_keys();
        // What stays in a write-ahead log is read again at the next start: no loss if this fails.
        for database in [&self.main, &self.journal] {
            let _ = database.run("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}
