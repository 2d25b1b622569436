//! Incidents: listed, shown, created.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::input;
use super::query::{Stretch, filter, number};
use crate::api::{
    CreateIncident, DESCRIPTION_MAX, ErrorCode, IDEMPOTENCY_KEY_MAX, Incident, Page, SERVICES_MAX, TITLE_MAX,
    TimelineEntry,
};
use crate::incident::{self, IntegrationId, NewIncident, ServiceKey};
use crate::server::answer::{Answer, Problem, kept, ok, render};
use crate::server::caller::Caller;
use crate::server::parts::{Pairs, Segment};
use crate::server::state::State;
use crate::store::{Directory, IncidentFilter, KeptAnswer, Once, Outcome, StoredIncident};

/// `GET /api/v1/incidents`.
pub(in crate::server) async fn list(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    listed(&state, &pairs, None).await
}

/// The incidents that a query string asks for, all or those of one integration.
pub(in crate::server) async fn listed(
    state: &State,
    pairs: &[(String, String)],
    integration: Option<IntegrationId>,
) -> Answer {
    let stretch = Stretch::of(pairs)?;
    let filter = IncidentFilter {
        integration,
        ..filter(pairs)?
    };
    let directory = state.store().directory();
    let page = state.store().incidents(filter, stretch.limit, stretch.offset).await?;
    let items = page
        .incidents
        .iter()
        .map(|incident| Incident::of(incident, directory.services()))
        .collect();
    ok(Page::new(items, page.total, stretch.offset))
}

/// `GET /api/v1/incidents/{number}`.
pub(in crate::server) async fn show(Shared(state): Shared<State>, Segment(path): Segment) -> Answer {
    let number = number(&path)?;
    let stored = state.store().incident(number).await?;
    let stored = stored.ok_or_else(|| Problem::not_found(format!("there is no incident {number}")))?;
    ok(whole(&stored, &state.store().directory()))
}

/// `POST /api/v1/incidents`.
pub(in crate::server) async fn create(
    Shared(state): Shared<State>,
    Extension(caller): Extension<Caller>,
    request: Request<Body>,
) -> Answer {
    let idempotency_key = idempotency_key(request.headers());
    let body = input::read_object(request).await?;
    let idempotency_key = idempotency_key?;
    let once = idempotency_key.map(|key| Once {
        scope: caller.id().0,
        key,
        payload: fingerprint(&body),
    });
    // While the first request runs, a second one can be told neither its answer nor that there is none.
    let _turn = match &once {
        Some(once) => Some(state.begin_once(once).ok_or_else(|| {
            collision("a request with this `Idempotency-Key` is being carried out: send it again in a moment")
        })?),
        None => None,
    };
    let new = match input::wanted(&body).and_then(|wanted| checked(&state, wanted)) {
        Ok(new) => new,
        // What was asked before is answered as it was then, and what was not is another request, whatever is wrong with it now.
        Err(problem) => {
            return match &once {
                Some(once) => state
                    .store()
                    .asked_before(once.clone())
                    .await?
                    .map_or(Err(problem), answered),
                None => Err(problem),
            };
        }
    };
    let directory = state.store().directory();
    let outcome = state
        .store()
        .open_incident(new, caller.person(), once, move |stored| {
            let (status, body) = render(StatusCode::CREATED, whole(stored, &directory));
            (status.as_u16(), body)
        })
        .await?;
    answered(outcome)
}

fn answered(outcome: Outcome<KeptAnswer>) -> Answer {
    match outcome {
        Outcome::Done(answer) | Outcome::Repeated(answer) => Ok(kept(answer.status, answer.body)),
        Outcome::Collision => Err(collision(
            "this `Idempotency-Key` was used for another request: use another one",
        )),
    }
}

fn collision(message: &str) -> Problem {
    Problem::new(ErrorCode::IdempotencyConflict, message)
}

/// An incident with everything that belongs to it.
pub(super) fn whole(stored: &StoredIncident, directory: &Directory) -> Incident {
    let timeline = stored
        .timeline
        .iter()
        .map(|stored| TimelineEntry::of(&stored.event_id, &stored.entry))
        .collect();
    let people = stored.timeline.iter().filter_map(|stored| match &stored.entry.actor {
        incident::Actor::Person(person) => Some(person.as_str()),
        incident::Actor::Integration => None,
    });
    Incident::of(&stored.incident, directory.services()).with_timeline(timeline, people)
}

fn checked(state: &State, wanted: CreateIncident) -> Result<NewIncident, Problem> {
    let title = input::text("title", wanted.title, TITLE_MAX)?;
    let description = input::optional_text("description", wanted.description.unwrap_or_default(), DESCRIPTION_MAX)?;
    let severity = wanted.severity.as_deref().map(input::severity).transpose()?;
    let count = wanted.service_ids.len();
    if !(1..=SERVICES_MAX).contains(&count) {
        let message = format!("`service_ids` has {count} services, 1 to {SERVICES_MAX} are allowed");
        return Err(input::refused("service_ids", message));
    }
    let directory = state.store().directory();
    let mut services: Vec<&incident::Service> = Vec::new();
    for (at, text) in wanted.service_ids.iter().enumerate() {
        let key: ServiceKey = input::service_key(at, text)?;
        let refused = |why: &str| input::refused(&format!("service_ids[{at}]"), format!("service {key} {why}"));
        let service = directory.service(&key).ok_or_else(|| refused("does not exist"))?;
        if !service.is_active {
            return Err(refused("is not active"));
        }
        if !services.iter().any(|known| known.key == key) {
            services.push(service);
        }
    }
    let default = services.iter().find_map(|service| service.default_severity);
    Ok(NewIncident {
        title,
        description,
        severity: severity.or(default).unwrap_or(directory.default_severity()),
        team: services.iter().find_map(|service| service.team.clone()),
        services: services.into_iter().map(|service| service.key.clone()).collect(),
    })
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let text = value.to_str().map(str::trim).unwrap_or_default();
    if text.is_empty() || text.len() > IDEMPOTENCY_KEY_MAX || text.contains('\t') {
        let message = format!("`Idempotency-Key` needs 1 to {IDEMPOTENCY_KEY_MAX} printable ASCII characters");
        return Err(Problem::invalid(message).with_details(json!({ "header": "Idempotency-Key" })));
    }
    Ok(Some(text.to_owned()))
}

/// SHA-256 of a value, whatever the order of its fields and the spaces between them.
fn fingerprint(value: &Value) -> [u8; 32] {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(fields) => {
                let mut fields: Vec<(&String, Value)> =
                    fields.iter().map(|(name, value)| (name, sorted(value))).collect();
                fields.sort_by_key(|(name, _)| *name);
                fields.into_iter().map(|(name, value)| (name.clone(), value)).collect()
            }
            Value::Array(items) => items.iter().map(sorted).collect(),
            other => other.clone(),
        }
    }
    Sha256::digest(sorted(value).to_string()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_fields_makes_no_difference() {
        let one = json!({"a": 1, "b": {"c": [1, {"d": 2, "e": 3}]}});
        let other: Value = serde_json::from_str(r#"{ "b": {"c": [1, {"e":3,"d":2}]}, "a":1 }"#).unwrap();
        assert_eq!(fingerprint(&one), fingerprint(&other));
        assert_ne!(
            fingerprint(&one),
            fingerprint(&json!({"a": 1, "b": {"c": [{"d": 2, "e": 3}, 1]}}))
        );
    }
}
