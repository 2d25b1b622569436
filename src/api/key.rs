//! Setting up keys of the V1 API. Runframe itself does that in its settings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An API key, without the key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ApiKey {
    /// What people call it.
    pub name: String,
    /// `personal` or `service_account`.
    pub kind: String,
    /// Its last characters, such as `…a1b2`.
    pub key: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Whom it stands for, or null.
    pub owner_email: Option<String>,
    /// What people call them, or null.
    pub owner_name: Option<String>,
    /// When it was created.
    pub created_at: String,
}

/// A key at the one moment it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ApiKeySecret {
    /// The key. A secret.
    pub api_key: String,
    /// What is kept of it.
    pub key: ApiKey,
}

/// Asks for a new key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CreateApiKey {
    /// What people will call it.
    pub name: String,
    /// What it may do; everything if there is nothing here.
    pub scopes: Vec<String>,
    /// Whom it stands for; their incidents will be assigned to this email.
    pub owner_email: Option<String>,
    /// What people call them.
    pub owner_name: Option<String>,
    /// It stands for a program, not for a person.
    pub is_service_account: bool,
}
