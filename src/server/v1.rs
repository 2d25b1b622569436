//! The V1 API: incidents and services.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State as Shared};

use super::answer::{Answer, Problem, ok};
use super::state::State;
use crate::api::{Incident, Page, Service, TimelineEntry, parse_instant};
use crate::incident::{IncidentNumber, ServiceKey};
use crate::store::IncidentFilter;

/// Elements of a list when nobody says how many.
const LIMIT_DEFAULT: u32 = 20;

/// Elements of a list at most.
const LIMIT_MAX: u32 = 100;

/// A query string as names and values in order.
pub(super) type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// `GET /api/v1/incidents`.
pub(super) async fn list_incidents(Shared(state): Shared<State>, query: Pairs) -> Answer {
    let pairs = pairs(query)?;
    let stretch = Stretch::of(&pairs)?;
    let filter = filter(&pairs)?;
    // No incident belongs to a team here.
    if pairs.iter().any(|(name, _)| name == "team_name") {
        return ok(Page::<Incident>::new(Vec::new(), 0, stretch.offset));
    }
    let page = state.store().incidents(filter, stretch.limit, stretch.offset).await?;
    let directory = state.store().directory();
    let items = page
        .incidents
        .iter()
        .map(|incident| Incident::of(incident, directory.services()))
        .collect();
    ok(Page::new(items, page.total, stretch.offset))
}

/// `GET /api/v1/incidents/{number}`.
pub(super) async fn show_incident(Shared(state): Shared<State>, path: Result<Path<String>, PathRejection>) -> Answer {
    let text = path.map(|Path(text)| text).unwrap_or_default();
    let number: IncidentNumber = text
        .parse()
        .map_err(|error: crate::incident::ParseIncidentNumberError| Problem::not_found(error.to_string()))?;
    let stored = state
        .store()
        .incident(number)
        .await?
        .ok_or_else(|| Problem::not_found(format!("there is no incident {number}")))?;
    let timeline = stored
        .timeline
        .iter()
        .map(|stored| TimelineEntry::of(&stored.event_id, &stored.entry))
        .collect();
    let directory = state.store().directory();
    ok(Incident::of(&stored.incident, directory.services()).with_timeline(timeline))
}

/// `GET /api/v1/services`.
pub(super) async fn list_services(Shared(state): Shared<State>, query: Pairs) -> Answer {
    let pairs = pairs(query)?;
    let stretch = Stretch::of(&pairs)?;
    let search = last(&pairs, "search").unwrap_or_default().to_lowercase();
    let directory = state.store().directory();
    let found: Vec<&crate::incident::Service> = directory
        .services()
        .iter()
        .filter(|service| service.name.to_lowercase().contains(&search))
        .collect();
    let total = found.len() as u64;
    let items = found
        .into_iter()
        .skip(usize::try_from(stretch.offset).unwrap_or(usize::MAX))
        .take(stretch.limit as usize)
        .map(Service::from)
        .collect();
    ok(Page::new(items, total, stretch.offset))
}

/// `GET /api/v1/services/{service_key}`. Aliases are for labels only.
pub(super) async fn show_service(Shared(state): Shared<State>, path: Result<Path<String>, PathRejection>) -> Answer {
    let text = path.map(|Path(text)| text).unwrap_or_default();
    let key: ServiceKey = text
        .parse()
        .map_err(|error: crate::incident::ParseServiceKeyError| Problem::invalid(error.to_string()))?;
    let directory = state.store().directory();
    let service = directory
        .service(&key)
        .ok_or_else(|| Problem::not_found(format!("there is no service {key}")))?;
    ok(Service::from(service))
}

/// Which stretch of a list is asked for.
pub(super) struct Stretch {
    pub limit: u32,
    pub offset: u64,
}

impl Stretch {
    pub(super) fn of(pairs: &[(String, String)]) -> Result<Self, Problem> {
        let limit = match last(pairs, "limit") {
            None => LIMIT_DEFAULT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=LIMIT_MAX).contains(limit))
                .ok_or_else(|| invalid("limit", text, "a number from 1 to 100"))?,
        };
        let offset = match last(pairs, "offset") {
            None => 0,
            Some(text) => text.parse().map_err(|_| invalid("offset", text, "a number from 0"))?,
        };
        Ok(Self { limit, offset })
    }
}

fn filter(pairs: &[(String, String)]) -> Result<IncidentFilter, Problem> {
    let mut filter = IncidentFilter::default();
    for (name, value) in pairs {
        let instant = || parse_instant(value).ok_or_else(|| invalid(name, value, "an ISO 8601 instant"));
        match name.as_str() {
            "status" => filter.statuses.push(
                value
                    .parse()
                    .map_err(|error: crate::incident::ParseStatusError| Problem::invalid(error.to_string()))?,
            ),
            "severity" => filter.severities.push(
                value
                    .parse()
                    .map_err(|error: crate::incident::ParseSeverityError| Problem::invalid(error.to_string()))?,
            ),
            "assigned_to" => filter.assigned_to.push(value.clone()),
            "resolved_by" => filter.resolved_by.push(value.clone()),
            "created_after" => filter.created_after = Some(instant()?),
            "created_before" => filter.created_before = Some(instant()?),
            "resolved_after" => filter.resolved_after = Some(instant()?),
            "resolved_before" => filter.resolved_before = Some(instant()?),
            _ => {}
        }
    }
    Ok(filter)
}

pub(super) fn pairs(query: Pairs) -> Result<Vec<(String, String)>, Problem> {
    match query {
        Ok(Query(pairs)) => Ok(pairs),
        Err(error) => Err(Problem::invalid(format!("the query string cannot be read: {error}"))),
    }
}

/// The last value of a name.
pub(super) fn last<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .rfind(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

fn invalid(name: &str, value: &str, wanted: &str) -> Problem {
    Problem::invalid(format!("`{name}` is `{value}`, not {wanted}"))
        .with_details(serde_json::json!({ "parameter": name }))
}
