//! Reading a body within bounds of size and time.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt;
use hyper::body::Frame;

use super::answer::Problem;
use crate::api::ErrorCode;

/// How long a body may take to arrive. A sender's own budget is 10 s.
const TIME_MAX: Duration = Duration::from_secs(30);

/// How much of a refused body is still read, so that the sender gets to see the answer.
const DRAIN_BYTES_MAX: usize = 64 << 20;

/// How long refusing takes at most.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(5);

/// Reads a JSON body of at most `limit` bytes.
pub(super) async fn read_json(request: Request<Body>, limit: usize) -> Result<Bytes, Problem> {
    let (head, body) = request.into_parts();
    if let Err(problem) = check_headers(&head.headers, limit) {
        drain(body).await;
        return Err(problem);
    }
    match tokio::time::timeout(TIME_MAX, collect(body, limit)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err((problem, rest))) => {
            drain(rest).await;
            Err(problem)
        }
        Err(_) => {
            let message = format!("the body did not arrive within {} s", TIME_MAX.as_secs());
            Err(Problem::new(ErrorCode::RequestTimeout, message))
        }
    }
}

/// Reads and forgets the body of a request that is refused for another reason.
pub(super) async fn discard(request: Request<Body>) {
    drain(request.into_body()).await;
}

fn check_headers(headers: &HeaderMap, limit: usize) -> Result<(), Problem> {
    if let Some(value) = headers.get(CONTENT_TYPE) {
        let text = value.to_str().unwrap_or_default();
        let kind = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !kind.is_empty() && kind != "application/json" && !kind.ends_with("+json") {
            let message = format!("content type `{kind}` is not understood: send application/json");
            return Err(Problem::new(ErrorCode::UnsupportedMediaType, message));
        }
    }
    if let Some(value) = headers.get(CONTENT_ENCODING) {
        let encoding = value.to_str().unwrap_or_default().trim().to_ascii_lowercase();
        if !encoding.is_empty() && encoding != "identity" {
            let message = format!("content encoding `{encoding}` is not understood");
            return Err(Problem::new(ErrorCode::UnsupportedMediaType, message));
        }
    }
    let stated = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if stated.is_some_and(|length| length > limit as u64) {
        return Err(too_large(limit));
    }
    Ok(())
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, (Problem, Body)> {
    let mut first = Bytes::new();
    let mut all: Vec<u8> = Vec::new();
    while let Some(frame) = body.frame().await {
        let data = match frame.map(Frame::into_data) {
            Ok(Ok(data)) => data,
            // Trailers.
            Ok(Err(_)) => continue,
            Err(error) => {
                let message = format!("the body broke off: {error}");
                return Err((Problem::invalid(message), Body::empty()));
            }
        };
        if first.len() + all.len() + data.len() > limit {
            return Err((too_large(limit), body));
        }
        // Most bodies come in one piece, which needs no copy.
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            all.extend_from_slice(&std::mem::take(&mut first));
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.into() })
}

fn too_large(limit: usize) -> Problem {
    let message = format!("the body is larger than {limit} bytes");
    Problem::new(ErrorCode::PayloadTooLarge, message)
}

async fn drain(mut body: Body) {
    let reading = async {
        let mut read = 0;
        while let Some(Ok(frame)) = body.frame().await {
            read += frame.data_ref().map_or(0, Bytes::len);
            if read > DRAIN_BYTES_MAX {
                break;
            }
        }
    };
    // Who is slower than this does not get to see the answer.
    let _ = tokio::time::timeout(DRAIN_TIME_MAX, reading).await;
}
