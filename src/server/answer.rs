//! Answers in the documented envelope, also when nothing went right.

use axum::Json;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::{ErrorCode, ErrorDetail, Failure, Meta, Success, format_instant};
use crate::store::{AdminError, Directory, StoreError, request_id};
use crate::text::secret::MASK;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a handler gives back.
pub(super) type Answer = Result<Response, Problem>;

/// An answer that worked, as text.
pub(super) fn render<T: Serialize>(status: StatusCode, data: T) -> (StatusCode, String) {
    let body = Success {
        success: true,
        data,
        meta: meta(),
    };
    // Every type of the API can be written as JSON.
    (status, serde_json::to_string(&body).unwrap_or_default())
}

/// An answer that was given before: the same status, the same body.
pub(super) fn kept(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let id = serde_json::from_str(&body).map(|Envelope { meta }| meta.request_id);
    let response = (status, [(CONTENT_TYPE, "application/json")], body).into_response();
    with_id(response, &id.unwrap_or_default())
}

#[derive(Deserialize)]
struct Envelope {
    meta: Meta,
}

/// Wraps an answer that worked.
pub(super) fn success<T: Serialize>(status: StatusCode, data: T) -> Response {
    let meta = meta();
    let id = meta.request_id.clone();
    let body = Success {
        success: true,
        data,
        meta,
    };
    with_id((status, Json(body)).into_response(), &id)
}

/// An answer with status 200 whose data is JSON already.
pub(super) fn success_text(data: &str) -> Response {
    let meta = meta();
    // Texts are JSON.
    let meta_text = serde_json::to_string(&meta).unwrap_or_default();
    let body = ["{\"success\":true,\"data\":", data, ",\"meta\":", &meta_text, "}"].concat();
    with_id(
        ([(CONTENT_TYPE, "application/json")], body).into_response(),
        &meta.request_id,
    )
}

/// An answer with status 200.
#[expect(clippy::unnecessary_wraps, reason = "it ends handlers, which may also fail")]
pub(super) fn ok<T: Serialize>(data: T) -> Answer {
    Ok(success(StatusCode::OK, data))
}

/// What went wrong, as the client is told.
#[derive(Debug)]
pub(super) struct Problem {
    code: ErrorCode,
    message: String,
    details: Option<Value>,
}

impl Problem {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            details: None,
        }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ValidationError, message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotFound, message)
    }

    /// There is no integration of this name; those there are stand in `details`.
    pub(super) fn no_integration(name: &str, directory: &Directory) -> Self {
        let known: Vec<&str> = directory
            .integrations()
            .iter()
            .map(|known| known.name.as_str())
            .collect();
        Self::not_found(format!("there is no integration `{name}`")).with_details(serde_json::json!({ "known": known }))
    }

    /// The same without a secret, which its words may repeat.
    pub(super) fn without(mut self, secret: &str) -> Self {
        self.message = self.message.replace(secret, MASK);
        self
    }

    pub(super) fn with_details(mut self, details: impl Into<Value>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// The HTTP status it is answered with.
    pub(super) fn status(&self) -> u16 {
        self.code.status()
    }

    /// What the client is told.
    pub(super) fn message(&self) -> &str {
        &self.message
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Closed => Self::new(ErrorCode::ServiceUnavailable, "the server is shutting down"),
            StoreError::DiskFull => Self::new(ErrorCode::InternalError, "the disk is full"),
            // Paths and SQL are nobody's business outside.
            _ => Self::new(ErrorCode::InternalError, "the store failed"),
        }
    }
}

impl From<AdminError> for Problem {
    fn from(error: AdminError) -> Self {
        let message = error.to_string();
        match error {
            AdminError::Invalid(_) => Self::invalid(message),
            AdminError::NotFound { known, .. } => {
                Self::not_found(message).with_details(serde_json::json!({ "known": known }))
            }
            AdminError::Exists { .. } => Self::new(ErrorCode::Conflict, message),
            AdminError::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let meta = meta();
        let id = meta.request_id.clone();
        let body = Failure {
            error: ErrorDetail {
                code: self.code.code().to_owned(),
                message: self.message,
                details: self.details,
            },
            meta,
        };
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        with_id((status, Json(body)).into_response(), &id)
    }
}

fn meta() -> Meta {
    Meta {
        request_id: request_id(),
        timestamp: format_instant(Timestamp::now()),
    }
}

fn with_id(mut response: Response, id: &str) -> Response {
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
