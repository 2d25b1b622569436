//! What the local Runframe answers beside the V1 API: its set-up, events and figures. Runframe itself has none of these.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::json;

use super::operation::{
    ACTION_ERRORS, Access, Form, INTEGRATION, LIMIT, OFFSET, Operation, PLAIN, ParameterKind, WHICH_INCIDENTS,
    parameter,
};
use super::{
    ApiKey, ApiKeySecret, CreateApiKey, CreateIntegration, CreateService, DeliveryEvent, ErrorCode, Incident,
    IncidentEvent, Integration, LinkServices, LocalWebhook, Page, RecordedDelivery, Reset, ResetRequest, RoutingSecret,
    Service, SetFault, UpdateService,
};
use crate::fault::Spec;

const LOCAL: Operation = Operation {
    access: Access::Local,
    ..PLAIN
};

const QUERY_ERRORS: &[ErrorCode] = &[ErrorCode::ValidationError, ErrorCode::NotFound];

const NAMED_ERRORS: &[ErrorCode] = &[ErrorCode::NotFound];

fn kinds() -> Vec<&'static str> {
    vec!["incident", "delivery", "reset"]
}

/// The schema of what is asked for, in place: in a request a field may be missing that an answer always has.
fn asked<T: JsonSchema>(required: &[&str]) -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings.for_deserialize().into_generator().into_root_schema_for::<T>();
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}

