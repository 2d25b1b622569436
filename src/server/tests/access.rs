//! Who may use the V1 API, for what, and how often.

use super::*;
use crate::api::{Access, OPERATIONS, Operation, Scope};

async fn key(bench: &Bench, body: &Value) -> String {
    let (status, answer) = bench.post("/api/local/keys", body.to_string()).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    format!("Bearer {}", answer["data"]["api_key"].as_str().unwrap())
}

async fn as_stranger(bench: &Bench, method: &str, path: &str, bearer: Option<&str>) -> (StatusCode, Value) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(bearer) = bearer {
        request = request.header("authorization", bearer);
    }
    let mut request = request.body(Body::from("{}")).unwrap();
    request
        .extensions_mut()
        .insert(Peer(SocketAddr::from(([10, 0, 0, 7], 1))));
    read(bench.send_as_is(request).await).await
}

#[tokio::test]
async fn every_operation_asks_for_its_scope() {
    let bench = Bench::new().await;
    let path_of = |form: &str| {
        form.replace("{incident_number}", "INC-1999-001")
            .replace("{service_key}", "svc_K7M4Q9TZ2H")
    };
    for scope in Scope::ALL {
        let bearer = key(&bench, &json!({"name": scope.code(), "scopes": [scope.code()]})).await;
        for operation in OPERATIONS {
            let (status, _) = match operation.access {
                Access::Key(_) | Access::AnyKey => {
                    as_stranger(&bench, operation.method, &path_of(operation.path), Some(&bearer)).await
                }
                Access::Local | Access::Open | Access::RoutingKey => continue,
            };
            let may = match operation.access {
                Access::Key(wanted) => wanted == scope,
                _ => true,
            };
            assert_eq!(
                status == StatusCode::FORBIDDEN,
                !may,
                "{} with {scope}: {status}",
                operation.id
            );
            assert_ne!(status, StatusCode::UNAUTHORIZED);
        }
    }
    for operation in OPERATIONS
        .iter()
        .filter(|operation| operation.path.starts_with("/api/v1/"))
    {
        let (status, answer) = as_stranger(&bench, operation.method, &path_of(operation.path), None).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::UNAUTHORIZED, &json!("UNAUTHORIZED"))
        );
    }
}

#[tokio::test]
async fn the_local_set_up_is_for_this_machine_alone() {
    let bench = Bench::new().await;
    let bearer = key(&bench, &json!({"name": "all"})).await;
    let mut local = 0;
    for operation in Operation::all().filter(|operation| operation.access == Access::Local) {
        let path = operation.path.replace(['{', '}'], "");
        for key in [None, Some(bearer.as_str())] {
            let (status, _) = as_stranger(&bench, operation.method, &path, key).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{}", operation.id);
        }
        local += 1;
    }
    assert!(local > 20);
}

#[tokio::test]
async fn a_key_says_whose_it_is_and_what_it_may_do() {
    let bench = Bench::new().await;
    let asked = json!({"name": "kim", "scopes": ["incidents:write", "incidents:read"], "owner_email": "Kim@Example.com",
        "owner_name": "Kim"});
    let bearer = key(&bench, &asked).await;
    let (status, answer) = as_stranger(&bench, "GET", "/api/v1/auth/verify", Some(&bearer)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        answer["data"],
        json!({"valid": true, "scopes": ["incidents:read", "incidents:write"], "organization_name": "Local Runframe"})
    );
    let path = bench.fire("A").await;
    let (_, answer) = as_stranger(&bench, "POST", &format!("{path}/acknowledge"), Some(&bearer)).await;
    assert_eq!(answer["data"]["assigned_to"], "kim@example.com");
    let bot = key(&bench, &json!({"name": "bot", "is_service_account": true})).await;
    let (_, answer) = bench
        .json(
            "POST",
            &format!("{path}/status"),
            &json!({"status": "resolved"}),
            &[("authorization", &bot)],
        )
        .await;
    assert_eq!(answer["data"]["resolved_by"], "bot");
    let (_, answer) = bench.get("/api/v1/users?search=KIM").await;
    assert_eq!(
        answer["data"]["items"],
        json!([{"name": "Kim", "email": "kim@example.com", "is_active": true}])
    );
}

