//! Services.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::incident;

/// A service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Service {
    /// What people call it.
    pub name: String,
    /// What names it, such as `svc_K7M4Q9TZ2H`.
    pub service_key: String,
    /// What it is; may be empty.
    pub description: String,
    /// Only active services are given incidents.
    pub is_active: bool,
    /// Severity of an incident whose alert names none, or null.
    pub default_severity: Option<String>,
}

impl From<&incident::Service> for Service {
    fn from(service: &incident::Service) -> Self {
        Self {
            name: service.name.clone(),
            service_key: service.key.to_string(),
            description: service.description.clone(),
            is_active: service.is_active,
            default_severity: service.default_severity.map(|severity| severity.code().to_owned()),
        }
    }
}
