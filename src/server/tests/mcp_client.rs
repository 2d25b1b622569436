//! A client as Runframe's own is: every answer is parsed as JSON and `data` taken out of it, every call carries a key, a
//! failure is told by its status and `Retry-After`.

use std::time::Duration;

use super::*;
use crate::store::NewApiKey;

struct Client {
    http: reqwest::Client,
    base: String,
    key: String,
}

/// What a call that failed gives.
#[derive(Debug, PartialEq)]
struct Refused {
    status: u16,
    code: String,
}

impl Client {
    async fn request(&self, method: &str, path: &str, body: Option<Value>) -> Result<Value, Refused> {
        let method = method.parse().unwrap();
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .bearer_auth(&self.key)
            .header("content-type", "application/json");
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        for name in [
            "x-ratelimit-category",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "x-request-id",
        ] {
            assert!(
                status == 401 || response.headers().contains_key(name),
                "{path} has no {name}"
            );
        }
        let envelope: Value = serde_json::from_str(&response.text().await.unwrap()).expect("every answer is JSON");
        assert!(envelope["meta"]["request_id"].as_str().unwrap().starts_with("req_"));
        if status.is_success() {
            assert_eq!(envelope["success"], true);
            return Ok(envelope.get("data").expect("there is `data`").clone());
        }
        assert!(envelope.get("success").is_none());
        assert!(!envelope["error"]["message"].as_str().unwrap().is_empty());
        Err(Refused {
            status: status.as_u16(),
            code: envelope["error"]["code"].as_str().unwrap().to_owned(),
        })
    }

    async fn get(&self, path: &str) -> Value {
        self.request("GET", path, None)
            .await
            .unwrap_or_else(|refused| panic!("{path}: {refused:?}"))
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.request("POST", path, Some(body)).await;
        answer.unwrap_or_else(|refused| panic!("{path}: {refused:?}"))
    }
}

async fn started(rules: AccessRules) -> (crate::server::Running, Client) {
    let mut options = Options::ephemeral();
    options.access = rules;
    let running = start(options).await.unwrap();
    let service = NewService {
        name: "Checkout".into(),
        key: Some("svc_K7M4Q9TZ2H".parse().unwrap()),
        team: Some("Payments".into()),
        ..NewService::default()
    };
    running.store().create_service(service).await.unwrap();
    let new = NewApiKey {
        name: "mcp".into(),
        scopes: crate::api::Scope::ALL.to_vec(),
        owner_email: Some("kim@example.com".into()),
        ..NewApiKey::default()
    };
    let (_, secret) = running.store().create_api_key(new).await.unwrap();
    let http = reqwest::Client::builder()
        .timeout(Duration::from_secs(15))
        .no_proxy()
        .build()
        .unwrap();
    let client = Client {
        http,
        base: running.base_url.clone(),
        key: secret.expose().to_owned(),
    };
    (running, client)
}

#[tokio::test]
async fn every_call_of_the_client_is_answered() {
    let (running, client) = started(AccessRules::default()).await;
    let verified = client.get("/api/v1/auth/verify").await;
    assert_eq!(verified["valid"], true);
    assert_eq!(verified["scopes"].as_array().unwrap().len(), 8);

    let services = client.get("/api/v1/services?search=check&limit=20&offset=0").await;
    let key = services["items"][0]["service_key"].as_str().unwrap().to_owned();
    assert_eq!(client.get(&format!("/api/v1/services/{key}")).await["name"], "Checkout");

    let new = json!({"title": "Checkout is down", "service_ids": [key], "severity": "SEV1", "description": "500s"});
    let incident = client.post("/api/v1/incidents", new).await;
    let number = incident["incident_number"].as_str().unwrap().to_owned();
    assert!(incident.get("id").is_none());
    assert_eq!(incident["team"], "Payments");

    let path = format!("/api/v1/incidents/{number}");
    client.post(&format!("{path}/acknowledge"), json!({})).await;
    let change = json!({"title": "Checkout is slow", "severity": "SEV2", "assigned_to": "lee@example.com"});
    let changed = client.request("PATCH", &path, Some(change)).await.unwrap();
    assert_eq!(changed["assigned_to"], "lee@example.com");
    client
        .post(
            &format!("{path}/status"),
            json!({"status": "fixing", "comment": "rolling back"}),
        )
        .await;
    let event = client
        .post(&format!("{path}/events"), json!({"comment": "rolled back"}))
        .await;
    assert!(event["event_id"].as_str().unwrap().starts_with("evt_"));
    client.post(&format!("{path}/escalate"), json!({})).await;
    let page = json!({"email": "lee@example.com", "channels": ["slack"], "message": "your turn"});
    client.post(&format!("{path}/page"), page).await;
    client
        .post(&format!("{path}/status"), json!({"status": "resolved"}))
        .await;

    let shown = client.get(&path.to_lowercase()).await;
    assert_eq!(shown["participants"], json!(["lee@example.com", "kim@example.com"]));
    assert_eq!(shown["services"][0]["service_key"], "svc_K7M4Q9TZ2H");
    let kinds: Vec<&str> = shown["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "incident_created",
            "acknowledged",
            "assigned",
            "status_changed",
            "comment",
            "severity_changed",
            "assigned",
            "status_changed",
            "comment",
            "escalated",
            "paged",
            "status_changed",
        ]
    );
    for query in [
        "status=resolved&status=closed&severity=SEV2",
        "assigned_to=lee@example.com",
        "resolved_by=kim@example.com",
        "team_name=Payments",
        "created_after=2020-01-01T00:00:00Z&resolved_before=2100-01-01T00:00:00.000Z",
        "limit=100&offset=0",
    ] {
        let list = client.get(&format!("/api/v1/incidents?{query}")).await;
        assert_eq!(list["items"][0]["incident_number"], number, "{query}");
        assert_eq!(
            (&list["total"], &list["has_more"]),
            (&json!(1), &json!(false)),
            "{query}"
        );
    }

    let on_call = client.get("/api/v1/on-call/current?team_name=payments").await;
    assert_eq!(on_call["summary"]["total_services"], 1);
    let policy = client.get("/api/v1/escalation-policies?severity=SEV1").await;
    assert_eq!(policy["policy"]["severity_level"], "SEV1");
    assert!(client.get("/api/v1/teams?limit=20&offset=0").await["items"].is_array());
    let users = client.get("/api/v1/users?search=kim&is_active=true&limit=10").await;
    assert_eq!(users["items"][0]["email"], "kim@example.com");
    running.shutdown().await;
}

