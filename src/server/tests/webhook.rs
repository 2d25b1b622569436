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
