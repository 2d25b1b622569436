//! The UTF-8 grammar, known since 0.27.

mod lexer;

use std::fmt;

use super::{MatchOp, Matcher, RegexError};
use crate::text::literal;
use crate::version::Version;
pub use lexer::{Columns, LexicalError};
use lexer::{Lexer, Token, TokenKind};

/// Why the UTF-8 grammar refuses a text; displays as Alertmanager says it. Columns count characters from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Utf8Error {
    /// A token that cannot stand where it stands.
    #[error("{columns}: unexpected {text}: {expected}")]
    Unexpected {
        /// Where it stands.
        columns: Columns,
        /// The token as it is written.
        text: String,
        /// What could stand there.
        expected: Expected,
    },
    /// The text ends in the middle of a matcher.
    #[error("end of input: {0}")]
    EndOfInput(Expected),
    /// No token starts so.
    #[error("{error}{}", After(.expected))]
    Lexical {
        /// What is wrong.
        error: LexicalError,
        /// What could stand there; `None` where the grammar does not say.
        expected: Option<Expected>,
    },
    /// A quoted text with an escape sequence that is none, a line break, or bytes that are not UTF-8.
    #[error("{columns}: {text}: invalid input")]
    Escape {
        /// Where it stands.
        columns: Columns,
        /// The quoted text as it is written.
        text: String,
    },
    /// The opening brace is not closed.
    #[error("{0}: end of input: expected close brace")]
    MissingClose(Columns),
    /// A closing brace that was not opened.
    #[error("{0}: }}: expected opening brace")]
    MissingOpen(Columns),
    /// Something follows the closing brace.
    #[error("{columns}: {text}: expected end of input")]
    Trailing {
        /// Where it stands.
        columns: Columns,
        /// The token as it is written.
        text: String,
    },
    /// The value is no regular expression.
    #[error("failed to create matcher: {0}")]
    Regex(#[from] RegexError),
}

/// What could stand in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A name, quoted or not.
    Name,
    /// One of the four operators.
    Operator,
    /// A value, quoted or not.
    Value,
    /// The end of a matcher.
    CommaOrClose,
    /// The next matcher or the end.
    MatcherOrClose,
    /// Nothing.
    End,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "expected label name",
            Self::Operator => "expected an operator such as '=', '!=', '=~' or '!~'",
            Self::Value => "expected label value",
            Self::CommaOrClose => "expected a comma or close brace",
            Self::MatcherOrClose => "expected a matcher or close brace after comma",
            Self::End => "expected end of input",
        })
    }
}

struct After<'a>(&'a Option<Expected>);

impl fmt::Display for After<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |expected| write!(f, ": {expected}"))
    }
}

/// Reads a list, braces at both ends or at none.
pub(super) fn parse_list(text: &str, version: Version) -> Result<Vec<Matcher>, Utf8Error> {
    let mut parser = Parser {
        lexer: Lexer::new(text),
        version,
    };
    let in_braces = parser.skip(TokenKind::OpenBrace, None)?;
    let mut matchers = Vec::new();
    let mut before_matcher = None;
    while !parser.at_end_or_close(before_matcher)? {
        matchers.push(parser.matcher(before_matcher)?);
        if parser.at_end_or_close(Some(Expected::CommaOrClose))? {
            break;
        }
        parser.expect(TokenKind::Comma, Expected::CommaOrClose)?;
        before_matcher = Some(Expected::MatcherOrClose);
    }
    let closed = parser.skip(TokenKind::CloseBrace, None)?;
    match (in_braces, closed) {
        (true, false) => return Err(Utf8Error::MissingClose(parser.lexer.reached())),
        (false, true) => return Err(Utf8Error::MissingOpen(parser.lexer.reached())),
        _ => {}
    }
    match parser.next(Some(Expected::End))? {
        None => Ok(matchers),
        Some(token) => Err(Utf8Error::Trailing {
            columns: token.columns,
            text: token.text.to_owned(),
        }),
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    version: Version,
}

impl<'a> Parser<'a> {
    fn peek(&self, expected: Option<Expected>) -> Result<Option<Token<'a>>, Utf8Error> {
        self.lexer
            .clone()
            .next_token()
            .map_err(|error| Utf8Error::Lexical { error, expected })
    }

    fn next(&mut self, expected: Option<Expected>) -> Result<Option<Token<'a>>, Utf8Error> {
        self.lexer
            .next_token()
            .map_err(|error| Utf8Error::Lexical { error, expected })
    }

    fn skip(&mut self, kind: TokenKind, expected: Option<Expected>) -> Result<bool, Utf8Error> {
        let found = self.peek(expected)?.is_some_and(|token| token.kind == kind);
        if found {
            self.next(expected)?;
        }
        Ok(found)
    }

    fn at_end_or_close(&self, expected: Option<Expected>) -> Result<bool, Utf8Error> {
        Ok(self
            .peek(expected)?
            .is_none_or(|token| token.kind == TokenKind::CloseBrace))
    }

    fn expect_where(&mut self, wanted: impl Fn(TokenKind) -> bool, expected: Expected) -> Result<Token<'a>, Utf8Error> {
        match self.next(Some(expected))? {
            None => Err(Utf8Error::EndOfInput(expected)),
            Some(token) if wanted(token.kind) => Ok(token),
            Some(token) => Err(Utf8Error::Unexpected {
                columns: token.columns,
                text: token.text.to_owned(),
                expected,
            }),
        }
    }

    fn expect(&mut self, kind: TokenKind, expected: Expected) -> Result<Token<'a>, Utf8Error> {
        self.expect_where(|found| found == kind, expected)
    }

    /// `name op value`; `before` is what could stand in place of the name.
    fn matcher(&mut self, before: Option<Expected>) -> Result<Matcher, Utf8Error> {
        let is_word = |kind| matches!(kind, TokenKind::Quoted | TokenKind::Unquoted);
        let name = self.expect_where(is_word, before.unwrap_or(Expected::Name))?;
        let name = unquote(name)?;
        let is_operator = |kind| matches!(kind, TokenKind::Operator(_));
        let operator = self.expect_where(is_operator, Expected::Operator)?;
        let op = match operator.kind {
            TokenKind::Operator(op) => op,
            _ => MatchOp::Equal,
        };
        let value = self.expect_where(is_word, Expected::Value)?;
        let value = unquote(value)?;
        Ok(Matcher::new(name, op, value, self.version)?)
    }
}

/// The text a name or value stands for.
fn unquote(token: Token<'_>) -> Result<String, Utf8Error> {
    if token.kind != TokenKind::Quoted {
        return Ok(token.text.to_owned());
    }
    let text = literal::unquote(token.text).and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(|| Utf8Error::Escape {
        columns: token.columns,
        text: token.text.to_owned(),
    })
}
