//! The walk itself: steps, aliases, nulls, and the findings on the way.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{AliasBudget, Codec, Expected, Field, Input, has_placeholder};
use crate::config::Options;
use crate::config::gaps::NilEntry;
use crate::diagnostic::{Diagnostic, Stage, Upstream};
use crate::matcher::{ListReader, Matcher};
use crate::text::quote::quote;
use crate::text::suggest::nearest;
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::{self, Alias, Document, Kind, Node, NodeId, Resolved, ScalarStyle};

/// A finding that ends decoding where Alertmanager meets it; `upstream` is all that is then printed.
pub(in crate::config) fn fatal(
    name: &'static str,
    span: Span,
    message: impl Into<Cow<'static, str>>,
    upstream: impl Into<String>,
) -> Diagnostic {
    let upstream = Upstream {
        text: upstream.into(),
        stage: Stage::Fatal,
        line: None,
    };
    Diagnostic::error(name, span, message, upstream)
}

/// For how many different unknown keys the nearest known one is looked for.
pub(in crate::config) const MOST_SUGGESTIONS: usize = 1000;
/// Longer keys are not compared with known ones.
const LONGEST_KEY: usize = 100;

/// Reads one document.
pub struct Decoder<'d> {
    pub(in crate::config) document: &'d Document<'d>,
    pub(in crate::config) options: Options,
    pub(in crate::config) matchers: ListReader,
    /// Where matchers are gathered before they become a list; empty in between.
    pub(in crate::config) matchers_read: Vec<Spanned<Matcher>>,
    findings: Vec<Diagnostic>,
    /// Hashes of the findings, to say what an alias repeats only once.
    known: HashSet<u64>,
    pub(super) secrets: Vec<Span>,
    pub(in crate::config) placeholders: Vec<Span>,
    type_errors: usize,
    /// How many values are not known: refused, or behind a placeholder.
    doubts: usize,
    budget: AliasBudget,
    /// The aliases that are being followed.
    expanding: Vec<NodeId>,
    /// Set when going on would not end in reasonable time.
    stopped: bool,
    /// Whether of keys of one name the last counts, as where Alertmanager reads values that are no configuration.
    pub(in crate::config) may_repeat: bool,
    /// The key whose value is being read, for messages; empty above all keys.
    pub(super) key: &'static str,
    /// Whether it is an entry of a list behind that key.
    in_list: bool,
    /// Null routes of the list that was read last, until their parent takes them.
    pub(in crate::config) nil_routes: Vec<NilEntry>,
    /// Null receivers.
    pub(in crate::config) nil_receivers: Vec<NilEntry>,
    /// Keys of lists that are not complete.
    losses: Vec<&'static str>,
    /// What may be meant by unknown keys, so far.
    suggestions: HashMap<(&'static str, String), Option<&'static str>>,
}

/// What a decoder leaves behind.
#[derive(Debug)]
pub(in crate::config) struct Findings {
    pub(in crate::config) diagnostics: Vec<Diagnostic>,
    pub(in crate::config) secrets: Vec<Span>,
    pub(in crate::config) placeholders: Vec<Span>,
    pub(in crate::config) losses: Vec<&'static str>,
    /// For how many unknown keys a known one was looked for.
    pub(in crate::config) suggestions: usize,
}

impl Findings {
    /// Takes in what was found behind these.
    pub(in crate::config) fn join(&mut self, behind: Self) {
        self.diagnostics.extend(behind.diagnostics);
        self.secrets.extend(behind.secrets);
        self.placeholders.extend(behind.placeholders);
        self.losses.extend(behind.losses);
        self.suggestions += behind.suggestions;
    }
}

impl<'d> Decoder<'d> {
    pub(in crate::config) fn new(document: &'d Document<'d>, options: Options) -> Self {
        Self {
            document,
            options,
            matchers: ListReader::new(options.matcher_mode, options.version),
            matchers_read: Vec::new(),
            findings: Vec::new(),
            known: HashSet::new(),
            secrets: Vec::new(),
            placeholders: Vec::new(),
            type_errors: 0,
            doubts: 0,
            budget: AliasBudget::default(),
            expanding: Vec::new(),
            stopped: false,
            may_repeat: false,
            key: "",
            in_list: false,
            nil_routes: Vec::new(),
            nil_receivers: Vec::new(),
            losses: Vec::new(),
            suggestions: HashMap::new(),
        }
    }

    pub(in crate::config) fn finish(self) -> Findings {
        Findings {
            diagnostics: self.findings,
            secrets: self.secrets,
            placeholders: self.placeholders,
            losses: self.losses,
            suggestions: self.suggestions.len(),
        }
    }

