//! Recognising what a document is.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{OffsetMap, Part, Place, Unwrapped, block, resource};
use crate::diagnostic::{Diagnostic, Upstream};
use crate::text::{SourceFile, Span};
use crate::version::Version;
use crate::yaml::{self, Document, Kind, NodeId, ScalarStyle};

/// Keys that some wrapping has at the start of a line, and a configuration has not.
const HINTS: [&str; 6] = [
    "apiVersion",
    "alertmanager_config",
    "alertmanagerFiles",
    "alertmanager",
    "config",
    "stringConfig",
];

/// What a compressed configuration may come to: far more than Kubernetes keeps in a Secret.
const UNPACKED_MAX: u64 = 16 << 20;

/// How deep in a Helm values file a configuration is looked for.
const MAX_DEPTH: usize = 8;

/// Whether a text could be anything but a configuration itself. Cheap.
pub(super) fn may_be_wrapped(text: &str) -> bool {
    HINTS.iter().any(|hint| {
        memchr::memmem::find_iter(text.as_bytes(), hint).any(|at| {
            // Only what may stand before a key is gone over: a line can be long, and name it often.
            let before = text[..at].trim_end_matches([' ', '"', '\'', '-']);
            let is_first = before.is_empty() || before.ends_with(['\n', '{', ',']);
            let behind = text[at + hint.len()..].trim_start_matches(['"', '\'', ' ']);
            is_first && behind.starts_with(':')
        })
    })
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A configuration itself, or no YAML: reading it as one reports the error.
    Configuration,
    /// Something that may hold one.
    Wrapping,
    /// A mapping of other things.
    Unknown,
}

/// Collects what is found in a file.
struct Finder<'f> {
    source: &'f SourceFile,
    version: Version,
    parts: Vec<Part>,
    findings: Vec<Diagnostic>,
    kinds: Vec<String>,
}

/// As [`super::unwrap`], of a text that may be wrapped.
pub(super) fn unwrap(source: &SourceFile, version: Version) -> Unwrapped {
    let mut finder = Finder {
        source,
        version,
        parts: Vec::new(),
        findings: Vec::new(),
        kinds: Vec::new(),
    };
    for (index, &span) in documents(source.text()).iter().enumerate() {
        // A document is read as a text of its own; what is found in it moves to its place in the file.
        let document = SourceFile::new(source.name(), source.slice(span));
        let shape = finder.look_at(&document, span);
        // Of several documents Alertmanager reads the first.
        if shape != Shape::Wrapping && index == 0 {
            return Unwrapped::Plain;
        }
        if shape == Shape::Configuration {
            finder.parts.push(Part {
                key: String::new(),
                text: document.text().to_owned(),
                place: Place::Mapped(OffsetMap::slice(span)),
                is_fragment: false,
            });
        }
    }
    if !finder.parts.is_empty() || !finder.findings.is_empty() {
        Unwrapped::Parts(finder.parts, finder.findings)
    } else if finder.kinds.is_empty() {
        Unwrapped::Plain
    } else {
        Unwrapped::Nothing(finder.kinds)
    }
}

/// The documents of a stream: from a line `---` up to the next.
fn documents(text: &str) -> Vec<Span> {
    let offset = |at: usize| u32::try_from(at).expect("offsets into a source text fit");
    let mut starts = vec![0];
    for at in memchr::memmem::find_iter(text.as_bytes(), "\n---") {
        if text[at + 4..].is_empty() || text[at + 4..].starts_with(['\n', '\r', ' ', '\t']) {
            starts.push(at + 1);
        }
    }
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| Span::new(offset(start), offset(end)))
        .filter(|span| !is_blank(&text[span.range()]))
        .collect()
}

/// Whether a document holds nothing but comments.
fn is_blank(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .all(|line| line.is_empty() || line == "---" || line.starts_with('#'))
}

