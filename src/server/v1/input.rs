//! Reading bodies, and what may stand in them.

use axum::body::Body;
use axum::http::Request;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::incident::{ServiceKey, Severity};
use crate::organisation::same_name;
use crate::server::answer::Problem;
use crate::server::body::Bodies;
use crate::server::state::State;
use crate::text::expected::in_plain_words;

/// Bytes a request may have.
const BODY_BYTES_MAX: usize = 256 << 10;

/// Reads what is asked. Unknown fields are ignored, as the real API's clients may know more than this one.
pub(super) async fn read<T: DeserializeOwned>(request: Request<Body>) -> Result<T, Problem> {
    wanted(&read_object(request).await?)
}

/// Reads a JSON object.
pub(super) async fn read_object(request: Request<Body>) -> Result<Value, Problem> {
    let body = Bodies::new(BODY_BYTES_MAX).read_json(request).await?;
    let value: Value = serde_json::from_slice(&body.bytes)
        .map_err(|error| Problem::invalid(format!("the body is not JSON: {error}")))?;
    if !value.is_object() {
        return Err(Problem::invalid("the body is not a JSON object"));
    }
    Ok(value)
}

/// What an object asks for.
pub(super) fn wanted<T: DeserializeOwned>(object: &Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(object).map_err(|error| {
        let path = error.path().to_string();
        let why = error.inner().to_string();
        let field_of = |prefix: &str| why.strip_prefix(prefix).and_then(|rest| rest.split('`').next());
        match (path.as_str(), field_of("missing field `")) {
            (".", Some(field)) => refused(field, format!("`{field}` is missing")),
            (".", None) => Problem::invalid(why),
            _ => refused(&path, format!("`{path}`: {}", in_plain_words(&why))),
        }
    })
}

/// Reads a body that says nothing: an empty object, or nothing at all.
pub(super) async fn read_nothing(request: Request<Body>) -> Result<(), Problem> {
    let body = Bodies::new(BODY_BYTES_MAX).read_json(request).await?;
    if body.bytes.trim_ascii().is_empty() {
        return Ok(());
    }
    match serde_json::from_slice(&body.bytes) {
        Ok(Value::Object(_)) => Ok(()),
        Ok(_) => Err(Problem::invalid("the body is not a JSON object")),
        Err(error) => Err(Problem::invalid(format!("the body is not JSON: {error}"))),
    }
}

/// What is wrong with a field.
pub(super) fn refused(field: &str, message: impl Into<String>) -> Problem {
    Problem::invalid(message).with_details(json!({ "field": field }))
}

/// A text of 1 to `most` characters.
pub(super) fn text(field: &str, value: String, most: usize) -> Result<String, Problem> {
    if value.trim().is_empty() {
        return Err(refused(field, format!("`{field}` is empty")));
    }
    optional_text(field, value, most)
}

/// A text of at most `most` characters.
pub(super) fn optional_text(field: &str, value: String, most: usize) -> Result<String, Problem> {
    let count = value.chars().count();
    if count > most {
        return Err(refused(
            field,
            format!("`{field}` has {count} characters, {most} are allowed"),
        ));
    }
    Ok(value)
}

pub(super) fn severity(value: &str) -> Result<Severity, Problem> {
    value
        .parse()
        .map_err(|error: crate::incident::ParseSeverityError| refused("severity", error.to_string()))
}

/// The key of a service, at its place in the list.
pub(super) fn service_key(at: usize, value: &str) -> Result<ServiceKey, Problem> {
    value.parse().map_err(|error: crate::incident::ParseServiceKeyError| {
        refused(&format!("service_ids[{at}]"), error.to_string())
    })
}

/// An email, in lower case. Where the settings name users it has to be an active one's, or the owner's of an API key.
pub(super) fn email(field: &str, value: &str, state: &State) -> Result<String, Problem> {
    let email = value.trim().to_lowercase();
    let is_email = email.len() <= 254
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
        && email
            .split_once('@')
            .is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty() && !domain.contains('@'));
    if !is_email {
        return Err(refused(field, format!("`{field}` is not an email address")));
    }
    let organisation = state.organisation();
    if organisation.users.is_empty() {
        return Ok(email);
    }
    let directory = state.store().directory();
    let mut owners = directory.api_keys().iter().filter_map(|key| key.owner_email.as_deref());
    match organisation.user(&email) {
        Some(user) if user.is_active => Ok(email),
        Some(_) => Err(refused(field, format!("`{email}` is not active any more"))),
        None if owners.any(|owner| same_name(owner, &email)) => Ok(email),
        None => Err(Problem::not_found(format!("there is no user `{email}`"))),
    }
}
