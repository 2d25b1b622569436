//! Tokens of a template.

use std::borrow::Cow;

use crate::text::quote::{Quoted, is_printable};
use crate::version::Version;

/// What may be cut off beside a trim marker, and what parts tokens.
const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Error,
    EndOfText,
    Text,
    LeftDelimiter,
    RightDelimiter,
    LeftParen,
    RightParen,
    Space,
    Bool,
    Character,
    CharacterLiteral,
    Number,
    Complex,
    String,
    RawString,
    Field,
    Variable,
    Identifier,
    Assign,
    Declare,
    Pipe,
    Dot,
    Keyword(Keyword),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

impl Keyword {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "block" => Self::Block,
            "break" => Self::Break,
            "continue" => Self::Continue,
            "define" => Self::Define,
            "else" => Self::Else,
            "end" => Self::End,
            "if" => Self::If,
            "nil" => Self::Nil,
            "range" => Self::Range,
            "template" => Self::Template,
            "with" => Self::With,
            _ => return None,
        })
    }
}

/// A token; of an error, `text` is the message.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    pub text: Cow<'t, str>,
    pub line: u32,
    pub offset: usize,
}

impl std::fmt::Display for Token<'_> {
    /// As messages name it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const SHOWN: usize = 10;
        match self.kind {
            Kind::EndOfText => f.write_str("EOF"),
            Kind::Error => f.write_str(&self.text),
            Kind::Keyword(_) | Kind::Dot => write!(f, "<{}>", self.text),
            _ if self.text.len() > SHOWN => {
                let end = self
                    .text
                    .char_indices()
                    .nth(SHOWN)
                    .map_or(self.text.len(), |(at, _)| at);
                write!(f, "{}...", Quoted(&self.text[..end]))
            }
            _ => Quoted(&self.text).fmt(f),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    LeftDelimiter,
    Action,
    Done,
}