    pub(in crate::config) fn version(&self) -> Version {
        self.options.version
    }

    /// How many type errors there are so far. An object with more behind than before it checks nothing of its own.
    pub(in crate::config) fn type_errors(&self) -> usize {
        self.type_errors
    }

    /// How many values are not known so far.
    pub(in crate::config) fn doubts(&self) -> usize {
        self.doubts
    }

    /// Reads a node into a slot. `false` if the real decoder would throw the value away.
    pub(in crate::config) fn unmarshal<C: Codec>(&mut self, id: NodeId, slot: &mut C::Slot) -> bool {
        if !self.step() {
            return false;
        }
        let node = self.document.node(id);
        match node.kind {
            Kind::Alias(alias) => self.follow(id, node.span, alias, &mut |decoder, input| {
                decoder.unmarshal_node::<C>(input, slot)
            }),
            _ => self.unmarshal_node::<C>(Input { node }, slot),
        }
    }

    #[inline]
    fn unmarshal_node<C: Codec>(&mut self, input: Input<'_>, slot: &mut C::Slot) -> bool {
        match Presence::of(input.node) {
            Presence::Null => {
                C::clear(input.node.span, slot);
                true
            }
            Presence::QuotedNull => C::decode_quoted_null(self, input, slot),
            Presence::Present => {
                if C::IS_SECRET {
                    self.note_secret(input);
                }
                C::decode(self, input, slot)
            }
        }
    }