/// All of them.
pub(super) const LOCAL_OPERATIONS: &[Operation] = &[
    Operation {
        path: "/api/local/webhook",
        id: "showLocalWebhook",
        summary: "A webhook URL for programs on this machine, valid until the server stops",
        parameters: &[parameter(
            "integration",
            ParameterKind::Text,
            "of which; the oldest by default",
        )],
        answer: Some(SchemaGenerator::subschema_for::<LocalWebhook>),
        errors: QUERY_ERRORS,
        ..LOCAL
    },
    Operation {
        path: "/api/local/integrations",
        id: "listIntegrations",
        summary: "List integrations",
        answer: Some(SchemaGenerator::subschema_for::<Vec<Integration>>),
        ..LOCAL
    },
    Operation {
        method: "POST",
        path: "/api/local/integrations",
        id: "createIntegration",
        summary: "Create an integration; its webhook URL is shown this once",
        body: Some(|_| asked::<CreateIntegration>(&["name"])),
        status: 201,
        answer: Some(SchemaGenerator::subschema_for::<RoutingSecret>),
        errors: ACTION_ERRORS,
        ..LOCAL
    },
    Operation {
        method: "DELETE",
        path: "/api/local/integrations/{name}",
        id: "deleteIntegration",
        summary: "Delete an integration",
        answer: Some(SchemaGenerator::subschema_for::<Integration>),
        errors: NAMED_ERRORS,
        ..LOCAL
    },
    Operation {
        method: "POST",
        path: "/api/local/integrations/{name}/rotate",
        id: "rotateIntegration",
        summary: "Give an integration another webhook URL; it is shown this once",
        answer: Some(SchemaGenerator::subschema_for::<RoutingSecret>),
        errors: NAMED_ERRORS,
        ..LOCAL
    },
    Operation {
        method: "POST",
        path: "/api/local/integrations/{name}/services",
        id: "linkServices",
        summary: "Link services to an integration",
        body: Some(|_| asked::<LinkServices>(&[])),
        answer: Some(SchemaGenerator::subschema_for::<Integration>),
        errors: ACTION_ERRORS,
        ..LOCAL
    },
    Operation {
        method: "DELETE",
        path: "/api/local/integrations/{name}/services/{service}",
        id: "unlinkService",
        summary: "Unlink a service from an integration",
        answer: Some(SchemaGenerator::subschema_for::<Integration>),
        errors: NAMED_ERRORS,
        ..LOCAL
    },
    Operation {
        path: "/api/local/incidents",
        id: "listLocalIncidents",
        summary: "List incidents, the newest first, also those of one integration alone",
        parameters: WHICH_INCIDENTS,
        answer: Some(SchemaGenerator::subschema_for::<Page<Incident>>),
        errors: QUERY_ERRORS,
        ..LOCAL
    },
    Operation {
        path: "/api/local/events",
        id: "watchEvents",
        summary: "What happens, as server-sent events; `Last-Event-ID` goes on after the event of that id",
        parameters: &[
            INTEGRATION,
            parameter("kind", ParameterKind::Choices(kinds), "only these kinds"),
        ],
        form: Form::Bare("text/event-stream"),
        answer: Some(events),
        errors: QUERY_ERRORS,
        ..LOCAL
    },
    Operation {
        method: "POST",
        path: "/api/local/reset",
        id: "reset",
        summary: "Forget incidents, all or those of one integration",
        body: Some(|_| asked::<ResetRequest>(&[])),
        answer: Some(SchemaGenerator::subschema_for::<Reset>),
        errors: ACTION_ERRORS,
        ..LOCAL
    },
    Operation {
        path: "/api/local/faults",
        id: "listFaults",
        summary: "List the faults that are set",
        answer: Some(SchemaGenerator::subschema_for::<Vec<SetFault>>),
        ..LOCAL
    },
    Operation {
        method: "POST",
        path: "/api/local/faults",
        id: "setFault",
        summary: "Treat deliveries badly from now on",
        body: Some(|_| asked::<Spec>(&[])),
        status: 201,
        answer: Some(SchemaGenerator::subschema_for::<SetFault>),
        errors: ACTION_ERRORS,
        ..LOCAL
    },
    Operation {
        method: "DELETE",
        path: "/api/local/faults",
        id: "clearFaults",
        summary: "Take faults away, all or those of one integration",
        parameters: &[INTEGRATION],
        answer: Some(SchemaGenerator::subschema_for::<Vec<SetFault>>),
        errors: QUERY_ERRORS,
        ..LOCAL
    },
    Operation {
        method: "DELETE",
        path: "/api/local/faults/{id}",
        id: "removeFault",
        summary: "Take a fault away",
        answer: Some(SchemaGenerator::subschema_for::<SetFault>),
        errors: NAMED_ERRORS,
        ..LOCAL
    },
    Operation {
        path: "/api/local/deliveries",
        id: "listDeliveries",
        summary: "List recorded deliveries, the newest first",
        parameters: &[INTEGRATION, LIMIT, OFFSET],
        answer: Some(SchemaGenerator::subschema_for::<Page<RecordedDelivery>>),
        errors: QUERY_ERRORS,
        ..LOCAL
    },
    Operation {
        path: "/api/local/deliveries/{id}",
        id: "showDelivery",
        summary: "Show a recorded delivery by its number, or `latest`",
        answer: Some(SchemaGenerator::subschema_for::<RecordedDelivery>),
        errors: NAMED_ERRORS,
        ..LOCAL
    },
    Operation {
        path: "/api/local/deliveries/{id}/payload",
        id: "showPayload",
        summary: "The bytes of a recorded delivery, as they were sent",
        form: Form::Bare("application/json"),
        answer: Some(|_| schemars::json_schema!({ "description": "whatever was sent, JSON or not" })),
        errors: NAMED_ERRORS,
        ..LOCAL
    },
    Operation {
        path: "/api/local/keys",
        id: "listApiKeys",
        summary: "List keys of the V1 API",
        answer: Some(SchemaGenerator::subschema_for::<Vec<ApiKey>>),
        ..LOCAL
    },
    Operation {
        method: "POST",
        path: "/api/local/keys",
        id: "createApiKey",
        summary: "Make a key of the V1 API; it is shown this once",
        body: Some(|_| asked::<CreateApiKey>(&["name"])),
        status: 201,
        answer: Some(SchemaGenerator::subschema_for::<ApiKeySecret>),
        errors: ACTION_ERRORS,
        ..LOCAL
    },
    Operation {
        method: "DELETE",
        path: "/api/local/keys/{name}",
        id: "revokeApiKey",
        summary: "Revoke a key of the V1 API",
        answer: Some(SchemaGenerator::subschema_for::<ApiKey>),
        errors: NAMED_ERRORS,
        ..LOCAL
    },
    Operation {
        method: "POST",
        path: "/api/local/services",
        id: "createService",
        summary: "Create a service",
        body: Some(|_| asked::<CreateService>(&["name"])),
        status: 201,
        answer: Some(SchemaGenerator::subschema_for::<Service>),
        errors: ACTION_ERRORS,
        ..LOCAL
    },
    Operation {
        method: "PATCH",
        path: "/api/local/services/{service}",
        id: "updateService",
        summary: "Let a service be given incidents, or not",
        body: Some(|_| asked::<UpdateService>(&["is_active"])),
        answer: Some(SchemaGenerator::subschema_for::<Service>),
        errors: ACTION_ERRORS,
        ..LOCAL
    },
    Operation {
        path: "/metrics",
        id: "showMetrics",
        summary: "The server's own figures, as Prometheus reads them",
        access: Access::Open,
        form: Form::Bare("text/plain; version=0.0.4"),
        answer: Some(|_| schemars::json_schema!({ "type": "string" })),
        ..PLAIN
    },
    Operation {
        path: "/api/openapi.json",
        id: "showDescription",
        summary: "This description",
        access: Access::Open,
        form: Form::Bare("application/json"),
        answer: Some(|_| schemars::json_schema!({ "type": "object", "required": ["openapi", "info", "paths"] })),
        ..PLAIN
    },
];

/// The stream of events, and what the data of each kind is.
fn events(generator: &mut SchemaGenerator) -> Schema {
    let (incident, delivery, reset) = (
        generator.subschema_for::<IncidentEvent>(),
        generator.subschema_for::<DeliveryEvent>(),
        generator.subschema_for::<Reset>(),
    );
    schemars::json_schema!({
        "type": "string",
        "description": "events `incident`, `delivery` and `reset` with the data below as JSON; `ready` or `gap` first, `dropped` \
            with the number of those that a reader has `missed` because it is too slow",
        "x-event-data": { "incident": incident, "delivery": delivery, "reset": reset },
    })
}
