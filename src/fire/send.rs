//! Posting a payload as Alertmanager does, once.

use std::error::Error as _;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, USER_AGENT};
use reqwest::{Client, StatusCode, redirect};

use super::{Outcome, WebhookUrl};
use crate::version::Version;

/// Bytes of an answer that are read; whoever answers more has nothing to say to Alertmanager.
pub const ANSWER_BYTES_MAX: usize = 4 << 20;

/// How long one attempt may take unless said otherwise.
pub const TIMEOUT_DEFAULT: Duration = Duration::from_secs(10);

/// Posts payloads over kept connections.
#[derive(Clone, Debug)]
pub struct Sender {
    client: Client,
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

/// The client could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up the HTTP client: {0}")]
pub struct SetupError(#[source] reqwest::Error);

impl Sender {
    /// A sender that introduces itself as the given release of Alertmanager.
    pub fn new(version: Version, timeout: Duration) -> Result<Self, SetupError> {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(user_agent(version)));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let client = Client::builder()
            .default_headers(headers)
            .http1_title_case_headers()
            .redirect(redirect::Policy::none())
            .referer(false)
            .build()
            .map_err(SetupError)?;
        Ok(Self { client, timeout })
    }

    /// Posts `body` once and reads the answer.
    ///
    /// # Errors
    /// If there is no answer; whatever the status, an answer is none.
    pub async fn send(&self, url: &WebhookUrl, body: Vec<u8>) -> Result<Answer, SendError> {
        let start = Instant::now();
        let exchange = async {
            let mut response = self
                .client
                .post(url.expose().clone())
                .body(body)
                .send()
                .await
                .map_err(|error| classify(&error, url))?;
            let header = |name| {
                let value = response.headers().get(name)?;
                Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
            };
            let content_type = header(CONTENT_TYPE).unwrap_or_default();
            let location = header(LOCATION);
            let mut body = Vec::new();
            let mut was_cut = false;
            while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error, url))? {
                let room = ANSWER_BYTES_MAX - body.len();
                body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    was_cut = true;
                    break;
                }
            }
            Ok(Answer {
                status: response.status(),
                content_type,
                location,
                body,
                was_cut,
                elapsed: start.elapsed(),
            })
        };
        tokio::time::timeout(self.timeout, exchange).await.unwrap_or_else(|_| {
            Err(SendError::Timeout {
                authority: url.authority(),
                timeout: self.timeout,
            })
        })
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

/// The kind of failure, from the library's chain of causes.
fn classify(error: &reqwest::Error, url: &WebhookUrl) -> SendError {
    let authority = url.authority();
    let causes: Vec<String> = std::iter::successors(error.source(), |&cause| cause.source())
        .map(ToString::to_string)
        .collect();
    // The last cause is the nearest to the fact.
    let reason = url.redact(causes.last().map_or("no reason given", String::as_str));
    let io_kind = std::iter::successors(error.source(), |&cause| cause.source())
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .map(std::io::Error::kind)
        .last();
    let names = |word: &str| causes.iter().any(|cause| cause.contains(word));
    if error.is_timeout() || io_kind == Some(std::io::ErrorKind::TimedOut) {
        return SendError::Connect { authority, reason };
    }
    if !error.is_connect() {
        return SendError::Broken { authority, reason };
    }
    if names("dns error") || names("failed to lookup address") {
        return SendError::UnknownHost {
            host: url.expose().host_str().unwrap_or_default().to_owned(),
            reason,
        };
    }
    if io_kind == Some(std::io::ErrorKind::ConnectionRefused) {
        return SendError::Closed { authority };
    }
    if url.expose().scheme() == "https" && !is_network(io_kind) {
        return SendError::Tls { authority, reason };
    }
    SendError::Connect { authority, reason }
}

/// Whether the operating system's network is to blame, not what is spoken over it.
fn is_network(kind: Option<std::io::ErrorKind>) -> bool {
    use std::io::ErrorKind;
    matches!(
        kind,
        Some(
            ErrorKind::HostUnreachable
                | ErrorKind::NetworkUnreachable
                | ErrorKind::NetworkDown
                | ErrorKind::AddrNotAvailable
                | ErrorKind::PermissionDenied
        )
    )
}

#[cfg(test)]
mod tests;
