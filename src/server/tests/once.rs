//! Creating incidents, and creating them once.

use jiff::{SignedDuration, Timestamp};

use super::*;

const PATH: &str = "/api/v1/incidents";

fn new(title: &str) -> Value {
    json!({"title": title, "service_ids": ["svc_K7M4Q9TZ2H"]})
}

/// A server whose clock is set by hand.
async fn with_clock() -> (Bench, Arc<Mutex<Timestamp>>) {
    let now: Arc<Mutex<Timestamp>> = Arc::new(Mutex::new("2026-12-31T12:00:00Z".parse().unwrap()));
    let clock: Clock = {
        let now = Arc::clone(&now);
        Arc::new(move || *now.lock().unwrap())
    };
    let (organisation, access) = (Organisation::default(), AccessRules::default());
    (
        Bench::with_rules(clock, Options::BODY_LIMIT, organisation, access).await,
        now,
    )
}

#[tokio::test]
async fn an_incident_is_created_with_what_is_asked_and_what_is_not() {
    let (bench, now) = with_clock().await;
    let (status, answer) = bench.json("POST", PATH, &new("Checkout is down"), &[]).await;
    assert_eq!(status, StatusCode::CREATED);
    let data = &answer["data"];
    assert_eq!(data["incident_number"], "INC-2026-001");
    assert_eq!(
        (
            &data["severity"],
            &data["status"],
            &data["source"],
            &data["alert"],
            &data["description"]
        ),
        (&json!("SEV2"), &json!("new"), &json!("api"), &Value::Null, &json!(""))
    );
    assert_eq!(
        data["services"],
        json!([{"service_key": "svc_K7M4Q9TZ2H", "name": "Checkout"}])
    );
    assert_eq!(data["timeline"][0]["type"], "incident_created");
    assert_eq!(data["timeline"][0]["actor"], "user:local@localhost");
    *now.lock().unwrap() += SignedDuration::from_hours(24);
    let asked = json!({"title": "x", "service_ids": [" SVC_k7m4q9tz2h", "svc_K7M4Q9TZ2H"], "severity": "sev4",
        "description": "d", "unknown": true});
    let (_, answer) = bench.json("POST", PATH, &asked, &[]).await;
    let data = &answer["data"];
    assert_eq!(
        (&data["incident_number"], &data["severity"]),
        (&json!("INC-2027-001"), &json!("SEV4"))
    );
    assert_eq!(data["services"].as_array().unwrap().len(), 1);
    bench
        .post(
            "/api/local/services",
            r#"{"name":"S","service_key":"svc_J7Q4CSFTRV","default_severity":"SEV1","team":"T"}"#,
        )
        .await;
    let asked = json!({"title": "x", "service_ids": ["svc_J7Q4CSFTRV"]});
    let (_, answer) = bench.json("POST", PATH, &asked, &[]).await;
    assert_eq!(
        (&answer["data"]["severity"], &answer["data"]["team"]),
        (&json!("SEV1"), &json!("T"))
    );
    let (_, answer) = bench.get("/api/v1/incidents?team_name=t").await;
    assert_eq!(answer["data"]["total"], 1);
}

#[tokio::test]
async fn what_cannot_be_created_is_400() {
    let bench = Bench::new().await;
    bench
        .post(
            "/api/local/services",
            r#"{"name":"Off","service_key":"svc_J7Q4CSFTRV"}"#,
        )
        .await;
    bench
        .json("PATCH", "/api/local/services/Off", &json!({"is_active": false}), &[])
        .await;
    let services = |count: usize| json!(vec!["svc_K7M4Q9TZ2H"; count]);
    for (body, field) in [
        (json!({"service_ids": services(1)}), Some("title")),
        (json!({"title": "x"}), Some("service_ids")),
        (json!({"title": "", "service_ids": services(1)}), Some("title")),
        (
            json!({"title": "x".repeat(201), "service_ids": services(1)}),
            Some("title"),
        ),
        (json!({"title": "x", "service_ids": []}), Some("service_ids")),
        (json!({"title": "x", "service_ids": services(51)}), Some("service_ids")),
        (
            json!({"title": "x", "service_ids": "svc_K7M4Q9TZ2H"}),
            Some("service_ids"),
        ),
        (
            json!({"title": "x", "service_ids": ["SER-00001"]}),
            Some("service_ids[0]"),
        ),
        (
            json!({"title": "x", "service_ids": ["svc_K7M4Q9TZ2H", "svc_J7Q4CSFTRZ"]}),
            Some("service_ids[1]"),
        ),
        (
            json!({"title": "x", "service_ids": ["svc_J7Q4CSFTRV"]}),
            Some("service_ids[0]"),
        ),
        (
            json!({"title": "x", "service_ids": services(1), "severity": "high"}),
            Some("severity"),
        ),
        (
            json!({"title": "x", "service_ids": services(1), "description": "x".repeat(10_001)}),
            Some("description"),
        ),
    ] {
        let (status, answer) = bench.json("POST", PATH, &body, &[("idempotency-key", "k")]).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!("VALIDATION_ERROR")),
            "{body}"
        );
        if let Some(field) = field {
            assert_eq!(answer["error"]["details"]["field"], field, "{body}");
        }
    }
    for key in ["", " ", "é", "a\tb", &"x".repeat(256)] {
        let mut request = Request::post(PATH);
        request = request.header("idempotency-key", key.as_bytes());
        let response = bench
            .send(request.body(Body::from(new("x").to_string())).unwrap())
            .await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{key:?}");
    }
    // A create that failed is not kept: the key is free.
    let (status, _) = bench.json("POST", PATH, &new("x"), &[("idempotency-key", "k")]).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(bench.get(PATH).await.1["data"]["total"], 1);
}

