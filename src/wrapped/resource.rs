//! `AlertmanagerConfig` resources, as the Prometheus operator merges them.
//!
//! The operator writes `camelCase` settings as Alertmanager's, puts its route below a root of its own with a matcher for
//! the resource's namespace and `continue: true`, and takes secrets from Secrets. A secret is not there to be read: a
//! text stands in for it, and for a webhook's `urlSecret` a `url_file` of the Secret's name and key, which tells webhooks
//! apart; before 0.26, which knows no `url_file`, a URL with them. (The operator itself writes a `url` for every release.) What a
//! release does not know yet the operator leaves out, some of it; what it would leave in is Alertmanager's to refuse.

mod names;

pub(super) use names::in_resource;

use std::borrow::Cow;

use super::OffsetMap;
use super::emit::Emitter;
use crate::diagnostic::Diagnostic;
use crate::duration::parse_prometheus;
use crate::text::Span;
use crate::text::quote::quote;
use crate::version::Version;
use crate::yaml::{Document, Kind, NodeId};
use names::{in_alertmanager, is_free_mapping, is_key_value_list, reference, since, snake_case, takes_reference};

/// The receiver of the operator's own root route.
const NOBODY: &str = "null";

/// Stands in for a secret.
const SECRET: &str = "taken-from-a-secret";
/// Stands in for a secret that has to be a URL.
const SECRET_URL: &str = "https://taken-from-a-secret.invalid/";

/// Whether a text in a configuration stands in for a secret.
pub(super) fn is_stand_in(text: &str) -> bool {
    let text = text.trim_matches('"');
    text == SECRET || text.starts_with(SECRET_URL)
}

/// What the operator makes of a resource.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) text: String,
    pub(super) map: OffsetMap,
    /// What Kubernetes takes offence at, with places in the document of the resource.
    pub(super) findings: Vec<Diagnostic>,
}

/// The configuration the operator makes of the resource at `root`; `None` if it has no `spec`.
pub(super) fn configuration(document: &Document<'_>, root: NodeId, version: Version) -> Option<Merged> {
    let spec = document.get(root, "spec")?;
    let namespace = document
        .get(root, "metadata")
        .and_then(|metadata| document.get(metadata, "namespace"));
    let mut writer = Writer {
        emitter: Emitter::new(document),
        document,
        version,
        findings: Vec::new(),
    };
    writer.spec(spec, namespace);
    let Writer { emitter, findings, .. } = writer;
    let (text, mut map) = emitter.finish()?;
    map.speak_of_resources(namespace.map(|id| document.span(id)));
    Some(Merged { text, map, findings })
}

/// Writes the configuration.
struct Writer<'d, 's> {
    emitter: Emitter<'d, 's>,
    document: &'d Document<'s>,
    version: Version,
    findings: Vec<Diagnostic>,
}

impl Writer<'_, '_> {
    fn spec(&mut self, spec: NodeId, namespace: Option<NodeId>) {
        let document = self.document;
        self.emitter.open('{', spec);
        let mut has_route = false;
        for (key, value) in document.pairs(spec) {
            let name = document.scalar_text(key).unwrap_or_default();
            let span = document.span(key);
            match name {
                "route" => {
                    has_route = true;
                    self.emitter.key("route", name, span);
                    self.emitter
                        .mark(&format!("{{\"receiver\": \"{NOBODY}\", \"routes\": ["));
                    self.route(value, Rank::Top { namespace });
                    self.emitter.mark("]}");
                }
                "receivers" => {
                    self.emitter.key("receivers", name, span);
                    self.emitter.open('[', value);
                    for &item in document.items(value) {
                        self.object("receivers", item);
                        self.emitter.mark(", ");
                    }
                    self.emitter.mark(&format!("{{\"name\": \"{NOBODY}\"}}"));
                    self.emitter.close(']', value);
                }
                "inhibitRules" if matches!(document.kind(value), Kind::Sequence(_)) => {
                    self.emitter.key("inhibit_rules", name, span);
                    self.emitter.open('[', value);
                    for &item in document.items(value) {
                        self.inhibit_rule(item, namespace);
                        self.emitter.mark(", ");
                    }
                    self.emitter.close(']', value);
                }
                // One list in v1alpha1, the other in v1beta1.
                "muteTimeIntervals" | "timeIntervals" => {
                    self.emitter.key("time_intervals", name, span);
                    self.named_intervals(value);
                }
                _ => {
                    self.emitter.key(&in_alertmanager("spec", name), name, span);
                    self.setting("spec", name, value);
                }
            }
            self.emitter.mark(", ");
        }
        if !has_route {
            // Without a route of its own the resource adds inhibition rules at most.
            self.emitter
                .mark(&format!("\"route\": {{\"receiver\": \"{NOBODY}\"}}, "));
            if document.get(spec, "receivers").is_none() {
                self.emitter
                    .mark(&format!("\"receivers\": [{{\"name\": \"{NOBODY}\"}}], "));
            }
        }
        self.emitter.close('}', spec);
    }

