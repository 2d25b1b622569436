//! The webhook endpoint: every answer it has.

use super::*;

#[tokio::test]
async fn a_firing_and_a_resolved_alert_are_one_incident() {
    let bench = Bench::new().await;
    let labels = json!({"alertname": "HighLatency", "severity": "critical", "service_id": "svc_K7M4Q9TZ2H"});
    let (status, answer) = bench.deliver(payload("firing", &labels)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["success"], true);
    assert!(answer["meta"]["request_id"].as_str().unwrap().starts_with("req_"));
    let data = &answer["data"];
    assert_eq!((&data["received"], &data["created"]), (&json!(1), &json!(1)));
    assert_eq!(data["results"][0]["action"], "created");
    assert_eq!(data["results"][0].get("reason"), None);
    let number = data["results"][0]["incident_number"].as_str().unwrap();

    let (_, answer) = bench.deliver(payload("firing", &labels)).await;
    assert_eq!(answer["data"]["updated"], 1);
    let (_, answer) = bench.deliver(payload("resolved", &labels)).await;
    assert_eq!(answer["data"]["resolved"], 1);
    let (_, answer) = bench.deliver(payload("resolved", &labels)).await;
    assert_eq!(answer["data"]["ignored"], 1);
    assert_eq!(answer["data"]["results"][0]["reason"], "no_open_incident");
    assert_eq!(answer["data"]["results"][0]["incident_number"], Value::Null);

    let (status, answer) = bench.get(&format!("/api/v1/incidents/{}", number.to_lowercase())).await;
    assert_eq!(status, StatusCode::OK);
    let incident = &answer["data"];
    assert_eq!(incident["incident_number"], number);
    assert_eq!(incident["title"], "HighLatency");
    assert_eq!(incident["severity"], "SEV0");
    assert_eq!(incident["status"], "resolved");
    assert_eq!(incident["resolved_by"], Value::Null);
    assert_eq!(incident["detected_at"], "2026-01-02T03:04:05.678Z");
    assert_eq!(incident["description"], "It is slow");
    assert_eq!(
        incident["services"],
        json!([{"service_key": "svc_K7M4Q9TZ2H", "name": "Checkout"}])
    );
    assert_eq!(incident["alert"]["delivery_count"], 3);
    assert_eq!(incident["alert"]["ends_at"], "2026-01-02T03:10:00.000Z");
    let kinds: Vec<&str> = incident["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["incident_created", "alert_resolved"]);
}

#[tokio::test]
async fn the_answer_has_every_field_of_the_contract() {
    let bench = Bench::new().await;
    let (_, answer) = bench.deliver(r#"{"alerts":[],"truncatedAlerts":7}"#).await;
    assert_eq!(
        answer["data"],
        json!({"received": 0, "created": 0, "updated": 0, "resolved": 0, "ignored": 0, "rejected": 0,
               "truncated_alerts": 7, "results": []})
    );
}

#[tokio::test]
async fn good_alerts_among_bad_ones_are_applied() {
    let bench = Bench::new().await;
    let body = json!({"alerts": [
        {"status": "firing", "labels": {"a": 1}, "fingerprint": "f"},
        alert("firing", &json!({"alertname": "A"})),
        7,
    ]});
    let (status, answer) = bench.deliver(body.to_string()).await;
    assert_eq!(status, StatusCode::OK);
    let data = &answer["data"];
    assert_eq!(
        (&data["created"], &data["rejected"], &data["received"]),
        (&json!(1), &json!(2), &json!(3))
    );
    assert_eq!(data["results"][0]["reason"], "label_not_a_string");
    assert_eq!(data["results"][0]["fingerprint"], "f");
    assert_eq!(data["results"][1]["reason"], "severity_fallback, routing_fallback");
    assert_eq!(data["results"][2]["fingerprint"], Value::Null);
}

#[tokio::test]
async fn bad_bodies_are_400_and_say_why() {
    let bench = Bench::new().await;
    for body in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"alerts":1}"#,
        r#"{"version":"3","alerts":[]}"#,
        r#"{"alerts":[{}]}"#,
    ] {
        let (status, answer) = bench.deliver(body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answer["error"]["code"], "VALIDATION_ERROR");
        assert!(answer["error"]["message"].as_str().unwrap().len() > 10);
        assert_eq!(answer.get("success"), None);
        assert!(answer["meta"]["request_id"].as_str().unwrap().starts_with("req_"));
    }
    let (_, answer) = bench
        .deliver(r#"{"alerts":[{},{"status":"x","labels":{"a":"b"}}]}"#)
        .await;
    assert_eq!(answer["error"]["details"]["results"][1]["reason"], "unknown_status");
    let (status, answer) = bench.deliver(vec![0xff, 0xfe, 0x00]).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::BAD_REQUEST, &json!("VALIDATION_ERROR"))
    );
}

