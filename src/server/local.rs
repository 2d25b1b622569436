//! `/api/local`: setting up integrations and services, which the real Runframe does in its Integrations Hub.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::answer::{Answer, Problem, ok, success};
use super::body::Bodies;
use super::hub::What;
use super::parts::{Pairs, Segment};
use super::state::State;
use super::v1::{last, listed};
use crate::api::{
    CreateIntegration, CreateService, Integration, LinkServices, LocalWebhook, Reset, ResetRequest, RoutingSecret,
    Service, ServiceReference, UpdateService, format_instant,
};
use crate::incident::{Severity, SeverityMap};
use crate::store::{self, Directory, NewIntegration, NewService, RoutingKey};

/// Bytes a request may have here.
const BODY_BYTES_MAX: usize = 64 << 10;

/// `GET /api/local/webhook`: a URL for programs on this machine. `integration` names which; the oldest by default.
pub(super) async fn webhook(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    let directory = state.store().directory();
    let integration = match chosen_integration(&pairs, &directory)? {
        Some(chosen) => chosen,
        None => {
            let oldest = directory.integrations().first();
            oldest.ok_or_else(|| Problem::not_found("there is no integration yet"))?
        }
    };
    ok(LocalWebhook {
        webhook_url: state.webhook_url(&state.0.local_keys.of(integration.id)),
        integration: integration.name.clone(),
    })
}

/// `GET /api/local/incidents`: as `GET /api/v1/incidents`, also those of one `integration` alone, by name.
pub(super) async fn list_incidents(Shared(state): Shared<State>, Pairs(pairs): Pairs) -> Answer {
    let integration = chosen_integration(&pairs, &state.store().directory())?.map(|chosen| chosen.id);
    listed(&state, &pairs, integration).await
}

/// The integration that a query string names, if it names one.
pub(super) fn chosen_integration<'d>(
    pairs: &[(String, String)],
    directory: &'d Directory,
) -> Result<Option<&'d store::Integration>, Problem> {
    let named = |name| {
        let found = directory.integration_named(name);
        found.ok_or_else(|| Problem::no_integration(name, directory))
    };
    last(pairs, "integration").map(named).transpose()
}

/// `GET /api/local/integrations`.
pub(super) async fn list_integrations(Shared(state): Shared<State>) -> Answer {
    let directory = state.store().directory();
    let integrations: Vec<Integration> = directory
        .integrations()
        .iter()
        .map(|integration| integration_of(integration, &directory))
        .collect();
    ok(integrations)
}

/// `POST /api/local/integrations`.
pub(super) async fn create_integration(Shared(state): Shared<State>, request: Request<Body>) -> Answer {
    let wanted: CreateIntegration = read(request).await?;
    let mut severity_map = SeverityMap::default();
    for (value, severity) in &wanted.severity_aliases {
        if severity_map.has_alias(value) {
            let message = format!("`severity_aliases`: `{value}` has a meaning already: case plays no part");
            return Err(Problem::invalid(message));
        }
        severity_map.add_alias(value, parse_severity(severity)?);
    }
    let new = NewIntegration {
        name: wanted.name.clone(),
        severity_map,
        services: wanted.services,
        identity: parse(wanted.identity.as_deref())?.unwrap_or_default(),
        default_severity: parse(wanted.default_severity.as_deref())?,
        rate_limit: match wanted.rate_limit {
            Some(0) => return Err(Problem::invalid("`rate_limit` is 0: nothing could ever be delivered")),
            limit => limit,
        },
    };
    let key = state.store().create_integration(new).await?;
    Ok(success(StatusCode::CREATED, secret(&state, &wanted.name, &key)?))
}

/// `POST /api/local/integrations/{name}/rotate`.
pub(super) async fn rotate(Shared(state): Shared<State>, Segment(name): Segment) -> Answer {
    let key = state.store().rotate_key(&name).await?;
    ok(secret(&state, &name, &key)?)
}

/// `DELETE /api/local/integrations/{name}`. Its faults go with it.
pub(super) async fn delete_integration(Shared(state): Shared<State>, Segment(name): Segment) -> Answer {
    let directory = state.store().directory();
    let deleted = directory.integration_named(&name);
    state.store().delete_integration(&name).await?;
    if let Some(integration) = deleted {
        state.faults().remove(|set| set.integration == Some(integration.id));
    }
    ok(deleted.map(|i| integration_of(i, &directory)).unwrap_or_default())
}

/// `POST /api/local/integrations/{name}/services`: links.
pub(super) async fn link(Shared(state): Shared<State>, Segment(name): Segment, request: Request<Body>) -> Answer {
    let wanted: LinkServices = read(request).await?;
    state.store().set_links(&name, wanted.services, true).await?;
    show_integration(&state, &name)
}

/// `DELETE /api/local/integrations/{name}/services/{service}`: unlinks.
pub(super) async fn unlink(
    Shared(state): Shared<State>,
    Segment((name, service)): Segment<(String, String)>,
) -> Answer {
    state.store().set_links(&name, vec![service], false).await?;
    show_integration(&state, &name)
}

