//! What happens, as a reader is told it.

use http_body_util::BodyExt;

use super::*;

/// A reader of events.
struct Events {
    body: Body,
    text: String,
}

/// One event: its kind, its id, what it says.
type Told = (String, String, Value);

impl Events {
    async fn open(bench: &Bench, query: &str, last_id: Option<&str>) -> Self {
        let mut request = Request::get(format!("/api/local/events{query}"));
        if let Some(id) = last_id {
            request = request.header("last-event-id", id);
        }
        let response = bench.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            body: response.into_body(),
            text: String::new(),
        }
    }

    async fn next(&mut self) -> Told {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(name));
                    line.unwrap_or_default().to_owned()
                };
                let told = (
                    field("event: "),
                    field("id: "),
                    serde_json::from_str(&field("data: ")).unwrap(),
                );
                self.text = rest.to_owned();
                return told;
            }
            let frame = self.body.frame().await.expect("the stream goes on").unwrap();
            self.text
                .push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
    }
}

fn labels(name: &str) -> Value {
    json!({"alertname": name, "severity": "critical"})
}

#[tokio::test]
async fn incidents_and_deliveries_are_told_after_the_commit_and_in_order() {
    let bench = Bench::new().await;
    let mut events = Events::open(&bench, "", None).await;
    assert_eq!(events.next().await.0, "ready");
    bench.deliver(payload("firing", &labels("A"))).await;
    bench.deliver(payload("firing", &labels("A"))).await;
    bench.deliver(payload("resolved", &labels("A"))).await;
    bench.deliver("{").await;
    let (kind, id, data) = events.next().await;
    assert_eq!((kind.as_str(), &data["change"]), ("incident", &json!("created")));
    assert_eq!(data["entries"], json!(["incident_created", "routing_fallback"]));
    assert_eq!(data["integration"], "Prometheus");
    assert_eq!(data["incident"]["title"], "A");
    assert_eq!(data["incident"]["services"][0]["name"], "Checkout");
    assert!(id.ends_with("-1"), "{id}");
    let (kind, _, data) = events.next().await;
    assert_eq!((kind.as_str(), &data["summary"]["created"]), ("delivery", &json!(1)));
    // A repeat changes no incident.
    let (kind, _, data) = events.next().await;
    assert_eq!((kind.as_str(), &data["summary"]["updated"]), ("delivery", &json!(1)));
    let (kind, _, data) = events.next().await;
    assert_eq!((kind.as_str(), &data["change"]), ("incident", &json!("resolved")));
    assert_eq!(events.next().await.2["summary"]["resolved"], 1);
    let (_, _, data) = events.next().await;
    assert_eq!((&data["status"], data["problem"].is_string()), (&json!(400), true));
    assert!(!data.to_string().contains(bench.key.expose()));
}

#[tokio::test]
async fn who_comes_back_goes_on_after_the_event_it_names() {
    let bench = Bench::new().await;
    let mut events = Events::open(&bench, "?kind=incident", None).await;
    events.next().await;
    bench.deliver(payload("firing", &labels("A"))).await;
    let (_, first, _) = events.next().await;
    drop(events);
    bench.deliver(payload("firing", &labels("B"))).await;
    let mut events = Events::open(&bench, "?kind=incident", Some(&first)).await;
    assert_eq!(events.next().await.0, "ready");
    let (_, second, data) = events.next().await;
    assert_eq!(data["incident"]["title"], "B");
    // Names of another process's events, and nonsense, are told apart from that.
    let mut events = Events::open(&bench, "?kind=incident", Some("00000000-1")).await;
    let (kind, id, _) = events.next().await;
    assert_eq!(kind, "gap");
    assert_eq!(id.split('-').next(), second.split('-').next());
}