impl Finder<'_> {
    /// Looks at one document, which stands at `at` in the file.
    fn look_at(&mut self, text: &SourceFile, at: Span) -> Shape {
        let parsed = yaml::parse(text.text());
        let document = &parsed.document;
        let Some(root) = document.root().filter(|_| parsed.errors.is_empty()) else {
            return Shape::Configuration;
        };
        let before = self.parts.len() + self.findings.len();
        if let (Some(_), Some(kind)) = (document.get(root, "apiVersion"), document.get(root, "kind")) {
            let kind = document.scalar_text(kind).unwrap_or_default().to_owned();
            self.kubernetes(text, document, root, &kind, at);
            return Shape::Wrapping;
        }
        if ["route", "receivers"]
            .iter()
            .any(|key| document.get(root, key).is_some())
        {
            return Shape::Configuration;
        }
        if let Some((key, value)) = pair(document, root, "alertmanager_config") {
            self.value(text, document, key, value, "alertmanager_config", at);
        }
        self.values(text, document, root, &mut Vec::new(), at);
        if self.parts.len() + self.findings.len() > before {
            Shape::Wrapping
        } else if is_chart_values(document, root) {
            self.kinds.push("Helm values".to_owned());
            Shape::Wrapping
        } else {
            Shape::Unknown
        }
    }

    fn kubernetes(&mut self, text: &SourceFile, document: &Document<'_>, root: NodeId, kind: &str, at: Span) {
        // A template is OpenShift's.
        let list = match kind {
            "Template" => Some("objects"),
            _ if kind.ends_with("List") => Some("items"),
            _ => None,
        };
        if let Some(list) = list {
            let items = document.get(root, list).map_or(&[][..], |items| document.items(items));
            for &item in items {
                let own = document.get(item, "kind").and_then(|kind| document.scalar_text(kind));
                // What a list of one kind holds need not say so.
                let kind = own.unwrap_or_else(|| kind.trim_end_matches("List")).to_owned();
                self.kubernetes(text, document, item, &kind, at);
            }
            return;
        }
        if !self.kinds.iter().any(|known| known == kind) {
            self.kinds.push(kind.to_owned());
        }
        match kind {
            "Secret" | "ConfigMap" => {
                for section in ["stringData", "data", "binaryData"] {
                    let Some(entries) = document.get(root, section) else {
                        continue;
                    };
                    let is_encoded = section == if kind == "Secret" { "data" } else { "binaryData" };
                    let over = document
                        .get(root, "stringData")
                        .filter(|_| kind == "Secret" && section == "data");
                    for (key, value) in document.pairs(entries) {
                        // What stands in `stringData` too is written over.
                        let name = document.scalar_text(key).unwrap_or_default();
                        if over.is_some_and(|over| document.get(over, name).is_some()) {
                            continue;
                        }
                        self.entry(text, document, (key, value), section, is_encoded, at);
                    }
                }
            }
            "AlertmanagerConfig" => {
                let before = self.parts.len();
                if let Some(merged) = resource::configuration(document, root, self.version) {
                    let name = document
                        .get(root, "metadata")
                        .and_then(|metadata| document.get(metadata, "name"))
                        .and_then(|name| document.scalar_text(name));
                    self.push(
                        format!("AlertmanagerConfig {}", name.unwrap_or_default()),
                        merged.text,
                        merged.map,
                        at,
                    );
                    self.findings.extend(merged.findings.into_iter().map(|mut finding| {
                        finding.map_spans(|span| shifted(span, at));
                        finding
                    }));
                    self.parts
                        .iter_mut()
                        .skip(before)
                        .for_each(|part| part.is_fragment = true);
                }
            }
            // Helm values inside a resource of a deployment tool.
            "HelmRelease" | "Application" | "HelmChart" => {
                self.values(text, document, root, &mut Vec::new(), at);
            }
            _ => {}
        }
    }

    /// One entry of a Secret or a ConfigMap.
    fn entry(
        &mut self,
        text: &SourceFile,
        document: &Document<'_>,
        (key, value): (NodeId, NodeId),
        section: &str,
        is_encoded: bool,
        at: Span,
    ) {
        let name = document.scalar_text(key).unwrap_or_default();
        let path = format!("{section}.{name}");
        let plain_name = name.strip_suffix(".gz").unwrap_or(name);
        let is_compressed = is_encoded && plain_name != name;
        let is_named =
            matches!(plain_name, "alertmanager.yaml" | "alertmanager.yml") && (is_encoded || plain_name == name);
        if !is_encoded {
            let content = document.scalar_text(value).unwrap_or_default();
            if is_named || is_configuration(content) {
                self.value(text, document, key, value, &path, at);
            } else if name.ends_with("values.yaml") || name.ends_with("values.yml") {
                self.values_in_text(text, document, value, &mut Vec::new(), at);
            }
            return;
        }
        let encoded = document.scalar_text(value).unwrap_or_default();
        let place = shifted(document.span(value), at);
        let bytes: Vec<u8> = encoded.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        let decoded = STANDARD.decode(bytes);
        let unpacked = match decoded {
            Ok(bytes) if is_compressed => {
                // What has another name may be anything.
                if !is_named {
                    return;
                }
                match unpack(&bytes) {
                    Ok(bytes) => Ok(bytes),
                    Err(why) => {
                        let finding = Diagnostic::obstacle("compressed-config", place, format!("`{path}` {why}"));
                        self.findings.push(finding.with_note("nothing of it was checked"));
                        return;
                    }
                }
            }
            decoded => decoded,
        };
        match unpacked.as_deref().map(yaml::decode_input) {
            Ok(Ok(config)) if is_named || is_configuration(&config) => self.parts.push(Part {
                key: path.clone(),
                text: config.into_owned(),
                place: Place::Encoded(self.source.position(place.start)),
                is_fragment: false,
            }),
            Ok(Err(error)) if is_named => {
                let upstream = Upstream::of_syntax(error.upstream);
                let message = format!("`{path}`: {}", error.message);
                let finding = Diagnostic::error("invalid-encoding", place, message, upstream);
                self.findings.push(finding.with_help("encode a text that is UTF-8"));
            }
            Err(error) if is_named => {
                let finding = |message| Diagnostic::obstacle("invalid-base64", place, message);
                self.findings.push(if encoded.starts_with("ENC[") {
                    finding(format!("`{path}` is encrypted")).with_help("decrypt it first, as with `sops decrypt`")
                } else {
                    finding(format!("`{path}` is not base64"))
                        .with_note(error.to_string().to_lowercase())
                        .with_help(match section {
                            "binaryData" => "put plain text under `data`, or encode it",
                            _ => "put plain text under `stringData`, or encode it",
                        })
                });
            }
            Ok(_) | Err(_) => {}
        }
    }

    /// Looks for configurations among Helm values, at the keys charts have for them.
    fn values(&mut self, text: &SourceFile, document: &Document<'_>, node: NodeId, path: &mut Vec<String>, at: Span) {
        if path.len() > MAX_DEPTH {
            return;
        }
        for (key, value) in document.pairs(node) {
            let Some(name) = document.scalar_text(key) else {
                continue;
            };
            let parent = path.last().map(String::as_str);
            let is_place = match name {
                "config" => parent.is_none_or(|parent| parent == "alertmanager" || parent == "values"),
                "stringConfig" => parent == Some("alertmanager"),
                "alertmanager.yml" => parent == Some("alertmanagerFiles"),
                _ => false,
            };
            path.push(name.to_owned());
            let is_mapping = matches!(document.kind(value), Kind::Mapping(_));
            let holds_config = if is_mapping {
                ["route", "receivers"]
                    .iter()
                    .any(|key| document.get(value, key).is_some())
            } else {
                let content = document.scalar_text(value).unwrap_or_default();
                // Nothing else has this name, and it stands alone, whatever it holds.
                is_configuration(content) || (name == "stringConfig" && !content.trim().is_empty())
            };
            let is_rendered = document
                .get(node, "tplConfig")
                .is_some_and(|on| document.scalar_text(on) == Some("true"));
            let span = document.span(value);
            if is_place && is_rendered && text.text()[span.range()].contains("{{") {
                let path = path.join(".");
                let message = format!(
                    "`{path}` is a template: with `tplConfig: true` Helm renders it before Alertmanager reads it"
                );
                let finding = Diagnostic::warning("helm-template", shifted(document.span(key), at), message)
                    .with_note("nothing of it was checked")
                    .with_help(
                        "check what Helm makes of it: `helm template CHART -f VALUES | runframe-cli validate -`",
                    );
                self.findings.push(finding);
            } else if is_place && holds_config {
                self.value(text, document, key, value, &path.join("."), at);
            } else if is_mapping {
                self.values(text, document, value, path, at);
            } else if path.len() > 1 && matches!(name, "values" | "valuesContent") {
                self.values_in_text(text, document, value, path, at);
            }
            path.pop();
        }
    }

    /// Looks for configurations in a text that holds Helm values.
    fn values_in_text(
        &mut self,
        text: &SourceFile,
        document: &Document<'_>,
        node: NodeId,
        path: &mut Vec<String>,
        at: Span,
    ) {
        let Kind::Scalar { text: content, .. } = document.kind(node) else {
            return;
        };
        let span = document.span(node);
        let values = SourceFile::new(text.name(), content);
        let parsed = yaml::parse(values.text());
        let Some(root) = parsed.document.root().filter(|_| parsed.errors.is_empty()) else {
            return;
        };
        let mut finder = Finder {
            source: &values,
            version: self.version,
            parts: Vec::new(),
            findings: Vec::new(),
            kinds: Vec::new(),
        };
        finder.values(&values, &parsed.document, root, path, Span::at(0));
        self.findings.extend(finder.findings.into_iter().map(|mut finding| {
            finding.map_spans(|_| shifted(span, at));
            finding
        }));
        let lines = block::literal(text, span, content);
        for part in finder.parts {
            match (part.place, &lines) {
                (Place::Mapped(map), Some((_, lines))) => self.push(part.key, part.text, map.through(lines), at),
                (Place::Mapped(_) | Place::Encoded(_), _) => self.parts.push(Part {
                    place: Place::Encoded(self.source.position(shifted(span, at).start)),
                    ..part
                }),
            }
        }
    }

    /// A configuration at `value`: a mapping, or a text that holds one.
    fn value(&mut self, text: &SourceFile, document: &Document<'_>, key: NodeId, value: NodeId, path: &str, at: Span) {
        match document.kind(value) {
            Kind::Mapping(_) => {
                // A switch of the chart, which takes it out.
                let switch = pair(document, value, "enabled").filter(|&(_, on)| {
                    (path == "config" || path.ends_with(".config")) && document.scalar_text(on).is_some()
                });
                let left_out = switch.map(|(name, on)| Span::new(document.span(name).start, document.span(on).end));
                let mapped = block::mapping(text, document, key, value, left_out).or_else(|| {
                    let mut emitter = super::emit::Emitter::new(document);
                    emitter.mapping(value, switch.map(|(name, _)| name));
                    emitter.finish()
                });
                if let Some((config, mut map)) = mapped {
                    map.forget_lines();
                    self.push(path.to_owned(), config, map, at);
                }
            }
            Kind::Scalar { text: content, style } => {
                let span = document.span(value);
                let mapped = (style == ScalarStyle::Literal)
                    .then(|| block::literal(text, span, content))
                    .flatten();
                match mapped {
                    Some((config, map)) => self.push(path.to_owned(), config, map, at),
                    None => self.parts.push(Part {
                        key: path.to_owned(),
                        text: content.to_owned(),
                        place: Place::Encoded(self.source.position(shifted(span, at).start)),
                        is_fragment: false,
                    }),
                }
            }
            Kind::Alias(alias) => {
                if let Some(target) = alias.target.filter(|_| !alias.is_recursive) {
                    self.value(text, document, key, target, path, at);
                }
            }
            Kind::Sequence(_) => {}
        }
    }

    fn push(&mut self, key: String, text: String, mut map: OffsetMap, at: Span) {
        map.shift(at.start);
        self.parts.push(Part {
            key,
            text,
            place: Place::Mapped(map),
            is_fragment: false,
        });
    }
}

