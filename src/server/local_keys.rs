//! Routing keys the process gives to programs on its own machine: made when first asked for, kept in memory, gone with it.
//!
//! So `fire` can send to an integration whose real key nobody has stored in clear.

use std::sync::{Mutex, PoisonError};

use crate::incident::IntegrationId;
use crate::store::{KeyHash, RoutingKey};

/// The keys given out, one an integration.
#[derive(Default)]
pub(super) struct LocalKeys {
    given: Mutex<Vec<(IntegrationId, RoutingKey, KeyHash)>>,
}

impl LocalKeys {
    /// The key of an integration.
    pub(super) fn of(&self, integration: IntegrationId) -> RoutingKey {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key, _)) = given.iter().find(|(id, ..)| *id == integration) {
            return key.clone();
        }
        let key = RoutingKey::generate();
        given.push((integration, key.clone(), key.hash()));
        key
    }

    /// Whether a text, that stands anywhere, is one of them.
    pub(super) fn is_routing_key(&self, text: &str) -> bool {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.iter().any(|(_, key, hash)| {
            text.ends_with(key.tail()) && text.parse::<RoutingKey>().is_ok_and(|text| text.hash() == *hash)
        })
    }

    /// Whose key has this hash.
    pub(super) fn integration_of(&self, hash: &KeyHash) -> Option<IntegrationId> {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.iter().find(|(.., known)| known == hash).map(|&(id, ..)| id)
    }
}
