//! Services.

use axum::extract::State as Shared;

use super::query::{Stretch, last};
use crate::api::Service;
use crate::incident::ServiceKey;
use crate::server::answer::{Answer, Problem, ok};
use crate::server::parts::{Pairs, Segment};
use crate::server::state::State;

/// `GET /api/v1/services`.
pub(in crate::server) async fn list(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    let stretch = Stretch::of(&pairs)?;
    let search = last(&pairs, "search").unwrap_or_default().trim().to_lowercase();
    let directory = state.store().directory();
    let found: Vec<Service> = directory
        .services()
        .iter()
        .filter(|service| service.name.to_lowercase().contains(&search))
        .map(Service::from)
        .collect();
    ok(stretch.page(found))
}

/// `GET /api/v1/services/{service_key}`. Aliases are for labels only.
pub(in crate::server) async fn show(Shared(state): Shared<State>, Segment(path): Segment) -> Answer {
    let key: ServiceKey = path.parse().map_err(|error: crate::incident::ParseServiceKeyError| {
        Problem::invalid(error.to_string()).with_details(serde_json::json!({ "parameter": "service_key" }))
    })?;
    let directory = state.store().directory();
    let service = directory
        .service(&key)
        .ok_or_else(|| Problem::not_found(format!("there is no service {key}")))?;
    ok(Service::from(service))
}
