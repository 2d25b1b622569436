//! Over TLS: a common client, with the machine's certificates and proxies.

use std::error::Error as _;
use std::sync::OnceLock;

use hyper::body::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, USER_AGENT};
use reqwest::redirect;

use super::{Answer, CappedBody, JSON, SendError};
use crate::fire::WebhookUrl;

/// Posts over TLS to one host. Set up on first use, as reading the machine's certificates takes its time.
#[derive(Debug)]
pub(super) struct Client {
    user_agent: &'static str,
    client: OnceLock<reqwest::Client>,
}

impl Client {
    /// A client that introduces itself so.
    pub(super) fn new(user_agent: &'static str) -> Self {
        Self {
            user_agent,
            client: OnceLock::new(),
        }
    }

    /// Posts once and reads the answer, however long it takes.
    pub(super) async fn post(&self, url: &WebhookUrl, body: Bytes) -> Result<Answer, SendError> {
        let request = self.client(url)?.post(url.expose().clone()).body(body);
        let mut response = request.send().await.map_err(|error| classify(&error, url))?;
        let header = |name: HeaderName| {
            let value = response.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let content_type = header(CONTENT_TYPE).unwrap_or_default();
        let location = header(LOCATION);
        let mut body = CappedBody::default();
        while let Some(piece) = response.chunk().await.map_err(|error| classify(&error, url))? {
            if !body.take(&piece) {
                break;
            }
        }
        Ok(Answer {
            status: response.status(),
            content_type,
            location,
            body: body.bytes,
            was_cut: body.was_cut,
            elapsed: std::time::Duration::ZERO,
        })
    }

    fn client(&self, url: &WebhookUrl) -> Result<&reqwest::Client, SendError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(self.user_agent));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        let mut builder = reqwest::Client::builder();
        if url.is_loopback() {
            // A proxy would look for it on its own machine.
            builder = builder.no_proxy();
        }
        let client = builder
            .default_headers(headers)
            .http1_title_case_headers()
            .redirect(redirect::Policy::none())
            .referer(false)
            .build()
            .map_err(|error| SendError::SetUp {
                reason: error.to_string(),
            })?;
        Ok(self.client.get_or_init(|| client))
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
    if !is_network(io_kind) {
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
