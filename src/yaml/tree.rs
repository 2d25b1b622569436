//! The tree: packed nodes in one arena, children as ranges of one list, texts borrowed from the source where they stand
//! there as they are and from one string of unfolded texts where they do not. A text read in halves has each of these twice.
//!
//! [`Document`] stores 24 bytes a node; [`Node`] is the readable view of one.

use super::nodes::Nodes;
use crate::text::Span;

/// A node of one [`Document`]. Numbers grow in source order, parents before their children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

/// Marks the nodes of a document's second part. A text is too short for so many in one.
const SECOND: u32 = 1 << 31;

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScalarStyle {
    /// No quotes: the only style whose text may mean a bool, a number or null.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// `*name`, and the node it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The anchored node; `None` if no such anchor was defined before, which is a syntax error as well.
    pub target: Option<NodeId>,
    /// Whether the alias stands inside the node it names.
    pub is_recursive: bool,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind<'d> {
    /// Text, as it is after quotes, folding and escapes.
    Scalar {
        /// The text.
        text: &'d str,
        /// How it was written.
        style: ScalarStyle,
    },
    /// A list.
    Sequence(&'d [NodeId]),
    /// Keys and values in source order, repeated keys kept.
    Mapping(Pairs<'d>),
    /// A reference to an anchored node.
    Alias(Alias),
}

/// The keys and values of a mapping in source order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pairs<'d>(&'d [NodeId]);

impl<'d> Pairs<'d> {
    /// Key and value in turn.
    #[must_use]
    pub fn iter(self) -> impl ExactSizeIterator<Item = (NodeId, NodeId)> + 'd {
        self.0.chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }

    /// Number of pairs.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.len() / 2
    }

    /// The first `pairs` pairs, and the others.
    ///
    /// # Panics
    /// If there are fewer.
    #[must_use]
    pub fn split_at(self, pairs: usize) -> (Self, Self) {
        let (first, others) = self.0.split_at(2 * pairs);
        (Self(first), Self(others))
    }

    /// Whether the mapping is `{}`.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

/// One node, looked at through [`Document::node`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node<'d> {
    /// Where its own text stands, without tag and anchor: with quotes; a collection from its first to behind its last
    /// child or bracket; an absent value is empty, where it would stand.
    pub span: Span,
    /// The line the real reader names for it, from 1: that of its tag or anchor if it has one, else where it starts.
    pub line: u32,
    /// What it is.
    pub kind: Kind<'d>,
    /// The tag as resolved by the tag directives, such as `tag:yaml.org,2002:str` or `!local`; `None` if it has none.
    pub tag: Option<&'d str>,
    /// The anchor's name, if it has one.
    pub anchor: Option<&'d str>,
}

/// One YAML document.
#[derive(Clone, Debug, Default)]
pub struct Document<'s> {
    pub(super) source: &'s str,
    /// All of it, unless it was read in halves.
    pub(super) first: Part,
    /// The other half. Its first node stands for nothing: its children are the root's.
    second: Part,
    pub(super) properties: Vec<Properties>,
    pub(super) root: Option<NodeId>,
}

/// What was read in one go.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) nodes: Nodes,
    /// Ranges of it are a collection's.
    pub(super) children: Vec<NodeId>,
    pub(super) unfolded: String,
    /// How many lines stand before it.
    lines: u32,
}

impl<'s> Document<'s> {
    /// With nothing in it, and room for so many nodes.
    pub(super) fn with_room(source: &'s str, nodes: usize) -> Self {
        let first = Part {
            children: Vec::with_capacity(nodes),
            ..Part::default()
        };
        Self {
            source,
            first,
            ..Self::default()
        }
    }

    /// The top node; `None` if there is no document: nothing but comments and white space.
    #[must_use]
    pub fn root(&self) -> Option<NodeId> {
        self.root
    }

