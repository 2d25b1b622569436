//! What can be wrong with a text: the real reader's words, and ours.

use super::tree::ScalarStyle;
use crate::diagnostic::{Diagnostic, Upstream};
use crate::text::Span;

/// The text is not YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The smallest place that shows the problem.
    pub span: Span,
    /// What is wrong, in our words.
    pub message: String,
    /// A further place that explains it, and what it is: the bracket that is never closed.
    pub related: Option<(Span, &'static str)>,
    /// What to do.
    pub help: Option<&'static str>,
    /// What the real reader prints if this is the first error: `yaml: line 3: did not find expected key`. It often
    /// names a line of its own choosing.
    pub upstream: String,
}

impl SyntaxError {
    /// A text of more than 2 GiB.
    pub(super) fn too_long() -> Self {
        Self {
            span: Span::at(0),
            message: "a text of more than 2 GiB is not read".to_owned(),
            related: None,
            help: None,
            upstream: "yaml: input error".to_owned(),
        }
    }

    /// As a finding: the target program refuses the file with [`SyntaxError::upstream`].
    #[must_use]
    pub fn to_diagnostic(&self) -> Diagnostic {
        let upstream = Upstream::of_syntax(self.upstream.as_str());
        let mut diagnostic = Diagnostic::error("yaml-syntax", self.span, self.message.clone(), upstream);
        if let Some((span, text)) = self.related {
            diagnostic = diagnostic.with_secondary(span, text);
        }
        if let Some(help) = self.help {
            diagnostic = diagnostic.with_help(help);
        }
        diagnostic
    }
}

/// Says that reading stopped; the failure is with the cursor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop;

/// A place, counted as the real reader counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Mark {
    /// In bytes.
    pub(super) offset: u32,
    /// From 0.
    pub(super) line: u32,
    /// In characters, from the start of the text.
    pub(super) index: u32,
    /// In characters, from 0.
    pub(super) column: i32,
}

/// Who found the problem, which decides the line that is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finder {
    /// Names no line.
    Reader,
    /// Names the line, from 1, unless it is the first.
    Scanner,
    /// Names the line before.
    Parser,
    /// Names no line.
    Composer,
}

/// A plain or quoted scalar of more than one line: often one that should have ended earlier.
#[derive(Clone, Copy, Debug)]
pub(super) struct LongScalar {
    pub(super) style: ScalarStyle,
    pub(super) start: u32,
    /// From 0.
    pub(super) line: u32,
    pub(super) end: u32,
    /// From 0.
    pub(super) end_line: u32,
}

/// A problem and where it was met.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) finder: Finder,
    pub(super) problem: Problem,
    /// Where the reader stood.
    pub(super) at: Mark,
    /// Where what it was reading began.
    pub(super) began: Option<Mark>,
    /// The name of an anchor that is not there.
    pub(super) name: Option<Box<str>>,
    /// A scalar of more than one line that ends before it on the same line.
    pub(super) long_scalar: Option<LongScalar>,
}

impl Failure {
    /// A character that cannot be read at all.
    pub(super) fn in_input(problem: Problem, at: usize) -> Self {
        let at = Mark {
            offset: u32::try_from(at).unwrap_or(u32::MAX),
            ..Mark::default()
        };
        Self {
            finder: Finder::Reader,
            problem,
            at,
            began: None,
            name: None,
            long_scalar: None,
        }
    }

    /// What the real reader prints.
    pub(super) fn upstream(&self) -> String {
        let problem = self.problem.upstream();
        let line = match self.finder {
            Finder::Reader => 0,
            Finder::Composer => {
                let name = self.name.as_deref().unwrap_or_default();
                return format!("yaml: unknown anchor '{name}' referenced");
            }
            Finder::Scanner if self.at.line > 0 => self.at.line + 1,
            Finder::Parser if self.at.line > 0 => self.at.line,
            Finder::Scanner | Finder::Parser => self.began.map_or(0, |mark| mark.line),
        };
        if line == 0 {
            format!("yaml: {problem}")
        } else {
            format!("yaml: line {line}: {problem}")
        }
    }
}