    fn route(&mut self, node: NodeId, rank: Rank) {
        let document = self.document;
        if !matches!(document.kind(node), Kind::Mapping(_)) {
            self.emitter.value(node);
            return;
        }
        self.emitter.open('{', node);
        let (is_top, namespace) = match rank {
            Rank::Top { namespace } => (true, namespace),
            Rank::Child => (false, None),
        };
        let has_matchers = document.get(node, "matchers").is_some();
        if is_top {
            self.emitter.mark("\"continue\": true, ");
            if let (false, Some(namespace)) = (has_matchers, namespace) {
                self.namespace_alone("matchers", namespace);
            }
        }
        for (key, value) in document.pairs(node) {
            let name = document.scalar_text(key).unwrap_or_default();
            let span = document.span(key);
            if is_top && name == "continue" {
                continue;
            }
            if matches!(name, "groupInterval" | "repeatInterval") && self.is_zero(value) {
                self.leave_out(
                    span,
                    format!("`{name}` is zero, and left out: that of the route above it holds"),
                );
                continue;
            }
            if matches!(name, "match" | "matchRe" | "match_re") {
                let finding = unknown(span, format!("a route of this resource has no `{name}`"))
                    .with_help("write `matchers: [{name: LABEL, value: VALUE, matchType: \"=\"}]`");
                self.findings.push(finding);
                continue;
            }
            self.check_name(name, span);
            self.emitter.key(&in_alertmanager("route", name), name, span);
            match name {
                "routes" => {
                    self.emitter.open('[', value);
                    for &child in document.items(value) {
                        self.route(child, Rank::Child);
                        self.emitter.mark(", ");
                    }
                    self.emitter.close(']', value);
                }
                "matchers" => self.matchers(value, namespace),
                _ => self.emitter.value(value),
            }
            self.emitter.mark(", ");
        }
        self.emitter.close('}', node);
    }

    /// An inhibition rule, which the operator keeps to alerts of the resource's namespace on both sides.
    fn inhibit_rule(&mut self, node: NodeId, namespace: Option<NodeId>) {
        let document = self.document;
        if !matches!(document.kind(node), Kind::Mapping(_)) {
            self.emitter.value(node);
            return;
        }
        self.emitter.open('{', node);
        for side in ["sourceMatch", "targetMatch"] {
            if let (None, Some(namespace)) = (document.get(node, side), namespace) {
                self.namespace_alone(&in_alertmanager("inhibitRules", side), namespace);
            }
        }
        for (key, value) in document.pairs(node) {
            let name = document.scalar_text(key).unwrap_or_default();
            let span = document.span(key);
            self.check_name(name, span);
            self.emitter.key(&in_alertmanager("inhibitRules", name), name, span);
            match document.kind(value) {
                Kind::Sequence(_) if matches!(name, "sourceMatch" | "targetMatch") => self.matchers(value, namespace),
                _ => self.setting("inhibitRules", name, value),
            }
            self.emitter.mark(", ");
        }
        self.emitter.close('}', node);
    }

    /// A list called `name` that has the matcher for the namespace only.
    fn namespace_alone(&mut self, name: &str, namespace: NodeId) {
        self.emitter.mark(&format!("\"{name}\": ["));
        self.namespace_matcher(namespace);
        self.emitter.mark("], ");
    }

    fn namespace_matcher(&mut self, namespace: NodeId) {
        let name = self.document.scalar_text(namespace).unwrap_or_default();
        let span = self.document.span(namespace);
        self.emitter.text(&format!("namespace={}", quote(name)), span);
        self.emitter.mark(", ");
    }

    /// A list of `{name, value, matchType, regex}`.
    fn matchers(&mut self, node: NodeId, namespace: Option<NodeId>) {
        let document = self.document;
        self.emitter.open('[', node);
        if let Some(namespace) = namespace {
            self.namespace_matcher(namespace);
        }
        for &item in document.items(node) {
            let field = |key| document.get(item, key).and_then(|value| document.scalar_text(value));
            let op = match (field("matchType"), field("regex")) {
                (Some(op), _) if !op.is_empty() => op,
                (_, Some("true")) => "=~",
                _ => "=",
            };
            let span = document.span(item);
            if let Some(name) = field("name") {
                let value = quote(field("value").unwrap_or_default());
                self.emitter.text(&format!("{}{op}{value}", label_name(name)), span);
            } else {
                if matches!(document.kind(item), Kind::Scalar { .. }) {
                    let finding = unknown(span, "a matcher of this resource is a mapping, and this is a text")
                        .with_help("write `{name: LABEL, value: VALUE, matchType: \"=\"}`");
                    self.findings.push(finding);
                }
                self.emitter.value(item);
            }
            self.emitter.mark(", ");
        }
        self.emitter.close(']', node);
    }

