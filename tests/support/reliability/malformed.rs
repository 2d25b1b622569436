//! Requests nobody should send: never a 5xx, never the end, memory within bounds.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::load::{client, payload, webhook_url};
use super::process::Process;

/// Requests at once.
const AT_ONCE: usize = 32;

/// Connections that send their head a byte at a time, all the while.
const SLOW: usize = 64;

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    pub requests: u64,
    /// How often each status was answered; 0 is no answer.
    pub answers: BTreeMap<u16, u64>,
    /// By kind of request: how many, and which statuses.
    pub kinds: BTreeMap<&'static str, BTreeMap<u16, u64>>,
    pub peak_memory_kib: Option<u64>,
    pub faults: Vec<String>,
}

/// Sends so many; `random` draws them.
pub async fn run(program: &Path, requests: u64, mut random: impl FnMut(u64) -> u64) -> Report {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut server = Process::start(program, folder.path(), &[]);
    let client = client();
    let url = webhook_url(&client, &server.base_url).await;
    let path = url.trim_start_matches(&server.base_url).to_owned();
    let slow: Vec<_> = (0..SLOW)
        .map(|_| tokio::spawn(drip(server.address, path.clone())))
        .collect();
    let mut report = Report::default();
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..requests {
        let (kind, request, how) = draw(&path, &mut random);
        while waiting.len() >= AT_ONCE {
            if let Some(Ok((kind, status))) = waiting.join_next().await {
                count(&mut report, kind, status);
            }
        }
        let address = server.address;
        waiting.spawn(async move { (kind, exchange(address, request, how).await) });
    }
    while let Some(Ok((kind, status))) = waiting.join_next().await {
        count(&mut report, kind, status);
    }
    for sender in slow {
        sender.abort();
    }
    if !server.is_running() {
        report.faults.push("the server has ended".to_owned());
        return report;
    }
    let answer = client.post(&url).json(&payload("AfterAllThat", "firing")).send().await;
    if !answer.is_ok_and(|answer| answer.status() == 200) {
        report.faults.push("a good request is not taken any more".to_owned());
    }
    for (status, count) in &report.answers {
        if *status >= 500 {
            report
                .faults
                .push(format!("{count} requests were answered with {status}"));
        }
    }
    report.peak_memory_kib = server.peak_memory();
    let stderr = std::fs::read_to_string(folder.path().join("stderr")).unwrap_or_default();
    if stderr.contains("panicked") {
        report.faults.push(stderr);
    }
    report
}

fn count(report: &mut Report, kind: &'static str, status: u16) {
    report.requests += 1;
    *report.answers.entry(status).or_default() += 1;
    *report.kinds.entry(kind).or_default().entry(status).or_default() += 1;
}

/// What is done after the request was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// The answer is read.
    Read,
    /// The sending side is closed first.
    HalfClose,
    /// The connection is closed at once.
    Close,
}

