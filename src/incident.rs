//! What Runframe makes of an alert: the incident, and its life.
//!
//! [`Mapping`] turns an alert's facts into an incident's, each with its reason. [`apply`] is the life cycle: a pure state
//! machine that takes a [`Delivery`] and the instant it was received, and changes a [`Ledger`], the working set of the
//! incidents and alert keys it concerns. Knows no payload syntax, no HTTP and no store.
//!
//! Sources: Runframe's Prometheus integration guide for the mapping, its API documentation for names and values. Where
//! both are silent the choice is ours and stands in `docs/local-runframe.md`.

mod delivery;
mod escalation;
mod integration;
mod ledger;
mod lifecycle;
pub mod mapping;
mod number;
mod person;
mod service;
mod severity;
mod status;
mod timeline;

pub use delivery::{AlertEvent, AlertFault, AlertState, Delivery, ReceivedAlert};
pub use escalation::{EscalationLevel, EscalationPolicy};
pub use integration::{AlertKey, Identity, IntegrationId, MappingSettings, ParseIdentityError};
pub use ledger::{Bounds, Changes, KeyState, KnownEnd, Ledger, Touch};
pub use lifecycle::{Action, IgnoreReason, Outcome, Reason, apply, keys_of, year_of};
pub use mapping::{Mapped, Mapping};
pub use number::{IncidentNumber, ParseIncidentNumberError};
pub use person::{
    ActionError, Channel, Edit, NewIncident, Page, ParseChannelError, acknowledge, comment, edit, escalate, open, page,
    set_status,
};
pub use service::{KEY_LENGTH, ParseServiceAliasError, ParseServiceKeyError, Service, ServiceAlias, ServiceKey};
pub use severity::{LabelMeaning, ParseSeverityError, Severity, SeverityMap};
pub use status::{ParseStatusError, Status};
pub use timeline::{Actor, EntryKind, ParseEntryKindError, TimelineEntry};

use jiff::Timestamp;

use crate::alert::LabelSet;

/// Runframe's record of something people work on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// What names it.
    pub number: IncidentNumber,
    /// What it is called.
    pub title: String,
    /// The alert's annotations as prose, unless a person wrote something else.
    pub description: String,
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands.
    pub status: Status,
    /// The services it affects.
    pub services: Vec<ServiceKey>,
    /// The team it belongs to.
    pub team: Option<String>,
    /// When what it is about began.
    pub detected_at: Timestamp,
    /// When it was received.
    pub created_at: Timestamp,
    /// When something about it last changed; repeats of its alert are no change.
    pub updated_at: Timestamp,
    /// When somebody took it on.
    pub acknowledged_at: Option<Timestamp>,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// Who resolved it; `None` if its alert did.
    pub resolved_by: Option<String>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whose it is.
    pub assigned_to: Option<String>,
    /// The level of its policy that was asked last; 0 before it was ever escalated.
    pub escalation_level: u32,
    /// What a person decided, which no delivery changes back.
    pub pinned: Pinned,
    /// The alert behind it; `None` for one a person created.
    pub alert: Option<AlertRecord>,
}

impl Incident {
    /// Bytes of what can be long in it: what was sent, and what people wrote in its place.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let of_alert = self.alert.as_ref().map_or(0, |alert| {
            let names = alert.key.bytes() + alert.group_key.len();
            let urls = alert.generator_url.len() + alert.external_url.len();
            alert.labels.bytes() + alert.annotations.bytes() + names + urls
        });
        self.title.len() + self.description.len() + of_alert
    }
}

/// What a person decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pinned {
    /// The severity was set by hand.
    pub severity: bool,
    /// The description was written by hand.
    pub description: bool,
}

/// The alert behind an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRecord {
    /// Whose alert it is, and which.
    pub key: AlertKey,
    /// Identifies its label set.
    pub fingerprint: String,
    /// What identifies it.
    pub labels: LabelSet,
    /// What describes it.
    pub annotations: LabelSet,
    /// `startsAt` as sent.
    pub starts_at: Option<Timestamp>,
    /// The latest start a delivery of this episode stated. An end before it is another episode's.
    pub latest_start: Timestamp,
    /// When it ended, once known.
    pub ends_at: Option<Timestamp>,
    /// Link back to the expression that raised it; empty if unknown.
    pub generator_url: String,
    /// The group it first came in.
    pub group_key: String,
    /// The Alertmanager it first came from.
    pub external_url: String,
    /// When it was first received.
    pub first_received_at: Timestamp,
    /// When it was last received.
    pub last_received_at: Timestamp,
    /// How often it was received, firing or resolved.
    pub delivery_count: u64,
    /// When the timeline last noted that it still fires after a person resolved it.
    pub still_firing_noted_at: Option<Timestamp>,
}
