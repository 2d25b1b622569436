//! Postmortems: the local Runframe has none, and says so.

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use serde::Deserialize;

use super::input;
use super::query::required;
use crate::incident::IncidentNumber;
use crate::server::answer::{Answer, Problem};
use crate::server::parts::Pairs;
use crate::server::state::State;

#[derive(Deserialize)]
struct Wanted {
    incident_number: String,
}

/// `GET /api/v1/postmortems`.
pub(in crate::server) async fn show(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    let number = existing(&state, required(&pairs, "incident_number")?).await?;
    Err(Problem::not_found(format!("{number} has no postmortem")))
}

/// `POST /api/v1/postmortems`.
pub(in crate::server) async fn create(Shared(state): Shared<State>, request: Request<Body>) -> Answer {
    let wanted = input::read::<Wanted>(request).await?;
    existing(&state, &wanted.incident_number).await?;
    Err(Problem::not_found("the local Runframe keeps no postmortems"))
}

async fn existing(state: &State, text: &str) -> Result<IncidentNumber, Problem> {
    let number: IncidentNumber = text
        .parse()
        .map_err(|error: crate::incident::ParseIncidentNumberError| Problem::not_found(error.to_string()))?;
    match state.store().incident(number).await? {
        Some(_) => Ok(number),
        None => Err(Problem::not_found(format!("there is no incident {number}"))),
    }
}
