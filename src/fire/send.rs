//! Posting a payload as Alertmanager does, once.
//!
//! The request is Alertmanager's: method, headers and their order, over HTTP/1.1 byte for byte. How it gets there - TLS,
//! proxies, credentials - is said by [`HttpSettings`], which an `http_config` or the command line make.

mod connect;
mod error;
mod from_config;
mod head;
mod oauth2;
mod proxy;
mod settings;
mod tls;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue, LOCATION};
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use reqwest::{StatusCode, Url};

use super::{Outcome, WebhookUrl};
use crate::config::Secret;
use crate::version::Version;
use connect::Opened;
pub(super) use connect::{Connector, Stream};
use error::broken;
pub use error::{SendError, TlsProblem};
pub use from_config::{Files, ReceiverAddress, ReceiverHttp, SettingsError, receiver_http};
pub(super) use head::{Facts, authority, headers, target};
pub use settings::{HttpSettings, OAuth2Settings, ProxyChoice, ProxySettings, TlsFiles, TlsSettings};

/// Bytes of an answer that are read; whoever answers more has nothing to say to Alertmanager.
pub const ANSWER_BYTES_MAX: usize = 4 << 20;

/// How long one attempt may take unless said otherwise.
pub const TIMEOUT_DEFAULT: Duration = Duration::from_secs(10);

/// How many redirects Go's client follows.
const REDIRECTS_MAX: usize = 10;

/// The media type of a payload.
const JSON: &str = "application/json";

/// Posts payloads over kept connections.
#[derive(Debug)]
pub struct Sender {
    version: Version,
    settings: Arc<HttpSettings>,
    connector: Connector,
    tokens: Option<oauth2::Tokens>,
    /// A way to the last host that can be used again.
    idle: Mutex<Option<(String, Connection)>>,
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
    /// Whether there was more to the body, or it broke off.
    pub was_cut: bool,
    /// From the first byte sent to the last byte read.
    pub elapsed: Duration,
    /// The redirects that were followed on the way to it.
    pub hops: Vec<Hop>,
}

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The status.
    pub status: StatusCode,
    /// Where it led, the routing key masked.
    pub to: String,
    /// Whether the payload went along.
    pub with_payload: bool,
    /// Whether the credentials went along, if there are some and it led to another host.
    pub with_credentials: Option<bool>,
    /// Where it led.
    pub(super) url: Box<WebhookUrl>,
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

/// A connection over which requests go.
enum Connection {
    /// One request at a time.
    One(http1::SendRequest<Full<Bytes>>, Way),
    /// HTTP/2.
    Two(http2::SendRequest<Full<Bytes>>),
}

/// What requests over a connection must say of the way.
#[derive(Clone, Default)]
struct Way {
    to_proxy: bool,
    proxy_authorization: Option<Secret>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::One(..) => "HTTP/1.1",
            Self::Two(_) => "HTTP/2",
        })
    }
}

/// Longer than anybody waits.
const FOREVER: Duration = Duration::from_hours(24 * 365);

/// Until when an attempt may last, and how long that is from its start.
#[derive(Clone, Copy, Debug)]
struct Deadline {
    at: Instant,
    timeout: Duration,
}

impl Deadline {
    /// What `work` comes to, unless it takes too long.
    async fn hold<T>(self, authority: &str, work: impl Future<Output = Result<T, SendError>>) -> Result<T, SendError> {
        let done = tokio::time::timeout_at(self.at.into(), work).await;
        done.unwrap_or_else(|_| {
            Err(SendError::Timeout {
                authority: authority.to_owned(),
                timeout: self.timeout,
            })
        })
    }
}

/// What a kept connection is known by.
fn place(url: &Url) -> String {
    format!("{}://{}", url.scheme(), authority(url))
}

/// One request, of a delivery or of what comes before it.
struct Post<'a> {
    url: &'a Url,
    /// `None`: a GET.
    body: Option<Bytes>,
    token: Option<&'a Secret>,
    referer: Option<String>,
    with_credentials: bool,
    is_elsewhere: bool,
    is_form: bool,
}

