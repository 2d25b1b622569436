//! Teams, users, who is on call, escalation policies, postmortems.

use std::collections::BTreeMap;

use super::*;
use crate::incident::{EscalationLevel, EscalationPolicy, Severity};
use crate::organisation::{Schedule, Team, User};

fn user(name: &str, is_active: bool) -> User {
    User {
        name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        is_active,
    }
}

async fn with_people() -> Bench {
    let policy = EscalationPolicy {
        levels: vec![EscalationLevel {
            level: 1,
            role: "commander".into(),
            timeout_minutes: 5,
            is_enabled: true,
        }],
    };
    let organisation = Organisation {
        name: "Example Ltd".into(),
        teams: vec![Team {
            name: "Payments".into(),
            description: "Money".into(),
            members: vec!["kim@example.com".into()],
        }],
        users: vec![user("Kim", true), user("Lee", true), user("Max", false)],
        schedules: vec![Schedule {
            name: "Payments primary".into(),
            team: Some("payments".into()),
            services: Vec::new(),
            engineers: vec!["kim@example.com".into(), "lee@example.com".into()],
        }],
        policies: BTreeMap::from([(Severity::Sev0, policy)]),
    };
    let rules = AccessRules::default();
    let bench = Bench::with_rules(system_clock(), Options::BODY_LIMIT, organisation, rules).await;
    bench
        .post(
            "/api/local/services",
            r#"{"name":"Billing","service_key":"svc_J7Q4CSFTRV","team":"Payments"}"#,
        )
        .await;
    bench
}