    /// Named intervals, whose days of the month are `{start, end}` here.
    fn named_intervals(&mut self, node: NodeId) {
        let document = self.document;
        match document.kind(node) {
            Kind::Sequence(_) => {
                self.emitter.open('[', node);
                for &item in document.items(node) {
                    self.named_intervals(item);
                    self.emitter.mark(", ");
                }
                self.emitter.close(']', node);
            }
            Kind::Mapping(_) => {
                let bounds = (document.get(node, "start"), document.get(node, "end"));
                if let (Some(start), end) = bounds {
                    let text = |id| document.scalar_text(id).unwrap_or_default();
                    let end = end.map_or_else(String::new, |end| format!(":{}", text(end)));
                    self.emitter.text(&format!("{}{end}", text(start)), document.span(node));
                    return;
                }
                self.emitter.open('{', node);
                for (key, value) in document.pairs(node) {
                    let name = document.scalar_text(key).unwrap_or_default();
                    self.emitter.key(&snake_case(name), name, document.span(key));
                    self.named_intervals(value);
                    self.emitter.mark(", ");
                }
                self.emitter.close('}', node);
            }
            Kind::Scalar { .. } | Kind::Alias(_) => self.emitter.value(node),
        }
    }

    /// An object of settings, itself called `parent`, with its keys renamed.
    fn object(&mut self, parent: &str, node: NodeId) {
        let document = self.document;
        if !matches!(document.kind(node), Kind::Mapping(_)) {
            self.emitter.value(node);
            return;
        }
        self.emitter.open('{', node);
        let has_newer_proxy = parent == "httpConfig" && document.get(node, "proxyURL").is_some();
        for (key, value) in document.pairs(node) {
            let name = document.scalar_text(key).unwrap_or_default();
            let span = document.span(key);
            if has_newer_proxy && name == "proxyUrl" {
                // The operator takes the newer spelling of the two.
                continue;
            }
            self.check_name(name, span);
            let spelt = reference(parent, name).unwrap_or(name);
            if spelt != name {
                let finding =
                    unknown(span, format!("this resource has no `{name}`")).with_help(format!("write `{spelt}`"));
                self.findings.push(finding);
            }
            let name = spelt;
            if takes_reference(parent, name) && is_null(document.kind(value)) {
                continue;
            }
            if let Some(since) = since(parent, name, self.version) {
                self.leave_out(
                    span,
                    format!("`{name}` needs Alertmanager {since} or later, and is left out"),
                );
                continue;
            }
            if (parent, name) == ("webhookConfigs", "url")
                && let Some(secret) = document.get(node, "urlSecret")
                && matches!(document.kind(secret), Kind::Mapping(_))
            {
                self.leave_out(span, "`url` is left out, as there is a `urlSecret`");
                continue;
            }
            if name == "urlSecret" && !self.knows_url_file() {
                self.emitter.key("url", name, span);
            } else {
                self.emitter.key(&in_alertmanager(parent, name), name, span);
            }
            self.setting(parent, name, value);
            self.emitter.mark(", ");
        }
        self.emitter.close('}', node);
    }

    /// The value of the setting called `name` of an object called `parent`.
    fn setting(&mut self, parent: &str, name: &str, node: NodeId) {
        let document = self.document;
        if takes_reference(parent, name) {
            self.reference(name, node);
            return;
        }
        if is_free_mapping(parent, name) {
            self.free_mapping(node);
            return;
        }
        match document.kind(node) {
            Kind::Mapping(_) => self.object(name, node),
            Kind::Sequence(_) if is_key_value_list(parent, name) => {
                self.emitter.open('{', node);
                for &item in document.items(node) {
                    let (Some(key), Some(value)) = (document.get(item, "key"), document.get(item, "value")) else {
                        continue;
                    };
                    let name = document.scalar_text(key).unwrap_or_default();
                    self.emitter.key(name, name, document.span(key));
                    self.emitter.value(value);
                    self.emitter.mark(", ");
                }
                self.emitter.close('}', node);
            }
            Kind::Sequence(_) => {
                self.emitter.open('[', node);
                for &item in document.items(node) {
                    // The items of a list are called like the list.
                    match document.kind(item) {
                        Kind::Mapping(_) => self.object(name, item),
                        _ => self.emitter.value(item),
                    }
                    self.emitter.mark(", ");
                }
                self.emitter.close(']', node);
            }
            Kind::Scalar { .. } | Kind::Alias(_) => self.emitter.value(node),
        }
    }