/// Whether a URL's host is the first one's, or within it, as `sub.example.com` is within `example.com`.
fn is_within(url: &Url, first: &Url) -> bool {
    let (Some(host), Some(first)) = (url.host_str(), first.host_str()) else {
        return false;
    };
    let is_name = url.domain().is_some();
    host == first || is_name && host.strip_suffix(first).is_some_and(|rest| rest.ends_with('.'))
}

impl Sender {
    /// A sender that introduces itself as the given release of Alertmanager, and waits so long for an answer.
    #[must_use]
    pub fn new(version: Version, timeout: Duration) -> Self {
        let settings = HttpSettings {
            timeout: Some(timeout),
            ..HttpSettings::default()
        };
        Self::with_settings(version, settings)
    }

    /// A sender that speaks HTTP as told.
    #[must_use]
    pub fn with_settings(version: Version, settings: HttpSettings) -> Self {
        let settings = Arc::new(settings);
        Self {
            version,
            connector: Connector::new(Arc::clone(&settings)),
            tokens: settings
                .oauth2
                .as_deref()
                .map(|oauth2| oauth2::Tokens::new(oauth2, version)),
            settings,
            idle: Mutex::new(None),
        }
    }

    /// How HTTP is spoken.
    #[must_use]
    pub fn settings(&self) -> &HttpSettings {
        &self.settings
    }

    /// The value of `Authorization` that a token server gives, if the settings name one.
    ///
    /// # Errors
    /// If it gives none.
    pub async fn token(&self) -> Result<Option<Secret>, SendError> {
        match &self.tokens {
            Some(tokens) => tokens.get().await.map(Some),
            None => Ok(None),
        }
    }

    /// Posts `body` once and reads the answer.
    ///
    /// # Errors
    /// If there is no answer; whatever the status, an answer is none.
    pub async fn send(&self, url: &WebhookUrl, body: impl Into<Bytes>) -> Result<Answer, SendError> {
        self.send_within(url, body, Duration::MAX).await
    }

    /// [`Sender::send`], given up after `limit` even if the settings allow more.
    pub(super) async fn send_within(
        &self,
        url: &WebhookUrl,
        body: impl Into<Bytes>,
        limit: Duration,
    ) -> Result<Answer, SendError> {
        let start = Instant::now();
        let timeout = self.settings.timeout.unwrap_or(FOREVER).min(limit);
        let deadline = Deadline {
            at: start + timeout.min(FOREVER),
            timeout,
        };
        let mut answer = self.follow(url, body.into(), deadline).await?;
        answer.elapsed = start.elapsed();
        Ok(answer)
    }

