//! Posting a payload as Alertmanager does, once.
//!
//! Over plain HTTP the request is Alertmanager's to the byte, the order of its headers included ([`plain`]). Over TLS it is
//! encrypted and mostly HTTP/2, where that has no meaning, so a common client does it ([`tls`]), with the machine's
//! certificates and proxies.

mod plain;
mod tls;

use std::time::{Duration, Instant};

use hyper::body::Bytes;
use reqwest::StatusCode;

use super::{Outcome, WebhookUrl};
use crate::version::Version;

/// Bytes of an answer that are read; whoever answers more has nothing to say to Alertmanager.
pub const ANSWER_BYTES_MAX: usize = 4 << 20;

/// How long one attempt may take unless said otherwise.
pub const TIMEOUT_DEFAULT: Duration = Duration::from_secs(10);

/// The media type of a payload.
const JSON: &str = "application/json";

/// Posts payloads over kept connections.
#[derive(Debug)]
pub struct Sender {
    plain: plain::Client,
    tls: tls::Client,
    timeout: Duration,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// `Content-Type`; empty if there is none.
    pub content_type: String,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The body, up to [`ANSWER_BYTES_MAX`].
    pub body: Vec<u8>,
    /// Whether the body was longer.
    pub was_cut: bool,
    /// From the first byte sent to the last byte read.
    pub elapsed: Duration,
}

impl Answer {
    /// What the status means.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome::of(self.status)
    }

    /// Whether the body is a web page, as proxies and wrong addresses give.
    #[must_use]
    pub fn is_html(&self) -> bool {
        let start = self.body.trim_ascii_start();
        self.content_type.starts_with("text/html")
            || start.get(..5).is_some_and(|s| s.eq_ignore_ascii_case(b"<html"))
            || start.get(..9).is_some_and(|s| s.eq_ignore_ascii_case(b"<!doctype"))
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The host's name leads nowhere.
    #[error("cannot find the host `{host}`")]
    UnknownHost {
        /// Its name.
        host: String,
        /// What the resolver says.
        reason: String,
    },
    /// Nobody listens there.
    #[error("nobody listens on {authority}")]
    Closed {
        /// Host and port.
        authority: String,
    },
    /// No connection for another reason.
    #[error("cannot connect to {authority}: {reason}")]
    Connect {
        /// Host and port.
        authority: String,
        /// What the system says.
        reason: String,
    },
    /// The TLS client cannot be set up.
    #[error("cannot set up TLS: {reason}")]
    SetUp {
        /// What the library says.
        reason: String,
    },
    /// The connection cannot be made private.
    #[error("cannot make a TLS connection to {authority}: {reason}")]
    Tls {
        /// Host and port.
        authority: String,
        /// What the TLS library says.
        reason: String,
    },
    /// No whole answer in time.
    #[error("no answer from {authority} within {timeout:?}")]
    Timeout {
        /// Host and port.
        authority: String,
        /// How long it waited.
        timeout: Duration,
    },
    /// The connection ended before the answer did, or the answer is no HTTP.
    #[error("the connection to {authority} broke: {reason}")]
    Broken {
        /// Host and port.
        authority: String,
        /// What the system says.
        reason: String,
    },
}

impl Sender {
    /// A sender that introduces itself as the given release of Alertmanager, and waits so long for an answer.
    #[must_use]
    pub fn new(version: Version, timeout: Duration) -> Self {
        Self {
            plain: plain::Client::new(user_agent(version)),
            tls: tls::Client::new(user_agent(version)),
            timeout,
        }
    }

    /// Posts `body` once and reads the answer.
    ///
    /// # Errors
    /// If there is no answer; whatever the status, an answer is none.
    pub async fn send(&self, url: &WebhookUrl, body: impl Into<Bytes>) -> Result<Answer, SendError> {
        let start = Instant::now();
        let body = body.into();
        let exchange = async {
            if url.expose().scheme() == "https" {
                self.tls.post(url, body).await
            } else {
                self.plain.post(url, body).await
            }
        };
        let mut answer = tokio::time::timeout(self.timeout, exchange).await.unwrap_or_else(|_| {
            Err(SendError::Timeout {
                authority: url.authority(),
                timeout: self.timeout,
            })
        })?;
        answer.elapsed = start.elapsed();
        Ok(answer)
    }
}

/// The body of an answer while it comes in.
#[derive(Default)]
struct CappedBody {
    bytes: Vec<u8>,
    was_cut: bool,
}

impl CappedBody {
    /// Takes what there is room for, and says whether there is room for more.
    fn take(&mut self, piece: &[u8]) -> bool {
        let room = ANSWER_BYTES_MAX - self.bytes.len();
        self.bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        self.was_cut |= piece.len() > room;
        !self.was_cut
    }
}

/// How a release of Alertmanager introduces itself.
#[must_use]
pub fn user_agent(version: Version) -> &'static str {
    match version {
        Version::V0_25 => "Alertmanager/0.25.0",
        Version::V0_28 => "Alertmanager/0.28.1",
        Version::V0_33 => "Alertmanager/0.33.1",
    }
}

#[cfg(test)]
mod tests;
