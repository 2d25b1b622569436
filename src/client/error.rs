//! How asking an API fails.

use std::time::Duration;

use crate::api::ErrorDetail;

/// The API was not reached, refused, or spoke otherwise than documented.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address is no URL of a server.
    #[error("`{url}` is not the URL of an API: {why}")]
    InvalidUrl {
        /// What was given, with what may be secret in it masked.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// The API key cannot be sent.
    #[error("the API key has characters that cannot be sent")]
    InvalidKey,
    /// The connections' foundations could not be laid.
    #[error("cannot set up connections: {0}")]
    Setup(String),
    /// Nobody answers there.
    #[error("cannot reach {server}: {why}")]
    Unreachable {
        /// Its URL.
        server: String,
        /// Why.
        why: String,
    },
    /// What listens there is no partner for `https`.
    #[error("{server} does not speak TLS")]
    NotTls {
        /// Its URL.
        server: String,
    },
    /// The answer took too long.
    #[error("{server} did not answer within {} s", limit.as_secs_f64())]
    TimedOut {
        /// Its URL.
        server: String,
        /// How long was waited.
        limit: Duration,
    },
    /// It sends more at once than is taken.
    #[error("{server} sends {what} of more than {} MiB", limit >> 20)]
    TooLarge {
        /// Its URL.
        server: String,
        /// What it sends.
        what: &'static str,
        /// Bytes that are taken.
        limit: usize,
    },
    /// The API said no.
    #[error("{} ({server} answered {status})", describe(detail))]
    Refused {
        /// Its URL.
        server: String,
        /// The HTTP status.
        status: u16,
        /// What it said.
        detail: Box<ErrorDetail>,
        /// When to try again, if it said so.
        retry_after: Option<String>,
    },
    /// The answer is not what the API documents.
    #[error("{server} answered {status} with something that is not Runframe's API: {why}")]
    Unexpected {
        /// Its URL.
        server: String,
        /// The HTTP status.
        status: u16,
        /// What is odd.
        why: String,
    },
}

impl ClientError {
    /// The HTTP status of a refusal.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// How long the other side wants not to be asked.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => retry_after.as_deref()?.trim().parse().ok().map(Duration::from_secs),
            _ => None,
        }
    }
}

fn describe(detail: &ErrorDetail) -> &str {
    match (detail.message.is_empty(), detail.code.is_empty()) {
        (false, _) => &detail.message,
        (true, false) => &detail.code,
        (true, true) => "no reason given",
    }
}
