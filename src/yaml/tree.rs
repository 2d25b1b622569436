//! The tree: nodes in one arena, children as ranges of one list.

use std::borrow::Cow;

use crate::text::Span;

/// A node of one [`Document`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

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
    /// The anchored node; `None` if no such anchor was defined before.
    pub target: Option<NodeId>,
    /// Whether the alias stands inside the node it names.
    pub is_recursive: bool,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind<'s> {
    /// Text, as it is after quotes, folding and escapes.
    Scalar {
        /// The text.
        text: Cow<'s, str>,
        /// How it was written.
        style: ScalarStyle,
    },
    /// A list; its items through [`Document::items`].
    Sequence {
        /// Range in the child list.
        first: u32,
        /// Number of items.
        len: u32,
    },
    /// Keys and values in source order, repeated keys kept; through [`Document::pairs`].
    Mapping {
        /// Range in the child list.
        first: u32,
        /// Number of pairs; the child list holds twice as many nodes, key and value in turn.
        len: u32,
    },
    /// A reference to an anchored node.
    Alias(Alias),
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node<'s> {
    /// Where its own text stands: with quotes; a collection from its first to behind its last child or bracket; an
    /// absent value is empty, where it would stand.
    pub span: Span,
    /// The line the real reader reports for it, from 1.
    pub line: u32,
    /// What it is.
    pub kind: Kind<'s>,
    /// The tag as resolved by the tag directives, such as `tag:yaml.org,2002:str` or `!local`; `None` if it has none.
    pub tag: Option<Box<str>>,
    /// The anchor's name, if it has one.
    pub anchor: Option<Box<str>>,
}

/// One YAML document.
#[derive(Clone, Debug, Default)]
pub struct Document<'s> {
    pub(super) nodes: Vec<Node<'s>>,
    pub(super) children: Vec<NodeId>,
    pub(super) root: Option<NodeId>,
}

impl<'s> Document<'s> {
    /// The top node; `None` if the document is empty.
    #[must_use]
    pub fn root(&self) -> Option<NodeId> {
        self.root
    }

    /// A node of this document.
    ///
    /// # Panics
    /// If `id` is from another document and out of range here.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node<'s> {
        &self.nodes[id.0 as usize]
    }

    /// The items of a sequence; empty for any other node.
    #[must_use]
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match self.node(id).kind {
            Kind::Sequence { first, len } => self.child_range(first, len),
            _ => &[],
        }
    }

    /// The keys and values of a mapping in source order; none for any other node.
    #[must_use]
    pub fn pairs(&self, id: NodeId) -> impl ExactSizeIterator<Item = (NodeId, NodeId)> + '_ {
        let flat = match self.node(id).kind {
            Kind::Mapping { first, len } => self.child_range(first, 2 * len),
            _ => &[],
        };
        flat.chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }

    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    fn child_range(&self, first: u32, len: u32) -> &[NodeId] {
        &self.children[first as usize..(first + len) as usize]
    }
}
