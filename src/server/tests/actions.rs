//! What people do through the V1 API.

use super::*;

fn kinds(incident: &Value) -> Vec<&str> {
    let timeline = incident["data"]["timeline"].as_array().unwrap();
    timeline.iter().map(|entry| entry["type"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_incident_goes_through_its_life() {
    let bench = Bench::new().await;
    let path = bench.fire("A").await;
    let act = async |action: &str, body: Value| bench.json("POST", &format!("{path}/{action}"), &body, &[]).await;

    let (status, answer) = act("acknowledge", json!({})).await;
    assert_eq!(status, StatusCode::OK);
    let data = &answer["data"];
    assert_eq!(
        (&data["status"], &data["assigned_to"]),
        (&json!("investigating"), &json!("local@localhost"))
    );
    assert!(data["acknowledged_at"].is_string());
    assert_eq!(data["participants"], json!(["local@localhost"]));
    assert_eq!(
        kinds(&answer),
        [
            "incident_created",
            "routing_fallback",
            "acknowledged",
            "assigned",
            "status_changed"
        ]
    );
    let (status, answer) = act("acknowledge", json!({})).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::CONFLICT, &json!("CONFLICT"))
    );

    let (status, answer) = act("status", json!({"status": "monitoring", "comment": "rolled back"})).await;
    assert_eq!(
        (status, &answer["data"]["status"]),
        (StatusCode::OK, &json!("monitoring"))
    );
    let (status, answer) = act("status", json!({"status": "monitoring"})).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::CONFLICT, &json!("INVALID_STATUS_TRANSITION"))
    );
    assert_eq!(
        act("status", json!({"status": "identified"})).await.0,
        StatusCode::BAD_REQUEST
    );

    let (status, answer) = act("events", json!({"comment": "looking"})).await;
    assert_eq!(
        (status, &answer["data"]["comment"]),
        (StatusCode::CREATED, &json!("looking"))
    );
    assert!(answer["data"]["event_id"].as_str().unwrap().starts_with("evt_"));
    assert_eq!(
        act("events", json!({"comment": "a", "message": "b"})).await.1["error"]["details"]["field"],
        "comment"
    );
    assert_eq!(
        act("events", json!({"message": "as earlier clients say"})).await.0,
        StatusCode::CREATED
    );

    let (status, answer) = act("escalate", json!({})).await;
    assert_eq!(
        (status, &answer["data"]["escalation"]["level"]),
        (StatusCode::OK, &json!(1))
    );
    act("escalate", json!({})).await;
    act("escalate", json!({})).await;
    let (status, answer) = act("escalate", json!({})).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::CONFLICT, &json!("CONFLICT"))
    );

    let page = json!({"email": "Kim@Example.com", "channels": ["slack", "email", "slack"], "message": "please look"});
    let (status, answer) = act("page", page).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        answer["data"]["page"],
        json!({"email": "kim@example.com", "channels": ["slack", "email"], "message": "please look"})
    );

    let (_, answer) = act("status", json!({"status": "resolved"})).await;
    assert_eq!(answer["data"]["resolved_by"], "local@localhost");
    for action in ["escalate", "acknowledge"] {
        assert_eq!(act(action, json!({})).await.0, StatusCode::CONFLICT, "{action}");
    }
    let (_, answer) = bench.get("/api/v1/incidents?resolved_by=LOCAL@localhost").await;
    assert_eq!(answer["data"]["total"], 1);
    let (_, answer) = act("status", json!({"status": "investigating"})).await;
    assert_eq!(
        (&answer["data"]["resolved_at"], &answer["data"]["resolved_by"]),
        (&Value::Null, &Value::Null)
    );
    act("status", json!({"status": "resolved"})).await;
    let (_, answer) = act("status", json!({"status": "closed"})).await;
    assert!(answer["data"]["closed_at"].is_string());
    assert_eq!(
        act("status", json!({"status": "investigating"})).await.0,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn what_a_person_set_stays_through_repeats() {
    let bench = Bench::new().await;
    let path = bench.fire("A").await;
    let change = json!({"title": "Mine", "description": "", "severity": "sev1", "assigned_to": " Kim@Example.com"});
    let (status, answer) = bench.json("PATCH", &path, &change, &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["data"]["assigned_to"], "kim@example.com");
    bench.fire("A").await;
    let (_, answer) = bench.get(&path).await;
    let data = &answer["data"];
    assert_eq!(
        (&data["title"], &data["description"], &data["severity"]),
        (&json!("Mine"), &json!(""), &json!("SEV1"))
    );
    let (_, answer) = bench.get("/api/v1/incidents?assigned_to=kim@example.com").await;
    assert_eq!(answer["data"]["total"], 1);
}

#[tokio::test]
async fn what_is_out_of_bounds_is_400_and_changes_nothing() {
    let bench = Bench::new().await;
    let path = bench.fire("A").await;
    let before = bench.get(&path).await.1["data"].clone();
    let long = |count: usize| "é".repeat(count);
    let cases = [
        ("PATCH", "", json!({}), None),
        ("PATCH", "", json!({"unknown": 1}), None),
        ("PATCH", "", json!({"title": ""}), Some("title")),
        ("PATCH", "", json!({"title": "  "}), Some("title")),
        ("PATCH", "", json!({"title": long(201)}), Some("title")),
        ("PATCH", "", json!({"title": 7}), Some("title")),
        ("PATCH", "", json!({"description": long(10_001)}), Some("description")),
        ("PATCH", "", json!({"severity": "P1"}), Some("severity")),
        ("PATCH", "", json!({"assigned_to": "kim"}), Some("assigned_to")),
        ("PATCH", "", json!({"assigned_to": "a b@c"}), Some("assigned_to")),
        ("PATCH", "", json!(["title"]), None),
        ("POST", "/status", json!({}), Some("status")),
        ("POST", "/status", json!({"status": "open"}), Some("status")),
        (
            "POST",
            "/status",
            json!({"status": "fixing", "comment": long(501)}),
            Some("comment"),
        ),
        ("POST", "/events", json!({}), None),
        ("POST", "/events", json!({"comment": " "}), Some("comment")),
        ("POST", "/page", json!({"email": "kim@x"}), Some("channels")),
        (
            "POST",
            "/page",
            json!({"email": "kim@x", "channels": []}),
            Some("channels"),
        ),
        (
            "POST",
            "/page",
            json!({"email": "kim@x", "channels": ["sms"]}),
            Some("channels[0]"),
        ),
        (
            "POST",
            "/page",
            json!({"email": "kim@x", "channels": ["slack"], "message": long(501)}),
            Some("message"),
        ),
        (
            "POST",
            "/page",
            json!({"email": "", "channels": ["slack"]}),
            Some("email"),
        ),
        ("POST", "/acknowledge", json!([]), None),
        ("POST", "/escalate", json!("x"), None),
    ];
    for (method, action, body, field) in cases {
        let (status, answer) = bench.json(method, &format!("{path}{action}"), &body, &[]).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!("VALIDATION_ERROR")),
            "{action} {body}"
        );
        if let Some(field) = field {
            assert_eq!(answer["error"]["details"]["field"], field, "{action} {body}: {answer}");
        }
    }
    assert_eq!(bench.get(&path).await.1["data"], before);
    let fits = json!({"title": long(200), "description": long(10_000)});
    assert_eq!(bench.json("PATCH", &path, &fits, &[]).await.0, StatusCode::OK);
}

