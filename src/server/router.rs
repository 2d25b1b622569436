//! Which path leads where.

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use axum::{Json, Router};

use super::answer::{Answer, Problem, ok};
use super::state::State;
use super::surviving::{Surviving, Waiting};
use super::{deliveries, events, faults, guard, local, local_api_keys, metrics, v1, webhook};
use crate::api::ErrorCode;

/// Everything the server answers, without a socket.
pub fn router(state: State) -> Router {
    let v1 = v1::routes()
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(state.clone(), guard::v1));
    let local = Router::new()
        .route("/webhook", get(local::webhook))
        .route(
            "/integrations",
            get(local::list_integrations).post(local::create_integration),
        )
        .route("/integrations/{name}", delete(local::delete_integration))
        .route("/integrations/{name}/rotate", post(local::rotate))
        .route("/integrations/{name}/services", post(local::link))
        .route("/integrations/{name}/services/{service}", delete(local::unlink))
        .route("/incidents", get(local::list_incidents))
        .route("/events", get(events::watch))
        .route("/reset", post(local::reset))
        .route("/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/faults/{id}", delete(faults::remove))
        .route("/deliveries", get(deliveries::list))
        .route("/deliveries/{id}", get(deliveries::show))
        .route("/deliveries/{id}/payload", get(deliveries::payload))
        .route("/keys", get(local_api_keys::list).post(local_api_keys::create))
        .route("/keys/{name}", delete(local_api_keys::revoke))
        .route("/services", post(local::create_service))
        .route("/services/{service}", patch(local::update_service))
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(guard::local));
    Router::new()
        .route("/webhooks/{routing_key}", post(webhook::receive))
        .route("/healthz", get(healthy))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics::show))
        .route("/api/openapi.json", get(openapi))
        .nest("/api/v1", v1)
        .nest("/api/local", local)
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(survive))
        .with_state(state)
}

/// `GET /api/openapi.json`: a description of all this. The only answer without an envelope, which a description has none of.
async fn openapi() -> Json<serde_json::Value> {
    Json(crate::api::openapi::document(env!("CARGO_PKG_VERSION")))
}

/// `GET /healthz`: the process answers.
async fn healthy() -> Answer {
    ok(serde_json::json!({ "status": "ok" }))
}

/// `GET /readyz`: the store answers, and the process is not about to end.
async fn ready(Shared(state): Shared<State>) -> Answer {
    if state.is_stopping() {
        return Err(Problem::new(
            ErrorCode::ServiceUnavailable,
            "the server is shutting down",
        ));
    }
    match state.store().check().await {
        Ok(()) => ok(serde_json::json!({ "status": "ready" })),
        Err(_) => Err(Problem::new(ErrorCode::ServiceUnavailable, "the store does not answer")),
    }
}

async fn unknown_path(request: Request<Body>) -> Problem {
    // A path may hold a routing key, so it is not repeated.
    super::body::discard(request).await;
    Problem::not_found("there is nothing at this path")
}

async fn wrong_method(request: Request<Body>) -> Problem {
    let method = request.method().clone();
    super::body::discard(request).await;
    Problem::new(
        ErrorCode::MethodNotAllowed,
        format!("this path does not take {}", shown(&method)),
    )
}

fn shown(method: &Method) -> &str {
    let text = method.as_str();
    text.get(..20).unwrap_or(text)
}

/// A handler that panics costs its own request only, and answers like every other failure. It also runs to its end when
/// the client hangs up, so that what was begun is not left half done.
async fn survive(mut request: Request<Body>, next: Next) -> Response {
    let waiting = Waiting::default();
    request.extensions_mut().insert(waiting.clone());
    Surviving::new(next.run(request), waiting).await.unwrap_or_else(failed)
}

/// What is answered for a handler that has panicked.
pub(super) fn failed() -> Response {
    Problem::new(ErrorCode::InternalError, "the server failed").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_handler_that_panics_answers_500_in_json() {
        async fn broken() -> &'static str {
            panic!("on purpose")
        }
        let router: Router = Router::new()
            .route("/", get(broken))
            .layer(middleware::from_fn(survive));
        let request = Request::get("/").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 500);
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["error"]["code"], "INTERNAL_ERROR");
        assert!(!body.to_string().contains("on purpose"));
    }
}