    /// A node of this document.
    ///
    /// # Panics
    /// If `id` is from another document and out of range here.
    #[must_use]
    #[inline]
    pub fn node(&self, id: NodeId) -> Node<'_> {
        let part = self.part(id);
        let packed = part.node(id);
        let properties = if packed.has_properties {
            self.properties_of(id)
        } else {
            None
        };
        Node {
            span: Span::new(packed.start, packed.end),
            line: packed.line + part.lines,
            kind: self.kind_of(part, packed),
            tag: properties.and_then(|p| p.tag.as_deref()),
            anchor: properties.and_then(|p| p.anchor).map(|span| &self.source[span.range()]),
        }
    }

    /// What a node is; shorter for `node(id).kind`.
    #[must_use]
    #[inline]
    pub fn kind(&self, id: NodeId) -> Kind<'_> {
        let part = self.part(id);
        self.kind_of(part, part.node(id))
    }

    /// Where a node stands; shorter for `node(id).span`.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Span {
        let packed = self.part(id).node(id);
        Span::new(packed.start, packed.end)
    }

    /// The text of a scalar; `None` for any other node. Aliases are not followed.
    #[must_use]
    pub fn scalar_text(&self, id: NodeId) -> Option<&str> {
        match self.kind(id) {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The items of a sequence; empty for any other node. Aliases are not followed.
    #[must_use]
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match self.kind(id) {
            Kind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The keys and values of a mapping in source order; none for any other node. Aliases are not followed.
    #[must_use]
    pub fn pairs(&self, id: NodeId) -> impl ExactSizeIterator<Item = (NodeId, NodeId)> + '_ {
        match self.kind(id) {
            Kind::Mapping(pairs) => pairs,
            _ => Pairs(&[]),
        }
        .iter()
    }

    /// The value of the first plain or quoted key with this text; `None` for anything but a mapping. Aliases and merge
    /// keys are not followed.
    #[must_use]
    pub fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.pairs(id)
            .find(|&(name, _)| self.scalar_text(name) == Some(key))
            .map(|(_, value)| value)
    }

    /// The node an alias stands for, or the node itself; `None` for an alias of nothing or of a node around it.
    #[must_use]
    pub fn resolve_alias(&self, id: NodeId) -> Option<NodeId> {
        match self.kind(id) {
            Kind::Alias(Alias { is_recursive: true, .. }) => None,
            Kind::Alias(Alias { target, .. }) => target,
            _ => Some(id),
        }
    }

    /// Where the `&name` of a node stands, `&` included.
    #[must_use]
    pub fn anchor_span(&self, id: NodeId) -> Option<Span> {
        let name = self.properties_of(id)?.anchor?;
        Some(Span::new(name.start - 1, name.end))
    }

    /// Whether any node has a tag or an anchor.
    #[must_use]
    pub fn has_properties(&self) -> bool {
        !self.properties.is_empty()
    }

    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.first.nodes.len() + self.second.nodes.len().saturating_sub(1)
    }

    /// Every node in source order, parents before their children.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        let numbers = |part: &Part| 0..u32::try_from(part.nodes.len()).unwrap_or(SECOND);
        let second = numbers(&self.second).skip(1).map(|number| number | SECOND);
        numbers(&self.first).chain(second).map(NodeId)
    }

    /// This document, and what was read of the same text from where its part ends, `lines` lines further down. Both are
    /// mappings without tags and anchors; so is the whole.
    pub(super) fn join(mut self, source: &'s str, second: Document<'s>, lines: u32) -> Option<Self> {
        let (root, second_root) = (self.root?, second.root?);
        let is_plain =
            |document: &Self, root| matches!(document.kind(root), Kind::Mapping(_)) && !document.has_properties();
        if !is_plain(&self, root) || !is_plain(&second, second_root) {
            return None;
        }
        let mut part = second.first;
        for child in &mut part.children {
            child.0 |= SECOND;
        }
        // The root is closed last.
        let last = part.node(second_root);
        let pairs = &part.children[last.first as usize..];
        self.first.children.extend_from_slice(pairs);
        let packed = &mut self.first.nodes[root.0 as usize];
        packed.last = u32::try_from(self.first.children.len()).ok()?;
        packed.end = last.end;
        part.lines = lines;
        (self.source, self.second) = (source, part);
        Some(self)
    }

    #[inline]
    fn part(&self, id: NodeId) -> &Part {
        if id.0 < SECOND { &self.first } else { &self.second }
    }

    fn properties_of(&self, id: NodeId) -> Option<&Properties> {
        let at = self.properties.binary_search_by_key(&id, |p| p.node).ok()?;
        Some(&self.properties[at])
    }

    #[inline]
    fn kind_of<'d>(&'d self, part: &'d Part, packed: PackedNode) -> Kind<'d> {
        let range = packed.first as usize..packed.last as usize;
        match packed.kind {
            PackedKind::Scalar(style) => Kind::Scalar {
                text: &self.source[range],
                style,
            },
            PackedKind::UnfoldedScalar(style) => Kind::Scalar {
                text: &part.unfolded[range],
                style,
            },
            PackedKind::Sequence => Kind::Sequence(&part.children[range]),
            PackedKind::Mapping => Kind::Mapping(Pairs(&part.children[range])),
            PackedKind::Alias => Kind::Alias(Alias {
                target: Some(NodeId(packed.first)),
                is_recursive: packed.last == 1,
            }),
            PackedKind::DanglingAlias => Kind::Alias(Alias {
                target: None,
                is_recursive: false,
            }),
        }
    }
}

impl Part {
    #[inline]
    fn node(&self, id: NodeId) -> PackedNode {
        self.nodes[(id.0 & !SECOND) as usize]
    }
}

/// What [`PackedNode::first`] and [`PackedNode::last`] mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PackedKind {
    /// The range of the text in the source.
    Scalar(ScalarStyle),
    /// The range of the text among the unfolded texts.
    UnfoldedScalar(ScalarStyle),
    /// The range of the items in the child list.
    Sequence,
    /// The range of keys and values in the child list.
    Mapping,
    /// The number of the anchored node, and 1 if the alias stands inside it.
    Alias,
    /// Nothing.
    DanglingAlias,
}

/// A node as it is stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct PackedNode {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) line: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) kind: PackedKind,
    pub(super) has_properties: bool,
}

/// Tag and anchor of the few nodes that have any; sorted by node.
#[derive(Clone, Debug)]
pub(super) struct Properties {
    pub(super) node: NodeId,
    pub(super) tag: Option<Box<str>>,
    /// The name in the source, without `&`.
    pub(super) anchor: Option<Span>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_takes_24_bytes() {
        assert_eq!(size_of::<PackedNode>(), 24);
    }
}
