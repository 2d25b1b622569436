//! API keys, and the answers kept for repeats.

use jiff::Timestamp;
use rusqlite::types::FromSqlError;
use rusqlite::{OptionalExtension, params};

use super::{Sqlite, values};
use crate::store::{ApiKey, ApiKeyId, ApiKeyKind, ApiKeySecret, KeptAnswer, KeyHash, NewApiKey, Once, StoreError};

type Sql<T> = rusqlite::Result<T>;

impl Sqlite {
    pub(super) fn read_api_keys(&self) -> Sql<Vec<ApiKey>> {
        self.statement(
            "SELECT id, name, key_hash, key_tail, kind, scopes, owner_email, owner_name, created_at \
             FROM api_key ORDER BY id",
        )?
        .query_map([], |row| {
            let kind: String = row.get(4)?;
            let scopes: String = row.get(5)?;
            Ok(ApiKey {
                id: ApiKeyId(row.get(0)?),
                name: row.get(1)?,
                hash: KeyHash(row.get(2)?),
                tail: row.get(3)?,
                kind: [ApiKeyKind::Personal, ApiKeyKind::ServiceAccount]
                    .into_iter()
                    .find(|known| known.code() == kind)
                    .ok_or(FromSqlError::InvalidType)?,
                scopes: scopes
                    .split_whitespace()
                    .map(|scope| scope.parse().map_err(FromSqlError::other))
                    .collect::<Result<_, _>>()?,
                owner_email: row.get(6)?,
                owner_name: row.get(7)?,
                created_at: values::instant(row.get(8)?),
            })
        })?
        .collect()
    }

    pub(super) fn write_api_key(
        &self,
        new: &NewApiKey,
        secret: &ApiKeySecret,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.code()).collect();
        self.change(
            "INSERT INTO api_key (name, key_hash, key_tail, kind, scopes, owner_email, owner_name, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                new.name,
                secret.hash().0,
                secret.tail(),
                new.kind.code(),
                scopes.join(" "),
                new.owner_email,
                new.owner_name,
                values::nanoseconds(now),
            ],
        )
    }

    pub(super) fn remove_api_key(&self, id: ApiKeyId) -> Result<(), StoreError> {
        self.change("DELETE FROM kept_answer WHERE api_key = ?1", [id.0])?;
        self.change("DELETE FROM api_key WHERE id = ?1", [id.0])
    }

    pub(super) fn read_answer(&self, once: &Once) -> Result<Option<KeptAnswer>, StoreError> {
        self.statement(
            "SELECT payload, status, body, created_at FROM kept_answer WHERE api_key = ?1 AND idempotency_key = ?2",
        )
        .and_then(|mut statement| {
            statement
                .query_row(params![once.scope, once.key], |row| {
                    Ok(KeptAnswer {
                        payload: row.get(0)?,
                        status: row.get(1)?,
                        body: row.get(2)?,
                        at: values::instant(row.get(3)?),
                    })
                })
                .optional()
        })
        .map_err(|error| self.failed(&error))
    }

    pub(super) fn write_answer(&self, once: &Once, answer: &KeptAnswer) -> Result<(), StoreError> {
        self.change(
            "INSERT OR REPLACE INTO kept_answer (api_key, idempotency_key, payload, status, body, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                once.scope,
                once.key,
                answer.payload,
                answer.status,
                answer.body,
                values::nanoseconds(answer.at),
            ],
        )
    }

    pub(super) fn remove_answers(&self, until: Timestamp) -> Result<(), StoreError> {
        self.change(
            "DELETE FROM kept_answer WHERE created_at <= ?1",
            [values::nanoseconds(until)],
        )
    }
}
