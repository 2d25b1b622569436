//! What happens in the local Runframe, as `/api/local/events` tells it. Runframe itself has no such API.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DeliverySummary, Incident};

/// An incident changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct IncidentEvent {
    /// `created`, `resolved` or `updated`.
    pub change: String,
    /// The kinds of the timeline entries it got.
    pub entries: Vec<String>,
    /// The integration its alert came through, or null.
    pub integration: Option<String>,
    /// The incident as it is now, without its timeline.
    pub incident: Incident,
}

/// A delivery was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DeliveryEvent {
    /// When it came in.
    pub at: String,
    /// The HTTP status of the answer, or null if the connection was cut before it, by a fault or by the sender.
    pub status: Option<u16>,
    /// The end of the routing key, such as `…a1b2`.
    pub routing_key: String,
    /// Whose key it is, or null if nobody's.
    pub integration: Option<String>,
    /// What became of its alerts.
    pub summary: DeliverySummary,
    /// Why it was refused, or null.
    pub problem: Option<String>,
    /// The fault it met, or null.
    pub fault: Option<DeliveryFault>,
}

/// A fault that a delivery met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DeliveryFault {
    /// The fault in its short form, such as `500 next=3`.
    pub text: String,
    /// Whether the delivery was applied all the same.
    pub is_applied: bool,
    /// Whether the sender got a whole answer.
    pub is_answered: bool,
}

/// Incidents were forgotten on request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Reset {
    /// The integration whose incidents they were; null for all.
    pub integration: Option<String>,
    /// How many.
    pub incidents: u64,
}

/// Asks to forget incidents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ResetRequest {
    /// Only those of this integration.
    pub integration: Option<String>,
}
