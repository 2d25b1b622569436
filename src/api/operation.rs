//! Every operation of the V1 API, once: the server enforces its scope by this list, and its description is written from it. The
//! others are in `local_operation`.

use schemars::{Schema, SchemaGenerator};

use super::local_operation::LOCAL_OPERATIONS;
use super::{
    AddEvent, AddedEvent, ChangeStatus, CreateIncident, DeliverySummary, ErrorCode, Escalated, Incident, KeyStatus,
    OnCall, Page, PageSomebody, Paged, PolicyOfSeverity, Scope, Service, Team, UpdateIncident, User,
};
use crate::incident::{Severity, Status};

/// What can be asked.
pub struct Operation {
    /// `GET`, `POST`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// A name for programs.
    pub id: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// Who may ask.
    pub access: Access,
    /// What stands in the query string.
    pub parameters: &'static [Parameter],
    /// What stands in the body.
    pub body: Option<SchemaOf>,
    /// Whether an `Idempotency-Key` is heeded.
    pub is_idempotent: bool,
    /// The HTTP status of success.
    pub status: u16,
    /// What is answered; `None` if it never succeeds.
    pub answer: Option<SchemaOf>,
    /// What is around the answer.
    pub form: Form,
    /// What can go wrong, beside what can everywhere.
    pub errors: &'static [ErrorCode],
}

/// Writes the schema of a type.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What is around an answer that worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The envelope of the V1 API.
    Enveloped,
    /// Nothing; it is of this media type.
    Bare(&'static str),
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Programs on this machine.
    Local,
    /// Anybody.
    Open,
    /// Whoever has the routing key in the path.
    RoutingKey,
    /// Whoever has an API key.
    AnyKey,
    /// Whoever has an API key with this scope.
    Key(Scope),
}

/// Something in a query string.
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub description: &'static str,
    /// Whether it has to be there.
    pub is_required: bool,
    /// What it can be.
    pub kind: ParameterKind,
}

/// What a parameter can be.
#[derive(Clone, Copy)]
pub enum ParameterKind {
    /// Any text.
    Text,
    /// `true` or `false`.
    Flag,
    /// An ISO 8601 instant, or a date.
    Instant,
    /// A whole number with its bounds and its default.
    Number {
        /// The least.
        least: u32,
        /// The most, if there is one.
        most: Option<u32>,
        /// What it is when nobody says.
        default: u32,
    },
    /// One of these.
    Choice(fn() -> Vec<&'static str>),
    /// Any of these, repeated.
    Choices(fn() -> Vec<&'static str>),
    /// Texts, repeated.
    Texts,
}

pub(super) const fn parameter(name: &'static str, kind: ParameterKind, description: &'static str) -> Parameter {
    Parameter {
        name,
        description,
        is_required: false,
        kind,
    }
}

pub(super) const INTEGRATION: Parameter =
    parameter("integration", ParameterKind::Text, "only those of this integration");

pub(super) const LIMIT: Parameter = parameter(
    "limit",
    ParameterKind::Number {
        least: 1,
        most: Some(100),
        default: 20,
    },
    "elements of a list at most",
);
pub(super) const OFFSET: Parameter = parameter(
    "offset",
    ParameterKind::Number {
        least: 0,
        most: None,
        default: 0,
    },
    "elements to skip",
);

/// Which incidents are listed. Runframe itself knows all but the first.
pub(super) const WHICH_INCIDENTS: &[Parameter] = &[
    INTEGRATION,
    parameter("status", ParameterKind::Choices(statuses), "any of these"),
    parameter("severity", ParameterKind::Choices(severities), "any of these"),
    parameter("assigned_to", ParameterKind::Texts, "whose they are, by email"),
    parameter("resolved_by", ParameterKind::Texts, "who resolved them, by email"),
    parameter("team_name", ParameterKind::Texts, "the team they belong to"),
    parameter("created_after", ParameterKind::Instant, "created at or after"),
    parameter("created_before", ParameterKind::Instant, "created at or before"),
    parameter("resolved_after", ParameterKind::Instant, "resolved at or after"),
    parameter("resolved_before", ParameterKind::Instant, "resolved at or before"),
    LIMIT,
    OFFSET,
];
const SEARCH: Parameter = parameter("search", ParameterKind::Text, "only those with this in their name");

fn severities() -> Vec<&'static str> {
    Severity::ALL.map(Severity::code).to_vec()
}

fn statuses() -> Vec<&'static str> {
    Status::ALL.map(Status::code).to_vec()
}

/// An operation with nothing but a path, for the others to begin with.
pub(super) const PLAIN: Operation = Operation {
    method: "GET",
    path: "",
    id: "",
    summary: "",
    access: Access::AnyKey,
    parameters: &[],
    body: None,
    is_idempotent: false,
    status: 200,
    answer: None,
    form: Form::Enveloped,
    errors: &[],
};

