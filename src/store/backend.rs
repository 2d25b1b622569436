//! What a database must do for the store.

use jiff::Timestamp;

use super::{
    ApiKeyId, ApiKeySecret, DeliveryId, DeliveryPage, Directory, Expired, Integration, KeptAnswer, NewApiKey,
    NewIntegration, NewRecording, Once, RecordedDelivery, RoutingKey, StoreError,
};
use crate::incident::{
    AlertKey, Incident, IncidentNumber, IntegrationId, Ledger, Service, ServiceKey, Severity, Status, TimelineEntry,
};
use crate::organisation::IntegrationSettings;

/// A database connection in domain words. One thread uses it at a time.
///
/// Everything between [`Backend::begin`] and [`Backend::commit`] becomes durable at once, or not at all;
/// [`Backend::commit`] returns only when it is on disk.
pub trait Backend: Send {
    /// Starts a transaction.
    fn begin(&mut self) -> Result<(), StoreError>;

    /// Makes the transaction durable.
    fn commit(&mut self) -> Result<(), StoreError>;

    /// Forgets the transaction.
    fn roll_back(&mut self);

    /// Begins to apply deliveries: what is loaded from now on is of one moment, until [`Backend::note`] or
    /// [`Backend::roll_back`].
    fn begin_deliveries(&mut self) -> Result<(), StoreError>;

    /// Puts a key's state and its newest incident into the ledger, unless they are there.
    fn load_key(&mut self, ledger: &mut Ledger, key: &AlertKey) -> Result<(), StoreError>;

    /// Puts an incident into the ledger, unless it is there or there is none.
    fn load_incident(&mut self, ledger: &mut Ledger, number: IncidentNumber) -> Result<(), StoreError>;

    /// Puts a year's sequence into the ledger, unless it is there.
    fn load_sequence(&mut self, ledger: &mut Ledger, year: u16) -> Result<(), StoreError>;

    /// Writes back what has changed in the ledger. Everything noted before must be settled.
    fn save(&mut self, ledger: &mut Ledger) -> Result<(), StoreError>;

    /// Writes down what deliveries changed in the ledger, and what was recorded. It is on disk when this returns, but not
    /// necessarily where others read it: until it is settled it must stay in the ledger.
    fn note(&mut self, ledger: &mut Ledger) -> Result<(), StoreError>;

    /// Puts what was noted where others read it. If that fails nothing noted is lost, but the ledger must be forgotten.
    fn settle(&mut self) -> Result<(), StoreError>;

    /// The ledger's turn for what is noted next.
    fn next_turn(&self) -> u64;

    /// The last turn of which everything is where others read it, and so of all turns before.
    fn settled_turn(&self) -> u64;

    /// Whether everything is where others read it.
    fn is_settled(&mut self) -> bool;

    /// Forgets incidents, their timelines and the state of their keys: all, or those of one integration. Says how many
    /// incidents.
    fn forget_incidents(&mut self, integration: Option<IntegrationId>) -> Result<u64, StoreError>;

    /// All services and integrations.
    fn directory(&mut self) -> Result<Directory, StoreError>;

    /// Keeps a new service.
    fn insert_service(&mut self, service: &Service, now: Timestamp) -> Result<(), StoreError>;

    /// Replaces everything of a service but its key.
    fn update_service(&mut self, service: &Service) -> Result<(), StoreError>;

    /// Sets the severity of incidents whose alert and service name none.
    fn set_default_severity(&mut self, severity: Severity) -> Result<(), StoreError>;

    /// Replaces what values of the `severity` label mean in an integration, and its default severity and rate limit where they are said.
    fn update_integration(&mut self, id: IntegrationId, wanted: &IntegrationSettings) -> Result<(), StoreError>;

    /// Switches a service on or off.
    fn set_service_active(&mut self, key: &ServiceKey, is_active: bool) -> Result<(), StoreError>;

    /// Keeps a new integration, without its links.
    fn insert_integration(&mut self, new: &NewIntegration, key: &RoutingKey, now: Timestamp) -> Result<(), StoreError>;

    /// Replaces an integration's routing key.
    fn replace_key(&mut self, integration: &Integration, key: &RoutingKey, now: Timestamp) -> Result<(), StoreError>;

