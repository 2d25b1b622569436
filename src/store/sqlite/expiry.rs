//! Deleting incidents that need not be kept.

use rusqlite::{ToSql, params};

use super::{Sqlite, values};
use crate::incident::{AlertKey, Severity, Status};
use crate::store::{Expired, StoreError};

type Sql<T> = rusqlite::Result<T>;

/// An incident's number, and the integration, the identity and the fingerprint of its alert, if it has one.
type Oldest = (i64, Option<i64>, Option<String>, Option<String>);

/// How long the end of an alert is remembered after its incident went, so that late copies are still recognised.
const END_REMEMBERED_NANOSECONDS: i64 = 3_600_000_000_000;

/// Keys that are looked through each time for those that need not be remembered.
const KEYS_AT_ONCE: u32 = 1000;

/// A key whose incident is gone, if it has one, and whose end need not be remembered; `?1` is when that was heard of at the latest.
const FORGETTABLE: &str = "coalesce(end_received_at, 0) <= ?1 \
                           AND NOT EXISTS (SELECT 1 FROM incident WHERE number = alert_key.incident)";

/// How long an alert that fires on after a person resolved its incident holds that incident: longer than it takes to repeat.
const FIRING_REMEMBERED_NANOSECONDS: i64 = 48 * 3_600_000_000_000;

/// When an incident's alert was last heard of.
const HEARD: &str = "max(coalesce(last_received_at, 0), coalesce((SELECT receipt.last_received_at \
                     FROM incident_receipt AS receipt WHERE receipt.number = incident.number), 0))";

impl Sqlite {
    pub(super) fn delete_expired(&mut self, expired: &Expired) -> Result<u64, StoreError> {
        let mut gone = 0;
        if let Some(over_since) = expired.over_since {
            let since = values::nanoseconds(over_since);
            // An alert that is repeated still has its say: its incident counts as over from the last of it.
            let condition =
                format!("created_at <= ?2 AND coalesce(closed_at, resolved_at, updated_at) <= ?2 AND {HEARD} <= ?2");
            gone += self.delete_oldest(&condition, since, expired.limit.into(), expired)?;
        }
        if let Some(max) = expired.max_incidents {
            let total: i64 = self
                .statement("SELECT coalesce(sum(incidents), 0) FROM incident_count")
                .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
                .map_err(|error| self.failed(&error))?;
            let excess = total.cast_unsigned().saturating_sub(max);
            let limit = excess.min(u64::from(expired.limit).saturating_sub(gone));
            let since = values::nanoseconds(expired.now).saturating_sub(FIRING_REMEMBERED_NANOSECONDS);
            // What a person resolved must not come back with the next repeat of its alert.
            let condition = format!("(resolved_by IS NULL OR ends_at IS NOT NULL OR {HEARD} <= ?2)");
            gone += self.delete_oldest(&condition, since, limit, expired)?;
        }
        self.forget_keys(expired)?;
        Ok(gone)
    }

    /// Deletes keys that nothing depends on any more, some at a time.
    fn forget_keys(&mut self, expired: &Expired) -> Result<(), StoreError> {
        let forgotten = values::nanoseconds(expired.now).saturating_sub(END_REMEMBERED_NANOSECONDS);
        let keys = self.next_keys(forgotten).map_err(|error| self.failed(&error))?;
        self.keys_looked_at = match keys.last() {
            Some((integration, identity, _)) if keys.len() as u64 == u64::from(KEYS_AT_ONCE) => {
                Some((*integration, identity.clone()))
            }
            // Next time from the beginning.
            _ => None,
        };
        if keys.iter().any(|(_, _, is_forgettable)| *is_forgettable) {
            // What was heard of them since must be seen.
            self.put_late_keys()?;
        }
        let sql = format!("DELETE FROM alert_key WHERE integration = ?2 AND identity = ?3 AND {FORGETTABLE}");
        for (integration, identity, _) in keys.iter().filter(|(_, _, is_forgettable)| *is_forgettable) {
            self.change(&sql, params![forgotten, integration, identity])?;
        }
        Ok(())
    }

    /// The keys behind those that were looked at last, and whether they need not be remembered.
    fn next_keys(&self, forgotten: i64) -> Sql<Vec<(i64, String, bool)>> {
        let (integration, identity) = self.keys_looked_at.clone().unwrap_or((i64::MIN, String::new()));
        let sql = format!(
            "SELECT integration, identity, {FORGETTABLE} FROM alert_key WHERE (integration, identity) > (?2, ?3) \
             ORDER BY integration, identity LIMIT {KEYS_AT_ONCE}"
        );
        self.statement(&sql)?
            .query_map(params![forgotten, integration, identity], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?
            .collect()
    }

    /// Deletes the oldest incidents that are over and fulfil a condition; `?2` in it is `since`.
    fn delete_oldest(&mut self, condition: &str, since: i64, limit: u64, expired: &Expired) -> Result<u64, StoreError> {
        if limit == 0 {
            return Ok(0);
        }
        let oldest = self
            .oldest(condition, since, limit)
            .map_err(|error| self.failed(&error))?;
        if !oldest.is_empty() {
            // Among them may be the keys that go too.
            self.put_late_keys()?;
        }
        let forgotten = values::nanoseconds(expired.now).saturating_sub(END_REMEMBERED_NANOSECONDS);
        for (number, integration, identity, fingerprint) in &oldest {
            let delete = |sql: &str, values: &[&dyn ToSql]| self.change(sql, values);
            delete("DELETE FROM timeline_entry WHERE incident = ?1", params![number])?;
            delete("DELETE FROM incident WHERE number = ?1", params![number])?;
            delete(
                "DELETE FROM alert_key WHERE integration = ?1 AND identity = ?2 AND incident = ?3 \
                 AND coalesce(end_received_at, 0) <= ?4",
                params![integration, identity, number, forgotten],
            )?;
            // Where a group was one incident, its members have keys of their own. Only an end is stated; a beginning was its
            // incident's.
            let members = fingerprint.as_deref().map(AlertKey::members);
            delete(
                "DELETE FROM alert_key WHERE integration = ?1 AND identity >= ?2 AND identity < ?2 || char(0x10FFFF) \
                 AND incident = ?3 AND (end_stated IS NULL OR coalesce(end_received_at, 0) <= ?4)",
                params![integration, members, number, forgotten],
            )?;
        }
        Ok(oldest.len() as u64)
    }

    /// The numbers of those, and whose alerts they are of.
    fn oldest(&self, condition: &str, since: i64, limit: u64) -> Sql<Vec<Oldest>> {
        // Each pair of status and severity is a stretch of an index that is in order.
        let over = Status::ALL.into_iter().filter(|status| !status.is_active());
        let parts: Vec<String> = over
            .flat_map(|status| Severity::ALL.map(|severity| (values::status(status), values::severity(severity))))
            .map(|(status, severity)| {
                format!(
                    "SELECT * FROM (SELECT number, created_at, integration, alert_identity, fingerprint FROM incident \
                     WHERE status = {status} AND severity = {severity} AND {condition} ORDER BY created_at, number LIMIT ?1)"
                )
            })
            .collect();
        let sql = format!("{} ORDER BY created_at, number LIMIT ?1", parts.join(" UNION ALL "));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.statement(&sql)?
            .query_map(params![limit, since], |row| {
                Ok((row.get(0)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?
            .collect()
    }
}