    /// Counts a step and follows an alias.
    pub(in crate::config) fn visit(&mut self, id: NodeId, read: &mut dyn FnMut(&mut Self, Input<'d>) -> bool) -> bool {
        if !self.step() {
            return false;
        }
        let node = self.document.node(id);
        match node.kind {
            Kind::Alias(alias) => self.follow(id, node.span, alias, read),
            _ => read(self, Input { node }),
        }
    }

    /// Counts a step; a type that reads itself through another takes one more than its node.
    #[inline]
    pub(in crate::config) fn step(&mut self) -> bool {
        !self.stopped && (self.budget.step() || self.stop())
    }

    /// Ends decoding. Always `false`.
    #[cold]
    fn stop(&mut self) -> bool {
        self.stopped = true;
        let span = self.expanding.first().map_or(Span::at(0), |&id| self.document.span(id));
        let finding = fatal(
            "alias-bomb",
            span,
            "most of the configuration comes from aliases, as in an attack",
            "yaml: document contains excessive aliasing",
        )
        .with_help("write out what is repeated through nested aliases");
        self.refuse(finding);
        false
    }

    #[cold]
    pub(super) fn follow(
        &mut self,
        id: NodeId,
        span: Span,
        alias: Alias,
        read: &mut dyn FnMut(&mut Self, Input<'d>) -> bool,
    ) -> bool {
        // Without a target it is a syntax error, reported as such.
        let Some(target) = alias.target else {
            self.doubts += 1;
            return false;
        };
        if self.expanding.contains(&id) {
            let name = self.document.node(target).anchor.unwrap_or_default();
            let mut finding = fatal(
                "alias-in-itself",
                span,
                format!("`*{name}` stands inside the value it repeats"),
                format!("yaml: anchor '{name}' value contains itself"),
            );
            if let Some(anchor) = self.document.anchor_span(target) {
                finding = finding.with_secondary(anchor, "the value begins here");
            }
            self.refuse(finding);
            return false;
        }
        self.expanding.push(id);
        self.budget.enter();
        let good = self.visit(target, read);
        self.budget.leave();
        self.expanding.pop();
        good
    }

    /// Notes a finding of an object's own checks or of a value.
    pub(in crate::config) fn refuse(&mut self, finding: Diagnostic) {
        self.doubts += 1;
        self.push(finding);
    }

    fn push(&mut self, finding: Diagnostic) {
        if self.budget.is_inside() || self.stopped {
            let mut hasher = DefaultHasher::new();
            (finding.primary.span, &finding.message).hash(&mut hasher);
            if !self.known.insert(hasher.finish()) {
                return;
            }
        }
        self.findings.push(finding);
    }

    /// Notes something that is no error.
    pub(in crate::config) fn remark(&mut self, finding: Diagnostic) {
        self.push(finding);
    }

    /// Notes that the list behind the current key is not complete.
    pub(in crate::config) fn note_loss(&mut self) {
        self.losses.push(self.key);
    }

    /// Where a node stands.
    pub(in crate::config) fn span_of(&self, id: NodeId) -> Span {
        self.document.span(id)
    }

    /// The key of an object that may be meant by another. Limited in all, for files with very many mistakes.
    pub(in crate::config) fn suggest(
        &mut self,
        what: &'static str,
        fields: &[Field],
        name: &str,
    ) -> Option<&'static str> {
        let known = (what, name.to_owned());
        if let Some(&suggestion) = self.suggestions.get(&known) {
            return suggestion;
        }
        if self.suggestions.len() >= MOST_SUGGESTIONS || name.len() > LONGEST_KEY {
            return None;
        }
        let suggestion = nearest(name, fields.iter().map(|field| field.key));
        self.suggestions.insert(known, suggestion);
        suggestion
    }

    /// Notes a fatal finding about a text, unless that holds a placeholder.
    pub(in crate::config) fn refuse_text(&mut self, text: &str, span: Span, finding: Diagnostic) {
        if self.options.allow_placeholders && has_placeholder(text) {
            self.doubts += 1;
            self.placeholders.push(span);
        } else {
            self.refuse(finding);
        }
    }

    /// Notes a fatal finding about a value, unless it holds a placeholder.
    pub(in crate::config) fn refuse_value(&mut self, input: Input<'_>, finding: Diagnostic) {
        if !self.take_placeholder(input) {
            self.refuse(finding);
        }
    }

    /// Notes a type error: `text` without the line.
    pub(in crate::config) fn type_error(
        &mut self,
        line: u32,
        name: &'static str,
        span: Span,
        message: String,
        text: String,
    ) -> &mut Diagnostic {
        self.doubts += 1;
        self.type_errors += 1;
        let upstream = Upstream {
            text,
            stage: Stage::Type,
            line: Some(line),
        };
        let at = self.findings.len();
        self.findings.push(Diagnostic::error(name, span, message, upstream));
        &mut self.findings[at]
    }

    /// A node of the wrong kind. Always `false`.
    pub(in crate::config) fn wrong_type(&mut self, input: Input<'_>, go_type: &str, expected: Expected) -> bool {
        let node = input.node;
        // The real reader forgets the tags of collections.
        let shown = match node.kind {
            Kind::Scalar { text, .. } => {
                let Some(resolved) = self.resolve(input) else {
                    return false;
                };
                if self.take_placeholder(input) {
                    return false;
                }
                let tag = resolved.tag().as_str();
                let tag = node.tag.map_or(Cow::Borrowed(tag), yaml::resolve::short_tag);
                if matches!(tag.as_ref(), "!!seq" | "!!map") {
                    // The real reader takes it for a collection, which has no text to set apart.
                    format!("{tag}{text}")
                } else {
                    format!("{tag} `{}`", shortened(text))
                }
            }
            Kind::Sequence(_) => "!!seq".to_owned(),
            Kind::Mapping(_) | Kind::Alias(_) => "!!map".to_owned(),
        };
        let text = format!("cannot unmarshal {shown} into {go_type}");
        let message = format!("{} takes {expected}, and this is {}", self.place(), described(node));
        let finding = self.type_error(node.line, "wrong-type", node.span, message, text);
        if let Some(help) = remedy(node, go_type) {
            finding.help.push(help);
        }
        false
    }

    /// The setting that is being read, in words.
    pub(in crate::config) fn place(&self) -> String {
        match (self.key, self.in_list) {
            ("", false) => "the configuration".to_owned(),
            ("", true) => "an entry".to_owned(),
            (key, false) => format!("`{key}`"),
            (key, true) => format!("an entry of `{key}`"),
        }
    }

    /// Goes into the value of a key; gives what [`Decoder::leave_key`] takes.
    pub(in crate::config) fn enter_key(&mut self, key: &'static str) -> (&'static str, bool) {
        let outer = (self.key, self.in_list);
        (self.key, self.in_list) = (key, false);
        outer
    }

    /// Goes into the entries of a list; gives what [`Decoder::leave_key`] takes.
    pub(in crate::config) fn enter_list(&mut self) -> (&'static str, bool) {
        let outer = (self.key, self.in_list);
        self.in_list = true;
        outer
    }

    /// Comes back.
    pub(in crate::config) fn leave_key(&mut self, outer: (&'static str, bool)) {
        (self.key, self.in_list) = outer;
    }

    /// What a scalar means; `None` if its tag contradicts it, which is noted.
    pub(in crate::config) fn resolve<'i>(&mut self, input: Input<'i>) -> Option<Resolved<'i>> {
        let Kind::Scalar { text, style } = input.node.kind else {
            return None;
        };
        match yaml::resolve(text, style, input.node.tag) {
            Ok(resolved) => Some(resolved),
            Err(error) => {
                let finding = fatal(
                    "wrong-tag",
                    input.node.span,
                    format!(
                        "the value is not what its tag `{}` says",
                        yaml::resolve::short_tag(input.node.tag.unwrap_or_default())
                    ),
                    format!("yaml: {error}"),
                );
                self.refuse_value(input, finding);
                None
            }
        }
    }

