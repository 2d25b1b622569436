//! The V1 API. Who may ask is settled before any of this runs: see `guard`.

mod actions;
mod incidents;
mod input;
mod people;
mod postmortems;
mod query;
mod services;

pub(super) use incidents::listed;
pub(super) use query::{Stretch, last};

use axum::Router;
use axum::routing::{get, post};

use super::state::State;

/// Its paths.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/auth/verify", get(people::verify))
        .route("/incidents", get(incidents::list).post(incidents::create))
        .route(
            "/incidents/{incident_number}",
            get(incidents::show).patch(actions::update),
        )
        .route("/incidents/{incident_number}/status", post(actions::set_status))
        .route("/incidents/{incident_number}/acknowledge", post(actions::acknowledge))
        .route("/incidents/{incident_number}/events", post(actions::add_event))
        .route("/incidents/{incident_number}/escalate", post(actions::escalate))
        .route("/incidents/{incident_number}/page", post(actions::page))
        .route("/services", get(services::list))
        .route("/services/{service_key}", get(services::show))
        .route("/on-call/current", get(people::on_call))
        .route("/escalation-policies", get(people::escalation_policy))
        .route("/postmortems", get(postmortems::show).post(postmortems::create))
        .route("/teams", get(people::teams))
        .route("/users", get(people::users))
}