#[tokio::test]
async fn every_failure_has_its_status() {
    let (running, mut client) = started(AccessRules::default()).await;
    let key = NewApiKey {
        name: "reader".into(),
        scopes: vec![crate::api::Scope::IncidentsRead],
        ..NewApiKey::default()
    };
    let (_, reader) = running.store().create_api_key(key).await.unwrap();
    let new = json!({"title": "A", "service_ids": ["svc_K7M4Q9TZ2H"]});
    let incident = client.post("/api/v1/incidents", new.clone()).await;
    let path = format!("/api/v1/incidents/{}", incident["incident_number"].as_str().unwrap());
    client.post(&format!("{path}/acknowledge"), json!({})).await;
    let cases = [
        (
            "GET",
            "/api/v1/incidents?limit=101".to_owned(),
            None,
            400,
            "VALIDATION_ERROR",
        ),
        (
            "POST",
            "/api/v1/incidents".to_owned(),
            Some(json!({"title": "x"})),
            400,
            "VALIDATION_ERROR",
        ),
        (
            "GET",
            "/api/v1/incidents/INC-1999-001".to_owned(),
            None,
            404,
            "NOT_FOUND",
        ),
        (
            "GET",
            "/api/v1/services/svc_J7Q4CSFTRV".to_owned(),
            None,
            404,
            "NOT_FOUND",
        ),
        (
            "GET",
            "/api/v1/postmortems?incident_number=INC-1999-001".to_owned(),
            None,
            404,
            "NOT_FOUND",
        ),
        (
            "POST",
            "/api/v1/postmortems".to_owned(),
            Some(json!({"incident_number": "INC-1999-001"})),
            404,
            "NOT_FOUND",
        ),
        ("GET", "/api/v1/unknown".to_owned(), None, 404, "NOT_FOUND"),
        ("DELETE", path.clone(), None, 405, "METHOD_NOT_ALLOWED"),
        ("POST", format!("{path}/acknowledge"), Some(json!({})), 409, "CONFLICT"),
        (
            "POST",
            format!("{path}/status"),
            Some(json!({"status": "closed"})),
            409,
            "INVALID_STATUS_TRANSITION",
        ),
    ];
    for (method, path, body, status, code) in cases {
        let refused = client.request(method, &path, body).await.unwrap_err();
        assert_eq!(
            (refused.status, refused.code.as_str()),
            (status, code),
            "{method} {path}"
        );
    }
    reader.expose().clone_into(&mut client.key);
    let refused = client
        .request("POST", "/api/v1/incidents", Some(new))
        .await
        .unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (403, "FORBIDDEN"));
    client.key.push('x');
    let refused = client.request("GET", "/api/v1/auth/verify", None).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (401, "UNAUTHORIZED"));
    running.shutdown().await;

    let rules = AccessRules {
        is_key_required: true,
        rate_limit: Some(1),
    };
    let (running, client) = started(rules).await;
    let mut statuses = Vec::new();
    // A minute may end in between, but not twice.
    for _ in 0..4 {
        statuses.push(
            client
                .request("GET", "/api/v1/teams", None)
                .await
                .map_err(|refused| refused.status),
        );
    }
    assert!(statuses.contains(&Err(429)), "{statuses:?}");
    running.shutdown().await;
}
