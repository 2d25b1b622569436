//! Syntax errors in our words: the place that is wrong rather than the one where the reader gave up.

use super::error::{Failure, LongScalar, Problem, SyntaxError};
use super::tree::ScalarStyle;
use crate::text::Span;

/// What an explanation consists of.
struct Words {
    span: Span,
    message: String,
    related: Option<(Span, &'static str)>,
    help: Option<&'static str>,
}

impl Words {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            related: None,
            help: None,
        }
    }

    fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    fn related(mut self, span: Option<Span>, text: &'static str) -> Self {
        self.related = span.map(|span| (span, text));
        self
    }
}

const SPACES: &str = "indent with spaces";
const QUOTE_VALUE: &str = "put the value in quotes";
const DIRECTIVE_HELP: &str = "put a text that begins with `%` in quotes";

/// A failure to read `text`, explained.
pub(super) fn explain(text: &str, failure: &Failure) -> SyntaxError {
    let words = words(&Source(text), failure);
    SyntaxError {
        span: words.span,
        message: words.message,
        related: words.related,
        help: words.help,
        upstream: failure.upstream(),
    }
}

/// What is said of a character that YAML does not allow.
pub(super) fn control_character(code: u32) -> String {
    format!("control character U+{code:04X} is not allowed in YAML")
}

fn words(source: &Source<'_>, failure: &Failure) -> Words {
    let at = failure.at.offset;
    let here = source.character(at);
    let began = failure.began.map(|mark| mark.offset);
    let opening = began.map(|offset| source.character(offset));
    match failure.problem {
        Problem::ControlCharacter => {
            let code = source.slice(here).chars().next().map_or(0, u32::from);
            Words::new(here, control_character(code)).help("remove it")
        }
        Problem::NoColon => no_colon(source, failure),
        Problem::ValueNotAllowed => value_not_allowed(source, failure),
        Problem::TooDeep => Words::new(here, "nested more than 10000 levels deep"),
        Problem::EntryNotAllowed => Words::new(here, "a list entry cannot begin here")
            .help("begin the list on a line of its own, below its key, or put the value in quotes"),
        Problem::KeyNotAllowed => Words::new(here, "a key cannot begin with `? ` here").help(QUOTE_VALUE),
        Problem::NoToken => no_token(source, here),
        Problem::DirectiveUnknown => {
            let word = source.word(began.unwrap_or(at));
            Words::new(word, format!("unknown directive `{}`", source.slice(word))).help(DIRECTIVE_HELP)
        }
        Problem::DirectiveEmpty | Problem::DirectiveCharacter | Problem::DirectiveRest => {
            Words::new(source.line_from(began.unwrap_or(at)), "this is no directive").help(DIRECTIVE_HELP)
        }
        Problem::VersionDot | Problem::VersionLong | Problem::VersionMissing => {
            Words::new(source.line_from(began.unwrap_or(at)), "`%YAML` needs a version").help("write `%YAML 1.1`")
        }
        Problem::VersionUnsupported => {
            Words::new(source.line_from(at), "the only version of YAML that is read is 1.1").help("remove the line")
        }
        Problem::VersionTwice => Words::new(source.line_from(at), "`%YAML` stands here a second time"),
        Problem::TagDirectiveTwice => Words::new(source.line_from(at), "`%TAG` defines this handle a second time"),
        Problem::TagDirectiveSpace | Problem::TagDirectiveEnd => Words::new(
            source.line_from(began.unwrap_or(at)),
            "`%TAG` needs a handle and a prefix",
        )
        .help("write `%TAG !name! prefix`"),
        Problem::AnchorName => {
            let sign = source.word(began.unwrap_or(at));
            Words::new(
                sign,
                "the name of an anchor or an alias consists of letters, digits, `_` and `-`",
            )
            .help("put a text that begins with `*` or `&` in quotes")
        }
        Problem::TagBracket
        | Problem::TagEnd
        | Problem::TagBang
        | Problem::TagEmpty
        | Problem::TagEscape
        | Problem::TagEscapeStart
        | Problem::TagEscapeRest => Words::new(source.word(began.unwrap_or(at)), "this is no tag")
            .help("put a text that begins with `!` in quotes"),
        Problem::TagUndefined => {
            let word = source.word(at);
            Words::new(
                word,
                format!("the handle of the tag `{}` is not defined", source.slice(word)),
            )
            .help("put a text that begins with `!` in quotes")
        }
        Problem::BlockIndentZero => Words::new(here, "the indentation of a block of text cannot be 0"),
        Problem::BlockHeader => Words::new(source.line_from(at), "text cannot stand on the line of its `|` or `>`")
            .related(opening, "the block of text begins here")
            .help("put the text on the next line, indented, or put the value in quotes"),
        Problem::BlockTab | Problem::PlainTab => Words::new(here, "a tab stands in the indentation").help(SPACES),
        Problem::QuoteDocumentMark => Words::new(
            opening.unwrap_or(here),
            "this quote is not closed before the document ends",
        )
        .related(Some(source.word(at)), "the document ends here"),
        Problem::QuoteOpen => Words::new(opening.unwrap_or(here), "this quote is never closed"),
        Problem::QuoteEscape => {
            let span = here.to(source.character(here.end));
            Words::new(
                span,
                format!("unknown escape `{}` in double quotes", source.slice(span)),
            )
            .help("write a backslash as `\\\\`, or use single quotes, in which it stands for itself")
        }
        Problem::QuoteHex => Words::new(here, "an escape lacks a hexadecimal digit")
            .help("`\\x` takes two, `\\u` four and `\\U` eight; a backslash itself is `\\\\`"),
        Problem::QuoteCodePoint => Words::new(here, "an escape stands for no character"),
        Problem::NoDocumentStart => Words::new(source.line_from(at), "expected `---` before this"),
        Problem::NoNode => no_node(source, failure),
        Problem::NoEntry | Problem::NoKey => no_key(source, failure),
        Problem::NoSequenceEnd | Problem::NoMappingEnd => bracket(source, failure),
        Problem::NoAnchor => {
            let word = source.word(at);
            let name = failure.name.as_deref().unwrap_or_default();
            Words::new(
                Span::new(at, word.end.min(at + 1 + offset(name.len()))),
                format!("no anchor `{name}` is defined above"),
            )
            .help("define it with `&` above, or put a text that begins with `*` in quotes")
        }
    }
}

