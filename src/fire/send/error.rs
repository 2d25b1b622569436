//! Why there is no answer to a payload.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use reqwest::Url;

use super::tls::{tls_error, tls_failure};
use super::{Hop, authority};
use crate::fire::WebhookUrl;

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
    /// The settings cannot be used.
    #[error("cannot set up the connection: {reason}")]
    SetUp {
        /// What about them.
        reason: String,
    },
    /// The proxy that is named is none that can be gone through.
    #[error("cannot set up the connection: {reason}")]
    UnusableProxy {
        /// Why.
        reason: String,
    },
    /// The connection cannot be made private.
    #[error("cannot make a TLS connection to {authority}: {reason}")]
    Tls {
        /// Host and port.
        authority: String,
        /// What about it.
        reason: String,
        /// Of what kind it is.
        problem: TlsProblem,
    },
    /// The proxy does not do what it should.
    #[error("the proxy {authority}: {reason}")]
    Proxy {
        /// Host and port of the proxy.
        authority: String,
        /// What about it.
        reason: String,
    },
    /// There is no token for the header `Authorization`.
    #[error("no OAuth 2.0 token from {authority}: {reason}")]
    Token {
        /// Host and port of the token server.
        authority: String,
        /// What about it.
        reason: String,
    },
    /// Redirects lead on and on.
    #[error("{authority} redirects more than 10 times")]
    Redirects {
        /// Host and port of the first.
        authority: String,
    },
    /// A redirect was followed, and that was the end.
    #[error("{}, followed to {}: {error}", hop.status, hop.to)]
    Redirected {
        /// Where it led.
        hop: Hop,
        /// What happened there.
        error: Box<SendError>,
    },
    /// No connection in time: what was to be sent was not.
    #[error("no connection to {authority} within {}", in_words(*timeout))]
    NoConnection {
        /// Host and port.
        authority: String,
        /// How long it waited.
        timeout: Duration,
    },
    /// No whole answer in time.
    #[error("no answer from {authority} within {}", in_words(*timeout))]
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

impl SendError {
    /// What happened before the request could be sent.
    pub(super) fn before_the_request(self) -> Self {
        match self {
            Self::Timeout { authority, timeout } => Self::NoConnection { authority, timeout },
            Self::Broken { authority, reason } => Self::Connect { authority, reason },
            other => other,
        }
    }

    /// Without any trace of the routing key.
    pub(super) fn redacted(mut self, url: &WebhookUrl) -> Self {
        match &mut self {
            Self::UnknownHost { reason, .. }
            | Self::Connect { reason, .. }
            | Self::SetUp { reason }
            | Self::UnusableProxy { reason }
            | Self::Tls { reason, .. }
            | Self::Proxy { reason, .. }
            | Self::Token { reason, .. }
            | Self::Broken { reason, .. } => *reason = url.redact(reason),
            // What happened elsewhere is redacted before it is told as such.
            Self::Closed { .. }
            | Self::NoConnection { .. }
            | Self::Timeout { .. }
            | Self::Redirects { .. }
            | Self::Redirected { .. } => {}
        }
        self
    }
}

/// A duration as people write it, to the millisecond.
fn in_words(duration: Duration) -> String {
    let rounded = Duration::from_millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
    crate::duration::format_prometheus(rounded)
}

/// What about TLS went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsProblem {
    /// Nobody who is trusted vouches for the other side.
    Untrusted,
    /// The other side proves another name.
    WrongName,
    /// The other side wants to know who is there.
    ClientCertificate,
    /// The other side speaks something else.
    NotTls,
    /// Anything else.
    Other,
}

/// What a failure over an open connection means.
pub(super) fn broken(error: &hyper::Error, url: &Url) -> SendError {
    let causes = || std::iter::successors(error.source(), |&cause| cause.source());
    let io_error = causes().find_map(|cause| cause.downcast_ref::<io::Error>());
    if let Some(error) = io_error.and_then(tls_error) {
        return tls_failure(error, &authority(url));
    }
    let reason = causes().last().map_or_else(|| error.to_string(), ToString::to_string);
    SendError::Broken {
        authority: authority(url),
        reason,
    }
}
