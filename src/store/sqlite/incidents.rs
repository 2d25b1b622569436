//! Reading incidents and listing them.

use std::fmt::Write as _;
use std::sync::LazyLock;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};

use super::{Sqlite, values};
use crate::incident::{
    AlertKey, AlertRecord, Incident, IncidentNumber, IntegrationId, Pinned, Severity, Status, TimelineEntry,
};
use crate::organisation::same_name;
use crate::store::{IncidentFilter, IncidentPage, StoreError, StoredEntry, StoredIncident};

type Sql<T> = rusqlite::Result<T>;

/// The columns of an incident, in the order the ledger writes them.
pub(super) const COLUMNS: &str = "\
    number, title, description, severity, status, services, detected_at, created_at, updated_at, acknowledged_at, \
    resolved_at, resolved_by, closed_at, assigned_to, is_severity_pinned, is_description_pinned, integration, \
    alert_identity, fingerprint, labels, annotations, starts_at, latest_start, ends_at, generator_url, group_key, \
    external_url, first_received_at, last_received_at, delivery_count, still_firing_noted_at, team, escalation_level";

/// What is read of an incident: its columns, and what was received since they were written.
pub(super) static SELECTED: LazyLock<String> = LazyLock::new(|| {
    let receipt = |column: &str| {
        format!(
            "max({column}, coalesce((SELECT receipt.{column} FROM incident_receipt AS receipt \
             WHERE receipt.number = incident.number), 0))"
        )
    };
    COLUMNS
        .split(", ")
        .map(|column| match column {
            "last_received_at" | "delivery_count" => receipt(column),
            other => other.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(", ")
});

impl Sqlite {
    pub(super) fn read_incident_whole(&mut self, number: IncidentNumber) -> Result<Option<StoredIncident>, StoreError> {
        self.find_incident(number).map_err(|error| self.failed(&error))
    }

    fn find_incident(&self, number: IncidentNumber) -> Sql<Option<StoredIncident>> {
        let incident = self
            .statement(&format!("SELECT {} FROM incident WHERE number = ?1", *SELECTED))?
            .query_row([values::number(number)], read_incident)
            .optional()?;
        let Some(incident) = incident else {
            return Ok(None);
        };
        let timeline = self
            .statement(
                "SELECT event_id, kind, actor, comment, created_at FROM timeline_entry WHERE incident = ?1 ORDER BY id",
            )?
            .query_map([values::number(number)], |row| {
                let kind = row.get_ref(1)?.as_str()?;
                Ok(StoredEntry {
                    event_id: row.get(0)?,
                    entry: TimelineEntry {
                        kind: kind.parse().map_err(rusqlite::types::FromSqlError::other)?,
                        actor: row.get_ref(2)?.as_str()?.into(),
                        comment: row.get(3)?,
                        at: values::instant(row.get(4)?),
                    },
                })
            })?
            .collect::<Sql<Vec<_>>>()?;
        Ok(Some(StoredIncident { incident, timeline }))
    }

    pub(super) fn delete_incidents(&mut self, integration: Option<IntegrationId>) -> Result<u64, StoreError> {
        let delete = || -> Sql<usize> {
            let id = integration.map(|id| id.0);
            // Without an integration those that a person created are meant too.
            self.statement(
                "DELETE FROM timeline_entry \
                 WHERE ?1 IS NULL OR incident IN (SELECT number FROM incident WHERE integration = ?1)",
            )?
            .execute([id])?;
            self.statement("DELETE FROM alert_key WHERE ?1 IS NULL OR integration = ?1")?
                .execute([id])?;
            // An answer that names an incident is no answer without it.
            self.statement("DELETE FROM kept_answer WHERE ?1 IS NULL")?
                .execute([id])?;
            self.statement("DELETE FROM incident WHERE ?1 IS NULL OR integration = ?1")?
                .execute([id])
        };
        delete()
            .map(|incidents| incidents as u64)
            .map_err(|error| self.failed(&error))
    }

    pub(super) fn list_incidents(
        &mut self,
        filter: &IncidentFilter,
        limit: u32,
        offset: u64,
    ) -> Result<IncidentPage, StoreError> {
        // List and total are of one moment.
        let _snapshot = self.main.snapshot()?;
        self.spelled_as_stored(filter)
            .and_then(|filter| self.select_incidents(&filter, limit, offset))
            .map_err(|error| self.failed(&error))
    }

    /// The filter with names of people and teams as incidents have them, whatever the case they are asked for in.
    fn spelled_as_stored(&self, filter: &IncidentFilter) -> Sql<IncidentFilter> {
        let mut filter = filter.clone();
        for (column, wanted) in [
            ("assigned_to", &mut filter.assigned_to),
            ("resolved_by", &mut filter.resolved_by),
            ("team", &mut filter.teams),
        ] {
            if wanted.is_empty() {
                continue;
            }
            // From one name to the next by the column's index: there are few of them.
            let sql = format!(
                "WITH RECURSIVE name (value) AS (SELECT min({column}) FROM incident WHERE {column} IS NOT NULL \
                 UNION ALL SELECT (SELECT min({column}) FROM incident WHERE {column} > value) FROM name \
                 WHERE value IS NOT NULL) SELECT value FROM name WHERE value IS NOT NULL"
            );
            let mut statement = self.statement(&sql)?;
            let mut rows = statement.query([])?;
            let mut spelled = Vec::new();
            while let Some(row) = rows.next()? {
                let known = row.get_ref(0)?.as_str()?;
                if wanted.iter().any(|name| same_name(known, name)) {
                    spelled.push(known.to_owned());
                }
            }
            // One that no incident has stays, and finds none.
            if !spelled.is_empty() {
                *wanted = spelled;
            }
        }
        Ok(filter)
    }

    fn select_incidents(&self, filter: &IncidentFilter, limit: u32, offset: u64) -> Sql<IncidentPage> {
        let condition = Condition::of(filter);
        let total: i64 = if condition.is_counted {
            let sql = format!(
                "SELECT coalesce(sum(incidents), 0) FROM incident_count {}",
                condition.sql
            );
            self.statement(&sql)?
                .query_row(params_from_iter(&condition.values), |row| row.get(0))?
        } else {
            let sql = format!("SELECT count(*) FROM {} {}", condition.table, condition.sql);
            self.statement(&sql)?
                .query_row(params_from_iter(&condition.values), |row| row.get(0))?
        };
        // Numbers first, from an index alone: skipping to an offset must not read whole incidents.
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        let numbers = condition.numbers(filter, i64::from(limit), offset);
        let sql = format!(
            "SELECT {} FROM incident WHERE number IN ({numbers}) ORDER BY created_at DESC, number DESC",
            *SELECTED
        );
        let mut statement = self.main.connection.prepare(&sql)?;
        // The last of them may be of no use here.
        let values = condition.values.iter().take(statement.parameter_count());
        let incidents = statement
            .query_map(params_from_iter(values), read_incident)?
            .collect::<Sql<Vec<_>>>()?;
        Ok(IncidentPage {
            incidents,
            total: total.cast_unsigned(),
        })
    }
}

/// A filter as SQL.
struct Condition {
    /// What is looked through.
    table: &'static str,
    sql: String,
    /// The same without status and severity.
    rest: String,
    values: Vec<Value>,
    /// Only status and severity decide, so the kept counts tell the total.
    is_counted: bool,
}

impl Condition {
    fn of(filter: &IncidentFilter) -> Self {
        let mut condition = Self {
            table: match filter.integration {
                // It knows whose they are: no incident of another integration is read, whatever else is asked for.
                Some(_) => "incident INDEXED BY incident_by_creation",
                None => "incident",
            },
            sql: String::new(),
            rest: String::new(),
            values: Vec::new(),
            is_counted: true,
        };
        condition.any_of("status", filter.statuses.iter().map(|&s| values::status(s).into()));
        condition.any_of(
            "severity",
            filter.severities.iter().map(|&s| values::severity(s).into()),
        );
        let counted = condition.values.len();
        let state = std::mem::take(&mut condition.sql);
        condition.any_of("assigned_to", filter.assigned_to.iter().map(|p| p.clone().into()));
        condition.any_of("resolved_by", filter.resolved_by.iter().map(|p| p.clone().into()));
        condition.any_of("team", filter.teams.iter().map(|team| team.clone().into()));
        condition.any_of("integration", filter.integration.iter().map(|id| id.0.into()));
        for (column, operator, bound) in [
            ("created_at", ">=", filter.created_after),
            ("created_at", "<=", filter.created_before),
            ("resolved_at", ">=", filter.resolved_after),
            ("resolved_at", "<=", filter.resolved_before),
        ] {
            if let Some(bound) = bound {
                condition.values.push(values::nanoseconds(bound).into());
                let place = condition.values.len();
                condition.and(&format!("{column} {operator} ?{place}"));
            }
        }
        condition.is_counted = condition.values.len() == counted;
        condition.rest.clone_from(&condition.sql);
        condition.sql = match (state.is_empty(), condition.rest.strip_prefix("WHERE")) {
            (true, _) => condition.rest.clone(),
            (false, None) => state,
            (false, Some(rest)) => format!("{state} AND{rest}"),
        };
        condition
    }

    /// A query for the numbers of one stretch of the list, newest first.
    ///
    /// With a status or a severity to look for, each pair of the two is a stretch of `incident_by_state` that is in order
    /// already; merging their beginnings costs as much as the stretch is long, not as there are incidents. The condition on
    /// both must not stand there a second time: SQLite would take the index for that, and sort.
    fn numbers(&self, filter: &IncidentFilter, limit: i64, offset: i64) -> String {
        const ORDER: &str = "ORDER BY created_at DESC, number DESC";
        if filter.integration.is_some() || filter.statuses.is_empty() && filter.severities.is_empty() {
            return format!(
                "SELECT number FROM {} {} {ORDER} LIMIT {limit} OFFSET {offset}",
                self.table, self.sql
            );
        }
        let chosen = |given: &[i64], all: usize| -> Vec<i64> {
            let every: Vec<i64> = (0..).take(all).collect();
            if given.is_empty() {
                every
            } else {
                every.into_iter().filter(|value| given.contains(value)).collect()
            }
        };
        let statuses: Vec<i64> = filter.statuses.iter().map(|&s| values::status(s)).collect();
        let severities: Vec<i64> = filter.severities.iter().map(|&s| values::severity(s)).collect();
        let depth = limit.saturating_add(offset);
        let mut parts = Vec::new();
        for status in chosen(&statuses, Status::ALL.len()) {
            for severity in chosen(&severities, Severity::ALL.len()) {
                let condition = if self.rest.is_empty() {
                    "WHERE"
                } else {
                    &format!("{} AND", self.rest)
                };
                parts.push(format!(
                    "SELECT * FROM (SELECT number, created_at FROM incident {condition} status = {status} \
                     AND severity = {severity} {ORDER} LIMIT {depth})"
                ));
            }
        }
        format!(
            "SELECT number FROM ({}) {ORDER} LIMIT {limit} OFFSET {offset}",
            parts.join(" UNION ALL ")
        )
    }

    fn any_of(&mut self, column: &str, alternatives: impl Iterator<Item = Value>) {
        let before = self.values.len();
        self.values.extend(alternatives);
        if self.values.len() > before {
            let places: Vec<String> = (before + 1..=self.values.len())
                .map(|place| format!("?{place}"))
                .collect();
            self.and(&format!("{column} IN ({})", places.join(", ")));
        }
    }

    fn and(&mut self, sql: &str) {
        let word = if self.sql.is_empty() { "WHERE" } else { " AND" };
        // Writing to a string cannot fail.
        let _ = write!(self.sql, "{word} {sql}");
    }
}

/// Reads the columns of [`SELECTED`].
pub(super) fn read_incident(row: &Row<'_>) -> Sql<Incident> {
    let time =
        |column: usize| -> Sql<Option<jiff::Timestamp>> { Ok(row.get::<_, Option<i64>>(column)?.map(values::instant)) };
    let sure_time = |column: usize| -> Sql<jiff::Timestamp> { row.get(column).map(values::instant) };
    let integration: Option<i64> = row.get(16)?;
    let alert = match integration {
        None => None,
        Some(integration) => Some(AlertRecord {
            key: AlertKey {
                integration: IntegrationId(integration),
                identity: row.get(17)?,
            },
            fingerprint: row.get(18)?,
            labels: values::read_label_set(row.get_ref(19)?)?,
            annotations: values::read_label_set(row.get_ref(20)?)?,
            starts_at: time(21)?,
            latest_start: sure_time(22)?,
            ends_at: time(23)?,
            generator_url: row.get(24)?,
            group_key: row.get(25)?,
            external_url: row.get(26)?,
            first_received_at: sure_time(27)?,
            last_received_at: sure_time(28)?,
            delivery_count: row.get::<_, i64>(29)?.cast_unsigned(),
            still_firing_noted_at: time(30)?,
        }),
    };
    Ok(Incident {
        number: values::read_number(row.get(0)?)?,
        title: row.get(1)?,
        description: row.get(2)?,
        severity: values::read_severity(row.get(3)?)?,
        status: values::read_status(row.get(4)?)?,
        services: values::read_service_keys(row.get_ref(5)?.as_str()?)?,
        detected_at: sure_time(6)?,
        created_at: sure_time(7)?,
        updated_at: sure_time(8)?,
        acknowledged_at: time(9)?,
        resolved_at: time(10)?,
        resolved_by: row.get(11)?,
        closed_at: time(12)?,
        assigned_to: row.get(13)?,
        team: row.get(31)?,
        escalation_level: row.get(32)?,
        pinned: Pinned {
            severity: row.get(14)?,
            description: row.get(15)?,
        },
        alert,
    })
}