/// A line that has to be a key and has no `:`.
fn no_colon(source: &Source<'_>, failure: &Failure) -> Words {
    let start = failure.began.map_or(failure.at.offset, |mark| mark.offset);
    let line = source.line_from(start);
    if let Some(scalar) = failure
        .long_scalar
        .filter(|scalar| scalar.style != ScalarStyle::Plain && scalar.start == start)
    {
        return long_quote(source, scalar);
    }
    missing_space(source, line).unwrap_or_else(|| {
        Words::new(line, "this line is no `key: value`").help("write `key: value`, with a space after the colon")
    })
}

/// A `:` behind something that cannot be a key.
fn value_not_allowed(source: &Source<'_>, failure: &Failure) -> Words {
    let at = failure.at.offset;
    let colon = source.character(at);
    let Some(scalar) = failure.long_scalar else {
        return Words::new(colon, "`: ` cannot stand within an unquoted value")
            .help("put the value in quotes; nested keys go on lines of their own");
    };
    if scalar.style != ScalarStyle::Plain {
        return long_quote(source, scalar);
    }
    let first = source.line_from(scalar.start);
    let last = source.line_of(at);
    if source.indentation(at) > source.indentation(scalar.start) {
        return Words::new(last, "this line is indented deeper than the key it should stand beside")
            .related(Some(first), "it continues this text")
            .help("indent both alike");
    }
    missing_space(source, first).unwrap_or_else(|| {
        Words::new(first, "this line is no `key: value`").help("write `key: value`, with a space after the colon")
    })
}

/// A line whose `:` has no space behind it.
fn missing_space(source: &Source<'_>, line: Span) -> Option<Words> {
    let at = source.slice(line).find(':')?;
    let colon = source.character(line.start + offset(at));
    Some(Words::new(colon, "no space after the colon").help("write `key: value`, with a space after the colon"))
}

fn no_token(source: &Source<'_>, here: Span) -> Words {
    match source.slice(here) {
        "\t" => Words::new(here, "a tab stands in the indentation").help(SPACES),
        "`" => Words::new(here, "an unquoted value cannot begin with a backquote").help(QUOTE_VALUE),
        character => Words::new(here, format!("an unquoted value cannot begin with `{character}`")).help(QUOTE_VALUE),
    }
}

fn no_node(source: &Source<'_>, failure: &Failure) -> Words {
    let at = failure.at.offset;
    let here = source.character(at);
    let bracket = failure
        .began
        .map(|mark| source.character(mark.offset))
        .filter(|&span| matches!(source.slice(span), "[" | "{"));
    match (source.slice(here), bracket) {
        ("" | "-" | ".", Some(bracket)) => {
            Words::new(bracket, format!("this `{}` is not closed", source.slice(bracket)))
                .related(Some(source.word(at)), "the document ends here")
        }
        (found, bracket) => Words {
            related: bracket.map(|span| (span, "the bracket is opened here")),
            ..no_value(here, found)
        },
    }
}

