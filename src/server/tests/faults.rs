//! Faults on purpose: what a client sees, and what becomes of the delivery.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

fn firing() -> String {
    payload("firing", &json!({"alertname": "A", "severity": "critical"}))
}

impl Bench {
    /// Sets a fault of this short form.
    async fn set_fault(&self, text: &str) {
        let spec: crate::fault::Spec = text.parse().unwrap();
        let (status, answer) = self
            .post("/api/local/faults", serde_json::to_string(&spec).unwrap())
            .await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }

    async fn metrics(&self) -> String {
        let response = self.send(Request::get("/metrics").body(Body::empty()).unwrap()).await;
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }
}

async fn incidents(bench: &Bench) -> u64 {
    bench
        .store
        .incidents(crate::store::IncidentFilter::default(), 1, 0)
        .await
        .unwrap()
        .total
}

#[tokio::test]
async fn a_status_is_answered_so_many_times_and_nothing_is_applied() {
    let bench = Bench::new().await;
    let body = r#"{"answer": "503", "retry_after": 7, "next": 2}"#;
    let (status, answer) = bench.post("/api/local/faults", body).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(answer["data"]["text"], "503 retry-after=7 next=2");
    assert_eq!(answer["data"]["remaining"], 2);
    assert!(
        answer["data"]["alertmanager"].as_str().unwrap().contains("at once"),
        "{answer}"
    );
    for _ in 0..2 {
        let path = format!("/webhooks/{}", bench.key.expose());
        let request = Request::post(path).body(Body::from(firing())).unwrap();
        let response = bench.send(request).await;
        assert_eq!(response.headers()["retry-after"], "7");
        let (status, answer) = read(response).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::SERVICE_UNAVAILABLE, &json!("SERVICE_UNAVAILABLE"))
        );
        assert_eq!(incidents(&bench).await, 0);
    }
    assert_eq!(bench.deliver(firing()).await.1["data"]["created"], 1);
    let (_, answer) = bench.get("/api/local/faults").await;
    assert_eq!(
        (&answer["data"][0]["injected"], &answer["data"][0]["remaining"]),
        (&json!(2), &json!(0))
    );
    let log = bench.log.lock().unwrap();
    let seen: Vec<_> = log
        .iter()
        .map(|r| (r.status, r.fault.as_ref().map(|f| f.is_applied)))
        .collect();
    assert_eq!(
        seen,
        [(Some(503), Some(false)), (Some(503), Some(false)), (Some(200), None)]
    );
}