#[tokio::test]
async fn what_was_asked_before_decides_whatever_is_wrong_now() {
    let bench = Bench::new().await;
    bench
        .post("/api/local/services", r#"{"name":"S","service_key":"svc_J7Q4CSFTRV"}"#)
        .await;
    let asked = json!({"title": "x", "service_ids": ["svc_J7Q4CSFTRV"]});
    let key = [("idempotency-key", "k")];
    let first = bench.json("POST", PATH, &asked, &key).await;
    assert_eq!(first.0, StatusCode::CREATED);
    bench
        .json("PATCH", "/api/local/services/S", &json!({"is_active": false}), &[])
        .await;
    assert_eq!(bench.json("POST", PATH, &asked, &key).await, first);
    for other in [
        json!({"title": "z"}),
        json!({"title": "", "service_ids": ["svc_J7Q4CSFTRV"]}),
        json!({"title": 1}),
    ] {
        let (status, answer) = bench.json("POST", PATH, &other, &key).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::CONFLICT, &json!("IDEMPOTENCY_CONFLICT"))
        );
        let (status, _) = bench.json("POST", PATH, &other, &[("idempotency-key", "new")]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_for_a_day() {
    let (bench, now) = with_clock().await;
    let key = [("idempotency-key", "once")];
    let first = bench.json("POST", PATH, &new("A"), &key).await;
    assert_eq!(first.0, StatusCode::CREATED);
    // Other spaces and another order are the same request.
    let request = Request::post(PATH)
        .header("idempotency-key", "once")
        .body(Body::from(r#"{ "service_ids": ["svc_K7M4Q9TZ2H"],  "title": "A" }"#))
        .unwrap();
    let response = bench.send(request).await;
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let again = read(response).await;
    assert_eq!(again, first, "the original status and body");
    assert_eq!(again.1["meta"]["request_id"], id);
    let (status, answer) = bench.json("POST", PATH, &new("B"), &key).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::CONFLICT, &json!("IDEMPOTENCY_CONFLICT"))
    );
    // A change of the incident does not change the answer.
    bench
        .json("PATCH", "/api/v1/incidents/INC-2026-001", &json!({"title": "Z"}), &[])
        .await;
    assert_eq!(bench.json("POST", PATH, &new("A"), &key).await, first);
    assert_eq!(
        bench
            .json("POST", PATH, &new("A"), &[("idempotency-key", "other")])
            .await
            .0,
        StatusCode::CREATED
    );

    *now.lock().unwrap() += SignedDuration::from_hours(24) - SignedDuration::from_secs(1);
    assert_eq!(bench.json("POST", PATH, &new("A"), &key).await, first);
    *now.lock().unwrap() += SignedDuration::from_secs(1);
    let later = bench.json("POST", PATH, &new("B"), &key).await;
    assert_eq!(
        (later.0, &later.1["data"]["incident_number"]),
        (StatusCode::CREATED, &json!("INC-2027-001"))
    );
}

#[tokio::test]
async fn a_key_is_one_callers_own() {
    let bench = Bench::new().await;
    let mut bearers = vec![None];
    for name in ["a", "b"] {
        let (_, answer) = bench.post("/api/local/keys", json!({ "name": name }).to_string()).await;
        bearers.push(Some(format!("Bearer {}", answer["data"]["api_key"].as_str().unwrap())));
    }
    for bearer in &bearers {
        let mut headers = vec![("idempotency-key", "once")];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        assert_eq!(
            bench.json("POST", PATH, &new("A"), &headers).await.0,
            StatusCode::CREATED
        );
    }
    assert_eq!(bench.get(PATH).await.1["data"]["total"], 3);
}

#[tokio::test]
async fn however_many_ask_at_once_there_is_one_incident() {
    let bench = Arc::new(Bench::new().await);
    let mut tasks = Vec::new();
    for _ in 0..50 {
        let bench = Arc::clone(&bench);
        tasks.push(tokio::spawn(async move {
            bench
                .json("POST", PATH, &new("A"), &[("idempotency-key", "once")])
                .await
        }));
    }
    let mut answers = Vec::new();
    for task in tasks {
        let (status, answer) = task.await.unwrap();
        match status {
            StatusCode::CREATED => answers.push(answer),
            _ => assert_eq!(
                (status, &answer["error"]["code"]),
                (StatusCode::CONFLICT, &json!("IDEMPOTENCY_CONFLICT"))
            ),
        }
    }
    assert!(!answers.is_empty() && answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(bench.get(PATH).await.1["data"]["total"], 1);
}

#[tokio::test]
async fn an_answer_is_not_given_again_when_its_incident_was_forgotten() {
    let bench = Bench::new().await;
    let once = [("idempotency-key", "abc")];
    let (_, first) = bench.json("POST", PATH, &new("A"), &once).await;
    bench.post("/api/local/reset", "{}").await;
    let (status, second) = bench.json("POST", PATH, &new("A"), &once).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_ne!(first["data"]["incident_number"], second["data"]["incident_number"]);
    assert_eq!(bench.get(PATH).await.1["data"]["total"], 1);
}