    /// Posts, and goes where redirects lead if the settings say so.
    async fn follow(&self, url: &WebhookUrl, body: Bytes, deadline: Deadline) -> Result<Answer, SendError> {
        let token = match &self.tokens {
            Some(tokens) => {
                let token = deadline.hold(&authority(url.expose()), tokens.get()).await;
                Some(token.map_err(SendError::before_the_request)?)
            }
            None => None,
        };
        let first = url.expose();
        let mut hops: Vec<Hop> = Vec::new();
        let mut here = first.clone();
        let mut body = Some(body);
        let mut referer = None;
        let mut with_credentials = true;
        loop {
            let post = Post {
                url: &here,
                body: body.clone(),
                token: token.as_ref(),
                referer: referer.take(),
                with_credentials,
                is_elsewhere: here.host_str() != first.host_str(),
                is_form: false,
            };
            let mut answer = self.exchange(&post, deadline).await.map_err(|error| {
                let error = hops
                    .iter()
                    .map(|hop| &*hop.url)
                    .fold(error.redacted(url), SendError::redacted);
                match hops.last() {
                    None => error,
                    Some(hop) => SendError::Redirected {
                        hop: hop.clone(),
                        error: Box::new(error),
                    },
                }
            })?;
            let next = answer.location.as_deref().and_then(|location| here.join(location).ok());
            let is_redirect = answer.outcome() == Outcome::Redirected;
            let (true, true, Some(next)) = (self.settings.follow_redirects, is_redirect, next) else {
                answer.hops = hops;
                return Ok(answer);
            };
            if hops.len() == REDIRECTS_MAX {
                return Err(SendError::Redirects {
                    authority: url.authority(),
                });
            }
            if !matches!(answer.status.as_u16(), 307 | 308) {
                body = None;
            }
            // Once led away from its host, it keeps them even where it is led back; earlier releases give them to all.
            with_credentials &= self.version < Version::V0_33 || is_within(&next, first);
            let is_told = self.settings.has_credentials() && next.host_str() != first.host_str();
            let next_url = WebhookUrl::of(next.clone());
            hops.push(Hop {
                status: answer.status,
                to: url.redact(&next_url.to_string()),
                with_payload: body.is_some(),
                with_credentials: is_told.then_some(with_credentials),
                url: Box::new(next_url),
            });
            if !(here.scheme() == "https" && next.scheme() == "http") {
                let mut from = here.clone();
                let _ = from.set_username("");
                let _ = from.set_password(None);
                from.set_fragment(None);
                referer = Some(from.into());
            }
            here = next;
        }
    }

    /// Asks another place than a receiver: posts `body` as JSON, or gets what is there.
    pub(super) async fn call(&self, url: &Url, body: Option<Bytes>) -> Result<Answer, SendError> {
        let timeout = self.settings.timeout.unwrap_or(TIMEOUT_DEFAULT);
        let post = Post {
            url,
            body,
            token: None,
            referer: None,
            with_credentials: true,
            is_elsewhere: false,
            is_form: false,
        };
        let deadline = Deadline {
            at: Instant::now() + timeout,
            timeout,
        };
        self.exchange(&post, deadline).await
    }

    /// One request and its answer. A kept connection that the other side has meanwhile closed is replaced, as Go's client
    /// does.
    async fn exchange(&self, post: &Post<'_>, deadline: Deadline) -> Result<Answer, SendError> {
        let is_sent = AtomicBool::new(false);
        let begun = deadline.hold(&authority(post.url), self.begin(post, &is_sent)).await;
        let begun = begun.map_err(|error| {
            if is_sent.into_inner() {
                error
            } else {
                error.before_the_request()
            }
        })?;
        Ok(self.read(post.url, begun, deadline).await)
    }

    /// One request, and the head of its answer. `is_sent` tells, also of what is given up, whether it came to the request.
    async fn begin(
        &self,
        post: &Post<'_>,
        is_sent: &AtomicBool,
    ) -> Result<(Connection, Response<Incoming>), SendError> {
        if let Some(mut connection) = self.idle_to(&place(post.url))
            && connection.is_ready().await
        {
            let request = self.request(post, &connection)?;
            is_sent.store(true, Ordering::Relaxed);
            match connection.request(request).await {
                Ok(response) => return Ok((connection, response)),
                // Nothing of an answer has come.
                Err(error) if error.is_canceled() || error.is_incomplete_message() => {}
                Err(error) => return Err(broken(&error, post.url)),
            }
        }
        let opened = self.connector.open(post.url, true).await?;
        let connection = Connection::over(opened).await;
        let mut connection = connection.map_err(|error| broken(&error, post.url))?;
        let request = self.request(post, &connection)?;
        is_sent.store(true, Ordering::Relaxed);
        let response = connection.request(request).await;
        Ok((connection, response.map_err(|error| broken(&error, post.url))?))
    }

