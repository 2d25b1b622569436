//! From the YAML tree to groups and rules. Prometheus reads with Go's yaml v3: known keys only, any scalar as text.

use std::time::Duration;

use super::{Pair, Rule, RuleFile, RuleGroup, refused};
use crate::diagnostic::{Diagnostic, Stage};
use crate::duration::parse_prometheus;
use crate::text::quote::quote;
use crate::text::suggest::nearest;
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::{self, Document, Kind, NodeId};

/// How many nodes may be read for each node there is, and how many in any case: aliases can make a small file a large one.
const READS_PER_NODE: usize = 10;
const READS_FREE: usize = 100_000;

/// Reads one document.
pub(super) struct Reader<'d> {
    document: &'d Document<'d>,
    pub(super) diagnostics: Vec<Diagnostic>,
    reads_left: usize,
}

/// What a mapping is, and what it is called in messages.
struct Shape {
    what: &'static str,
    go_type: &'static str,
    keys: &'static [&'static str],
}

const FILE: Shape = Shape {
    what: "a rule file",
    go_type: "rulefmt.RuleGroups",
    keys: &["groups"],
};
const GROUP: Shape = Shape {
    what: "a group",
    go_type: "rulefmt.RuleGroup",
    keys: &["name", "interval", "query_offset", "limit", "rules", "labels"],
};
const RULE: Shape = Shape {
    what: "a rule",
    go_type: "rulefmt.Rule",
    keys: &[
        "record",
        "alert",
        "expr",
        "for",
        "keep_firing_for",
        "labels",
        "annotations",
    ],
};

