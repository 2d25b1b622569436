//! Writing a configuration from the nodes of another document, each piece with where it comes from.

use super::OffsetMap;
use crate::text::Span;
use crate::yaml::{Document, Kind, NodeId, ScalarStyle};

/// More than this is not written: aliases of aliases can stand for any amount of text.
const MAX_BYTES: usize = 64 << 20;

/// A configuration being written, in flow style.
pub(super) struct Emitter<'d, 's> {
    pub(super) document: &'d Document<'s>,
    text: String,
    map: OffsetMap,
}

impl<'d, 's> Emitter<'d, 's> {
    pub(super) fn new(document: &'d Document<'s>) -> Self {
        Self {
            document,
            text: String::new(),
            map: OffsetMap::rewritten(),
        }
    }

    /// The text and its map; `None` if it would have been too large.
    pub(super) fn finish(self) -> Option<(String, OffsetMap)> {
        (!self.is_full()).then_some((self.text, self.map))
    }

    pub(super) fn is_full(&self) -> bool {
        self.text.len() > MAX_BYTES
    }

    /// Punctuation of our own, which comes from nowhere.
    pub(super) fn mark(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Text that stands for the piece of the file at `outer`.
    pub(super) fn piece(&mut self, text: &str, outer: Span) {
        let inner = Span::new(offset(self.text.len()), offset(self.text.len() + text.len()));
        self.text.push_str(text);
        self.map.push(inner, outer);
    }

    /// A key and its colon, named `name` for what is `name_in_file` at `outer`.
    pub(super) fn key(&mut self, name: &str, name_in_file: &str, outer: Span) {
        let start = offset(self.text.len());
        self.piece(&quoted(name), outer);
        if name != name_in_file {
            let inner = Span::new(start, offset(self.text.len()));
            self.map.push_renamed(inner, name, name_in_file);
        }
        self.mark(": ");
    }

    /// A text value that stands for the piece of the file at `outer`.
    pub(super) fn text(&mut self, text: &str, outer: Span) {
        self.piece(&quoted(text), outer);
    }

    /// The scalar at `node` with its own meaning: what was plain stays so, for a number is no text.
    pub(super) fn scalar(&mut self, node: NodeId, text: &str, style: ScalarStyle) {
        let span = self.document.span(node);
        let is_simple = |c: char| c.is_ascii_alphanumeric() || "_.+-~/".contains(c);
        let is_plain = style == ScalarStyle::Plain && !text.is_empty() && text.chars().all(is_simple);
        if is_plain {
            self.piece(text, span);
        } else if style == ScalarStyle::Plain && text.is_empty() {
            self.piece("~", span);
        } else {
            self.text(text, span);
        }
    }

    /// The node at `id` as it is, aliases replaced by what they stand for.
    pub(super) fn value(&mut self, id: NodeId) {
        if self.is_full() {
            return;
        }
        match self.document.kind(id) {
            Kind::Alias(alias) => match alias.target.filter(|_| !alias.is_recursive) {
                Some(target) => self.value(target),
                None => self.piece("~", self.document.span(id)),
            },
            Kind::Scalar { text, style } => self.scalar(id, text, style),
            Kind::Sequence(_) => {
                let document = self.document;
                self.open('[', id);
                for &item in document.items(id) {
                    self.value(item);
                    self.mark(", ");
                }
                self.close(']', id);
            }
            Kind::Mapping(_) => self.mapping(id, None),
        }
    }

    /// The mapping at `id` as it is, but for the entry whose key is `left_out`.
    pub(super) fn mapping(&mut self, id: NodeId, left_out: Option<NodeId>) {
        let document = self.document;
        self.open('{', id);
        for (key, value) in document.pairs(id).filter(|&(key, _)| Some(key) != left_out) {
            let name = document.scalar_text(key).unwrap_or_default();
            self.key(name, name, document.span(key));
            self.value(value);
            self.mark(", ");
        }
        self.close('}', id);
    }

    pub(super) fn open(&mut self, bracket: char, node: NodeId) {
        let start = self.document.span(node).start;
        self.piece(bracket.encode_utf8(&mut [0; 4]), Span::new(start, start + 1));
    }

    pub(super) fn close(&mut self, bracket: char, node: NodeId) {
        let span = self.document.span(node);
        let start = span.end.saturating_sub(1).max(span.start);
        self.piece(bracket.encode_utf8(&mut [0; 4]), Span::new(start, span.end));
    }
}

/// A text between double quotes, as YAML and JSON both read it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("any text can be written as JSON")
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("what is written is limited")
}
