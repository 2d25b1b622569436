//! The sender against receivers that behave, and that do not.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// A receiver that answers one request with `answer`, byte for byte, and returns what it read.
async fn answering(answer: Vec<u8>) -> (WebhookUrl, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("somebody connects");
        let mut request = Vec::new();
        let mut chunk = [0; 4096];
        while !request.ends_with(b"}\n") {
            let read = stream.read(&mut chunk).await.expect("it is readable");
            if read == 0 {
                break;
            }
            request.extend_from_slice(&chunk[..read]);
            if !request.starts_with(b"POST") {
                break;
            }
        }
        // The sender may hang up early.
        let _ = stream.write_all(&answer).await;
        String::from_utf8_lossy(&request).into_owned()
    });
    let url = format!("http://{address}/webhooks/0123456789abcdef");
    (url.parse().expect("it is a URL"), task)
}

fn sender() -> Sender {
    Sender::new(Version::default(), TIMEOUT_DEFAULT)
}

const BODY: &[u8] = b"{}\n";

#[tokio::test]
async fn a_request_has_alertmanagers_headers() {
    let (url, task) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".to_vec()).await;
    let answer = sender().send(&url, BODY.to_vec()).await.expect("it answers");
    assert_eq!(
        (answer.outcome(), answer.body.as_slice()),
        (Outcome::Delivered, &b"ok"[..])
    );
    let request = task.await.expect("it read a request");
    let (head, body) = request.split_once("\r\n\r\n").expect("it is HTTP");
    assert_eq!(body.as_bytes(), BODY);
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("POST /webhooks/0123456789abcdef HTTP/1.1"));
    let host = format!("Host: {}", url.authority());
    let lines: Vec<_> = lines.collect();
    assert_eq!(
        lines,
        [
            host.as_str(),
            "User-Agent: Alertmanager/0.33.1",
            "Content-Length: 3",
            "Content-Type: application/json",
        ]
    );
}

#[tokio::test]
async fn a_kept_connection_is_used_again_and_replaced_when_it_is_gone() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}/webhooks/abc", listener.local_addr().expect("it is bound"));
    let url: WebhookUrl = url.parse().expect("it is a URL");
    // Two requests on the first connection, which is then closed; one on the second.
    let server = tokio::spawn(async move {
        for count in [2, 1] {
            let (mut stream, _) = listener.accept().await.expect("somebody connects");
            for _ in 0..count {
                let mut read = Vec::new();
                while !read.ends_with(BODY) {
                    let mut chunk = [0; 4096];
                    let length = stream.read(&mut chunk).await.expect("it is readable");
                    read.extend_from_slice(&chunk[..length]);
                }
                let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
                stream.write_all(answer).await.expect("it is writable");
            }
        }
    });
    let sender = sender();
    for _ in 0..3 {
        let answer = sender.send(&url, BODY.to_vec()).await.expect("it answers");
        assert_eq!(answer.outcome(), Outcome::Delivered);
    }
    server.await.expect("it has seen two connections");
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let answer = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n".to_vec();
    let (url, _task) = answering(answer).await;
    let answer = sender().send(&url, BODY.to_vec()).await.expect("it answers");
    assert_eq!(answer.outcome(), Outcome::Redirected);
    assert_eq!(answer.location.as_deref(), Some("http://127.0.0.1:1/x"));
}

#[tokio::test]
async fn a_redirect_that_leads_nowhere_is_named() {
    let answer = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/webhooks/0123456789abcdef\r\n\
                   Content-Length: 0\r\n\r\n"
        .to_vec();
    let (url, _task) = answering(answer).await;
    let settings = HttpSettings {
        follow_redirects: true,
        timeout: Some(TIMEOUT_DEFAULT),
        ..HttpSettings::default()
    };
    let sender = Sender::with_settings(Version::default(), settings);
    let error = sender.send(&url, BODY.to_vec()).await.expect_err("nobody is there");
    assert_eq!(
        error.to_string(),
        "307 Temporary Redirect, followed to http://127.0.0.1:1/webhooks/<secret>: nobody listens on 127.0.0.1:1"
    );
}

#[tokio::test]
async fn an_endless_answer_is_cut() {
    let mut answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".to_vec();
    answer.resize(ANSWER_BYTES_MAX + 1_000_000, b' ');
    let (url, _task) = answering(answer).await;
    let answer = sender().send(&url, BODY.to_vec()).await.expect("it answers");
    assert!(answer.was_cut && answer.is_html());
    assert_eq!(answer.body.len(), ANSWER_BYTES_MAX);
}

#[tokio::test]
async fn a_closed_port_is_named_without_the_key() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);
    let url: WebhookUrl = format!("http://{address}/webhooks/0123456789abcdef")
        .parse()
        .expect("it is a URL");
    let error = sender().send(&url, BODY.to_vec()).await.expect_err("nobody listens");
    assert!(matches!(error, SendError::Closed { .. }), "{error:?}");
    assert_eq!(error.to_string(), format!("nobody listens on {address}"));
}

#[tokio::test]
async fn a_receiver_that_never_answers_ends_in_a_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let url: WebhookUrl = format!("http://{address}/webhooks/abc").parse().expect("it is a URL");
    let sender = Sender::new(Version::default(), Duration::from_millis(50));
    let error = sender.send(&url, BODY.to_vec()).await.expect_err("nobody answers");
    assert!(matches!(error, SendError::Timeout { .. }), "{error:?}");
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_no_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let url: WebhookUrl = format!("https://{address}/webhooks/abc").parse().expect("it is a URL");
    let sender = Sender::new(Version::default(), Duration::from_millis(50));
    let error = sender.send(&url, BODY.to_vec()).await.expect_err("nobody answers");
    assert!(matches!(error, SendError::NoConnection { .. }), "{error:?}");
    assert_eq!(error.to_string(), format!("no connection to {address} within 50ms"));
    assert!(!crate::fire::Undelivered::NoAnswer(error).may_have_arrived());
}

#[tokio::test]
async fn an_answer_that_is_no_http_breaks_the_connection() {
    let (url, _task) = answering(b"SSH-2.0-OpenSSH\r\n".to_vec()).await;
    let error = sender().send(&url, BODY.to_vec()).await.expect_err("that is no HTTP");
    assert!(matches!(error, SendError::Broken { .. }), "{error:?}");
}

#[tokio::test]
async fn plain_text_on_a_tls_port_is_a_tls_failure() {
    let (url, _task) = answering(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()).await;
    let url = url.expose().as_str().replace("http:", "https:");
    let url: WebhookUrl = url.parse().expect("it is a URL");
    let error = tokio::time::timeout(TIMEOUT_DEFAULT, sender().send(&url, BODY.to_vec()))
        .await
        .expect("it ends")
        .expect_err("that is no TLS");
    assert!(
        matches!(error, SendError::Tls { .. } | SendError::NoConnection { .. }),
        "{error:?}"
    );
}
