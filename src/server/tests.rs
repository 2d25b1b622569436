//! The server without a socket, and over one.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::guard::Peer;
use super::{AccessRules, DeliveryRecord, Options, State, router, start};
use crate::organisation::Organisation;
use crate::store::{Clock, Location, NewIntegration, NewService, RoutingKey, Store, system_clock};

mod access;
mod actions;
mod api;
mod contract;
mod decisions;
mod events;
mod faults;
mod mcp_client;
mod odd_requests;
mod once;
mod over_a_socket;
mod people;
mod webhook;

/// A server without a socket, with one service and one integration.
struct Bench {
    state: State,
    router: Router,
    store: Store,
    key: RoutingKey,
    log: Arc<Mutex<Vec<DeliveryRecord>>>,
    /// Faults were set: answers to deliveries are bad on purpose.
    has_faults: AtomicBool,
}

impl Bench {
    async fn new() -> Self {
        Self::with_body_limit(Options::BODY_LIMIT).await
    }

    async fn with_body_limit(body_limit: usize) -> Self {
        Self::with(body_limit, system_clock()).await
    }

    async fn with(body_limit: usize, clock: Clock) -> Self {
        let (organisation, access) = (Organisation::default(), AccessRules::default());
        Self::with_rules(clock, body_limit, organisation, access).await
    }

    async fn with_rules(clock: Clock, body_limit: usize, organisation: Organisation, access: AccessRules) -> Self {
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
        let written = {
            let log = Arc::clone(&log);
            Some(
                Arc::new(move |record: &DeliveryRecord, _: Option<&str>| log.lock().unwrap().push(record.clone())) as _,
            )
        };
        let url = "http://127.0.0.1:9095".into();
        let state = State::with_rules(store.clone(), clock, url, body_limit, written, organisation, access);
        Self {
            router: router(state.clone()),
            state,
            store,
            key,
            log,
            has_faults: AtomicBool::new(false),
        }
    }

    /// Sends a request as a program on this machine would.
    async fn send(&self, mut request: Request<Body>) -> Response {
        request
            .extensions_mut()
            .insert(Peer(SocketAddr::from(([127, 0, 0, 1], 50_000))));
        self.send_as_is(request).await
    }

    /// Sends a request, and holds the answer against the description.
    async fn send_as_is(&self, request: Request<Body>) -> Response {
        let (method, path) = (request.method().to_string(), request.uri().to_string());
        let response = self.router.clone().oneshot(request).await.unwrap();
        if path.starts_with("/api/local/faults") {
            self.has_faults.store(true, Ordering::Relaxed);
        }
        let is_bad_on_purpose = self.has_faults.load(Ordering::Relaxed) && path.starts_with("/webhooks/");
        if is_bad_on_purpose || !contract::is_described(&path) {
            return response;
        }
        if let Some(media) = contract::bare_media(&method, &path, response.status().as_u16()) {
            let said = response
                .headers()
                .get("content-type")
                .map(|value| value.to_str().unwrap());
            assert_eq!(said, Some(media), "{method} {path}");
            return response;
        }
        let (head, body) = response.into_parts();
        let bytes = to_bytes(body, 16 << 20).await.unwrap();
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        contract::check(&method, &path, head.status.as_u16(), &value);
        Response::from_parts(head, bytes.into())
    }

    /// Sends a request with a JSON body.
    async fn json(&self, method: &str, path: &str, body: &Value, headers: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(self.send(request.body(Body::from(body.to_string())).unwrap()).await).await
    }

    /// Fires an alert, and returns the path of its incident.
    async fn fire(&self, name: &str) -> String {
        let (_, answer) = self
            .deliver(payload("firing", &json!({"alertname": name, "severity": "warning"})))
            .await;
        let number = answer["data"]["results"][0]["incident_number"].as_str().unwrap();
        format!("/api/v1/incidents/{number}")
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