/// Everything the reader can stumble over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    // Characters.
    ControlCharacter,
    // Tokens.
    NoColon,
    TooDeep,
    EntryNotAllowed,
    KeyNotAllowed,
    ValueNotAllowed,
    NoToken,
    DirectiveUnknown,
    DirectiveEmpty,
    DirectiveCharacter,
    DirectiveRest,
    VersionDot,
    VersionLong,
    VersionMissing,
    TagDirectiveSpace,
    TagDirectiveEnd,
    AnchorName,
    TagBracket,
    TagEnd,
    TagBang,
    TagEmpty,
    TagEscape,
    TagEscapeStart,
    TagEscapeRest,
    BlockIndentZero,
    BlockHeader,
    BlockTab,
    QuoteDocumentMark,
    QuoteOpen,
    QuoteEscape,
    QuoteHex,
    QuoteCodePoint,
    PlainTab,
    // Structure.
    NoDocumentStart,
    VersionTwice,
    VersionUnsupported,
    TagDirectiveTwice,
    TagUndefined,
    NoNode,
    NoEntry,
    NoKey,
    NoSequenceEnd,
    NoMappingEnd,
    // References.
    NoAnchor,
}

impl Problem {
    /// The real reader's words.
    fn upstream(self) -> &'static str {
        match self {
            Self::ControlCharacter => "control characters are not allowed",
            Self::NoColon => "could not find expected ':'",
            Self::TooDeep => "exceeded max depth of 10000",
            Self::EntryNotAllowed => "block sequence entries are not allowed in this context",
            Self::KeyNotAllowed => "mapping keys are not allowed in this context",
            Self::ValueNotAllowed => "mapping values are not allowed in this context",
            Self::NoToken => "found character that cannot start any token",
            Self::DirectiveUnknown => "found unknown directive name",
            Self::DirectiveEmpty => "could not find expected directive name",
            Self::DirectiveCharacter => "found unexpected non-alphabetical character",
            Self::DirectiveRest | Self::BlockHeader => "did not find expected comment or line break",
            Self::VersionDot => "did not find expected digit or '.' character",
            Self::VersionLong => "found extremely long version number",
            Self::VersionMissing => "did not find expected version number",
            Self::TagDirectiveSpace => "did not find expected whitespace",
            Self::TagDirectiveEnd | Self::TagEnd => "did not find expected whitespace or line break",
            Self::AnchorName => "did not find expected alphabetic or numeric character",
            Self::TagBracket => "did not find the expected '>'",
            Self::TagBang => "did not find expected '!'",
            Self::TagEmpty => "did not find expected tag URI",
            Self::TagEscape => "did not find URI escaped octet",
            Self::TagEscapeStart => "found an incorrect leading UTF-8 octet",
            Self::TagEscapeRest => "found an incorrect trailing UTF-8 octet",
            Self::BlockIndentZero => "found an indentation indicator equal to 0",
            Self::BlockTab => "found a tab character where an indentation space is expected",
            Self::QuoteDocumentMark => "found unexpected document indicator",
            Self::QuoteOpen => "found unexpected end of stream",
            Self::QuoteEscape => "found unknown escape character",
            Self::QuoteHex => "did not find expected hexdecimal number",
            Self::QuoteCodePoint => "found invalid Unicode character escape code",
            Self::PlainTab => "found a tab character that violates indentation",
            Self::NoDocumentStart => "did not find expected <document start>",
            Self::VersionTwice => "found duplicate %YAML directive",
            Self::VersionUnsupported => "found incompatible YAML document",
            Self::TagDirectiveTwice => "found duplicate %TAG directive",
            Self::TagUndefined => "found undefined tag handle",
            Self::NoNode => "did not find expected node content",
            Self::NoEntry => "did not find expected '-' indicator",
            Self::NoKey => "did not find expected key",
            Self::NoSequenceEnd => "did not find expected ',' or ']'",
            Self::NoMappingEnd => "did not find expected ',' or '}'",
            Self::NoAnchor => "unknown anchor referenced",
        }
    }
}
