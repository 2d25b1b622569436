//! What the V1 API is asked to do, and the bounds of what can be said.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Characters of a title.
pub const TITLE_MAX: usize = 200;

/// Characters of a description, and of what a person adds to a timeline.
pub const DESCRIPTION_MAX: usize = 10_000;

/// Characters of the comment of a status change, and of a page's message.
pub const COMMENT_MAX: usize = 500;

/// Services of an incident that is created.
pub const SERVICES_MAX: usize = 50;

/// Characters of an `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_MAX: usize = 255;

/// Asks for a new incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreateIncident {
    /// What it is called.
    #[schemars(length(min = 1, max = TITLE_MAX))]
    pub title: String,
    /// Keys of the services it affects; each has to be active.
    #[schemars(length(min = 1, max = SERVICES_MAX))]
    pub service_ids: Vec<String>,
    /// What is known about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = DESCRIPTION_MAX))]
    pub description: Option<String>,
    /// `SEV0` to `SEV4`; the first service's default otherwise, then the organisation's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
}

/// Asks for changes; at least one has to be there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UpdateIncident {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = TITLE_MAX))]
    pub title: Option<String>,
    /// What is known about it. No delivery changes it afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = DESCRIPTION_MAX))]
    pub description: Option<String>,
    /// `SEV0` to `SEV4`. No delivery changes it afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// Whose it is, by email.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<String>,
}

/// Asks for another status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeStatus {
    /// `investigating`, `fixing`, `monitoring`, `resolved` or `closed`.
    pub status: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = COMMENT_MAX))]
    pub comment: Option<String>,
}

/// Adds to a timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddEvent {
    /// What there is to say; needed, but where `message` says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = DESCRIPTION_MAX))]
    pub comment: Option<String>,
    /// What earlier clients call `comment`; not both.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = DESCRIPTION_MAX))]
    pub message: Option<String>,
}

/// Calls somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PageSomebody {
    /// Whom, by email.
    pub email: String,
    /// How: `slack`, `email`, or both.
    #[schemars(length(min = 1))]
    pub channels: Vec<String>,
    /// What to tell them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = COMMENT_MAX))]
    pub message: Option<String>,
}
