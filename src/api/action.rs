//! What the actions on an incident answer with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EscalationLevel, Incident, TimelineEntry};

/// An incident after it was escalated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Escalated {
    /// The incident.
    #[serde(flatten)]
    pub incident: Incident,
    /// The level that is asked now.
    pub escalation: EscalationLevel,
}

/// An incident after somebody was called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Paged {
    /// The incident.
    #[serde(flatten)]
    pub incident: Incident,
    /// Who was called, and how. The local Runframe records it and sends nothing.
    pub page: PageRecord,
}

/// A call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PageRecord {
    /// Whom.
    pub email: String,
    /// How.
    pub channels: Vec<String>,
    /// What they were told; may be empty.
    pub message: String,
}

/// What was added to a timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AddedEvent {
    /// Whose timeline.
    pub incident_number: String,
    /// The entry.
    #[serde(flatten)]
    pub event: TimelineEntry,
}
