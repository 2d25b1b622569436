//! What happened to an incident, entry by entry.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

/// What an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// The incident began.
    IncidentCreated,
    /// The alert's annotations changed, and the description with them.
    AlertUpdated,
    /// A person resolved the incident, and its alert goes on firing.
    AlertStillFiring,
    /// The alert cleared, which resolved the incident.
    AlertResolved,
    /// A person moved the incident.
    StatusChanged,
    /// The severity changed.
    SeverityChanged,
    /// Somebody was assigned.
    Assigned,
    /// Somebody took it on.
    Acknowledged,
    /// It went to the next level of its policy.
    Escalated,
    /// Somebody was paged.
    Paged,
    /// A person wrote something.
    Comment,
    /// The alert did not name a service the incident could go to.
    RoutingFallback,
    /// The alert did not name a severity Runframe knows.
    SeverityFallback,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::IncidentCreated,
        Self::AlertUpdated,
        Self::AlertStillFiring,
        Self::AlertResolved,
        Self::StatusChanged,
        Self::SeverityChanged,
        Self::Assigned,
        Self::Acknowledged,
        Self::Escalated,
        Self::Paged,
        Self::Comment,
        Self::RoutingFallback,
        Self::SeverityFallback,
    ];

    /// The API's value, such as `incident_created`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::IncidentCreated => "incident_created",
            Self::AlertUpdated => "alert_updated",
            Self::AlertStillFiring => "alert_still_firing",
            Self::AlertResolved => "alert_resolved",
            Self::StatusChanged => "status_changed",
            Self::SeverityChanged => "severity_changed",
            Self::Assigned => "assigned",
            Self::Acknowledged => "acknowledged",
            Self::Escalated => "escalated",
            Self::Paged => "paged",
            Self::Comment => "comment",
            Self::RoutingFallback => "routing_fallback",
            Self::SeverityFallback => "severity_fallback",
        }
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// The text is no kind of timeline entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a kind of timeline entry")]
pub struct ParseEntryKindError(pub String);

impl FromStr for EntryKind {
    type Err = ParseEntryKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or_else(|| ParseEntryKindError(text.to_owned()))
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The Prometheus integration.
    Integration,
    /// A person, by email or by the name of an API key.
    Person(String),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integration => f.write_str("integration:prometheus"),
            Self::Person(name) => write!(f, "user:{name}"),
        }
    }
}

impl From<&str> for Actor {
    /// The inverse of its text; what is no person is the integration.
    fn from(text: &str) -> Self {
        text.strip_prefix("user:")
            .map_or(Self::Integration, |name| Self::Person(name.to_owned()))
    }
}

/// One thing that happened. Its public id is the store's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// What happened.
    pub kind: EntryKind,
    /// Who did it.
    pub actor: Actor,
    /// In words.
    pub comment: String,
    /// When; never before the entry above it.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_back() {
        for kind in EntryKind::ALL {
            assert_eq!(kind.code().parse(), Ok(kind));
        }
        for actor in [Actor::Integration, Actor::Person("kim@example.com".into())] {
            assert_eq!(Actor::from(actor.to_string().as_str()), actor);
        }
    }
}
