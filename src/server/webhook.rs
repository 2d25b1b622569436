//! `POST /webhooks/{routingKey}`: what Alertmanager talks to.
//!
//! A 2xx is given only after the commit: Alertmanager forgets resolved alerts once it has one.

use std::future::Future;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};

use super::answer::{Problem, ok, success_text};
use super::body::{self, Readable, Stated};
use super::faults;
use super::hub::What;
use super::parts::Segment;
use super::state::{DeliveryRecord, FaultNote, State};
use super::surviving::Waiting;
use crate::api::DeliverySummary;
use crate::fault::{self, Injection, Stage};
use crate::incident::{Delivery, IntegrationId, Outcome};
use crate::store::{Credential, Incoming, RawPayload, Reply, RoutingKey};
use crate::webhook::receive::{self, PayloadError};

/// Takes one delivery.
pub(super) async fn receive(
    Shared(state): Shared<State>,
    path: Result<Segment, Problem>,
    request: Request<Body>,
) -> Response {
    let key = path.ok().and_then(|Segment(key)| key.parse().ok());
    let sender = request.extensions().get().cloned().unwrap_or_default();
    let (head, body) = request.into_parts();
    answer(state, key, sender, &head.headers, body).await
}

/// The key of a delivery that its method and path alone show to be one. A key has no character that means anything else in
/// a path.
pub(super) fn key_of<B>(request: &Request<B>) -> Option<RoutingKey> {
    let key = request.uri().path().strip_prefix("/webhooks/")?;
    (request.method() == Method::POST).then(|| key.parse().ok())?
}

/// Answers one delivery. Many wait at once: nothing of the head is kept meanwhile.
pub(super) fn answer<B: Readable>(
    state: State,
    key: Option<RoutingKey>,
    sender: Waiting,
    headers: &HeaderMap,
    mut body: B,
) -> impl Future<Output = Response> + Send + use<B> {
    let began = Instant::now();
    let stated = state.0.bodies.check(headers);
    async move {
        let mut record = DeliveryRecord {
            at: (state.0.clock)(),
            took: Duration::ZERO,
            status: None,
            key: key
                .as_ref()
                .map_or_else(|| "…".to_owned(), |key| format!("…{}", key.tail())),
            outcomes: Vec::new(),
            truncated_alerts: 0,
            problem: None,
            recorded: None,
            integration: None,
            fault: None,
        };
        let response = match handle(&state, key.as_ref(), stated, &mut body, &sender, &mut record).await {
            Ok(response) => response,
            Err(problem) => {
                record.problem = Some(problem.message().to_owned());
                problem.into_response()
            }
        };
        record.status = sent(&sender, faults::status_sent(&response));
        if let Some(fault) = &mut record.fault {
            fault.is_answered &= !sender.is_over();
        }
        record.took = began.elapsed();
        let directory = state.store().directory();
        let name = record
            .integration
            .and_then(|id| Some(directory.integration(id)?.name.as_str()));
        state.0.metrics.count(&record, name);
        if let Some(log) = &state.0.log {
            log(&record, name);
        }
        let integration = record.integration;
        state.0.hub.publish(integration, || What::Delivery(Box::new(record)));
        response
    }
}

/// Finds out whose delivery it is, and whether there is room for it.
async fn handle<B: Readable>(
    state: &State,
    key: Option<&RoutingKey>,
    stated: Result<Stated, Box<Problem>>,
    body: &mut B,
    sender: &Waiting,
    record: &mut DeliveryRecord,
) -> Result<Response, Problem> {
    let Some((key, whose)) = key.and_then(|key| Some((key, Whose::of(state, key)?))) else {
        body::drain(body).await;
        return Err(unknown_key());
    };
    record.integration = Some(whose.integration);
    let limit = whose.rate_limit.or(state.0.webhook_rate_limit);
    let quota = state
        .0
        .webhook_limiter
        .count(whose.integration, "webhook", limit, record.at);
    let taken = match quota.check() {
        Ok(()) => take(state, key, &whose, stated, body, sender, record).await,
        Err(problem) => {
            body::drain(body).await;
            Err(problem)
        }
    };
    let mut response = taken.unwrap_or_else(|problem| {
        record.problem = Some(problem.message().to_owned());
        problem.into_response()
    });
    quota.tell(&mut response);
    Ok(response)
}

/// Reads, and applies unless a fault is in the way.
async fn take<B: Readable>(
    state: &State,
    key: &RoutingKey,
    whose: &Whose,
    stated: Result<Stated, Box<Problem>>,
    body: &mut B,
    sender: &Waiting,
    record: &mut DeliveryRecord,
) -> Result<Response, Problem> {
    // Held until the answer: what waits for the store takes room too.
    let body = state.0.bodies.read(stated, body).await;
    let body = body.map_err(|problem| problem.without(key.expose()))?;
    // What a payload says of routing keys goes no further.
    let payload = RawPayload::of(body.bytes, key, &state.store().known_keys(state.0.local_keys.traces()));
    let received = Received {
        credential: whose.credential,
        sender,
        delivery: receive::read(payload.kept()),
        payload: state.store().is_recording().then_some(payload),
    };
    let injection = state.faults().pick(whose.integration, received.delivery.as_ref().ok());
    match injection {
        None => apply(state, received, None, record).await,
        Some(injection) => Box::pin(treat_badly(state, received, injection, record)).await,
    }
}

