//! The V1 API and the local set-up.

use super::*;

async fn with_incidents(names: &[(&str, &str)]) -> Bench {
    let bench = Bench::new().await;
    for (name, severity) in names {
        bench
            .deliver(payload("firing", &json!({"alertname": name, "severity": severity})))
            .await;
    }
    bench
}

fn titles(answer: &Value) -> Vec<&str> {
    let items = answer["data"]["items"].as_array().unwrap();
    items
        .iter()
        .map(|incident| incident["title"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn incidents_are_listed_newest_first_page_by_page() {
    let bench = with_incidents(&[("A", "critical"), ("B", "warning"), ("C", "info")]).await;
    let (status, answer) = bench.get("/api/v1/incidents").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(titles(&answer), ["C", "B", "A"]);
    let data = &answer["data"];
    assert_eq!(
        (&data["total"], &data["has_more"], &data["next_offset"]),
        (&json!(3), &json!(false), &Value::Null)
    );
    assert_eq!(data["items"][0].get("timeline"), None);

    let (_, answer) = bench.get("/api/v1/incidents?limit=2").await;
    assert_eq!(titles(&answer), ["C", "B"]);
    assert_eq!(
        (&answer["data"]["has_more"], &answer["data"]["next_offset"]),
        (&json!(true), &json!(2))
    );
    let (_, answer) = bench.get("/api/v1/incidents?limit=2&offset=2").await;
    assert_eq!(titles(&answer), ["A"]);
    let (_, answer) = bench.get("/api/v1/incidents?offset=50").await;
    assert_eq!(titles(&answer), Vec::<&str>::new());
    assert_eq!(
        (&answer["data"]["total"], &answer["data"]["next_offset"]),
        (&json!(3), &Value::Null)
    );
}

#[tokio::test]
async fn filters_are_alternatives_within_a_name_and_must_all_agree() {
    let bench = with_incidents(&[("A", "critical"), ("B", "warning"), ("C", "info")]).await;
    bench
        .deliver(payload("resolved", &json!({"alertname": "B", "severity": "warning"})))
        .await;
    for (query, expected) in [
        ("severity=SEV0&severity=sev4", vec!["C", "A"]),
        ("status=resolved", vec!["B"]),
        ("status=resolved&severity=SEV0", vec![]),
        ("status=new&status=resolved&severity=SEV2", vec!["B"]),
        ("created_after=2100-01-01", vec![]),
        ("created_before=2100-01-01T00:00:00Z&severity=SEV0", vec!["A"]),
        ("resolved_after=2001-01-01", vec!["B"]),
        ("resolved_by=kim", vec![]),
        ("assigned_to=kim", vec![]),
        ("team_name=core", vec![]),
        ("unknown=1", vec!["C", "B", "A"]),
    ] {
        let (status, answer) = bench.get(&format!("/api/v1/incidents?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{query}");
        assert_eq!(titles(&answer), expected, "{query}");
        assert_eq!(answer["data"]["total"], expected.len(), "{query}");
    }
}

#[tokio::test]
async fn incidents_of_one_integration_are_listed_alone() {
    let bench = with_incidents(&[("A", "critical"), ("B", "warning")]).await;
    let (_, created) = bench.post("/api/local/integrations", r#"{"name": "Other"}"#).await;
    let url = created["data"]["webhook_url"].as_str().unwrap().to_owned();
    let other = url.strip_prefix("http://127.0.0.1:9095").unwrap();
    for (name, severity, status) in [
        ("C", "info", "firing"),
        ("D", "critical", "firing"),
        ("E", "info", "firing"),
        ("C", "info", "resolved"),
    ] {
        let alert = json!({"alertname": name, "severity": severity});
        bench.post(other, payload(status, &alert)).await;
    }
    bench
        .post(
            "/api/v1/incidents",
            r#"{"title": "By hand", "service_ids": ["svc_k7m4q9tz2h"]}"#,
        )
        .await;
    for (query, expected, total) in [
        ("", vec!["By hand", "E", "D", "C", "B", "A"], 6),
        ("integration=other", vec!["E", "D", "C"], 3),
        ("integration=Prometheus", vec!["B", "A"], 2),
        ("integration=Other&limit=1&offset=1", vec!["D"], 3),
        ("integration=Other&status=new", vec!["E", "D"], 2),
        (
            "integration=Other&status=resolved&status=new&severity=SEV4&limit=1",
            vec!["E"],
            2,
        ),
        ("integration=Other&severity=SEV2", vec![], 0),
        ("integration=Other&created_after=2100-01-01", vec![], 0),
        ("integration=Other&resolved_after=2001-01-01", vec!["C"], 1),
    ] {
        let (status, answer) = bench.get(&format!("/api/local/incidents?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{query}");
        assert_eq!(titles(&answer), expected, "{query}");
        assert_eq!(answer["data"]["total"], total, "{query}");
    }
    let (status, answer) = bench.get("/api/local/incidents?integration=Nobody").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(answer["error"]["details"]["known"], json!(["Prometheus", "Other"]));
    // Runframe itself knows no such filter.
    let (_, answer) = bench.get("/api/v1/incidents?integration=Other").await;
    assert_eq!(answer["data"]["total"], 6);
    let (_, description) = bench.get("/api/openapi.json").await;
    let names = |path: &str| {
        let parameters = description["paths"][path]["get"]["parameters"].as_array().unwrap();
        parameters.iter().map(|one| one["name"].clone()).collect::<Vec<_>>()
    };
    let (local, v1) = (names("/api/local/incidents"), names("/api/v1/incidents"));
    assert_eq!(local, [&[json!("integration")], v1.as_slice()].concat());
}

#[tokio::test]
async fn the_instants_of_an_answer_are_within_what_they_bound() {
    let clock = || "2026-03-01T00:00:00.123456Z".parse().unwrap();
    let bench = Bench::with(Options::BODY_LIMIT, std::sync::Arc::new(clock)).await;
    let path = bench.fire("A").await;
    bench
        .deliver(payload("resolved", &json!({"alertname": "A", "severity": "warning"})))
        .await;
    let (_, incident) = bench.get(&path).await;
    for field in ["created", "resolved"] {
        let instant = incident["data"][format!("{field}_at")].as_str().unwrap();
        assert_eq!(instant, "2026-03-01T00:00:00.123Z");
        let (_, answer) = bench
            .get(&format!(
                "/api/v1/incidents?{field}_after={instant}&{field}_before={instant}"
            ))
            .await;
        assert_eq!(titles(&answer), ["A"], "{field}");
        let (_, answer) = bench
            .get(&format!("/api/v1/incidents?{field}_before=2026-03-01T00:00:00.122Z"))
            .await;
        assert_eq!(answer["data"]["total"], 0, "{field}");
    }
    let (_, answer) = bench
        .get("/api/v1/incidents?created_before=2026-03-01T02:00:00+02:00")
        .await;
    assert!(answer["error"]["message"].as_str().unwrap().contains("%2B"), "{answer}");
}

#[tokio::test]
async fn a_list_is_no_object() {
    let bench = Bench::new().await;
    bench.fire("A").await;
    for (path, body) in [
        ("reset", "[]"),
        ("reset", " [\"Prometheus\"]"),
        ("keys", "[\"x\"]"),
        ("integrations", "[\"x\"]"),
        ("services", "[\"x\"]"),
        ("faults", "[null,\"500\"]"),
    ] {
        let (status, answer) = bench.post(&format!("/api/local/{path}"), body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path} {body}: {answer}");
    }
    assert_eq!(bench.get("/api/v1/incidents").await.1["data"]["total"], 1);
}

#[tokio::test]
async fn names_that_no_path_can_have_are_refused() {
    let bench = Bench::new().await;
    for path in ["keys", "integrations", "services"] {
        for name in [".", "..", " .. "] {
            let body = json!({ "name": name }).to_string();
            let (status, answer) = bench.post(&format!("/api/local/{path}"), body).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{path} {name}: {answer}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_400() {
    let bench = Bench::new().await;
    for query in [
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=",
        "offset=-1",
        "offset=x",
        "status=open",
        "severity=P1",
        "created_after=yesterday",
        "limit=99999999999999999999",
    ] {
        let (status, answer) = bench.get(&format!("/api/v1/incidents?{query}")).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!("VALIDATION_ERROR")),
            "{query}"
        );
    }
}

#[tokio::test]
async fn unknown_incidents_and_paths_are_404_in_json() {
    let bench = Bench::new().await;
    for path in [
        "/api/v1/incidents/INC-2026-001",
        "/api/v1/incidents/nonsense",
        "/api/v1/incidents/%FF",
        "/api/v1/nothing",
        "/api/v2/incidents",
        "/",
        "/api",
        "/api/local/nothing",
        "/webhooks",
        "/webhooks/",
        "/healthz/x",
    ] {
        let (status, answer) = bench.get(path).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::NOT_FOUND, &json!("NOT_FOUND")),
            "{path}"
        );
    }
    let (status, answer) = bench.post("/api/v1/services", "{}").await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::METHOD_NOT_ALLOWED, &json!("METHOD_NOT_ALLOWED"))
    );
}

#[tokio::test]
async fn an_incident_has_every_field_of_the_contract() {
    let bench = with_incidents(&[("A", "critical")]).await;
    // The year is the clock's.
    let listed = bench.get("/api/v1/incidents").await.1;
    let number = listed["data"]["items"][0]["incident_number"].as_str().unwrap();
    let (_, answer) = bench.get(&format!("/api/v1/incidents/{number}")).await;
    let mut fields: Vec<&str> = answer["data"].as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "acknowledged_at",
            "alert",
            "assigned_to",
            "closed_at",
            "created_at",
            "description",
            "detected_at",
            "incident_number",
            "participants",
            "resolved_at",
            "resolved_by",
            "services",
            "severity",
            "source",
            "status",
            "team",
            "timeline",
            "title",
            "updated_at",
        ]
    );
    let mut fields: Vec<&str> = answer["data"]["alert"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "annotations",
            "delivery_count",
            "ends_at",
            "external_url",
            "fingerprint",
            "first_received_at",
            "generator_url",
            "group_key",
            "labels",
            "last_received_at",
            "starts_at",
        ]
    );
    let entry = &answer["data"]["timeline"][0];
    assert!(entry["event_id"].as_str().unwrap().starts_with("evt_"));
    assert_eq!(
        (&entry["type"], &entry["actor"]),
        (&json!("incident_created"), &json!("integration:prometheus"))
    );
}

