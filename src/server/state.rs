//! What the handlers share.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Semaphore, watch};

use super::body::Bodies;
use super::events::READERS_MAX;
use super::hub::Hub;
use super::local_keys::LocalKeys;
use super::metrics::Metrics;
use crate::fault::Faults;
use crate::incident::{IntegrationId, Outcome};
use crate::store::{Clock, Commit, DeliveryId, Store, Watcher};

/// Told about every delivery that was answered.
pub type DeliveryLog = Arc<dyn Fn(&DeliveryRecord) + Send + Sync>;

/// A delivery that was answered.
#[derive(Clone, Debug)]
pub struct DeliveryRecord {
    /// When.
    pub at: Timestamp,
    /// How long the answer took.
    pub took: Duration,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The end of the routing key, such as `…a1b2`; never more.
    pub key: String,
    /// Each alert's fate; empty if the delivery was refused.
    pub outcomes: Vec<Outcome>,
    /// Alerts the sender cut off.
    pub truncated_alerts: u64,
    /// Why it was refused.
    pub problem: Option<String>,
    /// Under which number it is recorded, if it is.
    pub recorded: Option<DeliveryId>,
    /// Whose key it is; `None` if nobody's.
    pub integration: Option<IntegrationId>,
    /// The fault it met, if it was treated badly on purpose.
    pub fault: Option<FaultNote>,
}

/// What a fault did to a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultNote {
    /// The fault in its short form, such as `500 next=3`.
    pub text: String,
    /// Whether the delivery was applied all the same.
    pub is_applied: bool,
    /// Whether the sender got a whole answer.
    pub is_answered: bool,
}

/// What the handlers share.
#[derive(Clone)]
pub struct State(pub(super) Arc<Shared>);

pub(super) struct Shared {
    pub store: Store,
    pub clock: Clock,
    /// `http://127.0.0.1:9095`, without a slash.
    pub base_url: String,
    pub bodies: Bodies,
    pub log: Option<DeliveryLog>,
    pub local_keys: LocalKeys,
    pub faults: Mutex<Faults>,
    pub stopping: watch::Sender<bool>,
    pub hub: Arc<Hub>,
    pub metrics: Arc<Metrics>,
    pub event_seats: Arc<Semaphore>,
}

/// Has commits told to everybody who wants to know.
struct Observer {
    hub: Arc<Hub>,
    metrics: Arc<Metrics>,
}

impl Watcher for Observer {
    fn committed(&self, commit: &Commit<'_>) {
        self.metrics.committed(commit);
        self.hub.committed(commit);
    }
}

impl State {
    /// For a server that is to be found at `base_url`, over an open store.
    #[must_use]
    pub fn new(store: Store, clock: Clock, base_url: String, body_limit: usize, log: Option<DeliveryLog>) -> Self {
        let hub = Arc::new(Hub::new());
        let metrics = Arc::new(Metrics::new());
        store.watch(Arc::new(Observer {
            hub: Arc::clone(&hub),
            metrics: Arc::clone(&metrics),
        }));
        Self(Arc::new(Shared {
            store,
            clock,
            base_url,
            bodies: Bodies::new(body_limit),
            log,
            local_keys: LocalKeys::default(),
            faults: Mutex::default(),
            stopping: watch::Sender::new(false),
            hub,
            metrics,
            event_seats: Arc::new(Semaphore::new(READERS_MAX)),
        }))
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(super) fn is_stopping(&self) -> bool {
        *self.0.stopping.borrow()
    }

    pub(super) fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    /// The URL alerts are sent to with a routing key.
    pub(super) fn webhook_url(&self, key: &crate::store::RoutingKey) -> String {
        format!("{}/webhooks/{}", self.0.base_url, key.expose())
    }
}
