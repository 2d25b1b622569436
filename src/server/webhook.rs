//! `POST /webhooks/{routingKey}`: what Alertmanager talks to.
//!
//! A 2xx is given only after the commit: Alertmanager forgets resolved alerts once it has one.

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State as Shared};
use axum::response::{IntoResponse, Response};

use super::answer::{Problem, ok};
use super::body;
use super::state::{DeliveryRecord, State};
use crate::api::DeliverySummary;
use crate::incident::Outcome;
use crate::store::{Credential, RoutingKey};
use crate::webhook::receive::{self, PayloadError};

/// Takes one delivery.
pub(super) async fn receive(
    Shared(state): Shared<State>,
    path: Result<Path<String>, PathRejection>,
    request: Request<Body>,
) -> Response {
    let key = path.ok().and_then(|Path(key)| key.parse::<RoutingKey>().ok());
    let mut record = DeliveryRecord {
        at: (state.0.clock)(),
        status: 200,
        key: key
            .as_ref()
            .map_or_else(|| "…".to_owned(), |key| format!("…{}", key.tail())),
        outcomes: Vec::new(),
        truncated_alerts: 0,
        problem: None,
    };
    let answer = match apply(&state, key, request).await {
        Ok(applied) => {
            let answer = ok(DeliverySummary::of(&applied.outcomes, applied.truncated_alerts));
            record.outcomes = applied.outcomes;
            record.truncated_alerts = applied.truncated_alerts;
            answer
        }
        Err(problem) => Err(problem),
    };
    if let Err(problem) = &answer {
        record.status = problem.status();
        record.problem = Some(problem.message().to_owned());
    }
    if let Some(log) = &state.0.log {
        log(&record);
    }
    answer.into_response()
}

struct Applied {
    outcomes: Vec<Outcome>,
    truncated_alerts: u64,
}

async fn apply(state: &State, key: Option<RoutingKey>, request: Request<Body>) -> Result<Applied, Problem> {
    let Some(credential) = key.and_then(|key| credential(state, &key)) else {
        body::discard(request).await;
        return Err(unknown_key());
    };
    // Held until the answer: what waits for the store takes room too.
    let body = state.0.bodies.read_json(request).await?;
    let delivery = receive::read(&body.bytes).map_err(refused)?;
    let truncated_alerts = delivery.truncated_alerts;
    let delivered = state.store().deliver(credential, delivery).await?;
    // The key may have been replaced while the delivery waited.
    let outcomes = delivered.ok_or_else(unknown_key)?.outcomes;
    Ok(Applied {
        outcomes,
        truncated_alerts,
    })
}

/// Whose key it is; keys are compared by their hashes only.
fn credential(state: &State, key: &RoutingKey) -> Option<Credential> {
    let hash = key.hash();
    if state.store().directory().integration_of(&hash).is_some() {
        return Some(Credential::Key(hash));
    }
    state.0.local_keys.integration_of(&hash).map(Credential::Integration)
}

fn unknown_key() -> Problem {
    Problem::not_found("no integration has this routing key")
}

fn refused(error: PayloadError) -> Problem {
    let problem = Problem::invalid(error.to_string());
    match error {
        PayloadError::NothingUsable(alerts) => {
            let outcomes: Vec<Outcome> = alerts.iter().map(Outcome::unapplied).collect();
            let results = DeliverySummary::of(&outcomes, 0).results;
            problem.with_details(serde_json::json!({ "results": results }))
        }
        _ => problem,
    }
}
