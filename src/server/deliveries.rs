//! `/api/local/deliveries`: what was delivered last, and what became of it.

use axum::extract::State as Shared;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::answer::{Answer, Problem, ok};
use super::local::chosen_integration;
use super::parts::{Pairs, Segment};
use super::state::State;
use super::v1::Stretch;
use crate::api::{DeliverySummary, Page, RecordedDelivery, format_instant};
use crate::store::{self, DeliveryId, Directory, ParseDeliveryIdError, Reply};

/// Names the newest delivery in place of its number.
const LATEST: &str = "latest";

/// `GET /api/local/deliveries`: the newest first. `integration` names whose; those of all by default.
pub(super) async fn list(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    let stretch = Stretch::of(&pairs)?;
    let directory = state.store().directory();
    let integration = chosen_integration(&pairs, &directory)?.map(|chosen| chosen.id);
    let page = state
        .store()
        .deliveries(integration, stretch.limit, stretch.offset)
        .await?;
    let items = page
        .deliveries
        .into_iter()
        .map(|delivery| {
            let mut shown = of(delivery, &directory);
            shown.summary.results = Vec::new();
            shown
        })
        .collect();
    ok(Page::new(items, page.total, stretch.offset))
}

/// `GET /api/local/deliveries/{id}`.
pub(super) async fn show(Shared(state): Shared<State>, Segment(id): Segment) -> Answer {
    let id = find(&state, &id).await?;
    let delivery = state.store().delivery(id).await?.ok_or_else(|| gone(id))?;
    ok(of(delivery, &state.store().directory()))
}

/// `GET /api/local/deliveries/{id}/payload`: the bytes that were sent, without an envelope.
pub(super) async fn payload(Shared(state): Shared<State>, Segment(id): Segment) -> Result<Response, Problem> {
    let id = find(&state, &id).await?;
    let payload = state.store().payload(id).await?.ok_or_else(|| gone(id))?;
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        // What others sent is no page to be shown.
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.json\"")),
    ];
    Ok((headers, payload).into_response())
}

async fn find(state: &State, text: &str) -> Result<DeliveryId, Problem> {
    if text == LATEST {
        let page = state.store().deliveries(None, 1, 0).await?;
        return match page.deliveries.first() {
            Some(delivery) => Ok(delivery.id),
            None => Err(Problem::not_found("no delivery is recorded")),
        };
    }
    text.parse()
        .map_err(|error: ParseDeliveryIdError| Problem::not_found(error.to_string()))
}

fn gone(id: DeliveryId) -> Problem {
    Problem::not_found(format!("there is no delivery {id}; only the last ones are kept"))
}

fn of(delivery: store::RecordedDelivery, directory: &Directory) -> RecordedDelivery {
    let payload_sha256 = delivery.payload_sha256();
    let integration = directory.integration(delivery.integration);
    let Reply { status, problem, fault } = delivery.reply;
    RecordedDelivery {
        id: delivery.id.to_string(),
        received_at: format_instant(delivery.received_at),
        integration: integration.map(|integration| integration.name.clone()),
        status,
        problem,
        fault,
        payload_sha256,
        payload_bytes: delivery.payload_bytes,
        summary: DeliverySummary::of_results(delivery.results, delivery.truncated_alerts),
    }
}
