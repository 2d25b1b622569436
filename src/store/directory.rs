//! Services and integrations: few, read with every delivery, so held in memory.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::routing_key::TAIL_CHARACTERS;
use super::{ApiKey, KeyHash, KeyTrace};
use crate::incident::{
    Identity, IntegrationId, MappingSettings, Service, ServiceAlias, ServiceKey, Severity, SeverityMap,
};

/// One source of alerts.
#[derive(Clone, Debug)]
pub struct Integration {
    /// The store's name of it.
    pub id: IntegrationId,
    /// What people call it; unique whatever its case.
    pub name: String,
    /// What is kept of its routing key.
    pub key_hash: KeyHash,
    /// The routing key's last four characters.
    pub key_tail: String,
    /// The services its alerts can go to, in the order they were linked.
    pub linked: Vec<ServiceKey>,
    /// What values of the `severity` label mean here.
    pub severity_map: SeverityMap,
    /// What is one incident here.
    pub identity: Identity,
    /// Severity where neither alert nor service names one; `None` for the organisation's.
    pub default_severity: Option<Severity>,
    /// How many deliveries it takes a minute; `None` for the server's limit.
    pub rate_limit: Option<u32>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its key last changed.
    pub rotated_at: Option<Timestamp>,
}

/// An integration to create.
#[derive(Clone, Debug, Default)]
pub struct NewIntegration {
    /// What people call it.
    pub name: String,
    /// Operator's meanings of `severity` values.
    pub severity_map: SeverityMap,
    /// What is one incident.
    pub identity: Identity,
    /// Severity where neither alert nor service names one; `None` for the organisation's.
    pub default_severity: Option<Severity>,
    /// How many deliveries it takes a minute; `None` for the server's limit.
    pub rate_limit: Option<u32>,
    /// The services to link.
    pub services: Vec<String>,
}

/// A service to create.
#[derive(Clone, Debug, Default)]
pub struct NewService {
    /// What people call it.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Severity of an incident whose alert names none.
    pub default_severity: Option<Severity>,
    /// Its key; drawn at random if `None`.
    pub key: Option<ServiceKey>,
    /// Its older name.
    pub alias: Option<ServiceAlias>,
    /// The team that owns it.
    pub team: Option<String>,
    /// Integrations to link it to, by name.
    pub integrations: Vec<String>,
}

/// All services and integrations at one moment.
#[derive(Clone, Debug)]
pub struct Directory {
    services: Vec<Service>,
    integrations: Vec<Integration>,
    settings: HashMap<IntegrationId, Arc<MappingSettings>>,
    by_key: HashMap<KeyHash, IntegrationId>,
    keys: Vec<KeyTrace>,
    key_tails: foldhash::HashSet<[u8; TAIL_CHARACTERS]>,
    api_keys: Vec<Arc<ApiKey>>,
    default_severity: Severity,
}

impl Directory {
    /// Puts together what is stored.
    #[must_use]
    pub fn new(
        services: Vec<Service>,
        integrations: Vec<Integration>,
        api_keys: Vec<ApiKey>,
        default_severity: Severity,
    ) -> Self {
        let settings = integrations
            .iter()
            .map(|integration| {
                let linked: Vec<Service> = integration
                    .linked
                    .iter()
                    .filter_map(|key| services.iter().find(|service| service.key == *key).cloned())
                    .collect();
                let unlinked = services
                    .iter()
                    .filter(|service| !integration.linked.contains(&service.key))
                    .cloned()
                    .collect();
                let settings = MappingSettings {
                    identity: integration.identity,
                    severity_map: integration.severity_map.clone(),
                    own_severity: integration.default_severity,
                    default_severity,
                    linked,
                    unlinked,
                    ..MappingSettings::default()
                };
                (integration.id, Arc::new(settings))
            })
            .collect();
        let by_key = integrations.iter().map(|i| (i.key_hash, i.id)).collect();
        let keys = integrations
            .iter()
            .map(|i| KeyTrace::new(i.key_hash, &i.key_tail))
            .collect();
        let key_tails = integrations
            .iter()
            .filter_map(|i| i.key_tail.as_bytes().try_into().ok())
            .collect();
        Self {
            services,
            integrations,
            settings,
            by_key,
            keys,
            key_tails,
            api_keys: api_keys.into_iter().map(Arc::new).collect(),
            default_severity,
        }
    }

    /// The services in the order they were created.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The integrations in the order they were created.
    #[must_use]
    pub fn integrations(&self) -> &[Integration] {
        &self.integrations
    }

    /// What decides how an integration's alerts become incidents; `None` if it is gone.
    #[must_use]
    pub fn settings(&self, integration: IntegrationId) -> Option<&Arc<MappingSettings>> {
        self.settings.get(&integration)
    }

    /// Whose routing key it is.
    #[must_use]
    pub fn integration_of(&self, key: &KeyHash) -> Option<IntegrationId> {
        self.by_key.get(key).copied()
    }

    /// What the integrations' routing keys are recognised by.
    pub(super) fn keys(&self) -> &[KeyTrace] {
        &self.keys
    }

    /// Whether a text, that stands anywhere, is a routing key.
    pub(super) fn is_routing_key(&self, text: &str) -> bool {
        // Hashing every word of every payload would cost more than reading it.
        let tail = text.as_bytes().last_chunk();
        tail.is_some_and(|tail| self.key_tails.contains(tail)) && self.integration_of(&KeyHash::of(text)).is_some()
    }

    /// An integration by its name, whatever its case.
    #[must_use]
    pub fn integration_named(&self, name: &str) -> Option<&Integration> {
        let name = name.trim().to_lowercase();
        self.integrations.iter().find(|i| i.name.to_lowercase() == name)
    }

    /// An integration by the store's name of it.
    #[must_use]
    pub fn integration(&self, id: IntegrationId) -> Option<&Integration> {
        self.integrations.iter().find(|i| i.id == id)
    }

    /// The keys of the V1 API in the order they were created.
    #[must_use]
    pub fn api_keys(&self) -> &[Arc<ApiKey>] {
        &self.api_keys
    }

    /// Whose API key it is; looked up by hash, which tells an attacker's clock nothing.
    #[must_use]
    pub fn api_key_of(&self, hash: &KeyHash) -> Option<&Arc<ApiKey>> {
        self.api_keys.iter().find(|key| key.hash == *hash)
    }

    /// An API key by its name, whatever its case.
    #[must_use]
    pub fn api_key_named(&self, name: &str) -> Option<&Arc<ApiKey>> {
        let name = name.trim().to_lowercase();
        self.api_keys.iter().find(|key| key.name.to_lowercase() == name)
    }

    /// Severity when neither alert nor service has one.
    #[must_use]
    pub fn default_severity(&self) -> Severity {
        self.default_severity
    }

    /// A service by its key, its alias, or its name whatever its case.
    #[must_use]
    pub fn service_named(&self, name: &str) -> Option<&Service> {
        let lower = name.trim().to_lowercase();
        self.services
            .iter()
            .find(|service| service.is_named_by(name))
            .or_else(|| {
                self.services
                    .iter()
                    .find(|service| service.name.to_lowercase() == lower)
            })
    }

    /// A service by its key.
    #[must_use]
    pub fn service(&self, key: &ServiceKey) -> Option<&Service> {
        self.services.iter().find(|service| service.key == *key)
    }
}
