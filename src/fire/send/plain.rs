//! Over plain HTTP: the very request Alertmanager makes, byte for byte.

use std::error::Error as _;
use std::io;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, LOCATION, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{Answer, CappedBody, JSON, SendError};
use crate::fire::WebhookUrl;

/// The port of HTTP.
const PORT: u16 = 80;

type Connection = SendRequest<Full<Bytes>>;

/// Posts over plain HTTP, as Go's client does.
pub(super) struct Client {
    user_agent: &'static str,
    /// A connection to the last host that can be used again.
    idle: Mutex<Option<(String, Connection)>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client that introduces itself so.
    pub(super) fn new(user_agent: &'static str) -> Self {
        Self {
            user_agent,
            idle: Mutex::new(None),
        }
    }

    /// Posts once and reads the answer, however long it takes. A kept connection that the other side has meanwhile closed
    /// is replaced, as Go's client does.
    pub(super) async fn post(&self, url: &WebhookUrl, body: Bytes) -> Result<Answer, SendError> {
        let authority = url.authority();
        if let Some(mut connection) = self.idle_to(&authority)
            && connection.ready().await.is_ok()
        {
            match connection.send_request(self.request(url, body.clone())?).await {
                Ok(response) => return self.answer(url, connection, response).await,
                // Nothing of an answer has come.
                Err(error) if error.is_canceled() || error.is_incomplete_message() => {}
                Err(error) => return Err(broken(&error, url)),
            }
        }
        let mut connection = connect(url).await?;
        let response = connection
            .send_request(self.request(url, body)?)
            .await
            .map_err(|error| broken(&error, url))?;
        self.answer(url, connection, response).await
    }

    fn idle_to(&self, authority: &str) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let (host, connection) = idle.take()?;
        (host == authority && !connection.is_closed()).then_some(connection)
    }

    /// Headers in the order in which Go writes them.
    fn request(&self, url: &WebhookUrl, body: Bytes) -> Result<Request<Full<Bytes>>, SendError> {
        let exposed = url.expose();
        let path = match exposed.query() {
            Some(query) => format!("{}?{query}", exposed.path()),
            None => exposed.path().to_owned(),
        };
        let mut request = Request::post(path)
            .header(HOST, url.authority())
            .header(USER_AGENT, self.user_agent)
            .header(CONTENT_LENGTH, body.len());
        if !exposed.username().is_empty() || exposed.password().is_some() {
            request = request.header(AUTHORIZATION, basic(exposed));
        }
        request
            .header(CONTENT_TYPE, JSON)
            .body(Full::new(body))
            .map_err(|error| SendError::Broken {
                authority: url.authority(),
                reason: url.redact(&error.to_string()),
            })
    }

    async fn answer(
        &self,
        url: &WebhookUrl,
        connection: Connection,
        response: Response<hyper::body::Incoming>,
    ) -> Result<Answer, SendError> {
        let (head, mut incoming) = response.into_parts();
        let header = |name: HeaderName| {
            let value = head.headers.get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let mut body = CappedBody::default();
        while let Some(frame) = incoming.frame().await {
            let frame = frame.map_err(|error| broken(&error, url))?;
            if let Ok(piece) = frame.into_data()
                && !body.take(&piece)
            {
                break;
            }
        }
        if !body.was_cut {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            *idle = Some((url.authority(), connection));
        }
        Ok(Answer {
            status: head.status,
            content_type: header(CONTENT_TYPE).unwrap_or_default(),
            location: header(LOCATION),
            body: body.bytes,
            was_cut: body.was_cut,
            elapsed: std::time::Duration::ZERO,
        })
    }
}

/// What a user and a password in a URL become.
fn basic(url: &reqwest::Url) -> HeaderValue {
    let decoded = |text: &str| percent_decoded(text);
    let pair = format!(
        "{}:{}",
        decoded(url.username()),
        decoded(url.password().unwrap_or_default())
    );
    let mut value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair)))
        .expect("base64 has no characters a header may not have");
    value.set_sensitive(true);
    value
}

/// `%41` is `A`; bytes that are no UTF-8 are replaced.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match decoded {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn connect(url: &WebhookUrl) -> Result<Connection, SendError> {
    let authority = url.authority();
    let host = url.expose().host_str().unwrap_or_default();
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let addresses = tokio::net::lookup_host((name, url.expose().port().unwrap_or(PORT)))
        .await
        .map_err(|error| SendError::UnknownHost {
            host: host.to_owned(),
            reason: error.to_string(),
        })?;
    let addresses: Vec<_> = addresses.collect();
    let stream = TcpStream::connect(addresses.as_slice())
        .await
        .map_err(|error| match error.kind() {
            io::ErrorKind::ConnectionRefused => SendError::Closed {
                authority: authority.clone(),
            },
            _ => SendError::Connect {
                authority: authority.clone(),
                reason: error.to_string(),
            },
        })?;
    // As Go does; a failure costs time only.
    let _ = stream.set_nodelay(true);
    let (connection, driver) = http1::Builder::new()
        .title_case_headers(true)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| broken(&error, url))?;
    tokio::spawn(async move {
        // Whoever waits for an answer is told of its errors.
        let _ = driver.await;
    });
    Ok(connection)
}

fn broken(error: &hyper::Error, url: &WebhookUrl) -> SendError {
    let innermost = std::iter::successors(error.source(), |&cause| cause.source()).last();
    let reason = innermost.map_or_else(|| error.to_string(), ToString::to_string);
    SendError::Broken {
        authority: url.authority(),
        reason: url.redact(&reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_a_url_are_decoded() {
        let url = reqwest::Url::parse("http://a%40b:p%C3%A9%zz@host/").expect("it is a URL");
        let expected = format!("Basic {}", STANDARD.encode("a@b:pé%zz"));
        assert_eq!(basic(&url).to_str().ok(), Some(expected.as_str()));
    }
}
