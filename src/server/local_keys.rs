//! Routing keys the process gives to programs on its own machine: made when first asked for, kept in memory, gone with it.
//!
//! So `fire` can send to an integration whose real key nobody has stored in clear.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use crate::incident::IntegrationId;
use crate::store::{KeyHash, KeyTrace, RoutingKey};

/// The keys given out, one an integration.
#[derive(Default)]
pub(super) struct LocalKeys {
    given: RwLock<Given>,
}

#[derive(Default)]
struct Given {
    keys: Vec<(IntegrationId, RoutingKey)>,
    /// Of each key, in the same order.
    traces: Arc<[KeyTrace]>,
}

impl LocalKeys {
    /// The key of an integration.
    pub(super) fn of(&self, integration: IntegrationId) -> RoutingKey {
        let mut given = self.given.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = given.keys.iter().find(|(id, _)| *id == integration) {
            return key.clone();
        }
        let key = RoutingKey::generate();
        given.keys.push((integration, key.clone()));
        given.traces = given.keys.iter().map(|(_, key)| KeyTrace::of(key)).collect();
        key
    }

    /// What those given out so far are recognised by.
    pub(super) fn traces(&self) -> Arc<[KeyTrace]> {
        Arc::clone(&self.given().traces)
    }

    /// Whose key has this hash.
    pub(super) fn integration_of(&self, hash: &KeyHash) -> Option<IntegrationId> {
        let given = self.given();
        let at = given.traces.iter().position(|trace| trace.hash() == hash)?;
        Some(given.keys[at].0)
    }

    fn given(&self) -> RwLockReadGuard<'_, Given> {
        self.given.read().unwrap_or_else(PoisonError::into_inner)
    }
}
