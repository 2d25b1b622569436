//! Holds every answer of these tests against the description the server gives of itself.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::api::{Form, Operation, openapi};

/// Where an undescribed answer is a fault of the description.
const DESCRIBED: [&str; 5] = ["/api/", "/webhooks/", "/healthz", "/readyz", "/metrics"];

/// The description with every object closed: a field it does not name is a fault too.
static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut document = openapi::document("test");
    for schema in document["components"]["schemas"].as_object_mut().unwrap().values_mut() {
        if schema.get("properties").is_some() {
            schema["additionalProperties"] = json!(false);
        }
    }
    document
});

type Validators = HashMap<(&'static str, u16), Validator>;

/// Building one costs more than using it.
static VALIDATORS: LazyLock<Mutex<Validators>> = LazyLock::new(Mutex::default);

/// Whether the description speaks of such paths.
pub(super) fn is_described(path: &str) -> bool {
    DESCRIBED.iter().any(|prefix| path.starts_with(prefix))
}

/// Checks the answer to a request.
pub(super) fn check(method: &str, path: &str, status: u16, body: &Value) {
    let of_path: Vec<&Operation> = of_path(path).collect();
    if of_path.is_empty() {
        let is_unknown = [401, 403, 404].contains(&status);
        assert!(is_unknown, "{method} {path} is not described, and answered {status}");
        return;
    }
    let Some(operation) = of_path.iter().find(|operation| operation.method == method) else {
        assert!(
            [401, 403, 405].contains(&status),
            "{method} {path} is not described, and answered {status}"
        );
        return;
    };
    let mut validators = VALIDATORS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let validator = validators
        .entry((operation.id, status))
        .or_insert_with(|| validator(operation, status));
    let problems: Vec<String> = validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(
        problems.is_empty(),
        "{method} {path} answered {status}: {problems:#?}\n{body:#}"
    );
}

/// The media type of an answer that worked, if it is nothing that has a schema of ours.
pub(super) fn bare_media(method: &str, path: &str, status: u16) -> Option<&'static str> {
    let operation = of_path(path).find(|operation| operation.method == method)?;
    match operation.form {
        Form::Bare(media) if status == operation.status => Some(media),
        _ => None,
    }
}

/// The operations of a path; what is written out in one goes before a parameter in another.
fn of_path(path: &str) -> impl Iterator<Item = &'static Operation> {
    let path = path.split('?').next().unwrap_or(path).to_owned();
    Operation::all().filter(move |operation| fits(operation.path, &path))
}

fn validator(operation: &Operation, status: u16) -> Validator {
    let described = &DOCUMENT["paths"][operation.path][operation.method.to_lowercase()]["responses"];
    let answer = described.get(status.to_string());
    let answer = answer.unwrap_or_else(|| panic!("{} is not said to answer {status}", operation.id));
    let answer = match answer.get("$ref").and_then(Value::as_str) {
        Some(reference) => DOCUMENT
            .pointer(reference.trim_start_matches('#'))
            .expect("it leads somewhere"),
        None => answer,
    };
    let schema = &answer["content"]["application/json"]["schema"];
    let whole = json!({ "allOf": [schema], "components": DOCUMENT["components"] });
    jsonschema::validator_for(&whole).expect("the description is made of schemas")
}

/// Whether a path is of this form.
fn fits(form: &str, path: &str) -> bool {
    let (form, path): (Vec<&str>, Vec<&str>) = (form.split('/').collect(), path.split('/').collect());
    form.len() == path.len()
        && form
            .iter()
            .zip(path)
            .all(|(form, segment)| *form == segment || (form.starts_with('{') && !segment.is_empty()))
}

#[test]
fn an_answer_that_is_not_as_described_is_found() {
    let meta = json!({ "request_id": "req_1", "timestamp": "2026-01-02T03:04:05.000Z" });
    let page = |items: Value| {
        json!({"success": true, "meta": meta, "data":
            {"items": items, "total": 1, "has_more": false, "next_offset": null}})
    };
    let is_refused = |status: u16, body: Value| {
        std::panic::catch_unwind(|| check("GET", "/api/v1/teams?limit=1", status, &body)).is_err()
    };
    let team = json!({"name": "a", "description": "", "members": []});
    assert!(!is_refused(200, page(json!([team]))));
    assert!(
        is_refused(200, page(json!([{"name": "a", "description": ""}]))),
        "a field is missing"
    );
    assert!(is_refused(
        200,
        page(json!([{"name": "a", "description": "", "members": [], "id": 1}]))
    ));
    assert!(is_refused(
        200,
        page(json!([{"name": 1, "description": "", "members": []}]))
    ));
    assert!(is_refused(
        409,
        json!({"error": {"code": "CONFLICT", "message": "x"}, "meta": meta})
    ));
    assert!(is_refused(
        400,
        json!({"error": {"code": "NOT_FOUND", "message": "x"}, "meta": meta})
    ));
}