#[tokio::test]
async fn an_integrations_reader_is_told_of_nobody_elses() {
    let bench = Bench::new().await;
    let (_, created) = bench.post("/api/local/integrations", r#"{"name": "Other"}"#).await;
    let url = created["data"]["webhook_url"].as_str().unwrap().to_owned();
    let other = url.strip_prefix("http://127.0.0.1:9095").unwrap();
    let mut events = Events::open(&bench, "?integration=other&kind=incident&kind=reset", None).await;
    events.next().await;
    bench.deliver(payload("firing", &labels("A"))).await;
    bench.post(other, payload("firing", &labels("B"))).await;
    assert_eq!(events.next().await.2["incident"]["title"], "B");
    // What is no integration's is not this one's; a reset of all is.
    bench
        .post(
            "/api/v1/incidents",
            r#"{"title": "By hand", "service_ids": ["svc_k7m4q9tz2h"]}"#,
        )
        .await;
    bench.post("/api/local/reset", r"{}").await;
    assert_eq!(events.next().await.2, json!({"integration": null, "incidents": 3}));
    // When the integration is gone there is nothing more to tell.
    let gone = Request::delete("/api/local/integrations/other").body(Body::empty());
    assert_eq!(bench.send(gone.unwrap()).await.status(), StatusCode::OK);
    bench.deliver(payload("firing", &labels("C"))).await;
    assert!(events.body.frame().await.is_none());
    let (status, answer) = bench.get("/api/local/events?integration=Nobody").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(answer["error"]["details"]["known"][0], "Prometheus");
    assert_eq!(bench.get("/api/local/events?kind=x").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_slow_reader_is_told_what_it_missed_and_goes_on() {
    let bench = Bench::new().await;
    let mut events = Events::open(&bench, "", None).await;
    events.next().await;
    // More than the ring holds.
    for _ in 0..5000 {
        bench.deliver(r#"{"alerts":[]}"#).await;
    }
    let (kind, _, data) = events.next().await;
    assert_eq!((kind.as_str(), &data["missed"]), ("dropped", &json!(5000 - 4096)));
    // It goes on with what is still there.
    let (kind, oldest, _) = events.next().await;
    assert_eq!(kind, "delivery");
    for _ in 1..4096 {
        assert_eq!(events.next().await.0, "delivery");
    }
    // So does one that comes back with an event that is gone.
    let first = format!("{}-1", oldest.split('-').next().unwrap());
    let mut events = Events::open(&bench, "", Some(&first)).await;
    assert_eq!(events.next().await.0, "gap");
    assert_eq!(events.next().await.1, oldest);
}

#[tokio::test]
async fn readers_are_bounded() {
    let bench = Bench::new().await;
    let mut readers = Vec::new();
    for _ in 0..64 {
        readers.push(Events::open(&bench, "", None).await);
    }
    assert_eq!(bench.get("/api/local/events").await.0, StatusCode::SERVICE_UNAVAILABLE);
    readers.pop();
    Events::open(&bench, "", None).await;
}

#[tokio::test]
async fn a_reset_forgets_what_it_is_asked_to_and_numbers_go_on() {
    let bench = Bench::new().await;
    let (_, created) = bench.post("/api/local/integrations", r#"{"name": "Other"}"#).await;
    let url = created["data"]["webhook_url"].as_str().unwrap().to_owned();
    let other = url.strip_prefix("http://127.0.0.1:9095").unwrap();
    let mut events = Events::open(&bench, "?kind=reset", None).await;
    events.next().await;
    bench.deliver(payload("firing", &labels("A"))).await;
    bench.post(other, payload("firing", &labels("B"))).await;

    let (status, answer) = bench.post("/api/local/reset", r#"{"integration": "other"}"#).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["data"], json!({"integration": "Other", "incidents": 1}));
    assert_eq!(events.next().await.2["incidents"], 1);
    let (_, listed) = bench.get("/api/v1/incidents").await;
    assert_eq!(
        (&listed["data"]["total"], &listed["data"]["items"][0]["title"]),
        (&json!(1), &json!("A"))
    );
    // A's alert is known, B's is not.
    assert_eq!(
        bench.deliver(payload("firing", &labels("A"))).await.1["data"]["updated"],
        1
    );
    let (_, answer) = bench.post(other, payload("firing", &labels("B"))).await;
    assert_eq!(answer["data"]["created"], 1);
    assert!(
        answer["data"]["results"][0]["incident_number"]
            .as_str()
            .unwrap()
            .ends_with("-003")
    );

    assert_eq!(bench.post("/api/local/reset", "").await.1["data"]["incidents"], 2);
    assert_eq!(bench.get("/api/v1/incidents").await.1["data"]["total"], 0);
    assert_eq!(bench.get("/api/v1/incidents?severity=SEV0").await.1["data"]["total"], 0);
    let (_, answer) = bench.deliver(payload("resolved", &labels("A"))).await;
    assert_eq!(answer["data"]["results"][0]["reason"], "no_open_incident");
    assert_eq!(
        bench.post("/api/local/reset", r#"{"integration": "Nobody"}"#).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_end_of_the_server_ends_the_stream() {
    let running = start(Options::ephemeral()).await.unwrap();
    let response = reqwest::get(format!("{}/api/local/events", running.base_url))
        .await
        .unwrap();
    let reading = tokio::spawn(async move { response.text().await });
    running.shutdown().await;
    assert!(reading.await.unwrap().unwrap().starts_with("event: ready\n"));
}
