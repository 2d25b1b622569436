//! Tokens of the UTF-8 grammar.

use std::fmt;

use crate::matcher::MatchOp;
use crate::matcher::quoting::is_reserved;

/// A half-open range of columns, in characters from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The first column.
    pub start: usize,
    /// The column behind the last.
    pub end: usize,
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.start, self.end)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    OpenBrace,
    CloseBrace,
    Comma,
    Operator(MatchOp),
    Quoted,
    Unquoted,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub kind: TokenKind,
    pub text: &'a str,
    pub columns: Columns,
}

/// A place where no token starts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LexicalError {
    /// A reserved character that starts nothing.
    #[error("{columns}: {character}: invalid input")]
    Invalid {
        /// Where it stands.
        columns: Columns,
        /// The character.
        character: char,
    },
    /// `!` is followed by neither `=` nor `~`.
    #[error("{0}: !: expected one of '=~'")]
    HalfOperator(Columns),
    /// `!` ends the text.
    #[error("{0}: unexpected end of input, expected one of '=~'")]
    HalfOperatorAtEnd(Columns),
    /// A double quote is not closed.
    #[error("{columns}: {text}: missing end \"")]
    Unterminated {
        /// From the quote to the end of the text.
        columns: Columns,
        /// What stands there.
        text: String,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    rest: &'a str,
    column: usize,
    /// The column behind the last token.
    reached: usize,
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            column: 0,
            reached: 0,
        }
    }

    /// From the start of the text to the end of the last token.
    pub fn reached(&self) -> Columns {
        Columns {
            start: 0,
            end: self.reached,
        }
    }

    /// The next token; `None` at the end of the text.
    pub fn next_token(&mut self) -> Result<Option<Token<'a>>, LexicalError> {
        let trimmed = self.rest.trim_start();
        self.column += self.rest[..self.rest.len() - trimmed.len()].chars().count();
        self.rest = trimmed;
        let mut characters = self.rest.chars();
        let Some(first) = characters.next() else {
            return Ok(None);
        };
        let second = characters.next();
        let token = match (first, second) {
            ('{', _) => self.take(TokenKind::OpenBrace, 1),
            ('}', _) => self.take(TokenKind::CloseBrace, 1),
            (',', _) => self.take(TokenKind::Comma, 1),
            ('=', Some('~')) => self.take(TokenKind::Operator(MatchOp::Regex), 2),
            ('=', _) => self.take(TokenKind::Operator(MatchOp::Equal), 1),
            ('!', Some('=')) => self.take(TokenKind::Operator(MatchOp::NotEqual), 2),
            ('!', Some('~')) => self.take(TokenKind::Operator(MatchOp::NotRegex), 2),
            ('!', Some(_)) => return Err(LexicalError::HalfOperator(self.columns(1))),
            ('!', None) => return Err(LexicalError::HalfOperatorAtEnd(self.columns(1))),
            ('"', _) => match quoted_length(self.rest) {
                Some(length) => self.take(TokenKind::Quoted, length),
                None => {
                    return Err(LexicalError::Unterminated {
                        columns: self.columns(self.rest.len()),
                        text: self.rest.to_owned(),
                    });
                }
            },
            _ if is_reserved(first) => {
                return Err(LexicalError::Invalid {
                    columns: self.columns(first.len_utf8()),
                    character: first,
                });
            }
            _ => {
                let length = self.rest.find(is_reserved).unwrap_or(self.rest.len());
                self.take(TokenKind::Unquoted, length)
            }
        };
        Ok(Some(token))
    }

    /// The columns of the next `length` bytes.
    fn columns(&self, length: usize) -> Columns {
        Columns {
            start: self.column,
            end: self.column + self.rest[..length].chars().count(),
        }
    }

    fn take(&mut self, kind: TokenKind, length: usize) -> Token<'a> {
        let columns = self.columns(length);
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        self.column = columns.end;
        self.reached = columns.end;
        Token { kind, text, columns }
    }
}

/// The bytes of a quoted text, quotes included; `None` if it does not end.
fn quoted_length(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}
