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