impl<'d> Reader<'d> {
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        Self {
            document,
            diagnostics: Vec::new(),
            reads_left: document.node_count() * READS_PER_NODE + READS_FREE,
        }
    }

    pub(super) fn file(&mut self, root: NodeId) -> RuleFile {
        let mut file = RuleFile::default();
        for (key, value) in self.known_pairs(root, &FILE) {
            if key == "groups" {
                let items = self.items(value, "`groups`", "[]rulefmt.RuleGroup");
                file.groups = items.into_iter().map(|item| self.group(item)).collect();
            }
        }
        file
    }

    fn group(&mut self, node: NodeId) -> RuleGroup {
        let mut group = RuleGroup {
            span: self.document.span(node),
            name: Spanned::new(String::new(), Span::at(self.document.span(node).start)),
            ..RuleGroup::default()
        };
        for (key, value) in self.known_pairs(node, &GROUP) {
            match key {
                "name" => group.name = self.text(value, "`name`").unwrap_or(group.name),
                "interval" => group.interval = self.duration(value, key),
                "query_offset" => group.query_offset = self.duration(value, key),
                "limit" => group.limit = self.number(value),
                "labels" => group.labels = self.texts(value, "`labels`"),
                _ => {
                    let items = self.items(value, "`rules`", "[]rulefmt.Rule");
                    group.rules = items.into_iter().map(|item| self.rule(item)).collect();
                }
            }
        }
        group
    }

    fn rule(&mut self, node: NodeId) -> Rule {
        let mut rule = Rule {
            span: self.document.span(node),
            ..Rule::default()
        };
        for (key, value) in self.known_pairs(node, &RULE) {
            match key {
                "record" => rule.record = self.text(value, "`record`"),
                "alert" => rule.alert = self.text(value, "`alert`"),
                "expr" => rule.expression = self.text(value, "`expr`"),
                "for" => rule.hold = self.duration(value, key),
                "keep_firing_for" => rule.keep_firing_for = self.duration(value, key),
                "labels" => rule.labels = self.texts(value, "`labels`"),
                _ => rule.annotations = self.texts(value, "`annotations`"),
            }
        }
        // A text that is empty is as good as none.
        for text in [&mut rule.record, &mut rule.alert, &mut rule.expression] {
            *text = text.take().filter(|text| !text.is_empty());
        }
        rule
    }

    /// The node an alias stands for, counted.
    fn follow(&mut self, node: NodeId) -> Option<NodeId> {
        match self.reads_left.checked_sub(1) {
            Some(left) => self.reads_left = left,
            None => return None,
        }
        let target = self.document.resolve_alias(node);
        if self.reads_left == 0 {
            self.refuse(
                "alias-bomb",
                node,
                "most of the file comes from repeated aliases",
                Stage::Syntax,
                "yaml: document contains excessive aliasing",
            );
        }
        target
    }

    fn refuse(
        &mut self,
        name: &'static str,
        node: NodeId,
        message: impl Into<String>,
        stage: Stage,
        words: impl Into<String>,
    ) {
        let node = self.document.node(node);
        let line = (stage == Stage::Type).then_some(node.line);
        self.diagnostics
            .push(refused(name, node.span, message, stage, line, words));
    }

    fn is_null(&self, node: NodeId) -> bool {
        let node = self.document.node(node);
        match node.kind {
            Kind::Scalar { text, style } => {
                style == yaml::ScalarStyle::Plain
                    && node.tag.is_none()
                    && matches!(text, "" | "~" | "null" | "Null" | "NULL")
            }
            _ => false,
        }
    }

    fn wrong_type(&mut self, node: NodeId, what: &str, takes: &str, go_type: &str) {
        let document = self.document;
        let shown = match document.kind(node) {
            Kind::Scalar { text, .. } => {
                const SHOWN: usize = 10;
                let short: String = text.chars().take(SHOWN).collect();
                let short = if short.len() < text.len() {
                    format!("{}...", text.chars().take(SHOWN - 3).collect::<String>())
                } else {
                    short
                };
                format!("!!str `{short}`")
            }
            Kind::Sequence(_) => "!!seq".to_owned(),
            Kind::Mapping(_) | Kind::Alias(_) => "!!map".to_owned(),
        };
        let is = match document.kind(node) {
            Kind::Scalar { .. } => "a text",
            Kind::Sequence(_) => "a list",
            Kind::Mapping(_) | Kind::Alias(_) => "a mapping",
        };
        self.refuse(
            "wrong-type",
            node,
            format!("{what} takes {takes}, and this is {is}"),
            Stage::Type,
            format!("cannot unmarshal {shown} into {go_type}"),
        );
    }

    /// The pairs of a mapping whose keys are known, each once; what it merges stands behind its own.
    fn known_pairs(&mut self, node: NodeId, shape: &Shape) -> Vec<(&'static str, NodeId)> {
        let mut known: Vec<(&'static str, NodeId)> = Vec::new();
        for (key, name, value) in self.pairs(node, shape.what, shape.go_type) {
            match shape.keys.iter().find(|key| **key == name) {
                Some(name) => known.push((name, value)),
                None => {
                    self.refuse(
                        "unknown-key",
                        key,
                        format!("{} is no key of {}", quote_key(&name), shape.what),
                        Stage::Type,
                        format!("field {name} not found in type {}", shape.go_type),
                    );
                    if let Some(near) = nearest(&name, shape.keys.iter().copied())
                        && let Some(finding) = self.diagnostics.last_mut()
                    {
                        finding.help.push(format!("there is a key `{near}`").into());
                    }
                }
            }
        }
        known
    }

    /// The pairs of a mapping by the texts of their keys, repeated ones told; what it merges stands behind its own.
    fn pairs(&mut self, node: NodeId, what: &str, go_type: &str) -> Vec<(NodeId, String, NodeId)> {
        let document = self.document;
        let Some(node) = self.follow(node) else {
            return Vec::new();
        };
        if self.is_null(node) {
            return Vec::new();
        }
        let Kind::Mapping(pairs) = document.kind(node) else {
            self.wrong_type(node, what, "a mapping", go_type);
            return Vec::new();
        };
        let mut own: Vec<(NodeId, String, NodeId)> = Vec::with_capacity(pairs.len());
        let mut merged = Vec::new();
        for (key, value) in pairs.iter() {
            let Some(name) = document.scalar_text(key) else {
                self.refuse(
                    "bad-map-key",
                    key,
                    format!("{what} takes texts as keys"),
                    Stage::Type,
                    "yaml: invalid map key",
                );
                continue;
            };
            if name == "<<" {
                merged.extend(self.merged(value, what, go_type));
                continue;
            }
            if let Some((first, ..)) = own.iter().find(|(_, other, _)| other == name) {
                let first = document.node(*first);
                self.refuse(
                    "repeated-key",
                    key,
                    format!("{} is set twice in {what}", quote_key(name)),
                    Stage::Type,
                    format!("mapping key {} already defined at line {}", quote(name), first.line),
                );
                if let Some(finding) = self.diagnostics.last_mut() {
                    finding.secondary.push(crate::diagnostic::Label {
                        span: first.span,
                        text: "first set here".to_owned(),
                    });
                }
                continue;
            }
            own.push((key, name.to_owned(), value));
        }
        for (key, name, value) in merged {
            if !own.iter().any(|(_, other, _)| *other == name) {
                own.push((key, name, value));
            }
        }
        own
    }

    /// What `<<` brings: of one mapping or of a list of them, of which the earlier win.
    fn merged(&mut self, node: NodeId, what: &str, go_type: &str) -> Vec<(NodeId, String, NodeId)> {
        let Some(node) = self.follow(node) else {
            return Vec::new();
        };
        let mappings = match self.document.kind(node) {
            Kind::Sequence(items) => items.to_vec(),
            _ => vec![node],
        };
        let mut all: Vec<(NodeId, String, NodeId)> = Vec::new();
        for mapping in mappings {
            let is_mapping = self
                .document
                .resolve_alias(mapping)
                .is_some_and(|target| matches!(self.document.kind(target), Kind::Mapping(_)));
            if !is_mapping {
                self.refuse(
                    "merge-of-no-mapping",
                    mapping,
                    "`<<` takes a mapping or a list of mappings",
                    Stage::Fatal,
                    "yaml: map merge requires map or sequence of maps as the value",
                );
                continue;
            }
            for pair in self.pairs(mapping, what, go_type) {
                if !all.iter().any(|(_, name, _)| *name == pair.1) {
                    all.push(pair);
                }
            }
        }
        all
    }

    /// The items of a list, aliases followed and nulls dropped.
    fn items(&mut self, node: NodeId, what: &str, go_type: &str) -> Vec<NodeId> {
        let document = self.document;
        let Some(node) = self.follow(node) else {
            return Vec::new();
        };
        if self.is_null(node) {
            return Vec::new();
        }
        let Kind::Sequence(items) = document.kind(node) else {
            self.wrong_type(node, what, "a list", go_type);
            return Vec::new();
        };
        let items = items.iter().filter_map(|&item| self.follow(item));
        let items: Vec<NodeId> = items.collect();
        items.into_iter().filter(|&item| !self.is_null(item)).collect()
    }

    /// A scalar as text; null as the empty one. `None` for anything else, which is told.
    fn text(&mut self, node: NodeId, what: &str) -> Option<Spanned<String>> {
        let node = self.follow(node)?;
        let span = self.document.span(node);
        if self.is_null(node) {
            return Some(Spanned::new(String::new(), span));
        }
        let shown = self.document.node(node);
        let Kind::Scalar { text, style } = shown.kind else {
            self.wrong_type(node, what, "a text", "string");
            return None;
        };
        // Only `!!binary` makes another text of it.
        let text = match yaml::resolve(text, style, shown.tag) {
            Ok(yaml::Resolved::String(text)) => text.into_owned(),
            _ => text.to_owned(),
        };
        Some(Spanned::new(text, span))
    }

    fn duration(&mut self, node: NodeId, key: &str) -> Option<Spanned<Duration>> {
        let text = self.text(node, &format!("`{key}`"))?;
        let node = self.follow(node)?;
        if self.is_null(node) {
            return None;
        }
        match parse_prometheus(&text, Version::V0_33) {
            Ok(duration) => Some(text.map(|_| duration)),
            Err(error) => {
                self.refuse(
                    "bad-duration",
                    node,
                    format!("{} is no duration for `{key}`", quote(&text)),
                    Stage::Fatal,
                    error.to_string(),
                );
                None
            }
        }
    }

    fn number(&mut self, node: NodeId) -> Option<Spanned<i64>> {
        let node = self.follow(node)?;
        if self.is_null(node) {
            return None;
        }
        let shown = self.document.node(node);
        let number = match shown.kind {
            Kind::Scalar { text, style } => match yaml::resolve(text, style, shown.tag) {
                Ok(yaml::Resolved::Integer(yaml::resolve::Integer::Signed(number))) => Some(number),
                // What is behind the point is cut off.
                #[allow(clippy::cast_possible_truncation, reason = "that is what Go does")]
                Ok(yaml::Resolved::Float(number)) => Some(number as i64),
                _ => None,
            },
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(node, "`limit`", "a whole number", "int");
        }
        number.map(|number| Spanned::new(number, shown.span))
    }

    fn texts(&mut self, node: NodeId, what: &str) -> Vec<Pair> {
        let mut texts = Vec::new();
        for (key, name, value) in self.pairs(node, what, "map[string]string") {
            let name = Spanned::new(name, self.document.span(key));
            if let Some(value) = self.text(value, what) {
                texts.push(Pair { name, value });
            }
        }
        texts
    }
}

fn quote_key(name: &str) -> String {
    if name.contains('`') || name.is_empty() || name.chars().any(char::is_control) {
        quote(name)
    } else {
        format!("`{name}`")
    }
}