/// Does what a fault wants, before or after the delivery is applied.
async fn treat_badly(
    state: &State,
    received: Received<'_>,
    injection: Injection,
    record: &mut DeliveryRecord,
) -> Result<Response, Problem> {
    let Received { credential, sender, .. } = received;
    let is_answered = matches!(injection.answer, fault::Answer::Usual | fault::Answer::Status { .. });
    let (is_applied, response) = match injection.stage {
        Stage::BeforeCommit => {
            state.hold_back(injection.delay).await;
            match faults::answer(&injection, None) {
                Some(response) => {
                    let incoming = Incoming {
                        payload: received.payload,
                        reply: Reply {
                            status: sent(sender, faults::status_sent(&response)),
                            problem: None,
                            fault: Some(injection.text.clone()),
                        },
                        ..Incoming::default()
                    };
                    keep(state, credential, Box::new(incoming), record).await;
                    (false, Ok(response))
                }
                None => {
                    let applied = apply(state, received, Some(&injection), record).await;
                    (applied.is_ok(), applied)
                }
            }
        }
        Stage::AfterCommit => {
            let applied = apply(state, received, Some(&injection), record).await;
            let is_applied = applied.is_ok();
            state.hold_back(injection.delay).await;
            let usual = applied.unwrap_or_else(|problem| {
                record.problem = Some(problem.message().to_owned());
                problem.into_response()
            });
            let answer = faults::answer(&injection, Some(usual)).ok_or_else(unknown_key);
            (is_applied, answer)
        }
    };
    record.fault = Some(FaultNote {
        text: injection.text,
        is_applied,
        is_answered,
    });
    response
}

/// The status of an answer, unless the sender has hung up and gets none.
fn sent(sender: &Waiting, status: Option<u16>) -> Option<u16> {
    status.filter(|_| !sender.is_over())
}

/// A body that was read.
struct Received<'a> {
    credential: Credential,
    sender: &'a Waiting,
    delivery: Result<Delivery, PayloadError>,
    payload: Option<RawPayload>,
}

/// Applies a delivery and says what became of it. A fault it met changes what is answered in the end.
fn apply<'a>(
    state: &'a State,
    received: Received<'_>,
    injection: Option<&Injection>,
    record: &'a mut DeliveryRecord,
) -> impl Future<Output = Result<Response, Problem>> + Send + use<'a> {
    let Received {
        credential,
        sender,
        delivery,
        payload,
    } = received;
    let reply = |status: u16, problem: Option<&str>| Reply {
        status: sent(
            sender,
            injection.map_or(Some(status), |injection| injection.status(status)),
        ),
        problem: problem.map(str::to_owned),
        fault: injection.map(|injection| injection.text.clone()),
    };
    let (incoming, problem) = match delivery {
        Ok(delivery) => {
            record.truncated_alerts = delivery.truncated_alerts;
            let incoming = Incoming {
                delivery,
                payload,
                reply: reply(200, None),
            };
            (Box::new(incoming), None)
        }
        Err(error) => {
            let (problem, unusable) = refused(error);
            record.outcomes = unusable.alerts.iter().map(Outcome::unapplied).collect();
            let incoming = Incoming {
                delivery: unusable,
                payload,
                reply: reply(problem.status(), Some(problem.message())),
            };
            (Box::new(incoming), Some(Box::new(problem)))
        }
    };
    async move {
        if let Some(problem) = problem {
            keep(state, credential, incoming, record).await;
            return Err(*problem);
        }
        let delivered = state.store().deliver(credential, incoming).await?;
        // The key may have been replaced while the delivery waited.
        let delivered = delivered.ok_or_else(unknown_key)?;
        record.outcomes = delivered.outcomes;
        record.recorded = delivered.recorded;
        match delivered.results {
            Some(results) => Ok(success_text(&DeliverySummary::text(
                &record.outcomes,
                record.truncated_alerts,
                &results,
            ))),
            None => ok(DeliverySummary::of(&record.outcomes, record.truncated_alerts)),
        }
    }
}

/// Records what changes no incident, so that it can be looked at. A store that cannot is no reason for another answer.
async fn keep(state: &State, credential: Credential, incoming: Box<Incoming>, record: &mut DeliveryRecord) {
    if incoming.payload.is_some()
        && let Ok(Some(delivered)) = state.store().deliver(credential, incoming).await
    {
        record.recorded = delivered.recorded;
    }
}

/// Whose a delivery is.
struct Whose {
    credential: Credential,
    integration: IntegrationId,
    rate_limit: Option<u32>,
}

impl Whose {
    /// Whose key it is. It is looked up by its hash: the time that takes depends on hashes, and a guess that is nearly
    /// right has another hash altogether, so nothing can be learnt from it.
    fn of(state: &State, key: &RoutingKey) -> Option<Self> {
        let hash = key.hash();
        let directory = state.store().directory();
        let (credential, integration) = match directory.integration_of(&hash) {
            Some(id) => (Credential::Key(hash), id),
            None => {
                let id = state.0.local_keys.integration_of(&hash)?;
                (Credential::Integration(id), id)
            }
        };
        Some(Self {
            credential,
            integration,
            rate_limit: directory.integration(integration).and_then(|known| known.rate_limit),
        })
    }
}

fn unknown_key() -> Problem {
    Problem::not_found("no integration has this routing key")
}

/// Why a payload is refused, and its alerts, none of which is usable.
fn refused(error: PayloadError) -> (Problem, Delivery) {
    let problem = Problem::invalid(error.to_string());
    let PayloadError::NothingUsable(alerts) = error else {
        return (problem, Delivery::default());
    };
    let outcomes: Vec<Outcome> = alerts.iter().map(Outcome::unapplied).collect();
    let results = DeliverySummary::of(&outcomes, 0).results;
    let unusable = Delivery {
        alerts,
        ..Delivery::default()
    };
    (
        problem.with_details(serde_json::json!({ "results": results })),
        unusable,
    )
}