    /// Forgets an integration. Its incidents stay.
    fn delete_integration(&mut self, id: IntegrationId) -> Result<(), StoreError>;

    /// Links a service to an integration; linking twice is linking once.
    fn link(&mut self, id: IntegrationId, service: &ServiceKey) -> Result<(), StoreError>;

    /// Takes a link away.
    fn unlink(&mut self, id: IntegrationId, service: &ServiceKey) -> Result<(), StoreError>;

    /// Keeps a new API key.
    fn insert_api_key(&mut self, new: &NewApiKey, secret: &ApiKeySecret, now: Timestamp) -> Result<(), StoreError>;

    /// Forgets an API key, and the answers kept for it.
    fn delete_api_key(&mut self, id: ApiKeyId) -> Result<(), StoreError>;

    /// The answer kept for a request.
    fn kept_answer(&mut self, once: &Once) -> Result<Option<KeptAnswer>, StoreError>;

    /// Keeps an answer.
    fn keep_answer(&mut self, once: &Once, answer: &KeptAnswer) -> Result<(), StoreError>;

    /// Forgets the answers given until an instant.
    fn forget_answers(&mut self, until: Timestamp) -> Result<(), StoreError>;

    /// One incident with its timeline.
    fn incident(&mut self, number: IncidentNumber) -> Result<Option<StoredIncident>, StoreError>;

    /// The incidents a filter lets through, newest first.
    fn incidents(&mut self, filter: &IncidentFilter, limit: u32, offset: u64) -> Result<IncidentPage, StoreError>;

    /// Has a delivery kept with what is noted next; the oldest beyond the bounds are forgotten.
    fn record(&mut self, new: &NewRecording<'_>) -> Result<DeliveryId, StoreError>;

    /// The recorded deliveries of an integration, or of all, the newest first.
    fn deliveries(
        &mut self,
        integration: Option<IntegrationId>,
        limit: u32,
        offset: u64,
    ) -> Result<DeliveryPage, StoreError>;

    /// One recorded delivery.
    fn delivery(&mut self, id: DeliveryId) -> Result<Option<RecordedDelivery>, StoreError>;

    /// The payload of a recorded delivery.
    fn payload(&mut self, id: DeliveryId) -> Result<Option<Vec<u8>>, StoreError>;

    /// Takes incidents away that need not be kept, with everything that belongs to them, and returns how many.
    fn expire(&mut self, expired: &Expired) -> Result<u64, StoreError>;

    /// Lets the file grow to so many pages only, as on a full disk.
    #[cfg(test)]
    fn limit_pages(&mut self, pages: Option<u32>);

    /// Tidies up before the end.
    fn close(&mut self);
}

/// Which incidents to list: values of one field are alternatives, fields must all agree. Bounds are inclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentFilter {
    /// Any of these statuses; empty for all.
    pub statuses: Vec<Status>,
    /// Any of these severities; empty for all.
    pub severities: Vec<Severity>,
    /// Any of these people; empty for all.
    pub assigned_to: Vec<String>,
    /// Resolved by any of these people; empty for all.
    pub resolved_by: Vec<String>,
    /// Of any of these teams; empty for all.
    pub teams: Vec<String>,
    /// Of this integration's alerts; `None` for all.
    pub integration: Option<IntegrationId>,
    /// Created at or after.
    pub created_after: Option<Timestamp>,
    /// Created at or before.
    pub created_before: Option<Timestamp>,
    /// Resolved at or after.
    pub resolved_after: Option<Timestamp>,
    /// Resolved at or before.
    pub resolved_before: Option<Timestamp>,
}

/// A stretch of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentPage {
    /// The incidents.
    pub incidents: Vec<Incident>,
    /// How many the filter lets through.
    pub total: u64,
}

/// An incident with its timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredIncident {
    /// The incident.
    pub incident: Incident,
    /// What happened to it, in order.
    pub timeline: Vec<StoredEntry>,
}

/// A timeline entry under its public id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// `evt_` and random digits.
    pub event_id: String,
    /// What happened.
    pub entry: TimelineEntry,
}
