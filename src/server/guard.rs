//! Who may use the API.
//!
//! Without keys the machine itself is the boundary: requests from loopback are let in, others need a key. A browser on
//! this machine runs other people's pages, so what a page could send (a foreign origin, or a foreign host name that was
//! rebound to loopback) is refused.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State as Shared};
use axum::http::header::{AUTHORIZATION, HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::answer::Problem;
use super::body;
use super::caller::Caller;
use super::state::State;
use crate::api::{Access, ErrorCode, LOCAL_ONLY, Operation};
use crate::store::ApiKeySecret;

/// Who is at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub SocketAddr);

/// Guards the V1 API.
pub(super) async fn v1(Shared(state): Shared<State>, mut request: Request<Body>, next: Next) -> Response {
    let caller = match caller(&state, &request) {
        Ok(caller) => caller,
        Err(problem) => return refuse(request, problem).await,
    };
    let operation = request
        .extensions()
        .get::<MatchedPath>()
        .and_then(|path| Operation::find(request.method().as_str(), path.as_str()));
    let category = if request.method().is_safe() { "read" } else { "write" };
    let quota = state.0.limiter.count(
        (caller.id(), category),
        category,
        state.0.access.rate_limit,
        (state.0.clock)(),
    );
    let allowed = quota
        .check()
        .and_then(|()| match operation.map(|operation| operation.access) {
            Some(Access::Key(scope)) if !caller.may(scope) => {
                let message = format!("the API key lacks the scope `{scope}`");
                Err(Problem::new(ErrorCode::Forbidden, message))
            }
            _ => Ok(()),
        });
    let mut response = match allowed {
        Ok(()) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => refuse(request, problem).await,
    };
    quota.tell(&mut response);
    response
}

/// Answers without doing anything, after the sender has sent everything.
async fn refuse(request: Request<Body>, problem: Problem) -> Response {
    body::discard(request).await;
    problem.into_response()
}

fn caller(state: &State, request: &Request<Body>) -> Result<Caller, Problem> {
    let unauthorized = |message: &str| Err(Problem::new(ErrorCode::Unauthorized, message));
    let Some(header) = request.headers().get(AUTHORIZATION) else {
        if !is_from_here(request) || state.0.access.is_key_required {
            return unauthorized("an API key is needed: `Authorization: Bearer rf_...`");
        }
        check_page(request.headers(), request.uri())?;
        return Ok(Caller { key: None });
    };
    // Whoever has a key has read it in clear, which the page of somebody else cannot.
    let Some(key) = header.to_str().ok().and_then(bearer) else {
        return unauthorized("`Authorization` has no API key: it needs `Bearer rf_...`");
    };
    let key = key.parse::<ApiKeySecret>().ok();
    match key.and_then(|key| state.store().directory().api_key_of(&key.hash()).cloned()) {
        Some(key) => Ok(Caller { key: Some(key) }),
        None => unauthorized("the API key is unknown or revoked"),
    }
}

/// The key of an `Authorization` header. The name of the scheme has no case.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, key) = header.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !key.is_empty()).then_some(key)
}

/// Guards the local set-up.
pub(super) async fn local(request: Request<Body>, next: Next) -> Response {
    if !is_from_here(&request) {
        return Problem::new(ErrorCode::Forbidden, LOCAL_ONLY).into_response();
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
