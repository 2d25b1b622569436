//! Routing keys the process gives to programs on its own machine: made when first asked for, kept in memory, gone with it.
//!
//! So `fire` can send to an integration whose real key nobody has stored in clear.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use crate::incident::IntegrationId;
use crate::store::{KeyHash, RoutingKey};

/// The keys given out, one an integration.
#[derive(Default)]
pub(super) struct LocalKeys {
    given: RwLock<Given>,
}

/// What was given out by some moment.
pub(super) type Given = Vec<(IntegrationId, RoutingKey, KeyHash)>;

impl LocalKeys {
    /// The key of an integration.
    pub(super) fn of(&self, integration: IntegrationId) -> RoutingKey {
        let mut given = self.given.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key, _)) = given.iter().find(|(id, ..)| *id == integration) {
            return key.clone();
        }
        let key = RoutingKey::generate();
        given.push((integration, key.clone(), key.hash()));
        key
    }

    /// Those given out so far; nobody is given another one meanwhile.
    pub(super) fn given(&self) -> RwLockReadGuard<'_, Given> {
        self.given.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whose key has this hash.
    pub(super) fn integration_of(&self, hash: &KeyHash) -> Option<IntegrationId> {
        let given = self.given();
        given.iter().find(|(.., known)| known == hash).map(|&(id, ..)| id)
    }
}

/// Whether a text, that stands anywhere, is one of these.
pub(super) fn is_one_of(given: &Given, text: &str) -> bool {
    given.iter().any(|(_, key, hash)| {
        text.ends_with(key.tail()) && text.parse::<RoutingKey>().is_ok_and(|text| text.hash() == *hash)
    })
}
