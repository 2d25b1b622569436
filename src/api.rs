//! The shapes of Runframe's API on the wire: envelopes, incidents, services, answers to webhooks, and the local set-up.
//!
//! Written by the server and read by the client, so both mean the same. Values that another release may add to
//! (severities, statuses, kinds) are text here. What is read tolerates missing and unknown fields; what is written is
//! complete, in snake case.

mod delivery;
mod envelope;
mod event;
mod fault;
mod incident;
mod local;
mod recorded;
mod service;
mod time;

pub use delivery::{AlertResult, DeliverySummary};
pub use envelope::{ErrorCode, ErrorDetail, Failure, Meta, Page, Success};
pub use event::{DeliveryEvent, DeliveryFault, IncidentEvent, Reset, ResetRequest};
pub use fault::SetFault;
pub use incident::{Alert, Incident, ServiceReference, TimelineEntry};
pub use local::{
    CreateIntegration, CreateService, Integration, LinkServices, LocalWebhook, RoutingSecret, UpdateService,
};
pub use recorded::RecordedDelivery;
pub use service::Service;
pub use time::{format_instant, parse_instant};