    /// Whether the value holds a placeholder and is accepted for that; it is noted then.
    fn take_placeholder(&mut self, input: Input<'_>) -> bool {
        let Kind::Scalar { text, .. } = input.node.kind else {
            return false;
        };
        if !self.options.allow_placeholders || !has_placeholder(text) {
            return false;
        }
        self.doubts += 1;
        self.placeholders.push(input.node.span);
        true
    }

    fn note_secret(&mut self, input: Input<'_>) {
        if matches!(input.node.kind, Kind::Scalar { .. }) {
            self.secrets.push(input.node.span);
        }
    }
}

/// Whether a node is null to the real decoder, which looks at the text before it looks at quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::config) enum Presence {
    /// Resolves to nothing.
    Null,
    /// Treated as null on the way in and then found to be something else.
    QuotedNull,
    Present,
}

const NULL_TAG: &str = "tag:yaml.org,2002:null";

impl Presence {
    pub(in crate::config) fn of(node: Node<'_>) -> Self {
        let Kind::Scalar { text, style } = node.kind else {
            return Self::Present;
        };
        let is_plain = style == ScalarStyle::Plain;
        match (node.tag, text) {
            (None, "null" | "~") | (Some(NULL_TAG), _) => {}
            (None, "") if is_plain => {}
            _ => return Self::Present,
        }
        let is_null = if node.tag.is_some() {
            matches!(text, "" | "~" | "null" | "Null" | "NULL")
        } else {
            is_plain
        };
        if is_null { Self::Null } else { Self::QuotedNull }
    }
}

/// A value as type errors show it: more than ten bytes are cut to seven.
fn shortened(value: &str) -> Cow<'_, str> {
    if value.len() <= 10 {
        return Cow::Borrowed(value);
    }
    let mut start = String::from_utf8_lossy(&value.as_bytes()[..7]).into_owned();
    start.push_str("...");
    Cow::Owned(start)
}

/// A node in words.
fn described(node: Node<'_>) -> String {
    match node.kind {
        Kind::Sequence(_) => "a list".to_owned(),
        Kind::Mapping(_) | Kind::Alias(_) => "a mapping".to_owned(),
        Kind::Scalar { text, style } => match yaml::resolve(text, style, node.tag) {
            Ok(Resolved::Null) => "nothing".to_owned(),
            Ok(Resolved::Bool(_)) => format!("the truth value `{text}`"),
            Ok(Resolved::Integer(_) | Resolved::Float(_)) => format!("the number `{text}`"),
            Ok(Resolved::Timestamp(_)) => format!("the date `{text}`"),
            Ok(Resolved::String(_)) | Err(_) => "a text".to_owned(),
        },
    }
}

/// What to do, where that is plain.
fn remedy(node: Node<'_>, go_type: &str) -> Option<Cow<'static, str>> {
    let Kind::Scalar { text, style } = node.kind else {
        return None;
    };
    let is_quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    let is_word = text.len() <= 20 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if go_type == "bool" || go_type == "*bool" {
        return Some(match text {
            "true" | "yes" | "on" | "false" | "no" | "off" if is_quoted => Cow::Borrowed("take the quotes away"),
            _ => Cow::Borrowed("write `true` or `false`"),
        });
    }
    if is_quoted && matches!(go_type, "int" | "int64" | "uint64" | "float64") && text.parse::<f64>().is_ok() {
        return Some(Cow::Borrowed("take the quotes away"));
    }
    if go_type == "[]string" && is_word && !text.is_empty() {
        return Some(Cow::Owned(format!("write it as a list: `[{text}]`")));
    }
    None
}

/// A name in the words of a message: short ones in full, long ones cut.
pub(in crate::config) fn name_in_message(name: &str) -> String {
    if name.chars().count() <= 60 && name.chars().all(crate::text::quote::is_printable) {
        return format!("`{name}`");
    }
    let start: String = name.chars().take(60).collect();
    let dots = if start.len() < name.len() { "…" } else { "" };
    format!("`{}{dots}`", quote(&start).trim_matches('"'))
}
