//! The measure for the local Runframe's speed: the same axum, hyper and allocator, doing nothing but parsing the JSON it is
//! sent.
//!
//! `cargo run --release --example parse_server -- 127.0.0.1:0` prints its address and runs until it is stopped.
#![expect(clippy::print_stdout, reason = "it tells where it listens")]

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
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

/// An answer about as long as the local Runframe's.
async fn parse(body: Bytes) -> Result<String, StatusCode> {
    let value: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let alerts = value["alerts"].as_array().map_or(0, Vec::len);
    Ok(format!(
        r#"{{"success":true,"data":{{"received":{alerts},"created":0,"updated":0,"resolved":0,"ignored":0,"rejected":0,"truncated_alerts":0,"results":[]}}}}"#
    ))
}
