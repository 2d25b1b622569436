//! What an integration decides about the incidents of its alerts.

use std::str::FromStr;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

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
    pub identity: Arc<str>,
}

/// What the identity of a group begins with.
const GROUP: &str = "group ";

/// What the identity of a member of a group begins with.
const MEMBER: &str = "member ";

impl AlertKey {
    /// Bytes of what can be long in it: a group's is as long as Alertmanager's group key.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.identity.len()
    }

    /// The key of a group, where an integration has one incident a group.
    #[must_use]
    pub fn of_group(integration: IntegrationId, group_key: &str) -> Self {
        Self {
            integration,
            identity: format!("{GROUP}{group_key}").into(),
        }
    }

    /// The key of an alert as a member of a group that [`AlertRecord::fingerprint`](super::AlertRecord::fingerprint) names.
    #[must_use]
    pub fn of_member(integration: IntegrationId, group: &str, alert: &AlertEvent) -> Self {
        Self {
            integration,
            identity: format!("{}{}", Self::members(group), alert.fingerprint).into(),
        }
    }

    /// What the identities of a group's members begin with.
    #[must_use]
    pub fn members(group: &str) -> String {
        format!("{MEMBER}{group} ")
    }

    /// The key of an alert: its integration and its fingerprint. The group it came in plays no part, so an alert that
    /// arrives through two routes is one incident.
    #[must_use]
    pub fn of(integration: IntegrationId, alert: &AlertEvent) -> Self {
        // A stated fingerprint may be any text, but must not name a group or a member of one.
        let fingerprint = alert.fingerprint.as_str();
        let identity = if fingerprint.starts_with(GROUP) || fingerprint.starts_with(MEMBER) {
            format!("alert {fingerprint}").into()
        } else {
            fingerprint.into()
        };
        Self { integration, identity }
    }
}

/// What is one incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Identity {
    /// Each alert.
    #[default]
    Alert,
    /// Each group of Alertmanager's, as its notifiers for pagers have it.
    Group,
}

impl Identity {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Alert, Self::Group];

    /// The API's value.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Group => "group",
        }
    }
}

/// The text is no identity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no identity of incidents: `alert` or `group` is")]
pub struct ParseIdentityError(String);

impl FromStr for Identity {
    type Err = ParseIdentityError;

    fn from_str(text: &str) -> Result<Self, ParseIdentityError> {
        let wanted = text.trim().to_ascii_lowercase();
        let found = Self::ALL.into_iter().find(|identity| identity.code() == wanted);
        found.ok_or_else(|| ParseIdentityError(text.to_owned()))
    }
}

/// The settings that decide how an integration's alerts become incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingSettings {
    /// What is one incident.
    pub identity: Identity,
    /// What values of the `severity` label mean.
    pub severity_map: SeverityMap,
    /// Severity when neither alert nor service has one; `None` for the organisation's.
    pub own_severity: Option<Severity>,
    /// Severity when nobody else has one.
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

    /// Whether something was received so recently that a firing alert with an older start is a late copy.
    pub(super) fn is_recent(&self, received_at: Timestamp, now: Timestamp) -> bool {
        now.duration_since(received_at) < self.stale_window
    }

    /// The team of a linked service.
    pub(super) fn team_of(&self, key: &ServiceKey) -> Option<&str> {
        self.linked.iter().find(|service| service.key == *key)?.team.as_deref()
    }
}

impl Default for MappingSettings {
    fn default() -> Self {
        Self {
            identity: Identity::default(),
            severity_map: SeverityMap::default(),
            own_severity: None,
            default_severity: Severity::ORGANISATION_DEFAULT,
            linked: Vec::new(),
            unlinked: Vec::new(),
            stale_window: Self::STALE_WINDOW,
        }
    }
}
