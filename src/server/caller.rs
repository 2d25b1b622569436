//! Who asks.

use std::sync::Arc;

use crate::api::Scope;
use crate::store::{ApiKey, ApiKeyId};

/// Who asks without a key, on this machine.
const LOCAL_PERSON: &str = "local@localhost";

/// Who asks, and what they may do. Put into every request of the V1 API that was let in.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// The key they showed.
    pub key: Option<Arc<ApiKey>>,
}

impl Caller {
    /// As timelines and assignments say.
    pub(super) fn person(&self) -> &str {
        self.key.as_ref().map_or(LOCAL_PERSON, |key| key.person())
    }

    /// Names the key; nobody's is `ApiKeyId(0)`.
    pub(super) fn id(&self) -> ApiKeyId {
        self.key.as_ref().map_or(ApiKeyId(0), |key| key.id)
    }

    pub(super) fn may(&self, scope: Scope) -> bool {
        self.key.as_ref().is_none_or(|key| key.scopes.contains(&scope))
    }

    pub(super) fn scopes(&self) -> Vec<Scope> {
        match &self.key {
            Some(key) => key.scopes.clone(),
            None => Scope::ALL.to_vec(),
        }
    }
}
