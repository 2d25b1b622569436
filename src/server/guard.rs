//! Who may use the API.
//!
//! Without keys the machine itself is the boundary: requests from loopback are let in, others need a key. A browser on
//! this machine runs other people's pages, so what a page could send (a foreign origin, or a foreign host name that was
//! rebound to loopback) is refused.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::answer::Problem;
use crate::api::ErrorCode;

/// Who is at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub SocketAddr);

/// Guards the V1 API.
pub(super) async fn v1(request: Request<Body>, next: Next) -> Response {
    if request.headers().contains_key(AUTHORIZATION) {
        // No key has been created yet, so none is known.
        return Problem::new(ErrorCode::Unauthorized, "the API key is unknown").into_response();
    }
    if !is_from_here(&request) {
        let message = "an API key is needed: `Authorization: Bearer rf_...`";
        return Problem::new(ErrorCode::Unauthorized, message).into_response();
    }
    match check_page(request.headers(), request.uri()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Guards the local set-up.
pub(super) async fn local(request: Request<Body>, next: Next) -> Response {
    if !is_from_here(&request) {
        let message = "the local set-up is for this machine only";
        return Problem::new(ErrorCode::Forbidden, message).into_response();
    }
    match check_page(request.headers(), request.uri()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn is_from_here(request: &Request<Body>) -> bool {
    request
        .extensions()
        .get::<Peer>()
        .is_some_and(|Peer(address)| address.ip().to_canonical().is_loopback())
}

/// Refuses what a web page of somebody else could have sent.
fn check_page(headers: &HeaderMap, uri: &Uri) -> Result<(), Problem> {
    let refuse = |message: &str| Err(Problem::new(ErrorCode::Forbidden, message));
    let host = match headers.get(HOST) {
        Some(host) => host.to_str().ok(),
        None => uri.authority().map(axum::http::uri::Authority::as_str),
    };
    if let Some(host) = host
        && !is_local_host(host)
    {
        return refuse("the host name is not this machine's");
    }
    if let Some(origin) = headers.get(ORIGIN) {
        let origin = origin.to_str().unwrap_or_default();
        let is_ours = origin
            .split_once("://")
            .is_some_and(|(_, authority)| Some(authority) == host);
        if !is_ours {
            return refuse("requests from other web pages are not answered");
        }
    }
    if headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site" || site == "same-site")
    {
        return refuse("requests from other web pages are not answered");
    }
    Ok(())
}

/// A name that cannot be rebound: an address, or `localhost`.
fn is_local_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_localhost_are_local_names() {
        for host in [
            "localhost",
            "LOCALHOST:9095",
            "127.0.0.1:9095",
            "[::1]:9095",
            "10.0.0.7:80",
            "a.localhost",
        ] {
            assert!(is_local_host(host), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:9095",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "",
        ] {
            assert!(!is_local_host(host), "{host}");
        }
    }

    #[test]
    fn other_pages_are_refused_and_our_own_is_not() {
        let check = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs
                .iter()
                .map(|&(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect();
            check_page(&headers, &Uri::from_static("/api/local/integrations")).is_ok()
        };
        assert!(check(&[("host", "127.0.0.1:9095")]));
        assert!(check(&[
            ("host", "localhost:9095"),
            ("origin", "http://localhost:9095")
        ]));
        assert!(!check(&[
            ("host", "localhost:9095"),
            ("origin", "http://localhost:3000")
        ]));
        assert!(!check(&[("host", "localhost:9095"), ("origin", "null")]));
        assert!(!check(&[("host", "evil.example")]));
        assert!(!check(&[("host", "localhost:9095"), ("sec-fetch-site", "cross-site")]));
    }
}
