//! What the handlers share.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Semaphore, watch};

use super::body::Bodies;
use super::events::READERS_MAX;
use super::hub::Hub;
use super::local_keys::LocalKeys;
use super::metrics::Metrics;
use super::rate_limit::Limiter;
use crate::fault::Faults;
use crate::incident::{IntegrationId, Outcome};
use crate::organisation::Organisation;
use crate::store::{ApiKeyId, Clock, Commit, DeliveryId, Once, Store, Watcher};

/// Told about every delivery that was answered, with its integration's name.
pub type DeliveryLog = Arc<dyn Fn(&DeliveryRecord, Option<&str>) + Send + Sync>;

/// A delivery that was answered.
#[derive(Clone, Debug)]
pub struct DeliveryRecord {
    /// When.
    pub at: Timestamp,
    /// How long the answer took.
    pub took: Duration,
    /// The HTTP status of the answer; `None` if the connection was cut before it, by a fault or by the sender.
    pub status: Option<u16>,
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
    pub organisation: Arc<Organisation>,
    pub access: AccessRules,
    pub limiter: Limiter<(ApiKeyId, &'static str)>,
    pub webhook_rate_limit: Option<u32>,
    pub webhook_limiter: Limiter<IntegrationId>,
    /// Requests with an `Idempotency-Key` that are being carried out.
    pub running_once: Mutex<HashSet<(i64, String)>>,
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

/// Who may use the V1 API, and how often.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccessRules {
    /// Ask programs on this machine for a key too.
    pub is_key_required: bool,
    /// Requests a minute of each key, reading and writing each.
    pub rate_limit: Option<u32>,
}

/// A request with an `Idempotency-Key` that is being carried out; over when this is dropped.
pub(super) struct Turn {
    state: State,
    name: (i64, String),
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut running = self.state.0.running_once.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.name);
    }
}

impl State {
    /// For a server that is to be found at `base_url`, over an open store.
    #[must_use]
    pub fn new(store: Store, clock: Clock, base_url: String, body_limit: usize, log: Option<DeliveryLog>) -> Self {
        let (organisation, access) = (Organisation::default(), AccessRules::default());
        Self::with_rules(store, clock, base_url, body_limit, log, organisation, access)
    }

    /// The same for an organisation, with rules of its own.
    #[must_use]
    pub fn with_rules(
        store: Store,
        clock: Clock,
        base_url: String,
        body_limit: usize,
        log: Option<DeliveryLog>,
        organisation: Organisation,
        access: AccessRules,
    ) -> Self {
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
            organisation: Arc::new(organisation),
            access,
            limiter: Limiter::default(),
            webhook_rate_limit: None,
            webhook_limiter: Limiter::default(),
            running_once: Mutex::default(),
        }))
    }

    /// The same with a limit of deliveries a minute for every integration that has none of its own. Before it is shared.
    #[must_use]
    pub fn limited(mut self, limit: Option<u32>) -> Self {
        if let Some(shared) = Arc::get_mut(&mut self.0) {
            shared.webhook_rate_limit = limit;
        }
        self
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(super) fn organisation(&self) -> &Organisation {
        &self.0.organisation
    }

    /// Begins to carry out a request with an `Idempotency-Key`; `None` while another one with that key runs.
    pub(super) fn begin_once(&self, once: &Once) -> Option<Turn> {
        let name = (once.scope, once.key.clone());
        let mut running = self.0.running_once.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(name.clone()).then(|| Turn {
            state: self.clone(),
            name,
        })
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