/// Whether a document holds values of a chart with an Alertmanager in it, or of one that has such a chart in it.
fn is_chart_values(document: &Document<'_>, root: NodeId) -> bool {
    let is_alertmanager = |node: NodeId| {
        pair(document, node, "alertmanager").is_some_and(|(_, values)| {
            ["enabled", "config", "alertmanagerSpec"]
                .iter()
                .any(|key| document.get(values, key).is_some())
        })
    };
    is_alertmanager(root) || document.pairs(root).any(|(_, chart)| is_alertmanager(chart))
}

/// What gzip holds, if that is not too much; else why not.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut unpacked = Vec::new();
    match flate2::read::MultiGzDecoder::new(bytes)
        .take(UNPACKED_MAX + 1)
        .read_to_end(&mut unpacked)
    {
        Err(_) => Err("is not gzip".to_owned()),
        Ok(_) if unpacked.len() as u64 > UNPACKED_MAX => {
            Err(format!("unpacks to more than {} MiB", UNPACKED_MAX >> 20))
        }
        Ok(_) => Ok(unpacked),
    }
}

/// A place in a document as a place in the file.
fn shifted(span: Span, document: Span) -> Span {
    Span::new(span.start + document.start, span.end + document.start)
}

fn pair(document: &Document<'_>, node: NodeId, name: &str) -> Option<(NodeId, NodeId)> {
    document
        .pairs(node)
        .find(|&(key, _)| document.scalar_text(key) == Some(name))
}

/// Whether a text is a configuration: a mapping with `route` or `receivers` at its top.
fn is_configuration(text: &str) -> bool {
    let may_be = ["route", "receivers"]
        .iter()
        .any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some());
    if !may_be {
        return false;
    }
    let parsed = yaml::parse(text);
    let Some(root) = parsed.document.root() else {
        return false;
    };
    if !parsed.errors.is_empty() {
        return text
            .lines()
            .any(|line| line.starts_with("route:") || line.starts_with("receivers:"));
    }
    ["route", "receivers"]
        .iter()
        .any(|key| parsed.document.get(root, key).is_some())
}
