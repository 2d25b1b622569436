//! `AlertmanagerConfig` resources, as the Prometheus operator merges them.
//!
//! The operator writes `camelCase` settings as Alertmanager's, puts its route below a root of its own with a matcher for
//! the resource's namespace and `continue: true`, and takes secrets from Secrets. A secret is not there to be read: a
//! text stands in for it, and for a webhook's `urlSecret` a `url_file` of the Secret's name and key.

use super::OffsetMap;
use super::emit::Emitter;
use crate::text::quote::quote;
use crate::yaml::{Document, Kind, NodeId};

/// The receiver of the operator's own root route.
const NOBODY: &str = "null";

/// Stands in for a secret.
const SECRET: &str = "taken-from-a-secret";
/// Stands in for a secret that has to be a URL.
const SECRET_URL: &str = "https://taken-from-a-secret.invalid/";

/// Whether a text in a configuration stands in for a secret.
pub(super) fn is_stand_in(text: &str) -> bool {
    let text = text.trim_matches('"');
    text == SECRET || text == SECRET_URL
}

/// The configuration the operator makes of the resource at `root`; `None` if it has no `spec`.
pub(super) fn configuration(document: &Document<'_>, root: NodeId) -> Option<(String, OffsetMap)> {
    let spec = document.get(root, "spec")?;
    let namespace = document
        .get(root, "metadata")
        .and_then(|metadata| document.get(metadata, "namespace"));
    let mut emitter = Emitter::new(document);
    emitter.open('{', spec);
    for (key, value) in document.pairs(spec) {
        let name = document.scalar_text(key).unwrap_or_default();
        let span = document.span(key);
        match name {
            "route" => {
                emitter.key("route", name, span);
                emitter.mark(&format!("{{\"receiver\": \"{NOBODY}\", \"routes\": ["));
                route(&mut emitter, value, Rank::Top { namespace });
                emitter.mark("]}");
            }
            "receivers" => {
                emitter.key("receivers", name, span);
                emitter.open('[', value);
                for &item in document.items(value) {
                    object(&mut emitter, item);
                    emitter.mark(", ");
                }
                emitter.mark(&format!("{{\"name\": \"{NOBODY}\"}}"));
                emitter.close(']', value);
            }
            // One list in v1alpha1, the other in v1beta1.
            "muteTimeIntervals" | "timeIntervals" => {
                emitter.key("time_intervals", name, span);
                named_intervals(&mut emitter, value);
            }
            _ => {
                emitter.key(&snake_case(name), name, span);
                setting(&mut emitter, name, value);
            }
        }
        emitter.mark(", ");
    }
    emitter.close('}', spec);
    emitter.finish()
}

/// Where a route stands in the resource.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// At the top: the operator adds a matcher for the namespace, if that is known, and `continue`.
    Top { namespace: Option<NodeId> },
    /// Below another one.
    Child,
}

fn route(emitter: &mut Emitter<'_, '_>, node: NodeId, rank: Rank) {
    let document = emitter.document;
    if !matches!(document.kind(node), Kind::Mapping(_)) {
        emitter.value(node);
        return;
    }
    emitter.open('{', node);
    let (is_top, namespace) = match rank {
        Rank::Top { namespace } => (true, namespace),
        Rank::Child => (false, None),
    };
    let has_matchers = document.get(node, "matchers").is_some();
    if is_top {
        emitter.mark("\"continue\": true, ");
        if let (false, Some(namespace)) = (has_matchers, namespace) {
            emitter.mark("\"matchers\": [");
            namespace_matcher(emitter, namespace);
            emitter.mark("], ");
        }
    }
    for (key, value) in document.pairs(node) {
        let name = document.scalar_text(key).unwrap_or_default();
        if is_top && name == "continue" {
            continue;
        }
        emitter.key(&snake_case(name), name, document.span(key));
        match name {
            "routes" => {
                emitter.open('[', value);
                for &child in document.items(value) {
                    route(emitter, child, Rank::Child);
                    emitter.mark(", ");
                }
                emitter.close(']', value);
            }
            "matchers" => matchers(emitter, value, namespace),
            _ => emitter.value(value),
        }
        emitter.mark(", ");
    }
    emitter.close('}', node);
}

fn namespace_matcher(emitter: &mut Emitter<'_, '_>, namespace: NodeId) {
    let name = emitter.document.scalar_text(namespace).unwrap_or_default();
    let span = emitter.document.span(namespace);
    emitter.text(&format!("namespace={}", quote(name)), span);
    emitter.mark(", ");
}

/// A list of `{name, value, matchType, regex}`.
fn matchers(emitter: &mut Emitter<'_, '_>, node: NodeId, namespace: Option<NodeId>) {
    let document = emitter.document;
    emitter.open('[', node);
    if let Some(namespace) = namespace {
        namespace_matcher(emitter, namespace);
    }
    for &item in document.items(node) {
        let field = |key| document.get(item, key).and_then(|value| document.scalar_text(value));
        let op = match (field("matchType"), field("regex")) {
            (Some(op), _) if !op.is_empty() => op,
            (_, Some("true")) => "=~",
            _ => "=",
        };
        match field("name") {
            Some(name) => {
                let value = quote(field("value").unwrap_or_default());
                emitter.text(&format!("{}{op}{value}", label_name(name)), document.span(item));
            }
            None => emitter.value(item),
        }
        emitter.mark(", ");
    }
    emitter.close(']', node);
}

/// A label name as matchers are written: quoted where it is more than letters, digits and `_`.
fn label_name(name: &str) -> String {
    let is_simple = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_simple { name.to_owned() } else { quote(name) }
}