#[tokio::test]
async fn an_unknown_key_is_404_whatever_its_shape() {
    let bench = Bench::new().await;
    for key in [
        "0123456789abcdef0123456789abcdef",
        "short",
        "%FF%FF%FF%FF%FF%FF%FF%FF%FF",
        "..",
        "a%2Fb",
        &"x".repeat(4000),
    ] {
        let (status, answer) = bench.post(&format!("/webhooks/{key}"), "{}").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{key}");
        assert_eq!(answer["error"]["code"], "NOT_FOUND");
        assert!(!answer.to_string().contains(key), "{answer}");
    }
}

#[tokio::test]
async fn other_methods_are_405_and_told_which_is_right() {
    let bench = Bench::new().await;
    let path = format!("/webhooks/{}", bench.key.expose());
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
        let request = Request::builder()
            .method(method)
            .uri(&path)
            .body(Body::empty())
            .unwrap();
        let response = bench.send(request).await;
        assert_eq!(response.headers()["allow"], "POST");
        let (status, answer) = read(response).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::METHOD_NOT_ALLOWED, &json!("METHOD_NOT_ALLOWED"))
        );
    }
}

#[tokio::test]
async fn json_in_any_dress_is_taken_and_other_types_are_415() {
    let bench = Bench::new().await;
    let send = async |kind: Option<&str>| {
        let mut request = Request::post(format!("/webhooks/{}", bench.key.expose()));
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        read(bench.send(request.body(Body::from(r#"{"alerts":[]}"#)).unwrap()).await).await
    };
    for kind in [
        None,
        Some("application/json"),
        Some("Application/JSON; charset=utf-8"),
        Some("application/vnd.x+json"),
    ] {
        assert_eq!(send(kind).await.0, StatusCode::OK, "{kind:?}");
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
        let (status, answer) = send(Some(kind)).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!("UNSUPPORTED_MEDIA_TYPE"))
        );
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_with_and_without_a_stated_length() {
    let bench = Bench::with_body_limit(2000).await;
    let labels = json!({"alertname": "x".repeat(3000)});
    let (status, answer) = bench.deliver(payload("firing", &labels)).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &json!("PAYLOAD_TOO_LARGE"))
    );
    let body = Body::new(Pieces(vec![&[b' '; 100]; 30]));
    assert_eq!(bench.deliver(body).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let exact = format!("{{\"alerts\":[]{}}}", " ".repeat(2000 - 13));
    assert_eq!(exact.len(), 2000);
    assert_eq!(bench.deliver(exact).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_rotated_or_deleted_key_stops_at_once() {
    let bench = Bench::new().await;
    assert_eq!(bench.deliver(r#"{"alerts":[]}"#).await.0, StatusCode::OK);
    bench.store.rotate_key("prometheus").await.unwrap();
    assert_eq!(bench.deliver(r#"{"alerts":[]}"#).await.0, StatusCode::NOT_FOUND);
    let (_, answer) = bench.get("/api/local/webhook").await;
    let url = answer["data"]["webhook_url"].as_str().unwrap();
    let path = url.strip_prefix("http://127.0.0.1:9095").unwrap();
    assert_eq!(bench.post(path, r#"{"alerts":[]}"#).await.0, StatusCode::OK);
    bench.store.delete_integration("Prometheus").await.unwrap();
    assert_eq!(bench.post(path, r#"{"alerts":[]}"#).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_thousand_alerts_in_one_payload_are_a_thousand_incidents() {
    let bench = Bench::new().await;
    let alerts: Vec<Value> = (0..1000)
        .map(|number| alert("firing", &json!({"alertname": "A", "instance": number.to_string()})))
        .collect();
    let (status, answer) = bench.deliver(json!({ "alerts": alerts }).to_string()).await;
    assert_eq!((status, &answer["data"]["created"]), (StatusCode::OK, &json!(1000)));
    assert_eq!(
        answer["data"]["results"][999]["incident_number"]
            .as_str()
            .unwrap()
            .len(),
        "INC-2026-1000".len()
    );
}

#[tokio::test]
async fn the_log_has_the_fate_and_the_end_of_the_key() {
    let bench = Bench::new().await;
    bench.deliver(payload("firing", &json!({"alertname": "A"}))).await;
    bench.deliver("{").await;
    bench.post("/webhooks/0123456789abcdef0123456789abcdef", "{}").await;
    let log = bench.log.lock().unwrap();
    let seen: Vec<(u16, usize, bool)> = log
        .iter()
        .map(|r| (r.status.unwrap(), r.outcomes.len(), r.problem.is_some()))
        .collect();
    assert_eq!(seen, [(200, 1, false), (400, 0, true), (404, 0, true)]);
    assert!(log.iter().all(|record| record.key.chars().count() == 5));
    assert!(!format!("{log:?}").contains(bench.key.expose()));
}

#[tokio::test]
async fn deliveries_can_be_looked_at_and_hold_no_routing_key() {
    let bench = Bench::new().await;
    let body = payload("firing", &json!({"alertname": bench.key.expose()}));
    let (status, _) = bench.deliver(body).await;
    assert_eq!(status, 200);
    let (status, _) = bench.deliver("{").await;
    assert_eq!(status, 400);
    let (status, _) = bench.post("/webhooks/0123456789abcdef", "{}").await;
    assert_eq!(status, 404);

    let (_, answer) = bench.get("/api/local/deliveries?integration=prometheus&limit=1").await;
    let page = &answer["data"];
    assert_eq!((&page["total"], &page["next_offset"]), (&json!(2), &json!(1)));
    assert_eq!(page["items"][0]["status"], 400);
    let (_, answer) = bench.get("/api/local/deliveries/dlv_1").await;
    assert_eq!(answer["data"]["integration"], "Prometheus");
    assert_eq!(answer["data"]["summary"]["results"][0]["action"], "created");
    let request = Request::get("/api/local/deliveries/dlv_1/payload");
    let response = bench.send(request.body(Body::empty()).unwrap()).await;
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let kept: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(kept["alerts"][0]["labels"]["alertname"], "<secret>");
    for path in ["dlv_9", "9", "x/payload"] {
        let (status, _) = bench.get(&format!("/api/local/deliveries/{path}")).await;
        assert_eq!(status, 404, "{path}");
    }
    let (status, _) = bench.get("/api/local/deliveries?integration=none").await;
    assert_eq!(status, 404);
}

/// Posts a body with a `Content-Encoding`.
async fn deliver_encoded(bench: &Bench, encoding: &str, body: Vec<u8>) -> (StatusCode, Value) {
    let request = Request::post(format!("/webhooks/{}", bench.key.expose()))
        .header("content-type", "application/json")
        .header("content-encoding", encoding)
        .body(Body::from(body))
        .unwrap();
    read(bench.send(request).await).await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn compressed_bodies_are_unpacked_and_others_refused() {
    let bench = Bench::with_body_limit(100_000).await;
    let body = payload("firing", &json!({"alertname": "A"}));
    let packed = gzip(body.as_bytes());
    let (status, answer) = deliver_encoded(&bench, "gzip", packed.clone()).await;
    assert_eq!((status, &answer["data"]["created"]), (StatusCode::OK, &json!(1)));
    for encoding in ["GZIP", "x-gzip"] {
        assert_eq!(
            deliver_encoded(&bench, encoding, packed.clone()).await.0,
            StatusCode::OK,
            "{encoding}"
        );
    }
    assert_eq!(
        deliver_encoded(&bench, "identity", body.clone().into_bytes()).await.0,
        StatusCode::OK
    );
    for encoding in ["br", "deflate", "zstd", "gzip, gzip"] {
        let (status, answer) = deliver_encoded(&bench, encoding, packed.clone()).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!("UNSUPPORTED_MEDIA_TYPE")),
            "{encoding}"
        );
    }
    // Cut off, and none at all.
    for broken in [packed[..packed.len() - 5].to_vec(), body.into_bytes()] {
        let (status, answer) = deliver_encoded(&bench, "gzip", broken).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(
            answer["error"]["message"]
                .as_str()
                .unwrap()
                .starts_with("the body is not gzip"),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_a_large_one_is_413() {
    let bench = Bench::with_body_limit(100_000).await;
    let bomb = gzip(&vec![b' '; 50_000_000]);
    assert!(bomb.len() < 100_000);
    let (status, answer) = deliver_encoded(&bench, "gzip", bomb).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &json!("PAYLOAD_TOO_LARGE"))
    );
    let exact = format!("{{\"alerts\":[]{}}}", " ".repeat(100_000 - 13));
    assert_eq!(
        deliver_encoded(&bench, "gzip", gzip(exact.as_bytes())).await.0,
        StatusCode::OK
    );
    assert_eq!(
        deliver_encoded(&bench, "gzip", gzip(format!("{exact} ").as_bytes()))
            .await
            .0,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn an_integration_over_its_limit_is_told_when_to_come_back() {
    let clock: Clock = Arc::new(|| "2026-03-01T00:00:10Z".parse().unwrap());
    let bench = Bench::with(Options::BODY_LIMIT, clock).await;
    let body = r#"{"name": "Limited", "rate_limit": 2}"#;
    let (_, created) = bench.post("/api/local/integrations", body).await;
    assert_eq!(created["data"]["integration"]["rate_limit"], 2);
    let url = created["data"]["webhook_url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("http://127.0.0.1:9095").unwrap();
    let send = || async {
        bench
            .send(Request::post(path).body(Body::from(r#"{"alerts":[]}"#)).unwrap())
            .await
    };
    for remaining in ["1", "0"] {
        let response = send().await;
        assert_eq!(response.status(), StatusCode::OK);
        let headers = response.headers();
        assert_eq!(
            (&headers["x-ratelimit-category"], &headers["x-ratelimit-remaining"]),
            (&"webhook".parse().unwrap(), &remaining.parse().unwrap())
        );
        assert!(headers["x-ratelimit-reset"].to_str().unwrap().parse::<i64>().unwrap() > 1_700_000_000);
        assert!(!headers.contains_key("retry-after"));
    }
    let response = send().await;
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!(wait, 50);
    let (status, answer) = read(response).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::TOO_MANY_REQUESTS, &json!("RATE_LIMITED"))
    );
    // Others have no limit.
    let request = Request::post(format!("/webhooks/{}", bench.key.expose())).body(Body::from(r#"{"alerts":[]}"#));
    let response = bench.send(request.unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["x-ratelimit-category"], "webhook");
    assert!(!response.headers().contains_key("retry-after"));
    assert_eq!(
        bench
            .post("/api/local/integrations", r#"{"name": "x", "rate_limit": 0}"#)
            .await
            .0,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn an_integration_may_have_one_incident_a_group_and_a_severity_of_its_own() {
    let bench = Bench::new().await;
    let body = r#"{"name": "Groups", "identity": "group", "default_severity": "sev3", "services": ["Checkout"]}"#;
    let (_, created) = bench.post("/api/local/integrations", body).await;
    let integration = &created["data"]["integration"];
    assert_eq!(
        (&integration["identity"], &integration["default_severity"]),
        (&json!("group"), &json!("SEV3"))
    );
    let url = created["data"]["webhook_url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("http://127.0.0.1:9095").unwrap();
    let labels = |instance: &str, severity: &str| json!({"alertname": "A", "instance": instance, "severity": severity});
    let payload = |alerts: &[Value]| json!({"groupKey": "{}:{alertname=\"A\"}", "alerts": alerts}).to_string();
    let (_, answer) = bench
        .post(
            path,
            payload(&[alert("firing", &labels("a", "page")), alert("firing", &labels("b", ""))]),
        )
        .await;
    let data = &answer["data"];
    assert_eq!((&data["created"], &data["updated"]), (&json!(1), &json!(1)));
    assert_eq!(data["results"][0]["reason"], "severity_fallback, routing_fallback");
    let number = data["results"][1]["incident_number"].as_str().unwrap().to_owned();
    let (_, incident) = bench.get(&format!("/api/v1/incidents/{number}")).await;
    assert_eq!(incident["data"]["severity"], "SEV3");
    let ended = [
        alert("resolved", &labels("a", "page")),
        alert("firing", &labels("b", "")),
    ];
    bench.post(path, payload(&ended)).await;
    assert_eq!(
        bench.get(&format!("/api/v1/incidents/{number}")).await.1["data"]["status"],
        "new"
    );
    let (_, answer) = bench.post(path, payload(&[alert("resolved", &labels("b", ""))])).await;
    assert_eq!(answer["data"]["resolved"], 1);
    assert_eq!(
        bench
            .post("/api/local/integrations", r#"{"name": "x", "identity": "rule"}"#)
            .await
            .0,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_routing_key_in_a_payload_reaches_no_incident() {
    let bench = Bench::new().await;
    let key = bench.key.expose();
    let mut alert = alert("firing", &json!({"alertname": "A", "severity": "critical", key: key}));
    alert["annotations"] = json!({"summary": format!("see http://h/webhooks/{key}")});
    alert["generatorURL"] = json!(format!("http://h/{key}"));
    let body = json!({
        "version": "4", "groupKey": key, "externalURL": format!("http://h/webhooks/{key}"), "alerts": [alert],
    });
    let (status, answer) = bench.deliver(body.to_string()).await;
    assert_eq!((status, &answer["data"]["created"]), (StatusCode::OK, &json!(1)));
    let number = answer["data"]["results"][0]["incident_number"].as_str().unwrap();
    let (_, incident) = bench.get(&format!("/api/v1/incidents/{number}")).await;
    assert_eq!(incident["data"]["description"], "see http://h/webhooks/<secret>");
    assert_eq!(incident["data"]["alert"]["labels"]["<secret>"], "<secret>");
    assert!(!incident.to_string().contains(key), "{incident}");
    // Neither does one in what is refused reach the answer.
    let (status, answer) = bench.deliver(json!({"version": key, "alerts": []}).to_string()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(!answer.to_string().contains(key), "{answer}");
}

#[tokio::test]
async fn nor_does_the_key_of_another_url() {
    let bench = Bench::new().await;
    let (_, made) = bench.post("/api/local/integrations", r#"{"name": "Other"}"#).await;
    let (_, local) = bench.get("/api/local/webhook?integration=Other").await;
    let key_of = |url: &Value| url.as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    for key in [
        key_of(&made["data"]["webhook_url"]),
        key_of(&local["data"]["webhook_url"]),
        bench.key.expose().to_owned(),
    ] {
        let escaped = key.replace('b', "\\u0062").replace('7', "%37");
        let body = json!({
            "version": "4",
            "alerts": [alert("firing", &json!({"alertname": "A", "url": format!("http://h/webhooks/{key}"), "other": "ESCAPED"}))],
        });
        let (status, answer) = bench.deliver(body.to_string().replace("ESCAPED", &escaped)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let number = answer["data"]["results"][0]["incident_number"].as_str().unwrap();
        let (_, incident) = bench.get(&format!("/api/v1/incidents/{number}")).await;
        let labels = &incident["data"]["alert"]["labels"];
        assert_eq!(labels["url"], "http://h/webhooks/<secret>");
        assert_eq!(labels["other"], "<secret>");
    }
}

#[tokio::test]
async fn nor_does_one_in_a_header_reach_log_or_answer() {
    let bench = Bench::new().await;
    let key = bench.key.expose();
    for name in ["content-type", "content-encoding"] {
        let request = Request::post(format!("/webhooks/{key}"))
            .header(name, format!("text/{key}"))
            .body(Body::from("{}"))
            .unwrap();
        let (status, answer) = read(bench.send(request).await).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert!(answer.to_string().contains("`text/<secret>`"), "{answer}");
    }
    assert!(!format!("{:?}", bench.log.lock().unwrap()).contains(key));
}