fn no_value(here: Span, found: &str) -> Words {
    match found {
        "" => Words::new(here, "the text ends where a value is expected"),
        bracket @ ("]" | "}") => Words::new(here, format!("no bracket is open that `{bracket}` could close")),
        character @ ("," | ":" | "?" | "-") => Words::new(here, format!("a value is expected before `{character}`"))
            .help("put a text that contains it in quotes"),
        _ => Words::new(here, "a value is expected here"),
    }
}

/// A line that is no further key or entry of the collection it stands in.
fn no_key(source: &Source<'_>, failure: &Failure) -> Words {
    let at = failure.at.offset;
    if let Some(scalar) = failure.long_scalar.filter(|scalar| scalar.style != ScalarStyle::Plain) {
        return long_quote(source, scalar);
    }
    let line = source.line_from(at);
    let collection = failure.began.map(|mark| source.line_from(mark.offset));
    let (kind, collection_text) = if failure.problem == Problem::NoKey {
        ("`key: value`", "the mapping begins here")
    } else {
        ("list entry", "the list begins here")
    };
    let is_line_start = source.line_of(at) == line;
    let is_beside = failure
        .began
        .is_some_and(|mark| source.column(mark.offset) == source.column(at));
    if is_line_start && is_beside {
        Words::new(line, format!("a {kind} is expected here")).related(collection, collection_text)
    } else if is_line_start {
        Words::new(line, "the indentation of this line fits nothing above")
            .related(collection, collection_text)
            .help("indent the line as the one it belongs beside")
    } else {
        Words::new(source.line_from(at), "the value is complete before this").help("put the whole value in quotes")
    }
}

/// A flow collection that goes on or ends otherwise than it should.
fn bracket(source: &Source<'_>, failure: &Failure) -> Words {
    let at = failure.at.offset;
    let here = source.character(at);
    let opening = failure.began.map(|mark| source.character(mark.offset));
    let close = if failure.problem == Problem::NoSequenceEnd {
        "]"
    } else {
        "}"
    };
    let is_same_line = failure.began.is_some_and(|mark| mark.line == failure.at.line);
    match (source.slice(here), opening) {
        (_, Some(opening)) if !is_same_line => {
            Words::new(opening, format!("this `{}` is not closed", source.slice(opening)))
                .related(Some(here), "expected a comma or the closing bracket here at the latest")
        }
        (found, opening) => {
            let found = if found.trim().is_empty() {
                "the end of the line"
            } else {
                found
            };
            let found = if found.len() == 1 {
                format!("`{found}`")
            } else {
                found.to_owned()
            };
            Words::new(here, format!("expected `,` or `{close}` before {found}"))
                .related(opening, "the bracket is opened here")
                .help("put a text that contains brackets, commas or colons in quotes")
        }
    }
}

fn long_quote(source: &Source<'_>, scalar: LongScalar) -> Words {
    Words::new(source.character(scalar.start), "this quote is closed only lines later")
        .related(Some(source.character(scalar.end - 1)), "the quoted text ends here")
        .help("close the quote on the same line")
}

fn offset(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// Places in the source.
struct Source<'s>(&'s str);

impl<'s> Source<'s> {
    fn slice(&self, span: Span) -> &'s str {
        self.0.get(span.range()).unwrap_or_default()
    }

    fn rest(&self, at: u32) -> &'s str {
        self.0.get(at as usize..).unwrap_or_default()
    }

    /// The character at an offset; empty at the end.
    fn character(&self, at: u32) -> Span {
        let at = at.min(offset(self.0.len()));
        let len = self.rest(at).chars().next().map_or(0, char::len_utf8);
        Span::new(at, at + offset(len))
    }

    /// From an offset to the next white space.
    fn word(&self, at: u32) -> Span {
        let rest = self.rest(at);
        let len = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}'))
            .unwrap_or(rest.len());
        Span::new(at, at + offset(len))
    }

    /// From an offset to the end of the line, trailing white space left out.
    fn line_from(&self, at: u32) -> Span {
        let rest = self.rest(at);
        let line = rest.split(is_break).next().unwrap_or_default();
        Span::new(at, at + offset(line.trim_end().len()))
    }

    /// The line around an offset, without indentation and trailing white space.
    fn line_of(&self, at: u32) -> Span {
        let start = self.line_start(at) + self.indentation(at);
        self.line_from(start.min(at))
    }

    fn line_start(&self, at: u32) -> u32 {
        let before = self.0.get(..at as usize).unwrap_or_default();
        let line = before.rsplit(is_break).next().unwrap_or_default();
        at - offset(line.len())
    }

    /// In bytes.
    fn column(&self, at: u32) -> u32 {
        at - self.line_start(at)
    }

    fn indentation(&self, at: u32) -> u32 {
        let line = self.rest(self.line_start(at));
        offset(line.bytes().take_while(|b| *b == b' ').count())
    }
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