/// One request, as bytes.
fn draw(path: &str, random: &mut impl FnMut(u64) -> u64) -> (&'static str, Vec<u8>, How) {
    let good = payload("Malformed", "firing").to_string();
    let post = |body: &[u8]| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body].concat()
    };
    let at = usize::try_from(random(good.len() as u64)).unwrap_or(0);
    match random(20) {
        0 => ("truncated JSON", post(&good.as_bytes()[..at]), How::Read),
        1 => {
            let mut bytes = good.into_bytes();
            bytes[at] = u8::try_from(random(256)).unwrap_or(0);
            ("a byte changed", post(&bytes), How::Read)
        }
        2 => {
            let wrong = ["7", "null", "[]", "\"x\"", "true", "{\"a\":{}}", "1e999"];
            let value = wrong[usize::try_from(random(wrong.len() as u64)).unwrap_or(0)];
            let fields = ["alerts", "status", "labels", "annotations", "startsAt", "endsAt", "fingerprint", "version", "truncatedAlerts"];
            let field = fields[usize::try_from(random(fields.len() as u64)).unwrap_or(0)];
            ("a wrong type", post(format!("{{\"alerts\":[{{\"status\":\"firing\",\"labels\":{{\"a\":\"b\"}},\"{field}\":{value}}}],\"{field}\":{value}}}").as_bytes()), How::Read)
        }
        3 => ("nested deeply", post(format!("{{\"alerts\":{}", "[".repeat(20_000)).as_bytes()), How::Read),
        4 => ("nested in a label", post(format!("{{\"alerts\":[{{\"labels\":{}1", "{\"a\":".repeat(20_000)).as_bytes()), How::Read),
        5 => ("too large", post(&vec![b' '; 6 << 20]), How::Read),
        6 => {
            let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000000000\r\n\r\n{{");
            ("a huge stated length", head.into_bytes(), How::Read)
        }
        7 => ("not UTF-8", post(b"{\"alerts\":[{\"status\":\"firing\",\"labels\":{\"a\":\"\xff\xfe\"}}]}"), How::Read),
        8 => ("not UTF-8 in a name", post(b"{\"\xc3\x28\":1}"), How::Read),
        9 => {
            let methods = ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"];
            let method = methods[usize::try_from(random(methods.len() as u64)).unwrap_or(0)];
            ("a wrong method", format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").into_bytes(), How::Read)
        }
        10 => {
            let flood = format!("X-Header: {}\r\n", "x".repeat(100)).repeat(300);
            ("a flood of headers", format!("POST {path} HTTP/1.1\r\nHost: x\r\n{flood}\r\n").into_bytes(), How::Read)
        }
        11 => ("an endless header", format!("POST {path} HTTP/1.1\r\nHost: x\r\nX: {}", "x".repeat(200_000)).into_bytes(), How::HalfClose),
        12 => ("closed within the body", post(good.as_bytes())[..120.min(at + 100)].to_vec(), How::Close),
        13 => ("closed at once", post(good.as_bytes()), How::Close),
        14 => ("half closed within the body", { let all = post(good.as_bytes()); let cut = all.len() - 1 - at; all[..cut].to_vec() }, How::HalfClose),
        15 => ("no HTTP", (0..200).map(|_| u8::try_from(random(256)).unwrap_or(0)).collect(), How::HalfClose),
        16 => ("two lengths", format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{{}}   ").into_bytes(), How::HalfClose),
        17 => ("broken chunks", format!("POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n").into_bytes(), How::HalfClose),
        18 => ("no gzip", format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nConnection: close\r\nContent-Length: 4\r\n\r\nnope").into_bytes(), How::Read),
        _ => ("an unknown key", format!("POST /webhooks/%00%ff{} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{{}}", random(1 << 40)).into_bytes(), How::Read),
    }
}

/// Sends bytes and returns the status of the answer; 0 if there is none.
async fn exchange(address: SocketAddr, request: Vec<u8>, how: How) -> u16 {
    let work = async {
        let mut stream = TcpStream::connect(address).await.ok()?;
        // Who is refused may be cut off while it sends.
        let _ = stream.write_all(&request).await;
        if how == How::Close {
            return None;
        }
        if how == How::HalfClose {
            let _ = stream.shutdown().await;
        }
        let mut answer = [0; 32];
        let mut length = 0;
        while length < 12 {
            match stream.read(&mut answer[length..]).await {
                Ok(0) | Err(_) => return None,
                Ok(read) => length += read,
            }
        }
        std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()
    };
    tokio::time::timeout(Duration::from_secs(20), work)
        .await
        .ok()
        .flatten()
        .unwrap_or(0)
}

/// A head, a byte at a time.
async fn drip(address: SocketAddr, path: String) {
    let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nX-Slow: {}", "y".repeat(10_000));
    loop {
        let Ok(mut stream) = TcpStream::connect(address).await else {
            return;
        };
        for byte in head.bytes() {
            if stream.write_all(&[byte]).await.is_err() {
                break;
            }
            // Slowness is the point.
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}