    /// The rest of an answer. Its status counts even if the body never comes to an end, as to Alertmanager.
    async fn read(&self, url: &Url, begun: (Connection, Response<Incoming>), deadline: Deadline) -> Answer {
        let (connection, response) = begun;
        let (head, mut incoming) = response.into_parts();
        let header = |name: HeaderName| {
            let value = head.headers.get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let mut body = CappedBody::default();
        loop {
            match tokio::time::timeout_at(deadline.at.into(), incoming.frame()).await {
                Ok(None) => break,
                Ok(Some(Ok(frame))) => {
                    if let Ok(piece) = frame.into_data()
                        && !body.take(&piece)
                    {
                        break;
                    }
                }
                Ok(Some(Err(_))) | Err(_) => {
                    body.was_cut = true;
                    break;
                }
            }
        }
        if !body.was_cut {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            *idle = Some((place(url), connection));
        }
        Answer {
            status: head.status,
            content_type: header(CONTENT_TYPE).unwrap_or_default(),
            location: header(LOCATION),
            body: body.bytes,
            was_cut: body.was_cut,
            elapsed: Duration::ZERO,
            hops: Vec::new(),
        }
    }

    fn idle_to(&self, place: &str) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let (kept_to, connection) = idle.take()?;
        (kept_to == place && !connection.is_closed()).then_some(connection)
    }

    fn request(&self, post: &Post<'_>, connection: &Connection) -> Result<Request<Full<Bytes>>, SendError> {
        let method = if post.body.is_some() { Method::POST } else { Method::GET };
        let way = match connection {
            Connection::One(_, way) => way.clone(),
            Connection::Two(_) => Way::default(),
        };
        let facts = Facts {
            length: post.body.as_ref().map(Bytes::len),
            token: post.token,
            proxy_authorization: way.proxy_authorization.as_ref(),
            referer: post.referer.as_deref(),
            with_credentials: post.with_credentials,
            is_elsewhere: post.is_elsewhere,
            is_form: post.is_form,
        };
        let is_http2 = matches!(connection, Connection::Two(_));
        let mut request = Request::builder()
            .method(method)
            .uri(target(post.url, way.to_proxy || is_http2));
        if !is_http2 && (post.is_elsewhere || !self.settings.has_header("Host")) {
            request = request.header(HOST, authority(post.url));
        }
        for (name, value) in headers(post.url, user_agent(self.version), &self.settings, facts) {
            let mut header = HeaderValue::from_str(value.expose()).map_err(|_| SendError::SetUp {
                reason: format!("the value of the header `{name}` has characters that none may have"),
            })?;
            header.set_sensitive(true);
            request = request.header(name, header);
        }
        let body = Full::new(post.body.clone().unwrap_or_default());
        request.body(body).map_err(|error| SendError::SetUp {
            reason: error.to_string(),
        })
    }
}

impl Connection {
    async fn over(opened: Opened) -> Result<Self, hyper::Error> {
        let io = TokioIo::new(opened.stream);
        // Whoever waits for an answer is told of a driver's errors.
        if opened.is_http2 {
            let (connection, driver) = http2::Builder::new(TokioExecutor::new()).handshake(io).await?;
            tokio::spawn(async move {
                let _ = driver.await;
            });
            return Ok(Self::Two(connection));
        }
        let (connection, driver) = http1::Builder::new().title_case_headers(true).handshake(io).await?;
        tokio::spawn(async move {
            let _ = driver.await;
        });
        let way = Way {
            to_proxy: opened.to_proxy,
            proxy_authorization: opened.proxy_authorization,
        };
        Ok(Self::One(connection, way))
    }

    fn is_closed(&self) -> bool {
        match self {
            Self::One(connection, _) => connection.is_closed(),
            Self::Two(connection) => connection.is_closed(),
        }
    }

    async fn is_ready(&mut self) -> bool {
        match self {
            Self::One(connection, _) => connection.ready().await.is_ok(),
            Self::Two(connection) => connection.ready().await.is_ok(),
        }
    }

    async fn request(&mut self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, hyper::Error> {
        match self {
            Self::One(connection, _) => connection.send_request(request).await,
            Self::Two(connection) => connection.send_request(request).await,
        }
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
