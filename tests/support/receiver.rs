//! A webhook receiver that keeps what it is sent.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

/// One request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Request {
    /// Method, path and headers, without the empty line.
    pub head: String,
    /// The body.
    pub body: String,
    /// When it had wholly arrived.
    pub at: Instant,
}

impl Request {
    /// The path of the request.
    pub fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    /// The header lines, without those that name the place.
    pub fn headers(&self) -> Vec<&str> {
        let lines = self.head.lines().skip(1);
        lines.filter(|line| !line.starts_with("Host:")).collect()
    }
}

/// What is done about a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// It is answered with a status, and perhaps headers behind it, and no body.
    Status(String),
    /// It is answered with these bytes, and the connection ends.
    Bytes(Vec<u8>),
    /// The connection is torn down.
    Reset,
    /// Nothing, for as long as the other side waits.
    Silence,
}

impl From<String> for Act {
    fn from(status: String) -> Self {
        Self::Status(status)
    }
}

/// What is done about each request.
type Script = Arc<dyn Fn(&Request) -> Act + Send + Sync>;

/// Answers every request by its script, and keeps it.
#[derive(Clone)]
pub struct Receiver {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Receiver {
    /// Answers every request with the same status.
    pub async fn start(status: &'static str) -> Self {
        Self::start_scripted(move |_| status.to_owned()).await
    }

    /// Listens on a free loopback port as long as the runtime lives.
    pub async fn start_scripted<A: Into<Act>>(script: impl Fn(&Request) -> A + Send + Sync + 'static) -> Self {
        Self::start_with(None, script).await
    }

    /// [`Receiver::start_scripted`], over TLS.
    pub async fn start_tls<A: Into<Act>>(
        config: tokio_rustls::rustls::ServerConfig,
        script: impl Fn(&Request) -> A + Send + Sync + 'static,
    ) -> Self {
        Self::start_with(Some(Arc::new(config)), script).await
    }

    async fn start_with<A: Into<Act>>(
        tls: Option<Arc<tokio_rustls::rustls::ServerConfig>>,
        script: impl Fn(&Request) -> A + Send + Sync + 'static,
    ) -> Self {
        let script: Script = Arc::new(move |request| script(request).into());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let receiver = Self {
            address: listener.local_addr().expect("it is bound"),
            requests: Arc::default(),
        };
        let requests = Arc::clone(&receiver.requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, requests) = (Arc::clone(&script), Arc::clone(&requests));
                match &tls {
                    None => {
                        tokio::spawn(async move {
                            let mut stream = stream;
                            if serve(&mut stream, script, requests).await.is_some() {
                                // With something unread, closing is a reset.
                                let _ = socket2::SockRef::from(&stream).set_linger(Some(std::time::Duration::ZERO));
                            }
                        });
                    }
                    Some(config) => {
                        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::clone(config));
                        tokio::spawn(async move {
                            if let Ok(mut stream) = acceptor.accept(stream).await {
                                serve(&mut stream, script, requests).await;
                                let _ = stream.shutdown().await;
                            }
                        });
                    }
                }
            }
        });
        receiver
    }

    /// Everything received so far, in order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("nobody panics holding it").clone()
    }
}

/// A connection is to be torn down.
struct TornDown;

/// Serves a connection to its end, and says whether it is to be torn down.
async fn serve(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    script: Script,
    requests: Arc<Mutex<Vec<Request>>>,
) -> Option<TornDown> {
    let mut read = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        let count = stream.read(&mut chunk).await.ok()?;
        if count == 0 {
            return None;
        }
        read.extend_from_slice(&chunk[..count]);
        while let Some((request, length)) = first_request(&read) {
            read.drain(..length);
            let act = script(&request);
            requests.lock().expect("nobody panics holding it").push(request);
            match act {
                Act::Status(status) => {
                    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
                    stream.write_all(answer.as_bytes()).await.ok()?;
                }
                Act::Bytes(answer) => {
                    stream.write_all(&answer).await.ok()?;
                    return None;
                }
                Act::Reset => return Some(TornDown),
                Act::Silence => {
                    // Until the other side hangs up.
                    while stream.read(&mut chunk).await.is_ok_and(|count| count > 0) {}
                    return None;
                }
            }
        }
    }
}

/// The first whole request in what was read, and its length.
fn first_request(read: &[u8]) -> Option<(Request, usize)> {
    let end = read.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&read[..end]).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    let total = end + 4 + length.unwrap_or(0);
    let body = read.get(end + 4..total)?;
    let body = String::from_utf8_lossy(body).into_owned();
    let at = Instant::now();
    Some((Request { head, body, at }, total))
}
