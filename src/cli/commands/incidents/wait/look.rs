//! Seeing how things stand.

use std::time::Duration;

use tokio::time::Instant;

use super::Seen;
use super::wish::Wish;
use crate::api::Incident;
use crate::client::{Client, ClientError, IncidentQuery};

/// Incidents that are not as wished and looked at only to tell how near they are; the newest.
const NEAR_MAX: u64 = 100;

impl Seen {
    /// Sees how things stand, among the newest `most`, or as many as there is time for.
    pub(super) async fn look(
        &mut self,
        client: &Client,
        wish: &Wish,
        most: u64,
        until: &Until,
    ) -> Result<(), ClientError> {
        let mut found = Self::default();
        if let Some(number) = &wish.number {
            match until.then(client.incident(number)).await {
                Ok(incident) if is_of(&incident, wish, client, until).await? => {
                    found.put(incident);
                    *self = found;
                    return Ok(());
                }
                Ok(_) => {}
                Err(error) if error.status() == Some(404) => {}
                Err(error) => return Err(error),
            }
        }
        // A few to tell how near they are, and those that may be meant: one that was named and is not there is not among them.
        let all = IncidentQuery {
            integration: wish.integration.clone(),
            ..IncidentQuery::default()
        };
        found.list(client, &all, NEAR_MAX, until).await?;
        if wish.number.is_none() {
            let filtered = IncidentQuery {
                statuses: wish.status.iter().cloned().collect(),
                severities: wish.severity.iter().cloned().collect(),
                created_after: wish.created_after.clone(),
                ..all
            };
            (found.looked_at, found.left_out) = found.list(client, &filtered, most, until).await?;
        }
        *self = found;
        Ok(())
    }

    /// Takes note of the newest `most` of a list, or as many as there is time for; says how many those were, and how many older ones
    /// there are.
    async fn list(
        &mut self,
        client: &Client,
        query: &IncidentQuery,
        most: u64,
        until: &Until,
    ) -> Result<(u64, u64), ClientError> {
        let (mut offset, mut limit) = (0, 100);
        let mut counted = (0, 0);
        while offset < most {
            let query = IncidentQuery {
                limit: Some(limit),
                offset: Some(offset),
                ..query.clone()
            };
            let page = match until.then(client.incidents(&query)).await {
                Err(ClientError::TimedOut { .. }) if offset > 0 && until.is_over() => break,
                // Large incidents come a few at a time.
                Err(ClientError::TooLarge { .. }) if limit > 1 => {
                    limit = (limit / 8).max(1);
                    continue;
                }
                page => page?,
            };
            let looked_at = offset + page.items.len() as u64;
            counted = (looked_at, page.total.saturating_sub(looked_at));
            page.items.into_iter().for_each(|incident| self.put(incident));
            match page.next_offset {
                Some(next) => offset = next,
                None => break,
            }
        }
        Ok(counted)
    }
}

/// Whether an incident is the wished integration's: alone it does not say so, among those created in the same moment it does.
async fn is_of(incident: &Incident, wish: &Wish, client: &Client, until: &Until) -> Result<bool, ClientError> {
    if wish.integration.is_none() {
        return Ok(true);
    }
    let of_that_moment = IncidentQuery {
        integration: wish.integration.clone(),
        created_after: Some(incident.created_at.clone()),
        created_before: Some(incident.created_at.clone()),
        ..IncidentQuery::default()
    };
    let mut seen = Seen::default();
    seen.list(client, &of_that_moment, u64::MAX, until).await?;
    Ok(seen
        .incidents
        .values()
        .any(|one| one.incident_number == incident.incident_number))
}

/// How long answers are waited for.
pub(super) struct Until {
    server: String,
    /// How long that was at first, and when it is over.
    limit: Option<(Duration, Instant)>,
}

impl Until {
    /// So long from now on, or as long as it takes.
    pub(super) fn after(client: &Client, limit: Option<Duration>) -> Self {
        Self {
            server: client.server(),
            limit: limit.map(|limit| (limit, Instant::now() + limit)),
        }
    }

    /// Whether that time is over.
    fn is_over(&self) -> bool {
        self.limit.is_some_and(|(_, end)| Instant::now() >= end)
    }

    /// The answer, if it comes in time.
    pub(super) async fn then<T>(&self, asked: impl Future<Output = Result<T, ClientError>>) -> Result<T, ClientError> {
        match self.limit {
            None => asked.await,
            Some((limit, end)) => tokio::time::timeout_at(end, asked).await.unwrap_or_else(|_| {
                let server = self.server.clone();
                Err(ClientError::TimedOut { server, limit })
            }),
        }
    }
}
