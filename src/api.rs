//! The shapes of Runframe's API on the wire: envelopes, incidents, services, answers to webhooks, and the local set-up.
//!
//! Written by the server and read by the client, so both mean the same. Values that another release may add to
//! (severities, statuses, kinds) are text here. What is read tolerates missing and unknown fields; what is written is
//! complete, in snake case.

mod action;
mod delivery;
mod envelope;
mod event;
mod fault;
mod incident;
mod key;
mod local;
mod local_operation;
pub mod openapi;
mod operation;
mod people;
mod recorded;
mod request;
mod scope;
mod service;
mod time;

pub use action::{AddedEvent, Escalated, PageRecord, Paged};
pub use delivery::{AlertResult, DeliverySummary};
pub use envelope::{ErrorCode, ErrorDetail, Failure, Meta, Page, Success};
pub use event::{DeliveryEvent, DeliveryFault, IncidentEvent, Reset, ResetRequest};
pub use fault::SetFault;
pub use incident::{Alert, Incident, ServiceReference, TimelineEntry};
pub use key::{ApiKey, ApiKeySecret, CreateApiKey};
pub use local::{
    CreateIntegration, CreateService, Integration, LOCAL_ONLY, LinkServices, LocalWebhook, RoutingSecret, UpdateService,
};
pub use operation::{Access, Form, OPERATIONS, Operation, Parameter, ParameterKind};
pub use people::{
    Coverage, Engineer, EscalationLevel, EscalationPolicy, KeyStatus, OnCall, PolicyOfSeverity, ServiceOnCall, Team,
    User,
};
pub use recorded::RecordedDelivery;
pub use request::{
    AddEvent, COMMENT_MAX, ChangeStatus, CreateIncident, DESCRIPTION_MAX, IDEMPOTENCY_KEY_MAX, PageSomebody,
    SERVICES_MAX, TITLE_MAX, UpdateIncident,
};
pub use scope::{ParseScopeError, Scope};
pub use service::Service;
pub use time::{format_instant, last_written_alike, parse_instant};
