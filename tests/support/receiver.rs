//! A webhook receiver that keeps what it is sent.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

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

/// The status a request is answered with.
type Script = Arc<dyn Fn(&Request) -> String + Send + Sync>;

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
    pub async fn start_scripted(script: impl Fn(&Request) -> String + Send + Sync + 'static) -> Self {
        let script: Script = Arc::new(script);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let receiver = Self {
            address: listener.local_addr().expect("it is bound"),
            requests: Arc::default(),
        };
        let requests = Arc::clone(&receiver.requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&requests)));
            }
        });
        receiver
    }

    /// Everything received so far, in order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("nobody panics holding it").clone()
    }
}

async fn serve(mut stream: TcpStream, script: Script, requests: Arc<Mutex<Vec<Request>>>) {
    let mut read = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        let Ok(count) = stream.read(&mut chunk).await else {
            return;
        };
        if count == 0 {
            return;
        }
        read.extend_from_slice(&chunk[..count]);
        while let Some((request, length)) = first_request(&read) {
            read.drain(..length);
            let status = script(&request);
            requests.lock().expect("nobody panics holding it").push(request);
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
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