#[tokio::test]
async fn services_are_listed_found_and_shown() {
    let bench = Bench::new().await;
    let (status, _) = bench
        .post("/api/local/services", r#"{"name":"Search","default_severity":"sev1"}"#)
        .await;
    assert_eq!(status, StatusCode::CREATED);
    let (_, answer) = bench.get("/api/v1/services").await;
    assert_eq!(answer["data"]["total"], 2);
    let (_, answer) = bench.get("/api/v1/services?search=CHECK").await;
    assert_eq!(
        answer["data"]["items"],
        json!([{"name": "Checkout", "service_key": "svc_K7M4Q9TZ2H", "description": "", "is_active": true,
                "default_severity": null}])
    );
    let (status, answer) = bench.get("/api/v1/services/SVC_k7m4q9tz2h").await;
    assert_eq!((status, &answer["data"]["name"]), (StatusCode::OK, &json!("Checkout")));
    assert_eq!(bench.get("/api/v1/services/SER-00001").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(
        bench.get("/api/v1/services/svc_J7Q4CSFTRV").await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn integrations_are_created_listed_rotated_linked_and_deleted() {
    let bench = Bench::new().await;
    let body = json!({"name": "Staging", "services": ["checkout"], "severity_aliases": {"page": "SEV1"}});
    let (status, answer) = bench.post("/api/local/integrations", body.to_string()).await;
    assert_eq!(status, StatusCode::CREATED);
    let url = answer["data"]["webhook_url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("http://127.0.0.1:9095/webhooks/"));
    assert_eq!(answer["data"]["integration"]["services"][0]["name"], "Checkout");
    assert_eq!(
        bench.post("/api/local/integrations", body.to_string()).await.0,
        StatusCode::CONFLICT
    );

    let path = url.strip_prefix("http://127.0.0.1:9095").unwrap().to_owned();
    let page = payload("firing", &json!({"alertname": "A", "severity": "PAGE"}));
    let (_, answer) = bench.post(&path, page).await;
    assert_eq!(answer["data"]["results"][0]["reason"], "routing_fallback");

    let (_, listed) = bench.get("/api/local/integrations").await;
    let staging = &listed["data"][1];
    assert_eq!(
        (&staging["name"], &staging["severity_aliases"]),
        (&json!("Staging"), &json!({"page": "SEV1"}))
    );
    let key = path.rsplit('/').next().unwrap();
    assert_eq!(staging["routing_key"], format!("…{}", &key[28..]));
    assert!(!listed.to_string().contains(key));

    let (status, answer) = bench.post("/api/local/integrations/staging/rotate", "").await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(answer["data"]["webhook_url"], url);
    assert_eq!(bench.post(&path, r#"{"alerts":[]}"#).await.0, StatusCode::NOT_FOUND);

    bench.post("/api/local/services", r#"{"name":"Search"}"#).await;
    let (_, answer) = bench
        .post("/api/local/integrations/Staging/services", r#"{"services":["Search"]}"#)
        .await;
    assert_eq!(answer["data"]["services"][1]["name"], "Search");
    let delete = |path: &str| Request::delete(path).body(Body::empty()).unwrap();
    let (_, answer) = read(
        bench
            .send(delete("/api/local/integrations/Staging/services/Checkout"))
            .await,
    )
    .await;
    assert_eq!(answer["data"]["services"].as_array().unwrap().len(), 1);
    let (status, _) = read(bench.send(delete("/api/local/integrations/Staging")).await).await;
    assert_eq!(status, StatusCode::OK);
    let (status, answer) = read(bench.send(delete("/api/local/integrations/Staging")).await).await;
    assert_eq!(
        (status, &answer["error"]["details"]["known"]),
        (StatusCode::NOT_FOUND, &json!(["Prometheus"]))
    );
}

#[tokio::test]
async fn a_service_that_is_switched_off_is_given_nothing() {
    let bench = Bench::new().await;
    let request = Request::patch("/api/local/services/Checkout")
        .body(Body::from(r#"{"is_active":false}"#))
        .unwrap();
    let (status, answer) = read(bench.send(request).await).await;
    assert_eq!((status, &answer["data"]["is_active"]), (StatusCode::OK, &json!(false)));
    let (_, answer) = bench
        .deliver(payload(
            "firing",
            &json!({"alertname": "A", "severity": "info", "service_id": "svc_K7M4Q9TZ2H"}),
        ))
        .await;
    assert_eq!(answer["data"]["results"][0]["reason"], "routing_fallback");
    assert!(
        answer["data"]["results"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("not active")
    );
}

#[tokio::test]
async fn set_up_that_makes_no_sense_is_400() {
    let bench = Bench::new().await;
    for (path, body) in [
        ("/api/local/services", r#"{"name":""}"#),
        ("/api/local/services", r#"{"name":"a\u0007b"}"#),
        ("/api/local/services", r#"{"name":"x","default_severity":"P1"}"#),
        ("/api/local/services", r#"{"name":"x","service_key":"checkout"}"#),
        ("/api/local/services", r#"{"name":"x","alias":"1"}"#),
        ("/api/local/services", r#"{"nmae":"x"}"#),
        (
            "/api/local/integrations",
            r#"{"name":"x","severity_aliases":{"page":"P1"}}"#,
        ),
        ("/api/local/integrations", "[]"),
    ] {
        let (status, answer) = bench.post(path, body).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!("VALIDATION_ERROR")),
            "{body}"
        );
    }
    let (status, _) = bench
        .post("/api/local/integrations", r#"{"name":"x","services":["nope"]}"#)
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, answer) = bench.get("/api/local/integrations").await;
    assert_eq!(answer["data"].as_array().unwrap().len(), 1, "nothing was half made");
}

#[tokio::test]
async fn strangers_need_a_key_and_the_set_up_is_for_this_machine() {
    let bench = Bench::new().await;
    let from = async |peer: [u8; 4], path: &str, headers: &[(&str, &str)]| {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(SocketAddr::from((peer, 1))));
        read(bench.send_as_is(request).await).await.0
    };
    let (here, there) = ([127, 0, 0, 1], [10, 0, 0, 7]);
    assert_eq!(from(here, "/api/v1/incidents", &[]).await, StatusCode::OK);
    assert_eq!(from(there, "/api/v1/incidents", &[]).await, StatusCode::UNAUTHORIZED);
    for bearer in ["Bearer rf_unknown", "Bearer", "Basic eDp5", ""] {
        assert_eq!(
            from(here, "/api/v1/incidents", &[("authorization", bearer)]).await,
            StatusCode::UNAUTHORIZED,
            "{bearer}"
        );
    }
    assert_eq!(from(here, "/api/local/webhook", &[]).await, StatusCode::OK);
    assert_eq!(from(there, "/api/local/webhook", &[]).await, StatusCode::FORBIDDEN);
    for header in [
        ("host", "evil.example"),
        ("origin", "http://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ] {
        assert_eq!(
            from(here, "/api/local/webhook", &[header]).await,
            StatusCode::FORBIDDEN,
            "{header:?}"
        );
        assert_eq!(
            from(here, "/api/v1/incidents", &[header]).await,
            StatusCode::FORBIDDEN,
            "{header:?}"
        );
    }
    assert_eq!(
        from(there, "/healthz", &[("host", "evil.example")]).await,
        StatusCode::OK
    );
}

#[tokio::test]
async fn health_and_readiness_answer() {
    let bench = Bench::new().await;
    let (status, answer) = bench.get("/healthz").await;
    assert_eq!((status, &answer["data"]["status"]), (StatusCode::OK, &json!("ok")));
    let (status, answer) = bench.get("/readyz").await;
    assert_eq!((status, &answer["data"]["status"]), (StatusCode::OK, &json!("ready")));
    bench.store.clone().close().await;
    assert_eq!(bench.get("/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        bench.deliver(r#"{"alerts":[]}"#).await.0,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(bench.get("/api/v1/incidents").await.0, StatusCode::SERVICE_UNAVAILABLE);
}
