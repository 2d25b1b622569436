//! A parsed pattern.

/// One part of a pattern. At most some 1000 levels deep; the parser sees to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Matches the empty text.
    Empty,
    /// One code point, perhaps a surrogate, which no text contains.
    Literal { code: u32, fold: bool },
    /// `[…]`, `\d`, `\pL`.
    Class(Box<Class>),
    /// `.`
    Any { newline: bool },
    /// A place rather than a character.
    Look(Look),
    /// `(…)`; what it captured is not kept, but it counts for the depth.
    Capture(Box<Node>),
    /// `x{minimum,maximum}`; no maximum is no limit.
    Repeat {
        minimum: u32,
        maximum: Option<u32>,
        node: Box<Node>,
    },
    /// One after the other; at least two.
    Concat(Vec<Node>),
    /// One of them; at least two.
    Alternation(Vec<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NotWordBoundary,
}

/// A set of code points.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Class {
    pub items: Vec<ClassItem>,
    pub negated: bool,
    pub fold: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ClassItem {
    /// From the first to the last code point.
    Range(u32, u32),
    /// `\d`, `[:alpha:]`.
    Ascii { ranges: &'static [(u8, u8)], negated: bool },
    /// `\pL`, `\p{Greek}`.
    Unicode { table: UnicodeTable, negated: bool },
}

/// A set of code points by its Unicode property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum UnicodeTable {
    /// Every code point.
    Any,
    /// What is below U+0080.
    Ascii,
    /// What is not in `Cn`.
    Assigned,
    /// A general category, by its short name.
    Category(&'static str),
    /// A script, by its long name.
    Script(&'static str),
}
