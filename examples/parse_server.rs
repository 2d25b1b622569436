//! The measure for the local Runframe's speed: the same axum, hyper and allocator, doing nothing but parsing the JSON it is
//! sent.
//!
//! `cargo run --release --example parse_server -- 127.0.0.1:0` prints its address and runs until it is stopped.
#![expect(clippy::print_stdout, reason = "it tells where it listens")]

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::Value;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("http://{}", listener.local_addr()?);
    let router = Router::new().route("/{*path}", post(parse));
    axum::serve(listener, router).await
}

/// Answers as long as the local Runframe does when the alerts are repeats: a result for each, and its headers.
async fn parse(body: Bytes) -> Result<impl IntoResponse, StatusCode> {
    let value: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
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
