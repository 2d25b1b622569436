//! The measures for the local Runframe's speed: the same axum, hyper and allocator, doing nothing but parsing the JSON it is
//! sent, or nothing but that and keeping the bytes.
//!
//! `cargo run --release --example parse_server -- 127.0.0.1:0 [FILE]` prints its address and runs until it is stopped. With a file
//! it answers after the body has been written there and synced, many together: the least that an answer costs which holds.
#![expect(clippy::print_stdout, reason = "it tells where it listens")]

use std::fs::File;
use std::io::{self, Seek as _, Write as _};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bodies synced together at most, as many as the local Runframe commits together.
const BATCH_MAX: usize = 64;

/// What is written begins and ends with a block.
const BLOCK_BYTES: usize = 4096;

/// The file's size. It is written once before, so that a sync has nothing to note but the bytes, and over and over then.
const FILE_BYTES: usize = 64 << 20;

/// A body to be kept, and who waits for that.
type Job = (Bytes, oneshot::Sender<()>);

#[tokio::main]
async fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let jobs = match arguments.next() {
        Some(path) => {
            let mut file = File::create(path)?;
            file.write_all(&vec![0; FILE_BYTES])?;
            file.sync_all()?;
            let (jobs, waiting) = mpsc::channel(1024);
            std::thread::spawn(move || keep(&mut file, waiting).expect("the disk takes what is written"));
            Some(jobs)
        }
        None => None,
    };
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("http://{}", listener.local_addr()?);
    let router = Router::new().route("/{*path}", post(take)).with_state(jobs);
    axum::serve(listener, router).await
}

/// Writes and syncs what waits, and tells those who wait.
fn keep(file: &mut File, mut jobs: mpsc::Receiver<Job>) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut written = FILE_BYTES;
    while let Some(first) = jobs.blocking_recv() {
        let mut waiting = Vec::new();
        let mut next = Some(first);
        while let Some((body, reply)) = next {
            bytes.extend_from_slice(&body);
            waiting.push(reply);
            next = if waiting.len() < BATCH_MAX {
                another(&mut jobs)
            } else {
                None
            };
        }
        bytes.resize(bytes.len().next_multiple_of(BLOCK_BYTES), 0);
        if written + bytes.len() > FILE_BYTES {
            file.rewind()?;
            written = 0;
        }
        file.write_all(&bytes)?;
        file.sync_data()?;
        written += bytes.len();
        bytes.clear();
        for reply in waiting {
            // Who has hung up need not be told.
            let _ = reply.send(());
        }
    }
    Ok(())
}

/// A job that is there, or is there after others had their turn: more in a sync cost less than another one.
fn another(jobs: &mut mpsc::Receiver<Job>) -> Option<Job> {
    jobs.try_recv().ok().or_else(|| {
        std::thread::yield_now();
        jobs.try_recv().ok()
    })
}

/// Answers as long as the local Runframe does when the alerts are repeats: a result for each, and its headers.
async fn take(jobs: State<Option<mpsc::Sender<Job>>>, body: Bytes) -> Result<impl IntoResponse, StatusCode> {
    let value: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    if let Some(jobs) = &*jobs {
        let (reply, kept) = oneshot::channel();
        let failed = StatusCode::INTERNAL_SERVER_ERROR;
        jobs.send((body, reply)).await.map_err(|_| failed)?;
        kept.await.map_err(|_| failed)?;
    }
    let alerts = value["alerts"].as_array().map_or(&[][..], Vec::as_slice);
    let mut text = format!(
        r#"{{"success":true,"data":{{"received":{},"created":0,"updated":0,"resolved":0,"ignored":0,"rejected":0,"truncated_alerts":0,"results":["#,
        alerts.len()
    );
    for (at, alert) in alerts.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let fingerprint = alert["fingerprint"].as_str().unwrap_or_default();
        text.extend([
            comma,
            r#"{"fingerprint":""#,
            fingerprint,
            r#"","action":"updated","incident_number":"INC-2026-001"}"#,
        ]);
    }
    text.push_str(r#"]},"meta":{"request_id":"req_0123456789abcdef01234567","timestamp":"2026-01-02T03:04:05.678Z"}}"#);
    let headers = [
        ("content-type", "application/json"),
        ("x-request-id", "req_0123456789abcdef01234567"),
        ("x-ratelimit-category", "webhook"),
        ("x-ratelimit-remaining", "1000"),
        ("x-ratelimit-reset", "1767323100"),
    ];
    Ok((headers, text))
}