    /// A reference to a key of a Secret or a ConfigMap: what it names is not there to be read.
    fn reference(&mut self, name: &str, node: NodeId) {
        let document = self.document;
        let span = document.span(node);
        if matches!(document.kind(node), Kind::Scalar { .. }) && !is_null(document.kind(node)) {
            let finding = unknown(
                span,
                format!("`{name}` takes a reference to a Secret, and this is a text"),
            )
            .with_help(format!(
                "put it into a Secret, and write `{name}: {{name: SECRET, key: KEY}}`"
            ));
            self.findings.push(finding);
            self.emitter.value(node);
            return;
        }
        let inner = ["secret", "configMap"]
            .iter()
            .find_map(|kind| document.get(node, kind))
            .unwrap_or(node);
        let field = |key| document.get(inner, key).and_then(|value| document.scalar_text(value));
        if matches!(document.kind(inner), Kind::Mapping(_)) && field("key").is_none() {
            let finding = unknown(span, format!("`{name}` does not say which key of the Secret it means"))
                .with_help(format!("write `{name}: {{name: SECRET, key: KEY}}`"));
            self.findings.push(finding);
        }
        if name == "urlSecret" {
            let start = if self.knows_url_file() { "" } else { SECRET_URL };
            let (secret, key) = (field("name").unwrap_or_default(), field("key").unwrap_or_default());
            self.emitter.text(&format!("{start}{secret}/{key}"), span);
            return;
        }
        let is_url = name.to_ascii_lowercase().ends_with("url");
        self.emitter.text(if is_url { SECRET_URL } else { SECRET }, span);
    }

    /// A mapping whose keys stay as they are, and whose values may be lists of references.
    fn free_mapping(&mut self, node: NodeId) {
        let document = self.document;
        if !matches!(document.kind(node), Kind::Mapping(_)) {
            self.emitter.value(node);
            return;
        }
        self.emitter.open('{', node);
        for (key, value) in document.pairs(node) {
            let name = document.scalar_text(key).unwrap_or_default();
            self.emitter.key(name, name, document.span(key));
            if let Kind::Sequence(_) = document.kind(value) {
                self.emitter.open('[', value);
                for &item in document.items(value) {
                    self.reference(name, item);
                    self.emitter.mark(", ");
                }
                self.emitter.close(']', value);
            } else {
                self.emitter.value(value);
            }
            self.emitter.mark(", ");
        }
        self.emitter.close('}', node);
    }

    /// Whether Alertmanager's webhooks can read their URL from a file.
    fn knows_url_file(&self) -> bool {
        self.version > Version::V0_25
    }

    fn is_zero(&self, node: NodeId) -> bool {
        let text = self.document.scalar_text(node).unwrap_or_default();
        parse_prometheus(text, self.version).is_ok_and(|duration| duration.is_zero())
    }

    /// Tells that the operator does not write a setting.
    fn leave_out(&mut self, span: Span, message: impl Into<Cow<'static, str>>) {
        let finding = Diagnostic::warning("dropped-setting", span, message)
            .with_note("the Prometheus operator says so in its log only");
        self.findings.push(finding);
    }

    /// Names of Alertmanager's own style are not those of the resource.
    fn check_name(&mut self, name: &str, span: Span) {
        let own = in_resource(&format!("`{name}`"));
        if name.contains('_') && own.trim_matches('`') != name {
            let finding = unknown(
                span,
                format!("`{name}` is Alertmanager's own name, and none of this resource"),
            )
            .with_help(format!("write {own}"));
            self.findings.push(finding);
        }
    }
}

/// Whether a value says nothing, as to Kubernetes it does.
fn is_null(kind: Kind<'_>) -> bool {
    matches!(
        kind,
        Kind::Scalar {
            text: "" | "~" | "null" | "Null" | "NULL",
            ..
        }
    )
}

/// Something the resource's schema does not have.
fn unknown(span: Span, message: impl Into<Cow<'static, str>>) -> Diagnostic {
    Diagnostic::warning("resource-schema", span, message)
        .with_note("Kubernetes drops what the schema of the resource does not have, or refuses the resource")
}

/// Where a route stands in the resource.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// At the top: the operator adds a matcher for the namespace, if that is known, and `continue`.
    Top { namespace: Option<NodeId> },
    /// Below another one.
    Child,
}

/// A label name as matchers are written: quoted where it is more than letters, digits and `_`.
fn label_name(name: &str) -> String {
    let is_simple = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_simple { name.to_owned() } else { quote(name) }
}