const ACTION: Operation = Operation {
    method: "POST",
    access: Access::Key(Scope::IncidentsWrite),
    answer: Some(SchemaGenerator::subschema_for::<Incident>),
    ..PLAIN
};

const BODY_ERRORS: &[ErrorCode] = &[
    ErrorCode::ValidationError,
    ErrorCode::NotFound,
    ErrorCode::PayloadTooLarge,
    ErrorCode::UnsupportedMediaType,
    ErrorCode::RequestTimeout,
];

pub(super) const ACTION_ERRORS: &[ErrorCode] = &[
    ErrorCode::ValidationError,
    ErrorCode::NotFound,
    ErrorCode::Conflict,
    ErrorCode::PayloadTooLarge,
    ErrorCode::UnsupportedMediaType,
    ErrorCode::RequestTimeout,
];

/// Those of the V1 API, of deliveries and of health.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        method: "POST",
        path: "/webhooks/{routing_key}",
        id: "deliverAlerts",
        summary: "Take a delivery of an Alertmanager",
        access: Access::RoutingKey,
        body: Some(|_| {
            schemars::json_schema!({ "type": "object", "required": ["alerts"], "description":
            "Alertmanager's webhook payload, version 4" })
        }),
        answer: Some(SchemaGenerator::subschema_for::<DeliverySummary>),
        errors: BODY_ERRORS,
        ..PLAIN
    },
    Operation {
        path: "/api/v1/auth/verify",
        id: "verifyKey",
        summary: "Whose key it is, and what it may do",
        answer: Some(SchemaGenerator::subschema_for::<KeyStatus>),
        ..PLAIN
    },
    Operation {
        path: "/api/v1/incidents",
        id: "listIncidents",
        summary: "List incidents, the newest first",
        access: Access::Key(Scope::IncidentsRead),
        parameters: WHICH_INCIDENTS.split_at(1).1,
        answer: Some(SchemaGenerator::subschema_for::<Page<Incident>>),
        errors: &[ErrorCode::ValidationError],
        ..PLAIN
    },
    Operation {
        path: "/api/v1/incidents",
        id: "createIncident",
        summary: "Create an incident",
        body: Some(SchemaGenerator::subschema_for::<CreateIncident>),
        is_idempotent: true,
        status: 201,
        errors: &[
            ErrorCode::ValidationError,
            ErrorCode::IdempotencyConflict,
            ErrorCode::PayloadTooLarge,
            ErrorCode::UnsupportedMediaType,
            ErrorCode::RequestTimeout,
        ],
        ..ACTION
    },
    Operation {
        path: "/api/v1/incidents/{incident_number}",
        id: "showIncident",
        summary: "Show an incident with its timeline",
        access: Access::Key(Scope::IncidentsRead),
        answer: Some(SchemaGenerator::subschema_for::<Incident>),
        errors: &[ErrorCode::NotFound],
        ..PLAIN
    },
    Operation {
        method: "PATCH",
        path: "/api/v1/incidents/{incident_number}",
        id: "updateIncident",
        summary: "Change title, description, severity or assignee",
        body: Some(SchemaGenerator::subschema_for::<UpdateIncident>),
        errors: ACTION_ERRORS,
        ..ACTION
    },
    Operation {
        path: "/api/v1/incidents/{incident_number}/status",
        id: "changeStatus",
        summary: "Move an incident to another status",
        body: Some(SchemaGenerator::subschema_for::<ChangeStatus>),
        errors: &[
            ErrorCode::ValidationError,
            ErrorCode::NotFound,
            ErrorCode::InvalidStatusTransition,
            ErrorCode::PayloadTooLarge,
            ErrorCode::UnsupportedMediaType,
            ErrorCode::RequestTimeout,
        ],
        ..ACTION
    },
    Operation {
        path: "/api/v1/incidents/{incident_number}/acknowledge",
        id: "acknowledge",
        summary: "Take an incident on",
        errors: ACTION_ERRORS,
        ..ACTION
    },
    Operation {
        path: "/api/v1/incidents/{incident_number}/events",
        id: "addEvent",
        summary: "Write something into an incident's timeline",
        body: Some(SchemaGenerator::subschema_for::<AddEvent>),
        status: 201,
        answer: Some(SchemaGenerator::subschema_for::<AddedEvent>),
        errors: BODY_ERRORS,
        ..ACTION
    },
    Operation {
        path: "/api/v1/incidents/{incident_number}/escalate",
        id: "escalate",
        summary: "Ask the next level of the escalation policy",
        answer: Some(SchemaGenerator::subschema_for::<Escalated>),
        errors: ACTION_ERRORS,
        ..ACTION
    },
    Operation {
        path: "/api/v1/incidents/{incident_number}/page",
        id: "page",
        summary: "Call somebody",
        body: Some(SchemaGenerator::subschema_for::<PageSomebody>),
        answer: Some(SchemaGenerator::subschema_for::<Paged>),
        errors: ACTION_ERRORS,
        ..ACTION
    },
    Operation {
        path: "/api/v1/services",
        id: "listServices",
        summary: "List services",
        access: Access::Key(Scope::ServicesRead),
        parameters: &[SEARCH, LIMIT, OFFSET],
        answer: Some(SchemaGenerator::subschema_for::<Page<Service>>),
        errors: &[ErrorCode::ValidationError],
        ..PLAIN
    },
    Operation {
        path: "/api/v1/services/{service_key}",
        id: "showService",
        summary: "Show a service",
        access: Access::Key(Scope::ServicesRead),
        answer: Some(SchemaGenerator::subschema_for::<Service>),
        errors: &[ErrorCode::ValidationError, ErrorCode::NotFound],
        ..PLAIN
    },
    Operation {
        path: "/api/v1/on-call/current",
        id: "showOnCall",
        summary: "Who is on call now",
        access: Access::Key(Scope::OncallRead),
        parameters: &[parameter(
            "team_name",
            ParameterKind::Text,
            "only services of this team",
        )],
        answer: Some(SchemaGenerator::subschema_for::<OnCall>),
        errors: &[ErrorCode::ValidationError],
        ..PLAIN
    },
    Operation {
        path: "/api/v1/escalation-policies",
        id: "showEscalationPolicy",
        summary: "Who is asked about incidents of a severity",
        access: Access::Key(Scope::OncallRead),
        parameters: &[Parameter {
            is_required: true,
            ..parameter("severity", ParameterKind::Choice(severities), "whose policy")
        }],
        answer: Some(SchemaGenerator::subschema_for::<PolicyOfSeverity>),
        errors: &[ErrorCode::ValidationError],
        ..PLAIN
    },
    Operation {
        path: "/api/v1/postmortems",
        id: "showPostmortem",
        summary: "Show the postmortem of an incident; the local Runframe has none",
        access: Access::Key(Scope::PostmortemsRead),
        parameters: &[Parameter {
            is_required: true,
            ..parameter("incident_number", ParameterKind::Text, "whose postmortem")
        }],
        errors: &[ErrorCode::ValidationError, ErrorCode::NotFound],
        ..PLAIN
    },
    Operation {
        method: "POST",
        path: "/api/v1/postmortems",
        id: "createPostmortem",
        summary: "Create a postmortem; the local Runframe keeps none",
        access: Access::Key(Scope::PostmortemsWrite),
        body: Some(|_| {
            schemars::json_schema!({
                "type": "object",
                "required": ["incident_number"],
                "properties": { "incident_number": { "type": "string" } },
            })
        }),
        errors: BODY_ERRORS,
        ..PLAIN
    },
    Operation {
        path: "/api/v1/teams",
        id: "listTeams",
        summary: "List teams",
        access: Access::Key(Scope::TeamsRead),
        parameters: &[SEARCH, LIMIT, OFFSET],
        answer: Some(SchemaGenerator::subschema_for::<Page<Team>>),
        errors: &[ErrorCode::ValidationError],
        ..PLAIN
    },
    Operation {
        path: "/api/v1/users",
        id: "listUsers",
        summary: "List users",
        access: Access::Key(Scope::UsersRead),
        parameters: &[
            SEARCH,
            parameter("is_active", ParameterKind::Flag, "only those who are, or are not"),
            LIMIT,
            OFFSET,
        ],
        answer: Some(SchemaGenerator::subschema_for::<Page<User>>),
        errors: &[ErrorCode::ValidationError],
        ..PLAIN
    },
    Operation {
        path: "/healthz",
        id: "health",
        summary: "Whether the process answers",
        access: Access::Open,
        answer: Some(|_| state()),
        ..PLAIN
    },
    Operation {
        path: "/readyz",
        id: "readiness",
        summary: "Whether the store answers",
        access: Access::Open,
        answer: Some(|_| state()),
        ..PLAIN
    },
];

fn state() -> Schema {
    schemars::json_schema!({
        "type": "object",
        "required": ["status"],
        "properties": { "status": { "enum": ["ok", "ready"] } },
    })
}

impl Operation {
    /// All of them, those of the local set-up too.
    pub fn all() -> impl Iterator<Item = &'static Self> + Clone {
        OPERATIONS.iter().chain(LOCAL_OPERATIONS)
    }

    /// The operation of the V1 API with a method and a path as it is written here.
    #[must_use]
    pub fn find(method: &str, path: &str) -> Option<&'static Self> {
        OPERATIONS
            .iter()
            .find(|operation| operation.path == path && operation.method == method)
    }

    /// Whether it changes anything.
    #[must_use]
    pub fn is_write(&self) -> bool {
        self.method != "GET"
    }
}