pub(super) struct Lexer<'t> {
    text: &'t str,
    /// Where the next token starts, and on which line.
    start: usize,
    line: u32,
    state: State,
    open_parens: u32,
    version: Version,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str, version: Version) -> Self {
        Self {
            text,
            start: 0,
            line: 1,
            state: State::Text,
            open_parens: 0,
            version,
        }
    }

    /// The next token; after an error or the end, only the end.
    pub fn next(&mut self) -> Token<'t> {
        loop {
            let token = match self.state {
                State::Text => self.plain_text(),
                State::LeftDelimiter => self.left_delimiter(),
                State::Action => Some(self.action()),
                State::Done => Some(self.emit(Kind::EndOfText, 0)),
            };
            if let Some(token) = token {
                return token;
            }
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.start..]
    }

    /// The next `length` bytes as a token.
    fn emit(&mut self, kind: Kind, length: usize) -> Token<'t> {
        let token = Token {
            kind,
            text: Cow::Borrowed(&self.rest()[..length]),
            line: self.line,
            offset: self.start,
        };
        self.skip(length);
        token
    }

    fn skip(&mut self, length: usize) {
        let skipped = &self.rest().as_bytes()[..length];
        let lines = memchr::memchr_iter(b'\n', skipped).count();
        self.line += u32::try_from(lines).unwrap_or(u32::MAX);
        self.start += length;
    }

    fn error(&mut self, message: impl Into<String>) -> Token<'t> {
        self.state = State::Done;
        Token {
            kind: Kind::Error,
            text: Cow::Owned(message.into()),
            line: self.line,
            offset: self.start,
        }
    }

    fn plain_text(&mut self) -> Option<Token<'t>> {
        let rest = self.rest();
        let Some(length) = rest.find("{{") else {
            self.state = State::Done;
            return (!rest.is_empty()).then(|| self.emit(Kind::Text, rest.len()));
        };
        self.state = State::LeftDelimiter;
        let text = &rest[..length];
        let kept = if begins_with_trim_marker(&rest[length + 2..]) {
            text.trim_end_matches(SPACES).len()
        } else {
            length
        };
        let token = (kept > 0).then(|| self.emit(Kind::Text, kept));
        self.skip(length - kept);
        token
    }

    fn left_delimiter(&mut self) -> Option<Token<'t>> {
        let inner = &self.rest()[2..];
        let marker = if begins_with_trim_marker(inner) { 2 } else { 0 };
        if inner[marker..].starts_with("/*") {
            self.skip(2 + marker);
            return self.comment();
        }
        let token = self.emit(Kind::LeftDelimiter, 2);
        self.skip(marker);
        self.open_parens = 0;
        self.state = State::Action;
        Some(token)
    }

    fn comment(&mut self) -> Option<Token<'t>> {
        let Some(length) = self.rest()[2..].find("*/") else {
            return Some(self.error("unclosed comment"));
        };
        let length = length + 4;
        let Some(delimiter) = right_delimiter(&self.rest()[length..]) else {
            return Some(self.error("comment ends before closing delimiter"));
        };
        self.skip(length + delimiter);
        self.after_right_delimiter(delimiter);
        None
    }

    fn after_right_delimiter(&mut self, length: usize) {
        if length > 2 {
            let rest = self.rest();
            self.skip(rest.len() - rest.trim_start_matches(SPACES).len());
        }
        self.state = State::Text;
    }

    fn close_action(&mut self, length: usize) -> Token<'t> {
        self.skip(length - 2);
        let token = self.emit(Kind::RightDelimiter, 2);
        self.after_right_delimiter(length);
        token
    }

    fn action(&mut self) -> Token<'t> {
        let rest = self.rest();
        if let Some(length) = right_delimiter(rest) {
            if self.open_parens > 0 {
                return self.error("unclosed left paren");
            }
            return self.close_action(length);
        }
        let mut characters = rest.chars();
        let Some(first) = characters.next() else {
            return self.error("unclosed action");
        };
        let second = characters.next();
        match first {
            _ if SPACES.contains(&first) => self.space(),
            '=' => self.emit(Kind::Assign, 1),
            ':' if second == Some('=') => self.emit(Kind::Declare, 2),
            ':' => self.error("expected :="),
            '|' => self.emit(Kind::Pipe, 1),
            '"' => self.delimited('"', Kind::String, "unterminated quoted string"),
            '\'' => self.delimited('\'', Kind::CharacterLiteral, "unterminated character constant"),
            '`' => match rest[1..].find('`') {
                Some(length) => self.emit(Kind::RawString, length + 2),
                None => self.error("unterminated raw quoted string"),
            },
            '$' => self.name(Kind::Variable),
            '.' if second.is_some_and(|c| !c.is_ascii_digit()) => self.name(Kind::Field),
            '.' | '+' | '-' | '0'..='9' => self.number(),
            _ if is_alphanumeric(first) => self.name(Kind::Identifier),
            '(' => {
                self.open_parens += 1;
                self.emit(Kind::LeftParen, 1)
            }
            ')' => self.right_paren(),
            ' '..='~' => self.emit(Kind::Character, 1),
            _ => self.error(format!("unrecognized character in action: {}", CodePoint(first))),
        }
    }

    fn right_paren(&mut self) -> Token<'t> {
        // Go 1.19 left it to the parser.
        if self.open_parens == 0 && self.version >= Version::V0_28 {
            return self.error("unexpected right paren");
        }
        self.open_parens = self.open_parens.saturating_sub(1);
        self.emit(Kind::RightParen, 1)
    }

    /// Spaces; the last one may belong to a trim marker.
    fn space(&mut self) -> Token<'t> {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(SPACES).len();
        match right_delimiter(&rest[length - 1..]) {
            Some(delimiter) if delimiter > 2 && length == 1 => self.close_action(delimiter),
            Some(delimiter) if delimiter > 2 => self.emit(Kind::Space, length - 1),
            _ => self.emit(Kind::Space, length),
        }
    }

    /// A literal on one line with backslash escapes.
    fn delimited(&mut self, quote: char, kind: Kind, unterminated: &str) -> Token<'t> {
        let rest = self.rest();
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(1) {
            match c {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if c == quote => return self.emit(kind, at + 1),
                _ => {}
            }
        }
        self.error(unterminated)
    }

    /// A word, perhaps behind a dot or a dollar sign.
    fn name(&mut self, kind: Kind) -> Token<'t> {
        let rest = self.rest();
        let sign = usize::from(kind != Kind::Identifier);
        let length = rest[sign..]
            .find(|c| !is_alphanumeric(c))
            .map_or(rest.len(), |at| at + sign);
        if let Some(c) = rest[length..].chars().next()
            && !ends_word(&rest[length..])
        {
            return self.error(format!("bad character {}", CodePoint(c)));
        }
        let kind = match kind {
            Kind::Field if length == 1 => Kind::Dot,
            Kind::Identifier => match &rest[..length] {
                "true" | "false" => Kind::Bool,
                word => Keyword::of(word).map_or(Kind::Identifier, Kind::Keyword),
            },
            _ => kind,
        };
        self.emit(kind, length)
    }

    fn number(&mut self) -> Token<'t> {
        let rest = self.rest();
        let bad = |length: usize| format!("bad number syntax: {}", Quoted(&rest[..length]));
        let length = match scan_number(rest) {
            Ok(length) => length,
            Err(length) => return self.error(bad(length)),
        };
        if !rest[length..].starts_with(['+', '-']) {
            return self.emit(Kind::Number, length);
        }
        match scan_number(&rest[length..]) {
            Ok(more) if rest[..length + more].ends_with('i') => self.emit(Kind::Complex, length + more),
            Ok(more) | Err(more) => self.error(bad(length + more)),
        }
    }
}

