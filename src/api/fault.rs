//! Faults that are set in the local Runframe. Runframe itself has no such API.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fault::{self, Spec};

/// A fault that is set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SetFault {
    /// What names it.
    pub id: u64,
    /// The fault in its short form, such as `500 next=3`.
    pub text: String,
    /// How many deliveries it has struck.
    pub injected: u64,
    /// How many more it will strike, or null if there is no end.
    pub remaining: Option<u64>,
    /// What a real Alertmanager does about it.
    pub alertmanager: String,
    /// The same fault part by part.
    pub fault: Spec,
}

impl SetFault {
    /// A fault that is set; `integration` is the name of whose deliveries it strikes.
    #[must_use]
    pub fn of(set: &fault::SetFault, integration: Option<String>) -> Self {
        let fault = Spec {
            integration,
            ..Spec::from(&set.fault)
        };
        Self {
            id: set.id,
            text: fault.to_string(),
            injected: set.injected,
            remaining: set.remaining(),
            alertmanager: set.fault.consequence(),
            fault,
        }
    }
}
