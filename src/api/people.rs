//! Who is there, who is on call, and who is asked next.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::incident;

/// Whose key it is that asks, and what it may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct KeyStatus {
    /// Always true; a key that is not is answered 401.
    pub valid: bool,
    /// What the key may do.
    pub scopes: Vec<String>,
    /// Whose incidents they are.
    pub organization_name: String,
}

/// A team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Team {
    /// What people call it.
    pub name: String,
    /// What it does; may be empty.
    pub description: String,
    /// Who is in it, by email.
    pub members: Vec<String>,
}

/// A user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct User {
    /// What people call them.
    pub name: String,
    /// What names them.
    pub email: String,
    /// Whether they still work here.
    pub is_active: bool,
}

/// Who is on call now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OnCall {
    /// When that is.
    pub timestamp: String,
    /// How many services have somebody.
    pub summary: Coverage,
    /// Each active service.
    pub services: Vec<ServiceOnCall>,
}

/// How many services have somebody on call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Coverage {
    /// Active services.
    pub total_services: u64,
    /// Those with somebody on call.
    pub services_with_coverage: u64,
    /// Those without.
    pub services_without_coverage: u64,
    /// Of a hundred, rounded; 0 if there is no service.
    pub coverage_percentage: u64,
}

/// Who is on call for one service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ServiceOnCall {
    /// What names the service.
    pub service_key: String,
    /// What people call it.
    pub service_name: String,
    /// The team that owns it, or null.
    pub team_name: Option<String>,
    /// Everybody on call for it.
    pub on_call_engineers: Vec<Engineer>,
    /// Whether there is anybody.
    pub has_coverage: bool,
    /// Who is called first, or null.
    pub primary_on_call: Option<Engineer>,
    /// The schedules that say so.
    pub schedule_names: Vec<String>,
}

/// Somebody on call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Engineer {
    /// What people call them; their email if nobody said.
    pub name: String,
    /// What names them.
    pub email: String,
}

/// The policy of a severity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PolicyOfSeverity {
    /// The policy.
    pub policy: EscalationPolicy,
}

/// Who is asked, one after another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EscalationPolicy {
    /// What names it.
    pub id: String,
    /// Whose policy it is: `SEV0` to `SEV4`.
    pub severity_level: String,
    /// The levels, the first one first.
    pub levels: Vec<EscalationLevel>,
}

/// One level of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EscalationLevel {
    /// Its place, from 1.
    pub level: u32,
    /// Who is asked.
    pub role: String,
    /// How long before the next level's turn.
    pub timeout_minutes: u32,
    /// Levels that are not enabled are passed over.
    pub enabled: bool,
}

impl From<&incident::EscalationLevel> for EscalationLevel {
    fn from(level: &incident::EscalationLevel) -> Self {
        Self {
            level: level.level,
            role: level.role.clone(),
            timeout_minutes: level.timeout_minutes,
            enabled: level.is_enabled,
        }
    }
}
