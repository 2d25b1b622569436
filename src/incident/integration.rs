//! What an integration decides about the incidents of its alerts.

use jiff::SignedDuration;

use super::{AlertEvent, Service, ServiceKey, Severity, SeverityMap};

/// The store's name of an integration; not public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IntegrationId(pub i64);

/// Identifies what an incident is about: one alert of one integration.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AlertKey {
    /// Whose alert it is. Two integrations never share incidents.
    pub integration: IntegrationId,
    /// Which of its alerts.
    pub identity: String,
}

impl AlertKey {
    /// The key of an alert: its integration and its fingerprint. The group it came in plays no part, so an alert that
    /// arrives through two routes is one incident.
    #[must_use]
    pub fn of(integration: IntegrationId, alert: &AlertEvent) -> Self {
        Self {
            integration,
            identity: alert.fingerprint.clone(),
        }
    }
}

/// The settings that decide how an integration's alerts become incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingSettings {
    /// What values of the `severity` label mean.
    pub severity_map: SeverityMap,
    /// Severity when neither alert nor service has one.
    pub default_severity: Severity,
    /// The services alerts can be routed to, in the order they were linked.
    pub linked: Vec<Service>,
    /// The services that exist without a link; they explain a fallback.
    pub unlinked: Vec<Service>,
    /// How long after an end a firing alert with an older start counts as a late copy. Zero switches the rule off.
    pub stale_window: SignedDuration,
}

impl MappingSettings {
    /// One delivery budget of 10 s and one wait of a high-availability peer of 15 s, rounded up.
    pub const STALE_WINDOW: SignedDuration = SignedDuration::from_secs(30);

    /// The team of a linked service.
    pub(super) fn team_of(&self, key: &ServiceKey) -> Option<&str> {
        self.linked.iter().find(|service| service.key == *key)?.team.as_deref()
    }
}

impl Default for MappingSettings {
    fn default() -> Self {
        Self {
            severity_map: SeverityMap::default(),
            default_severity: Severity::ORGANISATION_DEFAULT,
            linked: Vec::new(),
            unlinked: Vec::new(),
            stale_window: Self::STALE_WINDOW,
        }
    }
}