/// The length of what looks like a number; an error if a letter or digit that does not belong follows, which counts.
fn scan_number(text: &str) -> Result<usize, usize> {
    const DECIMAL: &[u8] = b"0123456789_";
    const HEXADECIMAL: &[u8] = b"0123456789abcdefABCDEF_";
    let bytes = text.as_bytes();
    let mut at = 0;
    let accept = |at: &mut usize, set: &[u8]| {
        let found = bytes.get(*at).is_some_and(|b| set.contains(b));
        *at += usize::from(found);
        found
    };
    let accept_run = |at: &mut usize, set: &[u8]| while accept(at, set) {};
    accept(&mut at, b"+-");
    let mut digits = DECIMAL;
    if accept(&mut at, b"0") {
        if accept(&mut at, b"xX") {
            digits = HEXADECIMAL;
        } else if accept(&mut at, b"oO") {
            digits = b"01234567_";
        } else if accept(&mut at, b"bB") {
            digits = b"01_";
        }
    }
    accept_run(&mut at, digits);
    if accept(&mut at, b".") {
        accept_run(&mut at, digits);
    }
    let exponent: &[u8] = match digits {
        DECIMAL => b"eE",
        HEXADECIMAL => b"pP",
        _ => b"",
    };
    if accept(&mut at, exponent) {
        accept(&mut at, b"+-");
        accept_run(&mut at, DECIMAL);
    }
    accept(&mut at, b"i");
    match text[at..].chars().next() {
        Some(c) if is_alphanumeric(c) => Err(at + c.len_utf8()),
        _ => Ok(at),
    }
}

/// Whether `- ` or its like follows a left delimiter.
fn begins_with_trim_marker(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| rest.starts_with(SPACES))
}

/// The length of the right delimiter at the start of a text, trim marker included.
fn right_delimiter(text: &str) -> Option<usize> {
    if text.starts_with("}}") {
        return Some(2);
    }
    text.strip_prefix(SPACES)?.starts_with("-}}").then_some(4)
}

/// Whether a word may end before this text.
fn ends_word(text: &str) -> bool {
    text.starts_with(SPACES) || text.starts_with(['.', ',', '|', ':', ')', '(']) || text.starts_with("}}")
}

fn is_alphanumeric(c: char) -> bool {
    c == '_'
        || if c.is_ascii() {
            c.is_ascii_alphanumeric()
        } else {
            is_letter_or_digit(c)
        }
}

/// Letters and decimal digits as Go has them; what Rust calls alphabetic or numeric is more.
fn is_letter_or_digit(c: char) -> bool {
    use std::sync::OnceLock;
    static CLASS: OnceLock<Option<regex::Regex>> = OnceLock::new();
    CLASS
        .get_or_init(|| regex::Regex::new(r"^[\pL\p{Nd}]$").ok())
        .as_ref()
        .is_some_and(|class| class.is_match(c.encode_utf8(&mut [0; 4])))
}

/// A character as `%#U` writes it: `U+0025 '%'`.
struct CodePoint(char);

impl std::fmt::Display for CodePoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "U+{:04X}", u32::from(self.0))?;
        if is_printable(self.0) {
            write!(f, " '{}'", self.0)?;
        }
        Ok(())
    }
}
