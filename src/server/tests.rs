//! The server without a socket, and over one.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::guard::Peer;
use super::{DeliveryRecord, Options, State, router, start};
use crate::store::{Clock, Location, NewIntegration, NewService, RoutingKey, Store, system_clock};

mod api;
mod decisions;
mod events;
mod faults;
mod over_a_socket;
mod webhook;

/// A server without a socket, with one service and one integration.
struct Bench {
    router: Router,
    store: Store,
    key: RoutingKey,
    log: Arc<Mutex<Vec<DeliveryRecord>>>,
}

impl Bench {
    async fn new() -> Self {
        Self::with_body_limit(Options::BODY_LIMIT).await
    }

    async fn with_body_limit(body_limit: usize) -> Self {
        Self::with(body_limit, system_clock()).await
    }

    async fn with(body_limit: usize, clock: Clock) -> Self {
        let store = Store::open(&Location::Memory, &clock).unwrap();
        let service = NewService {
            name: "Checkout".into(),
            key: Some("svc_K7M4Q9TZ2H".parse().unwrap()),
            ..NewService::default()
        };
        store.create_service(service).await.unwrap();
        let integration = NewIntegration {
            name: "Prometheus".into(),
            services: vec!["Checkout".into()],
            ..NewIntegration::default()
        };
        let key = store.create_integration(integration).await.unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let state = State::new(store.clone(), clock, "http://127.0.0.1:9095".into(), body_limit, {
            let log = Arc::clone(&log);
            Some(Arc::new(move |record: &DeliveryRecord| {
                log.lock().unwrap().push(record.clone());
            }))
        });
        Self {
            router: router(state),
            store,
            key,
            log,
        }
    }

    /// Sends a request as a program on this machine would.
    async fn send(&self, mut request: Request<Body>) -> Response {
        request
            .extensions_mut()
            .insert(Peer(SocketAddr::from(([127, 0, 0, 1], 50_000))));
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        read(self.send(Request::get(path).body(Body::empty()).unwrap()).await).await
    }

    async fn post(&self, path: &str, body: impl Into<Body>) -> (StatusCode, Value) {
        let request = Request::post(path)
            .header("content-type", "application/json")
            .body(body.into())
            .unwrap();
        read(self.send(request).await).await
    }

    async fn deliver(&self, body: impl Into<Body>) -> (StatusCode, Value) {
        self.post(&format!("/webhooks/{}", self.key.expose()), body).await
    }
}

async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    assert_eq!(response.headers()["content-type"], "application/json");
    let body = to_bytes(response.into_body(), 16 << 20).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

/// A body in pieces, so without a stated length.
struct Pieces(Vec<&'static [u8]>);

impl hyper::body::Body for Pieces {
    type Data = axum::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
        let piece = self.0.pop();
        std::task::Poll::Ready(piece.map(|piece| Ok(hyper::body::Frame::data(piece.into()))))
    }
}

/// A payload of one alert.
fn payload(status: &str, labels: &Value) -> String {
    json!({
        "version": "4",
        "groupKey": "{}:{}",
        "status": status,
        "alerts": [alert(status, labels)],
    })
    .to_string()
}

fn alert(status: &str, labels: &Value) -> Value {
    let ends_at = if status == "firing" {
        "0001-01-01T00:00:00Z"
    } else {
        "2026-01-02T03:10:00Z"
    };
    json!({
        "status": status,
        "labels": labels,
        "annotations": {"summary": "It is slow"},
        "startsAt": "2026-01-02T03:04:05.678Z",
        "endsAt": ends_at,
        "generatorURL": "http://prometheus.example/graph",
    })
}