#[tokio::test]
async fn teams_and_users_are_searched() {
    let bench = with_people().await;
    let (_, answer) = bench.get("/api/v1/teams?search=PAY").await;
    assert_eq!(
        answer["data"]["items"],
        json!([{"name": "Payments", "description": "Money", "members": ["kim@example.com"]}])
    );
    for (query, total) in [
        ("", 3),
        ("?is_active=true", 2),
        ("?is_active=false", 1),
        ("?search=lee@", 1),
        ("?search=nobody", 0),
        ("?limit=1", 3),
    ] {
        let (_, answer) = bench.get(&format!("/api/v1/users{query}")).await;
        assert_eq!(answer["data"]["total"], total, "{query}");
    }
    let (_, answer) = bench.get("/api/v1/users?limit=1").await;
    assert_eq!(
        (&answer["data"]["has_more"], &answer["data"]["next_offset"]),
        (&json!(true), &json!(1))
    );
    for path in [
        "/api/v1/users?is_active=yes",
        "/api/v1/users?limit=0",
        "/api/v1/teams?offset=x",
    ] {
        assert_eq!(bench.get(path).await.0, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn who_is_on_call_is_told_for_each_active_service() {
    let bench = with_people().await;
    let (_, answer) = bench.get("/api/v1/on-call/current").await;
    assert_eq!(
        answer["data"]["summary"],
        json!({"total_services": 2, "services_with_coverage": 1, "services_without_coverage": 1,
            "coverage_percentage": 50})
    );
    let billing = &answer["data"]["services"][1];
    assert_eq!(
        billing["primary_on_call"],
        json!({"name": "Kim", "email": "kim@example.com"})
    );
    assert_eq!(billing["on_call_engineers"].as_array().unwrap().len(), 2);
    assert_eq!(billing["schedule_names"], json!(["Payments primary"]));
    let checkout = &answer["data"]["services"][0];
    assert_eq!(
        (&checkout["has_coverage"], &checkout["primary_on_call"]),
        (&json!(false), &Value::Null)
    );
    let (_, answer) = bench.get("/api/v1/on-call/current?team_name=PAYMENTS").await;
    assert_eq!(answer["data"]["summary"]["coverage_percentage"], 100);
    let (_, answer) = bench.get("/api/v1/on-call/current?team_name=other").await;
    assert_eq!(answer["data"]["summary"]["total_services"], 0);
}

#[tokio::test]
async fn each_severity_has_a_policy() {
    let bench = with_people().await;
    let (_, answer) = bench.get("/api/v1/escalation-policies?severity=SEV0").await;
    assert_eq!(
        answer["data"]["policy"],
        json!({"id": "pol_sev0", "severity_level": "SEV0",
            "levels": [{"level": 1, "role": "commander", "timeout_minutes": 5, "enabled": true}]})
    );
    let (_, answer) = bench.get("/api/v1/escalation-policies?severity=sev3").await;
    assert_eq!(answer["data"]["policy"]["levels"].as_array().unwrap().len(), 3);
    for query in ["", "?severity=", "?severity=P1"] {
        let (status, _) = bench.get(&format!("/api/v1/escalation-policies{query}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
    }
}

#[tokio::test]
async fn where_users_are_known_others_are_not_called() {
    let bench = with_people().await;
    let path = bench.fire("A").await;
    for (email, status) in [
        ("LEE@example.com", StatusCode::OK),
        ("max@example.com", StatusCode::BAD_REQUEST),
        ("who@example.com", StatusCode::NOT_FOUND),
    ] {
        let body = json!({"email": email, "channels": ["slack"]});
        assert_eq!(
            bench.json("POST", &format!("{path}/page"), &body, &[]).await.0,
            status,
            "{email}"
        );
        let body = json!({ "assigned_to": email });
        assert_eq!(bench.json("PATCH", &path, &body, &[]).await.0, status, "{email}");
    }
}

#[tokio::test]
async fn there_are_no_postmortems() {
    let bench = Bench::new().await;
    let path = bench.fire("A").await;
    let number = path.rsplit('/').next().unwrap();
    for query in [
        format!("?incident_number={number}"),
        "?incident_number=INC-1999-001".to_owned(),
    ] {
        let (status, _) = bench.get(&format!("/api/v1/postmortems{query}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{query}");
    }
    assert_eq!(bench.get("/api/v1/postmortems").await.0, StatusCode::BAD_REQUEST);
    for (body, status) in [
        (json!({ "incident_number": number }), StatusCode::NOT_FOUND),
        (json!({}), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(
            bench.json("POST", "/api/v1/postmortems", &body, &[]).await.0,
            status,
            "{body}"
        );
    }
}

#[tokio::test]
async fn who_owns_an_api_key_is_a_user() {
    let bench = with_people().await;
    let path = bench.fire("A").await;
    let key = json!({"name": "Pat's", "owner_email": "Pat@example.com"});
    assert_eq!(
        bench.json("POST", "/api/local/keys", &key, &[]).await.0,
        StatusCode::CREATED
    );
    let (_, answer) = bench.get("/api/v1/users?search=pat").await;
    assert_eq!(answer["data"]["items"][0]["is_active"], true);
    let body = json!({ "assigned_to": "pat@example.com" });
    assert_eq!(bench.json("PATCH", &path, &body, &[]).await.0, StatusCode::OK);
}

#[tokio::test]
async fn incidents_of_people_and_teams_are_found_whatever_the_case() {
    let bench = with_people().await;
    let (_, key) = bench
        .json("POST", "/api/local/keys", &json!({"name": "Deploy Bot"}), &[])
        .await;
    let bearer = format!("Bearer {}", key["data"]["api_key"].as_str().unwrap());
    let caller = [("authorization", bearer.as_str())];
    let new = json!({"title": "Billing is down", "service_ids": ["svc_J7Q4CSFTRV"]});
    let (_, answer) = bench.json("POST", "/api/v1/incidents", &new, &caller).await;
    let path = format!(
        "/api/v1/incidents/{}",
        answer["data"]["incident_number"].as_str().unwrap()
    );
    for step in ["acknowledge", "status"] {
        let body = json!({"status": "resolved"});
        let (status, answer) = bench.json("POST", &format!("{path}/{step}"), &body, &caller).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    for (query, total) in [
        ("assigned_to=Deploy%20Bot", 1),
        ("assigned_to=deploy%20bot", 1),
        ("assigned_to=bot", 0),
        ("resolved_by=%20DEPLOY%20BOT", 1),
        ("team_name=Payments", 1),
        ("team_name=pAYMENTS", 1),
        ("team_name=pay", 0),
    ] {
        let (_, answer) = bench.get(&format!("/api/v1/incidents?{query}")).await;
        assert_eq!(answer["data"]["total"], total, "{query}");
    }
}
