//! The OpenAPI description, written from the list of operations and the types they speak in.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::operation::{Access, Form, Operation, Parameter, ParameterKind};
use super::{ErrorCode, ErrorDetail, IDEMPOTENCY_KEY_MAX, Meta};

/// Where the types stand in the document.
const SCHEMAS: &str = "/components/schemas";

/// What can go wrong with every operation that asks for a key.
const KEY_ERRORS: [ErrorCode; 5] = [
    ErrorCode::Unauthorized,
    ErrorCode::Forbidden,
    ErrorCode::RateLimited,
    ErrorCode::InternalError,
    ErrorCode::ServiceUnavailable,
];

/// The document. `version` is the program's.
#[must_use]
pub fn document(version: &str) -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = SCHEMAS.into();
            settings.meta_schema = None;
        })
        .for_serialize()
        .into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for operation in Operation::all() {
        let methods = paths.entry(operation.path).or_insert_with(|| json!({}));
        methods[operation.method.to_lowercase()] = describe(operation, &mut generator);
    }
    let failures = failures(&mut generator);
    let mut schemas = generator.take_definitions(true);
    schemas.values_mut().for_each(forget_defaults);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Runframe, locally",
            "version": version,
            "description": "The V1 API and the webhook endpoint as `runframe-cli serve` answers them, and under `/api/local` what it \
                answers to programs on its own machine.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "description": "An API key, `rf_...`" },
            },
            "responses": failures,
            "schemas": schemas,
        },
    })
}

fn describe(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let mut parameters: Vec<Value> = names_in(operation.path)
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    parameters.extend(operation.parameters.iter().map(query_parameter));
    if operation.is_idempotent {
        parameters.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "the same key and body again get the first answer, for 24 hours",
            "schema": { "type": "string", "minLength": 1, "maxLength": IDEMPOTENCY_KEY_MAX },
        }));
    }
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses(operation, generator),
    });
    if let Some(body) = operation.body {
        described["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": body(generator) } },
        });
    }
    match operation.access {
        Access::Key(scope) => described["security"] = json!([{ "key": [scope.code()] }]),
        Access::AnyKey => described["security"] = json!([{ "key": [] }]),
        Access::Local | Access::Open | Access::RoutingKey => {}
    }
    described
}

fn responses(operation: &Operation, generator: &mut SchemaGenerator) -> Map<String, Value> {
    let mut responses = Map::new();
    let meta = generator.subschema_for::<Meta>();
    if let Some(answer) = operation.answer {
        let data = answer(generator);
        let worked = match operation.form {
            Form::Enveloped => response("It worked", "application/json", &success(&data, &meta)),
            Form::Bare(media) => response("It worked", media, &data.to_value()),
        };
        responses.insert(operation.status.to_string(), worked);
    }
    let general: &[ErrorCode] = match operation.access {
        Access::Local => &[
            ErrorCode::Forbidden,
            ErrorCode::InternalError,
            ErrorCode::ServiceUnavailable,
        ],
        Access::Open => &[ErrorCode::InternalError, ErrorCode::ServiceUnavailable],
        Access::RoutingKey => &KEY_ERRORS[2..],
        Access::Key(_) | Access::AnyKey => &KEY_ERRORS,
    };
    let mut codes: Vec<ErrorCode> = operation.errors.iter().chain(general).copied().collect();
    codes.sort_by_key(|code| code.status());
    for code in codes {
        let reference = format!("#/components/responses/{}", code.code());
        responses.insert(code.status().to_string(), json!({ "$ref": reference }));
    }
    responses
}

fn response(description: &str, media: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { media: { "schema": schema } } })
}

/// The envelope of an answer that worked.
fn success(data: &Schema, meta: &Schema) -> Value {
    json!({
        "type": "object",
        "required": ["success", "data", "meta"],
        "properties": { "success": { "const": true }, "data": data, "meta": meta },
    })
}

/// Answers that something did not work, by their codes.
fn failures(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let (detail, meta) = (
        generator.subschema_for::<ErrorDetail>(),
        generator.subschema_for::<Meta>(),
    );
    let one = |code: &ErrorCode| {
        let schema = json!({
            "type": "object",
            "required": ["error", "meta"],
            "properties": {
                "error": { "allOf": [detail, { "properties": { "code": { "const": code.code() } } }] },
                "meta": meta,
            },
        });
        (
            code.code().to_owned(),
            response(code.code(), "application/json", &schema),
        )
    };
    ErrorCode::ALL.iter().map(one).collect()
}

/// Takes out what readers assume for fields that are missing: in an answer none is.
fn forget_defaults(schema: &mut Value) {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(Map::values_mut) {
        if let Some(property) = property.as_object_mut() {
            property.remove("default");
        }
    }
}

fn query_parameter(parameter: &Parameter) -> Value {
    let list = |choices: Value| json!({ "type": "array", "items": choices });
    let schema = match parameter.kind {
        ParameterKind::Text => json!({ "type": "string" }),
        ParameterKind::Texts => list(json!({ "type": "string" })),
        ParameterKind::Flag => json!({ "type": "boolean" }),
        ParameterKind::Instant => json!({ "type": "string", "format": "date-time" }),
        ParameterKind::Number { least, most, default } => {
            let mut schema = json!({ "type": "integer", "minimum": least, "default": default });
            if let Some(most) = most {
                schema["maximum"] = most.into();
            }
            schema
        }
        ParameterKind::Choice(choices) => json!({ "enum": choices() }),
        ParameterKind::Choices(choices) => list(json!({ "enum": choices() })),
    };
    json!({
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "description": parameter.description,
        "schema": schema,
    })
}

/// The parameters in a path.
fn names_in(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reference_leads_somewhere_and_every_name_is_used_once() {
        let document = document("1.2.3");
        let text = document.to_string();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        for piece in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
            let name = piece.split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{name}");
        }
        let ids: BTreeSet<&str> = Operation::all().map(|operation| operation.id).collect();
        assert_eq!(ids.len(), Operation::all().count());
    }

    #[test]
    fn bounds_and_scopes_are_told() {
        let document = document("1.2.3");
        let create = &document["paths"]["/api/v1/incidents"]["post"];
        assert_eq!(create["security"][0]["key"][0], "incidents:write");
        let title = &document["components"]["schemas"]["CreateIncident"]["properties"]["title"];
        assert_eq!((&title["minLength"], &title["maxLength"]), (&json!(1), &json!(200)));
        let conflict = &create["responses"]["409"];
        assert_eq!(conflict["$ref"], "#/components/responses/IDEMPOTENCY_CONFLICT");
        assert!(document["components"]["responses"]["IDEMPOTENCY_CONFLICT"].is_object());
    }

    #[test]
    fn each_status_of_an_operation_has_one_code() {
        for operation in Operation::all() {
            let statuses: BTreeSet<u16> = operation.errors.iter().map(|code| code.status()).collect();
            assert_eq!(statuses.len(), operation.errors.len(), "{}", operation.id);
        }
    }
}
