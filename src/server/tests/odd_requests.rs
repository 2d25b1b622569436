//! Requests nobody means to send, at everything there is. [`Bench::send_as_is`] holds each answer against the description.

use super::*;
use crate::api::{Form, Operation};

/// What can stand where a name or a number should, so encoded that it is one segment.
fn odd_segments() -> Vec<String> {
    let mut segments: Vec<String> = [
        "%FF",
        "%2F",
        "a%2Fb",
        "%00",
        "%0A",
        "%",
        "%zz",
        "%20",
        ".",
        "..",
        "%2E%2E",
        "-1",
        "*",
        "{name}",
        "%F0%9F%94%A5",
    ]
    .map(str::to_owned)
    .into();
    segments.push("a".repeat(10_000));
    segments.push("%FF".repeat(3000));
    segments
}

fn odd_queries() -> Vec<String> {
    let mut queries: Vec<String> = [
        "%FF=%FF",
        "limit=%FF",
        "limit=1&limit=x",
        "offset=18446744073709551616",
        "integration=%FF%00",
        "kind=%FF",
        "severity=%FF&status=%FF",
        "incident_number=%2F",
        "created_after=%FF",
        "=&&=&a&%",
        "?",
    ]
    .map(str::to_owned)
    .into();
    queries.push(format!("search={}", "a".repeat(10_000)));
    queries
}

fn odd_bodies() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = [
        "",
        " ",
        "null",
        "[]",
        "\"a\"",
        "1e999",
        "{",
        "{\"name\":1}",
        "{\"name\":\"\\u0000\"}",
    ]
    .map(Into::into)
    .into();
    bodies.push(b"\xff\xfe".to_vec());
    bodies.push("[".repeat(20_000).into());
    bodies.push(vec![b' '; Options::BODY_LIMIT + 1]);
    bodies
}

/// The path of an operation with these in place of its parameters.
fn filled(form: &str, with: &str) -> String {
    let filled = form
        .split('/')
        .map(|segment| if segment.starts_with('{') { with } else { segment });
    filled.collect::<Vec<_>>().join("/")
}

fn request(method: &str, path: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::builder().method(method).uri(path);
    let json = request.header("content-type", "application/json");
    json.body(body.into()).unwrap()
}

/// Sends a request, and returns the status and the code of a failure, which has to be in the envelope.
async fn failure(bench: &Bench, request: Request<Body>) -> (u16, String) {
    let what = format!("{} {}", request.method(), request.uri());
    let (status, answer) = read(bench.send(request).await).await;
    assert!(status.is_client_error(), "{what}: {status} {answer}");
    let code = answer["error"]["code"].as_str().unwrap_or_default();
    assert!(!answer["error"]["message"].as_str().unwrap().is_empty(), "{what}");
    assert!(
        answer["meta"]["request_id"].as_str().unwrap().starts_with("req_"),
        "{what}"
    );
    (status.as_u16(), code.to_owned())
}

#[tokio::test]
async fn odd_paths_are_answered_in_the_envelope() {
    let bench = Bench::new().await;
    for operation in Operation::all().filter(|operation| operation.path.contains('{')) {
        for segment in odd_segments() {
            let path = filled(operation.path, &segment);
            let (status, code) = failure(&bench, request(operation.method, &path, "{}")).await;
            // Before something is missing, a body or a key may be wrong.
            assert!(
                matches!(status, 400 | 404),
                "{} {path}: {status} {code}",
                operation.method
            );
            if segment.contains("%FF") {
                assert_eq!((status, &*code), (404, "NOT_FOUND"), "{} {path}", operation.method);
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_path_is_404() {
    let bench = Bench::new().await;
    for operation in Operation::all() {
        let given = filled(operation.path, "a");
        for path in [
            format!("{given}/"),
            format!("{given}/a/b/c"),
            format!("/{given}"),
            given.replacen('/', "//", 2),
            given.to_uppercase(),
            filled(operation.path, ""),
            format!("{given}%2F"),
        ] {
            if Operation::all().any(|operation| operation.path == path) || path == given {
                continue;
            }
            let (status, code) = failure(&bench, request(operation.method, &path, "{}")).await;
            assert!(
                matches!(status, 400 | 404 | 405),
                "{} {path}: {status} {code}",
                operation.method
            );
        }
    }
}

#[tokio::test]
async fn wrong_methods_are_405_and_told_the_right_ones() {
    let bench = Bench::new().await;
    for operation in Operation::all() {
        let path = filled(operation.path, "a");
        let taken: Vec<&str> = Operation::all()
            .filter(|other| other.path == operation.path)
            .map(|other| other.method)
            .collect();
        for method in [
            "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW",
        ] {
            if taken.contains(&method) {
                continue;
            }
            let response = bench.send(request(method, &path, "{}")).await;
            let allow = response
                .headers()
                .get("allow")
                .map(|allow| allow.to_str().unwrap().to_owned());
            let allow = allow.unwrap_or_else(|| panic!("{method} {path} has no Allow"));
            for method in &taken {
                assert!(allow.split(',').any(|allowed| allowed == *method), "{path} {allow}");
            }
            let (status, answer) = read(response).await;
            assert_eq!(
                (status.as_u16(), &answer["error"]["code"]),
                (405, &json!("METHOD_NOT_ALLOWED")),
                "{method} {path}"
            );
        }
    }
}

#[tokio::test]
async fn odd_queries_are_answered_in_the_envelope() {
    let bench = Bench::new().await;
    for operation in Operation::all() {
        for query in odd_queries() {
            let path = format!("{}?{query}", filled(operation.path, "a"));
            let response = bench.send(request(operation.method, &path, "{}")).await;
            assert!(!response.status().is_server_error(), "{} {path}", operation.method);
            if !response.status().is_success() || operation.form == Form::Enveloped {
                read(response).await;
            }
        }
    }
}

#[tokio::test]
async fn odd_bodies_and_content_types_are_answered_in_the_envelope() {
    let bench = Bench::new().await;
    for operation in Operation::all().filter(|operation| operation.body.is_some()) {
        let path = match operation.path {
            "/webhooks/{routing_key}" => format!("/webhooks/{}", bench.key.expose()),
            path => filled(path, "Checkout"),
        };
        for body in odd_bodies() {
            let response = bench.send(request(operation.method, &path, body)).await;
            assert!(!response.status().is_server_error(), "{} {path}", operation.method);
            read(response).await;
        }
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=a",
            "json",
            "\"",
            "a/\u{e9}",
        ] {
            let mut request = request(operation.method, &path, "a=b");
            let kind = axum::http::HeaderValue::from_bytes(kind.as_bytes()).unwrap();
            request.headers_mut().insert("content-type", kind);
            let (status, code) = failure(&bench, request).await;
            // An incident there is not is told before its body is read.
            assert!(
                matches!(status, 404 | 415),
                "{} {path}: {status} {code}",
                operation.method
            );
        }
    }
}
