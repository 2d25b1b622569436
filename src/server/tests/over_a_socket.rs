//! The server over a real port: what only connections show.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

async fn started() -> (crate::server::Running, RoutingKey) {
    let running = start(Options::ephemeral()).await.unwrap();
    let new = NewIntegration {
        name: "Prometheus".into(),
        ..NewIntegration::default()
    };
    let key = running.store().create_integration(new).await.unwrap();
    (running, key)
}

fn request(key: &RoutingKey, body: &str) -> String {
    let path = key.expose();
    format!(
        "POST /webhooks/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Reads one answer: its status and its body.
async fn answer(stream: &mut TcpStream) -> (u16, String) {
    let mut bytes = Vec::new();
    loop {
        if let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
            let length: usize = text.split("content-length: ").nth(1).map_or(0, |rest| {
                rest.lines().next().unwrap_or_default().trim().parse().unwrap()
            });
            while bytes.len() < head + 4 + length {
                assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the answer breaks off");
            }
            let status = text[9..12].parse().unwrap();
            return (status, String::from_utf8_lossy(&bytes[head + 4..]).into_owned());
        }
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "there is no answer");
    }
}

#[tokio::test]
async fn deliveries_come_over_one_connection() {
    let (running, key) = started().await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    for expected in ["\"created\":1", "\"updated\":1"] {
        let body = payload("firing", &json!({"alertname": "A"}));
        stream.write_all(request(&key, &body).as_bytes()).await.unwrap();
        let (status, text) = answer(&mut stream).await;
        assert_eq!(status, 200);
        assert!(text.contains(expected), "{text}");
    }
    running.shutdown().await;
}

#[tokio::test]
async fn what_is_in_flight_is_answered_before_the_end() {
    let (running, key) = started().await;
    let address = running.address;
    let body = payload("firing", &json!({"alertname": "A"}));
    let text = request(&key, &body);
    let (begin, rest) = text.split_at(text.len() - 10);
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(begin.as_bytes()).await.unwrap();
    // The server has the head once it answers somebody else who came later.
    let mut other = TcpStream::connect(address).await.unwrap();
    other
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    answer(&mut other).await;
    let ending = tokio::spawn(running.shutdown());
    // Nobody new is let in from some moment on.
    tokio::time::timeout(Duration::from_secs(5), async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("it stops accepting");
    assert!(!ending.is_finished());
    stream.write_all(rest.as_bytes()).await.unwrap();
    let (status, text) = answer(&mut stream).await;
    assert_eq!(status, 200, "{text}");
    tokio::time::timeout(Duration::from_secs(5), ending)
        .await
        .expect("it ends")
        .unwrap();
}

#[tokio::test]
async fn a_refused_sender_of_a_large_body_still_gets_the_answer() {
    let (running, key) = started().await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let body = vec![b' '; Options::BODY_LIMIT + 1];
    stream
        .write_all(
            request(&key, "")
                .replace("Length: 0", &format!("Length: {}", body.len()))
                .as_bytes(),
        )
        .await
        .unwrap();
    stream.write_all(&body).await.unwrap();
    assert_eq!(answer(&mut stream).await.0, 413);
    running.shutdown().await;
}

#[tokio::test]
async fn nonsense_on_the_wire_hurts_nobody() {
    let (running, key) = started().await;
    for nonsense in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"GET\r\n\r\n",
        b"POST /webhooks/x HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\0\0\0\0",
    ] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(nonsense).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"), "{answer:?}");
    }
    let many_headers = format!("GET /healthz HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(10_000));
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let _ = stream.write_all(many_headers.as_bytes()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream
        .write_all(request(&key, r#"{"alerts":[]}"#).as_bytes())
        .await
        .unwrap();
    assert_eq!(answer(&mut stream).await.0, 200);
    running.shutdown().await;
}

#[tokio::test]
async fn a_port_in_use_is_told_before_anything_is_made() {
    let (running, _) = started().await;
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Folder(folder.path().join("data"));
    let options = Options {
        listen: running.address,
        location,
        ..Options::ephemeral()
    };
    assert!(matches!(
        start(options).await,
        Err(crate::server::StartError::Listen { .. })
    ));
    assert!(!folder.path().join("data").exists());
    running.shutdown().await;
}

#[tokio::test]
async fn floods_of_headers_are_431_and_the_server_goes_on() {
    let (running, key) = started().await;
    let many = "x-a: b\r\n".repeat(5000);
    let long = format!("x-a: {}\r\n", "b".repeat(200_000));
    for headers in [many, long] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        let head = format!("POST /webhooks/{} HTTP/1.1\r\nHost: x\r\n{headers}\r\n", key.expose());
        // It may be refused before all of it is sent.
        let _ = stream.write_all(head.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream
        .write_all(request(&key, r#"{"alerts":[]}"#).as_bytes())
        .await
        .unwrap();
    assert_eq!(answer(&mut stream).await.0, 200);
    running.shutdown().await;
}
