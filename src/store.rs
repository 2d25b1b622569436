//! Where incidents live: SQLite behind a trait in domain words, and one writer in front of it.
//!
//! [`Store`] is the handle everybody holds. Deliveries queue up at one writer thread, which takes what is there, applies
//! it with [`crate::incident::apply`] in one transaction and answers everybody after the commit (group commit). Reading
//! goes past the writer. [`Backend`] is what a database must do; nothing outside `sqlite` knows SQL.
//!
//! The last deliveries are kept as they came in (`recording`), so that they can be looked at and sent again.
//!
//! Routing keys are kept as SHA-256 hashes with their last four characters; the key itself is shown once and forgotten.

mod actions;
mod api_key;
mod backend;
mod directory;
mod error;
mod expiry;
mod handle;
mod hidden_keys;
mod keys;
mod known_keys;
mod once;
mod random;
mod recording;
mod routing_key;
mod settings;
mod sqlite;
mod watch;
mod writer;

pub use actions::Acted;
pub use api_key::{ApiKey, ApiKeyId, ApiKeyKind, ApiKeySecret, LOCAL_KEY_PREFIX, NewApiKey, ParseApiKeyError};
pub use backend::{Backend, IncidentFilter, IncidentPage, StoredEntry, StoredIncident};
pub use directory::{Directory, Integration, NewIntegration, NewService};
pub use error::{AdminError, StoreError};
pub use expiry::{Expired, Retention};
pub use handle::{Location, Store, StoreOptions};
pub use known_keys::KnownKeys;
pub use once::{ANSWER_KEPT, KeptAnswer, Once, Outcome};
pub use random::{event_id, random_hex, request_id};
pub use recording::{
    DeliveryId, DeliveryPage, Incoming, NewRecording, ParseDeliveryIdError, RawPayload, RecordedDelivery,
    RecordingBounds, Reply,
};
pub use routing_key::{KeyHash, KeyTrace, ParseRoutingKeyError, RoutingKey};
pub use settings::FreshIntegration;
pub use watch::{Commit, Watcher};
pub use writer::{Clock, Credential, Delivered, system_clock};

#[cfg(test)]
mod tests;
