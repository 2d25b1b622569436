//! The classic grammar: the only one up to 0.26, and the one that wins afterwards.

use super::{MatchOp, Matcher, RegexError};
use crate::version::Version;

/// Why the classic grammar refuses a text; displays as Alertmanager says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClassicError {
    /// Not `name op value`.
    #[error("bad matcher format: {0}")]
    Format(String),
    /// A double quote inside the value, or only one at its ends.
    #[error("matcher value contains unescaped double quote: {0}")]
    UnescapedQuote(String),
    /// The value is no regular expression.
    #[error(transparent)]
    Regex(#[from] RegexError),
}

/// Reads a list: commas outside double quotes part the matchers, one brace may stand at either end.
pub(super) fn parse_list(text: &str, version: Version) -> Result<Vec<Matcher>, ClassicError> {
    let text = text.strip_prefix('{').unwrap_or(text);
    let text = text.strip_suffix('}').unwrap_or(text);
    split_at_commas(text)
        .into_iter()
        .map(|piece| parse_one(piece, version))
        .collect()
}

/// The pieces between commas that stand outside double quotes. Only the last is trimmed, and dropped when empty.
fn split_at_commas(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut in_quotes = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b',' if !in_quotes => {
                pieces.push(&text[start..at]);
                start = at + 1;
            }
            b'"' => {
                in_quotes ^= !escaped;
                escaped = false;
            }
            b'\\' => escaped = !escaped,
            b',' => {}
            _ => escaped = false,
        }
    }
    let last = text[start..].trim();
    if !last.is_empty() {
        pieces.push(last);
    }
    pieces
}

/// Reads `name op value`.
pub(super) fn parse_one(text: &str, version: Version) -> Result<Matcher, ClassicError> {
    let format_error = || ClassicError::Format(text.to_owned());
    let trimmed = text.trim_start_matches(is_ascii_space);
    let name_length = trimmed
        .bytes()
        .enumerate()
        .take_while(|&(at, byte)| is_name_byte(byte, at == 0))
        .count();
    if name_length == 0 {
        return Err(format_error());
    }
    let (name, rest) = trimmed.split_at(name_length);
    let rest = rest.trim_start_matches(is_ascii_space);
    let (op, rest) = [MatchOp::Regex, MatchOp::Equal, MatchOp::NotEqual, MatchOp::NotRegex]
        .into_iter()
        .find_map(|op| Some((op, rest.strip_prefix(op.as_str())?)))
        .ok_or_else(format_error)?;
    let value = unquote(rest.trim_matches(is_ascii_space))?;
    Ok(Matcher::new(name, op, value, version)?)
}

fn is_name_byte(byte: u8, first: bool) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || (!first && byte.is_ascii_digit())
}

fn is_ascii_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' ')
}

/// Takes quotes off and resolves `\n`, `\"` and `\\`; a backslash before anything else stands for itself.
fn unquote(raw: &str) -> Result<String, ClassicError> {
    let unescaped_quote = || ClassicError::UnescapedQuote(raw.to_owned());
    let quoted = raw.starts_with('"');
    let inner = raw.strip_prefix('"').unwrap_or(raw);
    let mut value = String::with_capacity(inner.len());
    let mut closed = false;
    let mut characters = inner.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => match inner[at + 1..].chars().next() {
                Some('n') => {
                    value.push('\n');
                    characters.next();
                }
                Some(escaped @ ('"' | '\\')) => {
                    value.push(escaped);
                    characters.next();
                }
                _ => value.push('\\'),
            },
            '"' if quoted && at + 1 == inner.len() => closed = true,
            '"' => return Err(unescaped_quote()),
            _ => value.push(c),
        }
    }
    if quoted && !closed {
        return Err(unescaped_quote());
    }
    Ok(value)
}