/// Named intervals, whose days of the month are `{start, end}` here.
fn named_intervals(emitter: &mut Emitter<'_, '_>, node: NodeId) {
    let document = emitter.document;
    match document.kind(node) {
        Kind::Sequence(_) => {
            emitter.open('[', node);
            for &item in document.items(node) {
                named_intervals(emitter, item);
                emitter.mark(", ");
            }
            emitter.close(']', node);
        }
        Kind::Mapping(_) => {
            let bounds = (document.get(node, "start"), document.get(node, "end"));
            if let (Some(start), end) = bounds {
                let text = |id| document.scalar_text(id).unwrap_or_default();
                let end = end.map_or_else(String::new, |end| format!(":{}", text(end)));
                emitter.text(&format!("{}{end}", text(start)), document.span(node));
                return;
            }
            emitter.open('{', node);
            for (key, value) in document.pairs(node) {
                let name = document.scalar_text(key).unwrap_or_default();
                emitter.key(&snake_case(name), name, document.span(key));
                named_intervals(emitter, value);
                emitter.mark(", ");
            }
            emitter.close('}', node);
        }
        Kind::Scalar { .. } | Kind::Alias(_) => emitter.value(node),
    }
}

/// An object of settings with its keys renamed.
fn object(emitter: &mut Emitter<'_, '_>, node: NodeId) {
    let document = emitter.document;
    if !matches!(document.kind(node), Kind::Mapping(_)) {
        emitter.value(node);
        return;
    }
    emitter.open('{', node);
    for (key, value) in document.pairs(node) {
        let name = document.scalar_text(key).unwrap_or_default();
        emitter.key(&setting_name(name), name, document.span(key));
        if name == "urlSecret" {
            let field = |key| {
                document
                    .get(value, key)
                    .and_then(|v| document.scalar_text(v))
                    .unwrap_or_default()
            };
            emitter.text(&format!("{}/{}", field("name"), field("key")), document.span(value));
        } else {
            setting(emitter, name, value);
        }
        emitter.mark(", ");
    }
    emitter.close('}', node);
}

/// The value of the setting called `name`.
fn setting(emitter: &mut Emitter<'_, '_>, name: &str, node: NodeId) {
    let document = emitter.document;
    match document.kind(node) {
        Kind::Mapping(_) if is_secret_reference(document, node) => {
            let is_url = name.to_ascii_lowercase().ends_with("url");
            emitter.text(if is_url { SECRET_URL } else { SECRET }, document.span(node));
        }
        Kind::Mapping(_) => object(emitter, node),
        Kind::Sequence(_) if matches!(name, "sourceMatch" | "targetMatch") => matchers(emitter, node, None),
        Kind::Sequence(_) if is_key_value_list(document, node) => {
            emitter.open('{', node);
            for &item in document.items(node) {
                let (Some(key), Some(value)) = (document.get(item, "key"), document.get(item, "value")) else {
                    continue;
                };
                let name = document.scalar_text(key).unwrap_or_default();
                emitter.key(name, name, document.span(key));
                emitter.value(value);
                emitter.mark(", ");
            }
            emitter.close('}', node);
        }
        Kind::Sequence(_) => {
            emitter.open('[', node);
            for &item in document.items(node) {
                setting(emitter, name, item);
                emitter.mark(", ");
            }
            emitter.close(']', node);
        }
        Kind::Scalar { .. } | Kind::Alias(_) => emitter.value(node),
    }
}

/// `{name, key}`, or that below `secret` or `configMap`.
fn is_secret_reference(document: &Document<'_>, node: NodeId) -> bool {
    let keys: Vec<&str> = document
        .pairs(node)
        .filter_map(|(key, _)| document.scalar_text(key))
        .collect();
    let is_selector = keys.contains(&"key") && keys.iter().all(|key| matches!(*key, "name" | "key" | "optional"));
    is_selector || (keys.len() == 1 && matches!(keys[0], "secret" | "configMap"))
}

/// A list of `{key, value}`, which Alertmanager has as a map.
fn is_key_value_list(document: &Document<'_>, node: NodeId) -> bool {
    let items = document.items(node);
    !items.is_empty()
        && items.iter().all(|&item| {
            let mut keys = document.pairs(item).filter_map(|(key, _)| document.scalar_text(key));
            document.pairs(item).len() == 2 && keys.all(|key| matches!(key, "key" | "value"))
        })
}

/// Alertmanager's name of a setting.
fn setting_name(name: &str) -> String {
    let renamed = match name {
        "urlSecret" => "url_file",
        "bearerTokenSecret" => "bearer_token",
        "keySecret" => "key",
        "pagerDutyImageConfigs" => "images",
        "pagerDutyLinkConfigs" => "links",
        "sourceMatch" => "source_matchers",
        "targetMatch" => "target_matchers",
        _ => return snake_case(name),
    };
    renamed.to_owned()
}

/// `groupWait` as `group_wait`, `apiURL` as `api_url`.
fn snake_case(name: &str) -> String {
    if let "sourceMatch" | "targetMatch" = name {
        return setting_name(name);
    }
    let mut snake = String::with_capacity(name.len() + 4);
    let mut was_upper = true;
    for c in name.chars() {
        if c.is_ascii_uppercase() && !was_upper {
            snake.push('_');
        }
        was_upper = c.is_ascii_uppercase();
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_alertmanagers() {
        for (camel, snake) in [
            ("groupWait", "group_wait"),
            ("apiURL", "api_url"),
            ("enableHttp2", "enable_http2"),
            ("requireTLS", "require_tls"),
            ("chatID", "chat_id"),
            ("msteamsv2Configs", "msteamsv2_configs"),
            ("urlSecret", "url_file"),
            ("name", "name"),
        ] {
            assert_eq!(super::setting_name(camel), snake);
        }
    }
}
