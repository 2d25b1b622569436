//! What every answer is wrapped in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An answer that worked.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Success<T> {
    /// Always true.
    pub success: bool,
    /// The answer.
    pub data: T,
    /// About the request.
    #[serde(default)]
    pub meta: Meta,
}

/// About a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Meta {
    /// `req_` and random digits.
    #[serde(default, alias = "requestId")]
    pub request_id: String,
    /// When it was answered.
    #[serde(default)]
    pub timestamp: String,
}

/// An answer that did not. It has no `success`, as documented.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// What went wrong.
    pub error: ErrorDetail,
    /// About the request.
    #[serde(default)]
    pub meta: Meta,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorDetail {
    /// A name for programs.
    #[serde(default)]
    pub code: String,
    /// In words.
    #[serde(default, alias = "user_message", alias = "userMessage")]
    pub message: String,
    /// More, where there is more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Value>,
}

/// The codes the local Runframe answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The request is not well formed, or asks for something impossible.
    ValidationError,
    /// The key is missing or unknown.
    Unauthorized,
    /// The key may not do this.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// The path has other methods.
    MethodNotAllowed,
    /// It collides with what is there.
    Conflict,
    /// The `Idempotency-Key` is in use.
    IdempotencyConflict,
    /// The status cannot be reached from the present one.
    InvalidStatusTransition,
    /// The body is too large.
    PayloadTooLarge,
    /// The body is not JSON.
    UnsupportedMediaType,
    /// The request was not sent in time.
    RequestTimeout,
    /// Too many requests.
    RateLimited,
    /// The server failed.
    InternalError,
    /// The server cannot answer now.
    ServiceUnavailable,
}

impl ErrorCode {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::ValidationError,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::RequestTimeout,
        Self::Conflict,
        Self::IdempotencyConflict,
        Self::InvalidStatusTransition,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::RateLimited,
        Self::InternalError,
        Self::ServiceUnavailable,
    ];

    /// The code on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ValidationError => "VALIDATION_ERROR",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::Conflict => "CONFLICT",
            Self::IdempotencyConflict => "IDEMPOTENCY_CONFLICT",
            Self::InvalidStatusTransition => "INVALID_STATUS_TRANSITION",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::RequestTimeout => "REQUEST_TIMEOUT",
            Self::RateLimited => "RATE_LIMITED",
            Self::InternalError => "INTERNAL_ERROR",
            Self::ServiceUnavailable => "SERVICE_UNAVAILABLE",
        }
    }

    /// The code an HTTP status comes with: its own, or the general one of its class.
    #[must_use]
    pub fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            405 => Self::MethodNotAllowed,
            408 => Self::RequestTimeout,
            409 => Self::Conflict,
            413 => Self::PayloadTooLarge,
            415 => Self::UnsupportedMediaType,
            429 => Self::RateLimited,
            503 => Self::ServiceUnavailable,
            500..=599 => Self::InternalError,
            _ => Self::ValidationError,
        }
    }

    /// The HTTP status it comes with.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::ValidationError => 400,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::RequestTimeout => 408,
            Self::Conflict | Self::IdempotencyConflict | Self::InvalidStatusTransition => 409,
            Self::PayloadTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::RateLimited => 429,
            Self::InternalError => 500,
            Self::ServiceUnavailable => 503,
        }
    }
}

/// A stretch of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
pub struct Page<T> {
    /// The elements.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: u64,
    /// Whether more follow.
    #[serde(default, alias = "hasMore")]
    pub has_more: bool,
    /// Where they begin; null at the end.
    #[serde(default, alias = "nextOffset")]
    pub next_offset: Option<u64>,
}

impl<T> Page<T> {
    /// The elements from `offset` on, of `total`.
    #[must_use]
    pub fn new(items: Vec<T>, total: u64, offset: u64) -> Self {
        let end = offset.saturating_add(items.len() as u64);
        let has_more = !items.is_empty() && end < total;
        Self {
            items,
            total,
            has_more,
            next_offset: has_more.then_some(end),
        }
    }
}
