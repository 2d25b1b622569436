//! Setting up the local Runframe: what the guide does in the Integrations Hub. Runframe itself has no such API.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ServiceReference;

/// What another machine is told that asks for it.
pub const LOCAL_ONLY: &str = "the local set-up is for this machine only";

/// An integration, without its routing key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Integration {
    /// What people call it.
    pub name: String,
    /// `prometheus`.
    pub kind: String,
    /// The last characters of its routing key, such as `…a1b2`.
    pub routing_key: String,
    /// The services its alerts can go to.
    pub services: Vec<ServiceReference>,
    /// Meanings of `severity` values beside the guide's.
    pub severity_aliases: BTreeMap<String, String>,
    /// What is one incident: `alert` or `group`.
    pub identity: String,
    /// Severity where neither alert nor service names one; null for the organisation's.
    pub default_severity: Option<String>,
    /// How many deliveries it takes a minute; null for the server's limit.
    pub rate_limit: Option<u32>,
    /// When it was created.
    pub created_at: String,
    /// When its routing key last changed, or null.
    pub rotated_at: Option<String>,
}

/// An integration and its webhook URL, at the one moment the URL is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RoutingSecret {
    /// Where Alertmanager is to send. A secret.
    pub webhook_url: String,
    /// The integration.
    pub integration: Integration,
}

/// Asks for a new integration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CreateIntegration {
    /// What people will call it.
    pub name: String,
    /// Services to link, by key, alias or name.
    pub services: Vec<String>,
    /// Meanings of `severity` values beside the guide's.
    pub severity_aliases: BTreeMap<String, String>,
    /// What is one incident: `alert`, the default, or `group`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Severity where neither alert nor service names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_severity: Option<String>,
    /// How many deliveries it takes a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<u32>,
}

/// Asks for a new service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CreateService {
    /// What people will call it.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Severity of an incident whose alert names none.
    pub default_severity: Option<String>,
    /// Its key; drawn at random if missing.
    pub service_key: Option<String>,
    /// Its older name, such as `SER-00001`.
    pub alias: Option<String>,
    /// The team that owns it.
    pub team: Option<String>,
    /// Names of the integrations to link it to.
    pub integrations: Vec<String>,
}

/// Asks for a change of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateService {
    /// Whether it is to be given incidents.
    pub is_active: bool,
}

/// Asks to link services to an integration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LinkServices {
    /// Services to link, by key, alias or name.
    pub services: Vec<String>,
}

/// A webhook URL for programs on this machine, valid until the server stops.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LocalWebhook {
    /// Where to send. A secret.
    pub webhook_url: String,
    /// The integration it stands for.
    pub integration: String,
}