#[tokio::test]
async fn bodies_are_json_objects_of_the_right_type() {
    let bench = Bench::new().await;
    let path = bench.fire("A").await;
    let send = async |body: &'static str, content_type: Option<&str>| {
        let mut request = Request::post(format!("{path}/events"));
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        read(bench.send(request.body(Body::from(body)).unwrap()).await).await.0
    };
    assert_eq!(send("", None).await, StatusCode::BAD_REQUEST);
    assert_eq!(send("{", None).await, StatusCode::BAD_REQUEST);
    assert_eq!(
        send(r#"{"comment":"x"}"#, Some("text/plain")).await,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    assert_eq!(send(r#"{"comment":"x"}"#, None).await, StatusCode::CREATED);
    let huge = json!({ "comment": "x".repeat(300_000) });
    let (status, _) = bench.json("POST", &format!("{path}/events"), &huge, &[]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    // Nothing to say can be said without a body.
    let request = Request::post(format!("{path}/acknowledge"))
        .body(Body::empty())
        .unwrap();
    assert_eq!(bench.send(request).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn incidents_that_are_not_there_are_404() {
    let bench = Bench::new().await;
    for (method, action, body) in [
        ("PATCH", "", json!({"title": "x"})),
        ("POST", "/status", json!({"status": "fixing"})),
        ("POST", "/acknowledge", json!({})),
        ("POST", "/events", json!({"comment": "x"})),
        ("POST", "/escalate", json!({})),
        ("POST", "/page", json!({"email": "kim@x", "channels": ["slack"]})),
    ] {
        for number in ["INC-1999-001", "nonsense"] {
            let path = format!("/api/v1/incidents/{number}{action}");
            let (status, answer) = bench.json(method, &path, &body, &[]).await;
            assert_eq!(
                (status, &answer["error"]["code"]),
                (StatusCode::NOT_FOUND, &json!("NOT_FOUND")),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn a_person_and_an_alert_that_meet_are_put_in_an_order() {
    let bench = Arc::new(Bench::new().await);
    let path = bench.fire("A").await;
    let mut tasks = Vec::new();
    for number in 0..40 {
        let (bench, path) = (Arc::clone(&bench), path.clone());
        tasks.push(tokio::spawn(async move {
            match number % 4 {
                0 => drop(
                    bench
                        .json("POST", &format!("{path}/events"), &json!({"comment": "c"}), &[])
                        .await,
                ),
                1 => drop(
                    bench
                        .deliver(payload("firing", &json!({"alertname": "A", "severity": "warning"})))
                        .await,
                ),
                2 => drop(
                    bench
                        .json("POST", &format!("{path}/acknowledge"), &json!({}), &[])
                        .await,
                ),
                _ => drop(
                    bench
                        .json("POST", &format!("{path}/status"), &json!({"status": "fixing"}), &[])
                        .await,
                ),
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let (_, answer) = bench.get(&path).await;
    let timeline = answer["data"]["timeline"].as_array().unwrap();
    let times: Vec<&str> = timeline
        .iter()
        .map(|entry| entry["created_at"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted(), "{times:?}");
    let count = |kind: &str| kinds(&answer).iter().filter(|known| **known == kind).count();
    assert_eq!(
        (count("comment"), count("acknowledged")),
        (10, 1),
        "no event is lost, none is doubled"
    );
    assert_eq!(answer["data"]["alert"]["delivery_count"], 11);
}
