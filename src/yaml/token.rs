//! What the scanner hands to the parser.

use super::tree::ScalarStyle;

/// A stretch of text: in the source, or among the unfolded texts if it is not written there as it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) is_unfolded: bool,
}

impl Text {
    pub(super) const EMPTY: Self = Self {
        start: 0,
        end: 0,
        is_unfolded: false,
    };
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    StreamStart,
    StreamEnd,
    /// `%YAML`; [`Token::text`] holds the major and the minor number.
    VersionDirective,
    /// `%TAG`; the start of [`Token::text`] is an index of the scanner's tags.
    TagDirective,
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    /// [`Token::text`] is the name.
    Alias,
    /// [`Token::text`] is the name.
    Anchor,
    /// The start of [`Token::text`] is an index of the scanner's tags.
    Tag,
    Scalar(ScalarStyle),
}

/// One token. `start..end` is where it stands; `line` counts from 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) line: u32,
    pub(super) text: Text,
}

impl Token {
    /// A token without text.
    pub(super) fn bare(kind: TokenKind, start: u32, end: u32, line: u32) -> Self {
        Self {
            kind,
            start,
            end,
            line,
            text: Text::EMPTY,
        }
    }
}

/// The two halves of a tag or of a `%TAG` directive.
#[derive(Clone, Debug)]
pub(super) struct TagText {
    /// `!`, `!!`, `!name!`, or nothing for a tag written out in full.
    pub(super) handle: Box<str>,
    /// What follows the handle, or what a directive puts in its place.
    pub(super) suffix: Box<str>,
}

/// Tokens that wait to be handed out. It is nearly always emptied before more come in, so that it never moves.
#[derive(Debug, Default)]
pub(super) struct TokenQueue {
    tokens: Vec<Token>,
    /// How many of `tokens` were taken.
    head: usize,
}

impl TokenQueue {
    /// How many wait.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.tokens.len() - self.head
    }

    /// Whether none waits.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.head == self.tokens.len()
    }

    /// The first that waits.
    #[inline]
    pub(super) fn first(&self) -> Option<Token> {
        self.tokens.get(self.head).copied()
    }

    /// Takes the first.
    #[inline]
    pub(super) fn take(&mut self) {
        self.head += 1;
        if self.head >= self.tokens.len() {
            self.clear();
        }
    }

    /// Appends one.
    #[inline]
    pub(super) fn push(&mut self, token: Token) {
        if self.head > 4096 && self.head > self.tokens.len() / 2 {
            self.tokens.drain(..self.head);
            self.head = 0;
        }
        self.tokens.push(token);
    }

    /// Puts one before the one that has `at` others before it; at the end if there are fewer.
    pub(super) fn insert(&mut self, at: usize, token: Token) {
        let at = (self.head + at).min(self.tokens.len());
        self.tokens.insert(at, token);
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.tokens.clear();
        self.head = 0;
    }
}
