//! From the parser's events to the tree.

use std::collections::HashMap;

use super::token::Text;
use super::tree::{Document, NodeId, PackedKind, PackedNode, Properties, ScalarStyle};
use crate::text::Span;

/// What stands before a node.
#[derive(Clone, Debug, Default)]
pub(super) struct Prefix {
    pub(super) tag: Option<Box<str>>,
    /// Without `&`.
    pub(super) anchor: Option<Span>,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) span: Span,
    /// From 0; that of the prefix if there is one.
    pub(super) line: u32,
}

impl Place {
    /// An absent node.
    pub(super) fn empty(at: u32, line: u32) -> Self {
        Self {
            span: Span::at(at),
            line,
        }
    }
}

/// How many bytes of a usual configuration make a node.
const BYTES_PER_NODE: usize = 12;

/// A collection that is not closed yet.
#[derive(Clone, Copy, Debug)]
struct Open {
    node: NodeId,
    /// How many children of collections around it wait.
    first: usize,
}

/// Builds one [`Document`].
#[derive(Debug)]
pub(super) struct Builder<'s> {
    document: Document<'s>,
    open: Vec<Open>,
    /// Children of all open collections, the innermost last.
    waiting: Vec<NodeId>,
    anchors: HashMap<&'s str, NodeId>,
}

impl<'s> Builder<'s> {
    /// With nothing in it, and room for a document that takes the next `len` bytes.
    pub(super) fn new(source: &'s str, len: usize) -> Self {
        Self {
            document: Document::with_room(source, len / BYTES_PER_NODE),
            open: Vec::new(),
            waiting: Vec::new(),
            anchors: HashMap::new(),
        }
    }

