//! `/api/local/faults`: treating deliveries badly on purpose, and doing it.

use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::answer::{Answer, Problem, ok, success};
use super::local;
use super::parts::{Pairs, Segment};
use super::state::State;
use super::wire::CutAt;
use crate::api::{DeliverySummary, ErrorCode, SetFault};
use crate::fault::{self, FaultError, Faults, Injection, Spec};
use crate::incident::IntegrationId;

/// Faults that may be set at once.
const FAULTS_MAX: usize = 1000;

/// A fault cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum SetFaultError {
    /// The words are no fault.
    #[error(transparent)]
    Words(#[from] FaultError),
    /// There is no such integration.
    #[error("there is no integration `{name}`")]
    Integration {
        /// What was asked for.
        name: String,
        /// Those that exist.
        known: Vec<String>,
    },
    /// Enough is enough.
    #[error("there are {FAULTS_MAX} faults already")]
    TooMany,
}

impl From<SetFaultError> for Problem {
    fn from(error: SetFaultError) -> Self {
        let message = error.to_string();
        match error {
            SetFaultError::Words(_) | SetFaultError::TooMany => Self::invalid(message),
            SetFaultError::Integration { known, .. } => {
                Self::not_found(message).with_details(serde_json::json!({ "known": known }))
            }
        }
    }
}

impl State {
    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.0.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Treats deliveries badly from now on.
    pub(super) fn set_fault(&self, spec: &Spec) -> Result<SetFault, SetFaultError> {
        let fault = spec.fault()?;
        let integration = spec.integration.as_deref().map(|name| self.find(name)).transpose()?;
        let mut faults = self.faults();
        if faults.all().len() >= FAULTS_MAX {
            return Err(SetFaultError::TooMany);
        }
        Ok(self.shown(faults.add(integration, fault)))
    }

    fn find(&self, name: &str) -> Result<IntegrationId, SetFaultError> {
        let directory = self.store().directory();
        let found = directory.integration_named(name).map(|integration| integration.id);
        found.ok_or_else(|| SetFaultError::Integration {
            name: name.to_owned(),
            known: directory.integrations().iter().map(|i| i.name.clone()).collect(),
        })
    }

    fn shown(&self, set: &fault::SetFault) -> SetFault {
        let directory = self.store().directory();
        let name = set.integration.map(|id| {
            let integration = directory.integration(id);
            integration.map_or_else(|| "(deleted)".to_owned(), |i| i.name.clone())
        });
        SetFault::of(set, name)
    }

    /// Holds an answer back, unless the server is about to end.
    pub(super) async fn hold_back(&self, delay: Duration) {
        if delay.is_zero() {
            return;
        }
        let mut stopping = self.0.stopping.subscribe();
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            _ = stopping.wait_for(|is_stopping| *is_stopping) => {}
        }
    }
}

/// `GET /api/local/faults`.
pub(super) async fn list(Shared(state): Shared<State>) -> Answer {
    let all = state.faults().all().to_vec();
    ok(all.iter().map(|set| state.shown(set)).collect::<Vec<_>>())
}

/// `POST /api/local/faults`.
pub(super) async fn add(Shared(state): Shared<State>, request: Request<Body>) -> Answer {
    let spec: Spec = local::read(request).await?;
    Ok(success(StatusCode::CREATED, state.set_fault(&spec)?))
}

/// `DELETE /api/local/faults`, or with `?integration=NAME` those of one integration.
pub(super) async fn clear(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    let integration = local::chosen_integration(&pairs, &state.store().directory())?.map(|chosen| chosen.id);
    let removed = state
        .faults()
        .remove(|set| integration.is_none() || set.integration == integration);
    ok(removed.iter().map(|set| state.shown(set)).collect::<Vec<_>>())
}

/// `DELETE /api/local/faults/{id}`.
pub(super) async fn remove(Shared(state): Shared<State>, Segment(id): Segment) -> Answer {
    let id: u64 = id.parse().map_err(|_| Problem::not_found("faults have numbers"))?;
    let removed = state.faults().remove(|set| set.id == id);
    match removed.first() {
        Some(set) => ok(state.shown(set)),
        None => Err(Problem::not_found(format!("there is no fault {id}"))),
    }
}

/// The answer a fault gives instead of the usual one, which is `usual` if the delivery was applied. `None` if it only
/// delays.
pub(super) fn answer(injection: &Injection, usual: Option<Response>) -> Option<Response> {
    let cut = |at: CutAt, usual: Option<Response>| {
        let mut response = usual.unwrap_or_else(nothing_applied);
        response.extensions_mut().insert(at);
        Some(response)
    };
    match injection.answer {
        fault::Answer::Usual => usual,
        fault::Answer::Status { code, retry_after } => {
            let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = if status.is_success() {
                usual.unwrap_or_else(nothing_applied)
            } else {
                Problem::new(ErrorCode::of_status(code), "a fault was injected").into_response()
            };
            *response.status_mut() = status;
            if matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT) {
                *response.body_mut() = Body::empty();
                response.headers_mut().remove(CONTENT_TYPE);
                response.headers_mut().remove(CONTENT_LENGTH);
            }
            if let Some(seconds) = retry_after {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            Some(response)
        }
        fault::Answer::Drop => cut(CutAt::Start, usual),
        fault::Answer::CutHead => cut(CutAt::Head, usual),
        fault::Answer::CutBody => {
            let response = usual.unwrap_or_else(nothing_applied);
            let bytes = axum::body::HttpBody::size_hint(response.body()).lower();
            cut(
                CutAt::Body(usize::try_from(bytes).unwrap_or_default() / 2),
                Some(response),
            )
        }
    }
}

/// The status that the sender sees of an answer, unless the connection is cut before it.
pub(super) fn status_sent(response: &Response) -> Option<u16> {
    match response.extensions().get() {
        Some(CutAt::Start | CutAt::Head) => None,
        Some(CutAt::Body(_)) | None => Some(response.status().as_u16()),
    }
}

/// A success that says nothing was done.
fn nothing_applied() -> Response {
    success(StatusCode::OK, DeliverySummary::of(&[], 0))
}