#[tokio::test]
async fn after_the_commit_only_the_answer_is_bad() {
    let bench = Bench::new().await;
    bench
        .post(
            "/api/local/faults",
            r#"{"answer": "500", "after_commit": true, "next": 1}"#,
        )
        .await;
    assert_eq!(bench.deliver(firing()).await.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(incidents(&bench).await, 1);
    // What is sent again is a repeat.
    assert_eq!(bench.deliver(firing()).await.1["data"]["updated"], 1);
}

#[tokio::test]
async fn a_success_before_the_commit_loses_the_delivery() {
    let bench = Bench::new().await;
    bench.post("/api/local/faults", r#"{"answer": "202", "next": 1}"#).await;
    let (status, answer) = bench.deliver(firing()).await;
    assert_eq!((status, &answer["data"]["received"]), (StatusCode::ACCEPTED, &json!(0)));
    assert_eq!(incidents(&bench).await, 0);
}

#[tokio::test]
async fn faults_are_an_integrations_own_and_meet_what_they_match() {
    let bench = Bench::new().await;
    let (_, created) = bench.post("/api/local/integrations", r#"{"name": "Other"}"#).await;
    let url = created["data"]["webhook_url"].as_str().unwrap().to_owned();
    let other = url.strip_prefix("http://127.0.0.1:9095").unwrap();
    let body = r#"{"answer": "500", "integration": "other", "match": "{severity=\"critical\"}", "alerts": "firing"}"#;
    let (_, set) = bench.post("/api/local/faults", body).await;
    assert_eq!(
        set["data"]["text"],
        "500 alerts=firing match={severity=\"critical\"} integration=\"Other\""
    );
    assert_eq!(bench.deliver(firing()).await.0, StatusCode::OK);
    assert_eq!(bench.post(other, firing()).await.0, StatusCode::INTERNAL_SERVER_ERROR);
    let resolved = payload("resolved", &json!({"alertname": "A", "severity": "critical"}));
    assert_eq!(bench.post(other, resolved).await.0, StatusCode::OK);
    // An unreadable payload has no alert to match.
    assert_eq!(bench.post(other, "{").await.0, StatusCode::BAD_REQUEST);
    let delete = |path: &str| Request::delete(path).body(Body::empty()).unwrap();
    let (_, cleared) = read(bench.send(delete("/api/local/faults?integration=Prometheus")).await).await;
    assert_eq!(cleared["data"], json!([]));
    let (_, cleared) = read(bench.send(delete("/api/local/faults/1")).await).await;
    assert_eq!(cleared["data"]["injected"], 1);
    assert_eq!(
        read(bench.send(delete("/api/local/faults/1")).await).await.0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(bench.post(other, firing()).await.0, StatusCode::OK);
    // They go with it.
    bench.post("/api/local/faults", body).await;
    read(bench.send(delete("/api/local/integrations/Other")).await).await;
    let (_, left) = bench.get("/api/local/faults").await;
    assert_eq!(left["data"], json!([]));
}

/// What is recorded, logged and counted is what was sent, whatever was usual.
#[tokio::test]
async fn the_status_that_was_sent_is_told_everywhere() {
    let cases = [
        ("500", Some(500), "faulted", 0),
        ("500 after-commit", Some(500), "applied", 1),
        ("202", Some(202), "faulted", 0),
        ("202 after-commit", Some(202), "applied", 1),
        ("drop", None, "faulted", 0),
        ("drop after-commit", None, "applied", 1),
        ("cut-head", None, "faulted", 0),
        ("cut-head after-commit", None, "applied", 1),
        ("cut-body", Some(200), "faulted", 0),
        ("cut-body after-commit", Some(200), "applied", 1),
        ("delay=1ms", Some(200), "applied", 1),
        ("delay=1ms after-commit", Some(200), "applied", 1),
    ];
    for (fault, status, outcome, received) in cases {
        let bench = Bench::new().await;
        bench.set_fault(fault).await;
        bench.deliver(firing()).await;
        let (_, recorded) = bench.get("/api/local/deliveries/latest").await;
        let recorded = &recorded["data"];
        assert_eq!(
            (&recorded["status"], &recorded["problem"], &recorded["fault"]),
            (&json!(status), &Value::Null, &json!(fault)),
            "{fault}"
        );
        assert_eq!(recorded["summary"]["received"], received, "{fault}");
        let (number, note) = {
            let log = bench.log.lock().unwrap();
            assert_eq!(log[0].status, status, "{fault}");
            (log[0].recorded.unwrap(), log[0].fault.clone().unwrap())
        };
        assert_eq!(recorded["id"], number.to_string());
        assert_eq!((note.text.as_str(), note.is_applied), (fault, outcome == "applied"));
        let code = status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        let line = format!("{{code=\"{code}\",integration=\"Prometheus\",outcome=\"{outcome}\"}} 1");
        assert!(bench.metrics().await.contains(&line), "{fault}");
    }
    // What is refused anyway.
    for (fault, status, received) in [("drop after-commit", None, 1), ("delay=1ms", Some(400), 1)] {
        let bench = Bench::new().await;
        bench.set_fault(fault).await;
        bench.deliver(payload("firing", &json!({"severity": 1}))).await;
        let (_, recorded) = bench.get("/api/local/deliveries/latest").await;
        let recorded = &recorded["data"];
        assert_eq!(recorded["status"], json!(status), "{fault}");
        assert!(recorded["problem"].as_str().unwrap().starts_with("no alert is usable"));
        assert_eq!(recorded["summary"]["rejected"], received);
        assert!(!bench.log.lock().unwrap()[0].fault.clone().unwrap().is_applied);
        let metrics = bench.metrics().await;
        assert!(metrics.contains("outcome=\"refused\"} 1"), "{metrics}");
        assert!(metrics.contains("runframe_alerts_total{action=\"rejected\",integration=\"Prometheus\"} 1"));
    }
}

#[tokio::test]
async fn words_that_are_no_fault_are_refused() {
    let bench = Bench::new().await;
    for body in [r"{}", r#"{"answer": "301"}"#, r#"{"answer": "500", "nxt": 3}"#, "["] {
        assert_eq!(
            bench.post("/api/local/faults", body).await.0,
            StatusCode::BAD_REQUEST,
            "{body}"
        );
    }
    let (status, answer) = bench
        .post("/api/local/faults", r#"{"answer": "500", "integration": "Nobody"}"#)
        .await;
    assert_eq!(
        (status, &answer["error"]["details"]["known"]),
        (StatusCode::NOT_FOUND, &json!(["Prometheus"]))
    );
}

/// Everything the server sends for one delivery, until the connection ends; `None` if it is reset.
async fn raw_answer(fault: &str, body: &str) -> (Option<String>, u64) {
    let running = start(Options::ephemeral()).await.unwrap();
    let new = NewIntegration {
        name: "Prometheus".into(),
        ..NewIntegration::default()
    };
    let key = running.store().create_integration(new).await.unwrap();
    running.set_fault(&fault.parse().unwrap()).unwrap();
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let request = format!(
        "POST /webhooks/{} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        key.expose(),
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    let end = stream.read_to_string(&mut text).await;
    let total = running
        .store()
        .incidents(crate::store::IncidentFilter::default(), 1, 0)
        .await
        .unwrap()
        .total;
    running.shutdown().await;
    (end.ok().map(|_| text), total)
}

#[tokio::test]
async fn a_dropped_connection_ends_without_a_byte() {
    let (text, incidents) = raw_answer("drop", &firing()).await;
    // Where a reset cannot be had it is an end.
    assert!(text.is_none_or(|text| text.is_empty()));
    assert_eq!(incidents, 0);
    assert_eq!(raw_answer("drop after-commit", &firing()).await.1, 1);
}

#[tokio::test]
async fn an_answer_is_cut_in_its_head_or_in_its_body() {
    let (text, incidents) = raw_answer("cut-head", &firing()).await;
    let text = text.unwrap();
    assert!(
        text.starts_with("HTTP/1.1 200 OK") && !text.contains("\r\n\r\n"),
        "{text:?}"
    );
    assert_eq!(incidents, 0);
    let (text, incidents) = raw_answer("cut-body after-commit", &firing()).await;
    let text = text.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let head = head.to_lowercase();
    let stated: usize = head
        .split("content-length: ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(body.len(), stated / 2, "{text}");
    assert_eq!(incidents, 1);
}

#[tokio::test]
async fn a_status_without_a_body_has_none() {
    for (fault, made) in [("204", 0), ("204 after-commit", 1)] {
        let (text, incidents) = raw_answer(fault, &firing()).await;
        let text = text.unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 204 No Content\r\n"), "{head}");
        assert!(!head.to_lowercase().contains("content-"), "{head}");
        assert_eq!((body, incidents), ("", made));
    }
}

/// It gets no status, though its delivery is applied; one that was recorded before cannot know that.
#[tokio::test]
async fn a_sender_that_hangs_up_is_not_told_to_be_answered() {
    for (fault, status_recorded) in [("delay=1h", None), ("delay=1h after-commit", Some(200))] {
        let bench = Bench::new().await;
        bench.set_fault(fault).await;
        let met = async {
            while bench.get("/api/local/faults").await.1["data"][0]["injected"] != 1
                || (status_recorded.is_some() && incidents(&bench).await == 0)
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            answer = bench.deliver(firing()) => panic!("{answer:?}"),
            () = met => {}
        }
        // The delay ends with the server.
        bench.state.stop();
        while bench.log.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        {
            let log = bench.log.lock().unwrap();
            let note = log[0].fault.clone().unwrap();
            assert_eq!(
                (log[0].status, note.is_applied, note.is_answered),
                (None, true, false),
                "{fault}"
            );
            assert_eq!(log[0].outcomes.len(), 1);
        }
        assert!(bench.metrics().await.contains("code=\"none\""));
        let (_, recorded) = bench.get("/api/local/deliveries/latest").await;
        assert_eq!(recorded["data"]["status"], json!(status_recorded), "{fault}");
        assert_eq!(incidents(&bench).await, 1);
    }
}

#[tokio::test]
async fn the_end_of_the_server_cuts_a_delay_short() {
    let running = start(Options::ephemeral()).await.unwrap();
    let new = NewIntegration {
        name: "Prometheus".into(),
        ..NewIntegration::default()
    };
    let key = running.store().create_integration(new).await.unwrap();
    running.set_fault(&"delay=1h after-commit".parse().unwrap()).unwrap();
    let url = running.webhook_url(&key);
    let sending = tokio::spawn(async move { reqwest::Client::new().post(url).body(firing()).send().await });
    // It is applied at once, and only the answer waits.
    let store = running.store().clone();
    while store
        .incidents(crate::store::IncidentFilter::default(), 1, 0)
        .await
        .unwrap()
        .total
        == 0
    {
        tokio::task::yield_now().await;
    }
    running.shutdown().await;
    assert_eq!(sending.await.unwrap().unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn what_may_happen_stands_at_zero_before_it_does() {
    let bench = Bench::new().await;
    let metrics = bench.metrics().await;
    for series in [
        "runframe_alerts_truncated_total{integration=\"Prometheus\"} 0",
        "runframe_faults_injected_total{integration=\"Prometheus\"} 0",
        "runframe_alerts_total{action=\"rejected\",integration=\"Prometheus\"} 0",
        "runframe_deliveries_total{code=\"500\",integration=\"Prometheus\",outcome=\"refused\"} 0",
        "runframe_deliveries_total{code=\"404\",integration=\"\",outcome=\"refused\"} 0",
    ] {
        assert!(metrics.lines().any(|line| line == series), "{series}: {metrics}");
    }
}