    /// How many collections are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Where the open collections start, outermost first.
    pub(super) fn open_starts(&self) -> impl Iterator<Item = u32> + '_ {
        self.open
            .iter()
            .map(|open| self.document.first.nodes[open.node.0 as usize].start)
    }

    /// Cuts the scalar that was added last, if it starts at `start`, to its first line.
    pub(super) fn cut_last_scalar(&mut self, start: u32) {
        let last = self.document.first.nodes.last_mut();
        // An absent value may stand where the scalar starts, if that was not added.
        let Some(packed) = last.filter(|packed| packed.start == start && packed.end > start) else {
            return;
        };
        let (style, quotes) = match packed.kind {
            PackedKind::Scalar(style) | PackedKind::UnfoldedScalar(style) => match style {
                ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (style, 1),
                _ => (style, 0),
            },
            _ => return,
        };
        let first = start + quotes;
        let text = self.document.source.get(first as usize..).unwrap_or_default();
        let line = text
            .split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
            .next()
            .unwrap_or_default();
        let end = first + index(line.trim_end().len());
        packed.kind = PackedKind::Scalar(style);
        (packed.first, packed.last, packed.end) = (first, end, end);
    }

    /// Takes back the value of the innermost mapping that was added last, if it is a scalar that starts at `start`;
    /// whether its last key lacks a value now.
    pub(super) fn take_back_value(&mut self, start: u32) -> bool {
        let Some(&Open { node, first }) = self.open.last() else {
            return false;
        };
        if self.document.first.nodes[node.0 as usize].kind != PackedKind::Mapping {
            return false;
        }
        let count = self.waiting.len() - first;
        let is_last = self
            .waiting
            .last()
            .is_some_and(|last| last.0 as usize + 1 == self.document.first.nodes.len());
        let is_plain = self
            .document
            .first
            .nodes
            .last()
            .is_some_and(|packed| packed.start == start && !packed.has_properties);
        if count > 0 && count.is_multiple_of(2) && is_last && is_plain {
            self.waiting.pop();
            self.document.first.nodes.truncate(self.document.first.nodes.len() - 1);
            return true;
        }
        count % 2 == 1
    }

    /// Forgets what was read from `at` on, which is read again: nodes that start there are gone, those that reach there
    /// end before it. The outermost `depth` open collections stay.
    pub(super) fn cut(&mut self, at: u32, depth: usize) {
        let fixed = self.open[..depth.min(self.open.len())]
            .last()
            .map_or(0, |open| open.node.0 as usize + 1);
        let nodes = &mut self.document.first.nodes;
        let kept = (0..nodes.len())
            .rfind(|&number| nodes[number].start < at)
            .map_or(fixed, |last| fixed.max(last + 1));
        nodes.truncate(kept);
        let is_kept = |node: NodeId| (node.0 as usize) < kept;
        self.open.retain(|open| is_kept(open.node));
        self.waiting.retain(|node| is_kept(*node));
        self.anchors.retain(|_, node| is_kept(*node));
        self.document.properties.retain(|properties| is_kept(properties.node));
        // Children before their parents, which end with the last of them.
        for number in (0..kept).rev().filter(|number| *number >= fixed) {
            let packed = self.document.first.nodes[number];
            // A collection may end where an absent child was.
            let is_collection = matches!(packed.kind, PackedKind::Sequence | PackedKind::Mapping);
            let reaches = packed.end > at || is_collection && packed.end == at;
            if reaches && self.open.iter().all(|open| open.node.0 as usize != number) {
                self.cut_node(number, at, kept);
            }
        }
    }

    /// Ends a node before `at`, of whose children those before number `kept` are left.
    fn cut_node(&mut self, number: usize, at: u32, kept: usize) {
        let packed = self.document.first.nodes[number];
        if !matches!(packed.kind, PackedKind::Sequence | PackedKind::Mapping) {
            let before = &self.document.source[packed.start as usize..at as usize];
            self.document.first.nodes[number].end = packed.start + index(before.trim_end().len());
            return;
        }
        let (first, last) = (packed.first as usize, packed.last as usize);
        let children = &self.document.first.children[first..last];
        let left = children.iter().take_while(|child| (child.0 as usize) < kept).count();
        let end = children[..left]
            .last()
            .map_or(packed.start, |child| self.document.first.nodes[child.0 as usize].end);
        let mut last = first + left;
        if packed.kind == PackedKind::Mapping && left % 2 == 1 {
            // Keys and values stay in turn.
            self.document.first.children[last] = NodeId(index(self.document.first.nodes.len()));
            self.document.first.nodes.push(PackedNode {
                start: end,
                end,
                line: packed.line,
                first: 0,
                last: 0,
                kind: PackedKind::Scalar(ScalarStyle::Plain),
                has_properties: false,
            });
            last += 1;
        }
        let packed = &mut self.document.first.nodes[number];
        (packed.last, packed.end) = (index(last), end);
    }

    /// Closes collections, on this line, until no more than `depth` are open.
    pub(super) fn close_to(&mut self, depth: usize, line: u32) {
        while self.open.len() > depth {
            self.complete_pair(line);
            self.close(None);
        }
    }

    /// Adds a scalar.
    pub(super) fn scalar(&mut self, place: Place, prefix: Option<Box<Prefix>>, text: Text, style: ScalarStyle) {
        let kind = if text.is_unfolded {
            PackedKind::UnfoldedScalar(style)
        } else {
            PackedKind::Scalar(style)
        };
        self.add(place, prefix, kind, text.start, text.end);
    }

    /// Adds an alias; whether there is a node of that name.
    pub(super) fn alias(&mut self, place: Place, name: &str) -> bool {
        let Some(&target) = self.anchors.get(name) else {
            self.add(place, None, PackedKind::DanglingAlias, 0, 0);
            return false;
        };
        let is_recursive = self.open.binary_search_by_key(&target, |open| open.node).is_ok();
        self.add(place, None, PackedKind::Alias, target.0, u32::from(is_recursive));
        true
    }

    /// Opens a sequence or a mapping; what is added next is its child.
    pub(super) fn open(&mut self, place: Place, prefix: Option<Box<Prefix>>, kind: PackedKind) {
        let node = self.add(place, prefix, kind, 0, 0);
        self.open.push(Open {
            node,
            first: self.waiting.len(),
        });
    }

    /// Closes the innermost collection. It ends at `end`, or with its last child.
    pub(super) fn close(&mut self, end: Option<u32>) {
        let Some(Open { node, first }) = self.open.pop() else {
            return;
        };
        let last_end = self.waiting[first..]
            .last()
            .map(|child| self.document.first.nodes[child.0 as usize].end);
        let start = index(self.document.first.children.len());
        self.document.first.children.extend(self.waiting.drain(first..));
        let packed = &mut self.document.first.nodes[node.0 as usize];
        packed.first = start;
        packed.last = index(self.document.first.children.len());
        packed.end = packed.end.max(end.or(last_end).unwrap_or(packed.end));
    }

    /// Where the last child of the innermost collection ends, or it begins: nothing in it can stand before that.
    pub(super) fn reached(&self) -> u32 {
        let Some(open) = self.open.last() else { return 0 };
        match self.waiting[open.first..].last() {
            Some(child) => self.document.first.nodes[child.0 as usize].end,
            None => self.document.first.nodes[open.node.0 as usize].start,
        }
    }

    /// Gives a mapping the value its last key lacks, so that keys and values stay in turn.
    pub(super) fn complete_pair(&mut self, line: u32) {
        let Some(&Open { node, first }) = self.open.last() else {
            return;
        };
        let children = &self.waiting[first..];
        let is_mapping = self.document.first.nodes[node.0 as usize].kind == PackedKind::Mapping;
        if is_mapping && children.len() % 2 == 1 {
            let end = self.document.first.nodes[children[children.len() - 1].0 as usize].end;
            self.scalar(Place::empty(end, line), None, Text::EMPTY, ScalarStyle::Plain);
        }
    }

    /// The document.
    pub(super) fn finish(mut self, unfolded: String) -> Document<'s> {
        self.close_to(0, 0);
        self.document.first.unfolded = unfolded;
        self.document
    }

    #[inline]
    fn add(&mut self, place: Place, prefix: Option<Box<Prefix>>, kind: PackedKind, first: u32, last: u32) -> NodeId {
        let id = NodeId(index(self.document.first.nodes.len()));
        self.document.first.nodes.push(PackedNode {
            start: place.span.start,
            end: place.span.end,
            line: place.line + 1,
            first,
            last,
            kind,
            has_properties: prefix.is_some(),
        });
        if let Some(prefix) = prefix {
            self.add_prefix(id, *prefix);
        }
        if self.open.is_empty() {
            self.document.root.get_or_insert(id);
        } else {
            self.waiting.push(id);
        }
        id
    }

    #[cold]
    fn add_prefix(&mut self, node: NodeId, prefix: Prefix) {
        if let Some(anchor) = prefix.anchor {
            self.anchors.insert(&self.document.source[anchor.range()], node);
        }
        self.document.properties.push(Properties {
            node,
            tag: prefix.tag,
            anchor: prefix.anchor,
        });
    }
}

fn index(len: usize) -> u32 {
    u32::try_from(len).expect("a text has fewer nodes than bytes, and fewer bytes than `u32::MAX`")
}