/// `POST /api/local/reset`: forgets incidents, all or those of one integration. Services, integrations, their keys and
/// faults stay, and numbers go on.
pub(super) async fn reset(Shared(state): Shared<State>, request: Request<Body>) -> Answer {
    let wanted: ResetRequest = read_or_default(request).await?;
    let directory = state.store().directory();
    let teller = state.clone();
    let tell = move |integration: Option<&crate::store::Integration>, incidents| {
        let reset = || What::Reset(reset_of(integration, incidents));
        teller
            .0
            .hub
            .publish(integration.map(|integration| integration.id), reset);
    };
    let incidents = state.store().reset(wanted.integration.as_deref(), tell).await?;
    let integration = wanted.integration.and_then(|name| directory.integration_named(&name));
    ok(reset_of(integration, incidents))
}

fn reset_of(integration: Option<&crate::store::Integration>, incidents: u64) -> Reset {
    Reset {
        integration: integration.map(|integration| integration.name.clone()),
        incidents,
    }
}

/// `POST /api/local/services`.
pub(super) async fn create_service(Shared(state): Shared<State>, request: Request<Body>) -> Answer {
    let wanted: CreateService = read(request).await?;
    let invalid = |error: &dyn std::fmt::Display| Problem::invalid(error.to_string());
    let new = NewService {
        name: wanted.name,
        description: wanted.description,
        default_severity: wanted.default_severity.as_deref().map(parse_severity).transpose()?,
        key: wanted
            .service_key
            .map(|key| key.parse())
            .transpose()
            .map_err(|error: crate::incident::ParseServiceKeyError| invalid(&error))?,
        alias: wanted
            .alias
            .map(|alias| alias.parse())
            .transpose()
            .map_err(|error: crate::incident::ParseServiceAliasError| invalid(&error))?,
        team: wanted.team,
        integrations: wanted.integrations,
    };
    let service = state.store().create_service(new).await?;
    Ok(success(StatusCode::CREATED, Service::from(&service)))
}

/// `PATCH /api/local/services/{service}`.
pub(super) async fn update_service(
    Shared(state): Shared<State>,
    Segment(service): Segment,
    request: Request<Body>,
) -> Answer {
    let wanted: UpdateService = read(request).await?;
    let service = state.store().set_service_active(&service, wanted.is_active).await?;
    ok(Service::from(&service))
}

fn show_integration(state: &State, name: &str) -> Answer {
    let directory = state.store().directory();
    let integration = directory
        .integration_named(name)
        .ok_or_else(|| Problem::no_integration(name, &directory))?;
    ok(integration_of(integration, &directory))
}

/// An integration with its URL. It can be gone already, by somebody else's hand.
fn secret(state: &State, name: &str, key: &RoutingKey) -> Result<RoutingSecret, Problem> {
    let directory = state.store().directory();
    let integration = directory
        .integration_named(name)
        .ok_or_else(|| Problem::no_integration(name, &directory))?;
    Ok(RoutingSecret {
        webhook_url: state.webhook_url(key),
        integration: integration_of(integration, &directory),
    })
}

/// An integration as the API shows it: of its key only the end.
fn integration_of(integration: &store::Integration, directory: &Directory) -> Integration {
    let aliases: BTreeMap<String, String> = integration
        .severity_map
        .aliases()
        .iter()
        .map(|(value, severity)| (value.clone(), severity.code().to_owned()))
        .collect();
    Integration {
        name: integration.name.clone(),
        kind: "prometheus".to_owned(),
        routing_key: format!("…{}", integration.key_tail),
        services: integration
            .linked
            .iter()
            .map(|key| ServiceReference::of(key, directory.services()))
            .collect(),
        severity_aliases: aliases,
        identity: integration.identity.code().to_owned(),
        default_severity: integration.default_severity.map(|severity| severity.code().to_owned()),
        rate_limit: integration.rate_limit,
        created_at: format_instant(integration.created_at),
        rotated_at: integration.rotated_at.map(format_instant),
    }
}

/// What a text means, where there is one.
fn parse<T: FromStr<Err: std::fmt::Display>>(text: Option<&str>) -> Result<Option<T>, Problem> {
    let value = text.map(str::parse).transpose();
    value.map_err(|error: T::Err| Problem::invalid(error.to_string()))
}

fn parse_severity(text: &str) -> Result<Severity, Problem> {
    text.parse()
        .map_err(|error: crate::incident::ParseSeverityError| Problem::invalid(error.to_string()))
}

/// The same, where no body at all asks for nothing in particular.
async fn read_or_default<T: DeserializeOwned + Default>(request: Request<Body>) -> Result<T, Problem> {
    let body = Bodies::new(BODY_BYTES_MAX).read_json(request).await?;
    if body.bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(T::default());
    }
    parse_object(&body.bytes)
}

pub(super) async fn read<T: DeserializeOwned>(request: Request<Body>) -> Result<T, Problem> {
    let body = Bodies::new(BODY_BYTES_MAX).read_json(request).await?;
    parse_object(&body.bytes)
}

/// Serde reads a list of values as an object too, which nobody means.
fn parse_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'[') {
        return Err(Problem::invalid("the body is not a JSON object"));
    }
    serde_json::from_slice(bytes).map_err(|error| Problem::invalid(format!("the body cannot be read: {error}")))
}