#[tokio::test]
async fn keys_are_listed_by_their_ends_and_revoked_at_once() {
    let bench = Bench::new().await;
    let bearer = key(&bench, &json!({"name": "CI"})).await;
    let secret = bearer.strip_prefix("Bearer ").unwrap();
    assert!(secret.starts_with("rf_"));
    let (_, listed) = bench.get("/api/local/keys").await;
    assert!(!listed.to_string().contains(secret));
    assert_eq!(listed["data"][0]["key"], format!("…{}", &secret[secret.len() - 4..]));
    assert_eq!(listed["data"][0]["scopes"].as_array().unwrap().len(), Scope::ALL.len());
    for scheme in ["bearer", "BEARER"] {
        let lower = format!("{scheme} {secret}");
        assert_eq!(
            as_stranger(&bench, "GET", "/api/v1/teams", Some(&lower)).await.0,
            StatusCode::OK
        );
    }
    for wrong in [
        format!("Bearer {secret}x"),
        format!("Basic {secret}"),
        secret.to_owned(),
        "Bearer rf_".to_owned(),
    ] {
        assert_eq!(
            as_stranger(&bench, "GET", "/api/v1/teams", Some(&wrong)).await.0,
            StatusCode::UNAUTHORIZED
        );
    }
    let delete = || Request::delete("/api/local/keys/ci").body(Body::empty()).unwrap();
    assert_eq!(read(bench.send(delete()).await).await.0, StatusCode::OK);
    assert_eq!(
        as_stranger(&bench, "GET", "/api/v1/teams", Some(&bearer)).await.0,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(read(bench.send(delete()).await).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn keys_that_make_no_sense_are_refused() {
    let bench = Bench::new().await;
    for body in [
        json!({}),
        json!({"name": " "}),
        json!({"name": "x", "scopes": ["read:incidents"]}),
        json!({"name": "x", "owner_email": "kim"}),
        json!({"name": "x", "scope": "incidents:read"}),
    ] {
        assert_eq!(
            bench.post("/api/local/keys", body.to_string()).await.0,
            StatusCode::BAD_REQUEST,
            "{body}"
        );
    }
    key(&bench, &json!({"name": "x"})).await;
    assert_eq!(
        bench.post("/api/local/keys", r#"{"name":"X"}"#).await.0,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn a_key_can_be_asked_of_this_machine_too() {
    let rules = AccessRules {
        is_key_required: true,
        rate_limit: None,
    };
    let bench = Bench::with_rules(system_clock(), Options::BODY_LIMIT, Organisation::default(), rules).await;
    assert_eq!(bench.get("/api/v1/incidents").await.0, StatusCode::UNAUTHORIZED);
    let bearer = key(&bench, &json!({"name": "x"})).await;
    let (status, _) = bench
        .json("GET", "/api/v1/incidents", &json!({}), &[("authorization", &bearer)])
        .await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_limit_is_per_key_and_category_and_says_when_it_ends() {
    let rules = AccessRules {
        is_key_required: false,
        rate_limit: Some(2),
    };
    let now: jiff::Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
    let clock: Clock = Arc::new(move || now);
    let bench = Bench::with_rules(clock, Options::BODY_LIMIT, Organisation::default(), rules).await;
    let bearer = key(&bench, &json!({"name": "x"})).await;
    let get = async |bearer: Option<&str>| {
        let mut request = Request::get("/api/v1/incidents");
        if let Some(bearer) = bearer {
            request = request.header("authorization", bearer);
        }
        let response = bench.send(request.body(Body::empty()).unwrap()).await;
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        (
            response.status().as_u16(),
            header("x-ratelimit-category"),
            header("x-ratelimit-remaining"),
            header("x-ratelimit-reset"),
            header("retry-after"),
        )
    };
    let text = |text: &str| Some(text.to_owned());
    let reset = text("1767323100");
    assert_eq!(get(None).await, (200, text("read"), text("1"), reset.clone(), None));
    assert_eq!(get(None).await, (200, text("read"), text("0"), reset.clone(), None));
    assert_eq!(
        get(None).await,
        (429, text("read"), text("0"), reset.clone(), text("55"))
    );
    assert_eq!(get(Some(&bearer)).await.0, 200);
    let (status, _) = bench.json("POST", "/api/v1/incidents", &json!({}), &[]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "writing is counted apart");
    bench.json("POST", "/api/v1/incidents", &json!({}), &[]).await;
    let (status, answer) = bench.json("POST", "/api/v1/incidents", &json!({}), &[]).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::TOO_MANY_REQUESTS, &json!("RATE_LIMITED"))
    );
}

#[tokio::test]
async fn without_a_limit_the_headers_are_there_all_the_same() {
    let bench = Bench::new().await;
    for path in ["/api/v1/incidents", "/api/v1/nothing"] {
        let response = bench.send(Request::get(path).body(Body::empty()).unwrap()).await;
        for name in ["x-ratelimit-category", "x-ratelimit-remaining", "x-ratelimit-reset"] {
            assert!(response.headers().contains_key(name), "{path} {name}");
        }
        assert!(!response.headers().contains_key("retry-after"));
    }
}

#[tokio::test]
async fn the_description_is_served() {
    let bench = Bench::new().await;
    let (status, document) = bench.get("/api/openapi.json").await;
    assert_eq!((status, &document["openapi"]), (StatusCode::OK, &json!("3.1.0")));
}
