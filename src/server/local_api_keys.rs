//! `/api/local/keys`: setting up keys of the V1 API, which the real Runframe does in its settings.

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::StatusCode;

use super::answer::{Answer, Problem, ok, success};
use super::local::read;
use super::parts::Segment;
use super::state::State;
use crate::api::{self, CreateApiKey, Scope, format_instant};
use crate::store::{ApiKey, ApiKeyKind, NewApiKey};

/// `GET /api/local/keys`.
pub(super) async fn list(Shared(state): Shared<State>) -> Answer {
    let directory = state.store().directory();
    let keys: Vec<api::ApiKey> = directory.api_keys().iter().map(|key| shown(key)).collect();
    ok(keys)
}

/// `POST /api/local/keys`.
pub(super) async fn create(Shared(state): Shared<State>, request: Request<Body>) -> Answer {
    let wanted: CreateApiKey = read(request).await?;
    let mut scopes: Vec<Scope> = wanted
        .scopes
        .iter()
        .map(|scope| scope.parse())
        .collect::<Result<_, _>>()
        .map_err(|error: api::ParseScopeError| Problem::invalid(error.to_string()))?;
    if scopes.is_empty() {
        scopes = Scope::ALL.to_vec();
    }
    scopes.sort_unstable();
    scopes.dedup();
    let tidy = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let new = NewApiKey {
        name: wanted.name.clone(),
        kind: if wanted.is_service_account {
            ApiKeyKind::ServiceAccount
        } else {
            ApiKeyKind::Personal
        },
        scopes,
        owner_email: tidy(wanted.owner_email).map(|email| email.to_lowercase()),
        owner_name: tidy(wanted.owner_name),
    };
    if new.owner_email.as_ref().is_some_and(|email| !email.contains('@')) {
        return Err(Problem::invalid("the owner's email is not an email address"));
    }
    let (key, secret) = state.store().create_api_key(new).await?;
    Ok(success(
        StatusCode::CREATED,
        api::ApiKeySecret {
            api_key: secret.expose().to_owned(),
            key: shown(&key),
        },
    ))
}

/// `DELETE /api/local/keys/{name}`.
pub(super) async fn revoke(Shared(state): Shared<State>, Segment(name): Segment) -> Answer {
    let key = state.store().revoke_api_key(&name).await?;
    ok(shown(&key))
}

/// A key as the API shows it: of itself only the end.
fn shown(key: &ApiKey) -> api::ApiKey {
    api::ApiKey {
        name: key.name.clone(),
        kind: key.kind.code().to_owned(),
        key: format!("…{}", key.tail),
        scopes: key.scopes.iter().map(ToString::to_string).collect(),
        owner_email: key.owner_email.clone(),
        owner_name: key.owner_name.clone(),
        created_at: format_instant(key.created_at),
    }
}
