//! Why a pattern is refused, in Go's words.

use std::fmt;
use std::ops::Range;

/// What is wrong with a pattern. Displays as Go says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegexErrorKind {
    /// `(` without `)`.
    MissingParen,
    /// `)` without `(`.
    UnexpectedParen,
    /// `[` without `]`.
    MissingBracket,
    /// A class that is none, or a range that runs backwards.
    InvalidCharRange,
    /// An escape sequence that is none.
    InvalidEscape,
    /// A group whose name is none.
    InvalidNamedCapture,
    /// `(?` followed by what Go does not know: look-around, comments, atomic groups.
    InvalidPerlOperator,
    /// Two repetitions on one another, such as `**`.
    InvalidRepeatOperator,
    /// A count above 1000, also as a product of nested ones, or a backward range.
    InvalidRepeatSize,
    /// A repetition of nothing.
    MissingRepeatArgument,
    /// More than 1000 levels.
    NestingDepth,
    /// Too large once counts are multiplied out.
    Large,
}

impl fmt::Display for RegexErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingParen => "missing closing )",
            Self::UnexpectedParen => "unexpected )",
            Self::MissingBracket => "missing closing ]",
            Self::InvalidCharRange => "invalid character class range",
            Self::InvalidEscape => "invalid escape sequence",
            Self::InvalidNamedCapture => "invalid named capture",
            Self::InvalidPerlOperator => "invalid or unsupported Perl syntax",
            Self::InvalidRepeatOperator => "invalid nested repetition operator",
            Self::InvalidRepeatSize => "invalid repeat count",
            Self::MissingRepeatArgument => "missing argument to repetition operator",
            Self::NestingDepth => "expression nests too deeply",
            Self::Large => "expression too large",
        })
    }
}

/// Why a text is no regular expression; displays as Go says it, with the part of the pattern it complains about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("error parsing regexp: {kind}: `{fragment}`")]
pub struct RegexError {
    kind: RegexErrorKind,
    fragment: String,
    /// Where the fragment stands in the wrapped pattern.
    start: usize,
}

/// The bytes of `^(?:`, which Alertmanager puts before a value.
const PREFIX_BYTES: usize = 4;

impl RegexError {
    pub(super) fn new(kind: RegexErrorKind, pattern: &str, range: Range<usize>) -> Self {
        Self {
            kind,
            start: range.start,
            fragment: pattern[range].to_owned(),
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> RegexErrorKind {
        self.kind
    }

    /// The part Go complains about, of the pattern with its anchors.
    #[must_use]
    pub fn fragment(&self) -> &str {
        &self.fragment
    }

    /// The same part as a range of bytes of a value of `value_bytes` bytes, without the anchors.
    #[must_use]
    pub fn range_in_value(&self, value_bytes: usize) -> Range<usize> {
        let end = self.start + self.fragment.len();
        let clamp = |at: usize| at.saturating_sub(PREFIX_BYTES).min(value_bytes);
        clamp(self.start)..clamp(end)
    }
}
