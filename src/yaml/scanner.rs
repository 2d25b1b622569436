//! From text to tokens, by the algorithm of libyaml as yaml v2 carries it.
//!
//! Indentation becomes tokens (`BlockMappingStart`, `BlockEnd`). A key is known only by the `:` behind it, so tokens wait
//! in a queue while the first of them may still turn out to be a key (at most 1024 characters, on one line), and the
//! `Key` token is put before it then.

mod block;
mod plain;
mod quoted;
mod tag;

use std::collections::VecDeque;

use super::cursor::{Cursor, Scan};
use super::error::{Failure, Finder, LongScalar, Mark, Problem};
use super::input::Survey;
use super::token::{TagText, Text, Token, TokenKind, TokenQueue};
use super::tree::ScalarStyle;

/// How deep flow collections, and how deep block collections, may be nested.
const MAX_DEPTH: usize = 10_000;

/// How many characters a key without `?` may reach up to its `:`.
const MAX_KEY_CHARACTERS: u32 = 1024;

/// Where a key may have begun.
#[derive(Clone, Copy, Debug, Default)]
struct SimpleKey {
    is_possible: bool,
    /// Whether it must be a key: it stands at the indentation of a block mapping.
    is_required: bool,
    /// The number of its first token.
    token: usize,
    mark: Mark,
}

/// The scanner: call [`Scanner::peek`] and [`Scanner::advance`] until the end of the stream.
#[derive(Debug)]
pub(super) struct Scanner<'s> {
    pub(super) cursor: Cursor<'s>,
    /// Texts that do not stand in the source as they read.
    pub(super) unfolded: String,
    /// Handles and suffixes of tags and tag directives.
    pub(super) tags: Vec<TagText>,
    tokens: TokenQueue,
    /// How many tokens were handed out, which is the number of the first in the queue.
    taken: usize,
    /// Whether the first token in the queue is known to be no key.
    is_head_ready: bool,
    has_started: bool,
    /// Column of the innermost block collection; -1 outside any.
    indent: i32,
    /// The columns around it.
    indents: Vec<i32>,
    is_key_allowed: bool,
    flow_level: usize,
    /// The possible key of each flow level, level 0 first.
    keys: Vec<SimpleKey>,
    /// First tokens of possible keys, and their flow levels; ascending.
    key_tokens: VecDeque<(usize, usize)>,
    /// Line breaks within the scalar at hand, kept to be reused.
    breaks: String,
    /// The last scalar, without block scalars, of more than one line.
    long_scalar: Option<LongScalar>,
}

impl<'s> Scanner<'s> {
    /// At the start of `text`.
    pub(super) fn new(text: &'s str, survey: &Survey) -> Self {
        Self {
            cursor: Cursor::new(text, survey),
            unfolded: String::new(),
            tags: Vec::new(),
            tokens: TokenQueue::default(),
            taken: 0,
            is_head_ready: false,
            has_started: false,
            indent: -1,
            indents: Vec::new(),
            is_key_allowed: true,
            flow_level: 0,
            keys: vec![SimpleKey::default()],
            key_tokens: VecDeque::new(),
            breaks: String::new(),
            long_scalar: None,
        }
    }

    /// Forgets everything up to here and goes on at the start of a line, within block collections of these columns.
    pub(super) fn resume(&mut self, offset: u32, line: u32, columns: &[i32]) {
        self.cursor.resume_at(offset, line);
        self.tokens.clear();
        self.is_head_ready = false;
        self.flow_level = 0;
        self.keys.truncate(1);
        self.keys[0].is_possible = false;
        self.key_tokens.clear();
        self.is_key_allowed = true;
        self.breaks.clear();
        self.long_scalar = None;
        self.indents.clear();
        self.indent = -1;
        for &column in columns {
            self.indents.push(self.indent);
            self.indent = column;
        }
    }

    /// The last scalar of more than one line if it ends on this line, before `offset`.
    pub(super) fn long_scalar_before(&self, offset: u32, line: u32) -> Option<LongScalar> {
        self.long_scalar
            .filter(|scalar| scalar.end_line == line && scalar.end <= offset)
    }

    /// Notes a scalar that ends here if it has more than one line.
    fn note_long_scalar(&mut self, style: ScalarStyle, start: Mark, end: u32, end_line: u32) {
        if end_line > start.line {
            self.long_scalar = Some(LongScalar {
                style,
                start: start.offset,
                line: start.line,
                end,
                end_line,
            });
        }
    }

    /// The next token, which stays.
    #[inline]
    pub(super) fn peek(&mut self) -> Scan<Token> {
        if !self.is_head_ready {
            self.fetch_until_head_is_ready()?;
        }
        Ok(self.tokens.first().expect("a token was fetched"))
    }

    /// Takes the token that was peeked at.
    #[inline]
    pub(super) fn advance(&mut self) {
        self.is_head_ready = false;
        self.taken += 1;
        self.tokens.take();
    }

    fn fetch_until_head_is_ready(&mut self) -> Scan<()> {
        while self.tokens.is_empty() || self.is_head_possibly_a_key()? {
            self.fetch_token()?;
        }
        self.is_head_ready = true;
        Ok(())
    }

    #[inline]
    fn is_head_possibly_a_key(&mut self) -> Scan<bool> {
        while let Some(&(token, level)) = self.key_tokens.front() {
            if token > self.taken {
                break;
            }
            if token == self.taken {
                return self.is_key_still_possible(level);
            }
            self.key_tokens.pop_front();
        }
        Ok(false)
    }

    /// A key ends with its line and after 1024 characters.
    fn is_key_still_possible(&mut self, level: usize) -> Scan<bool> {
        let Some(key) = self.keys.get_mut(level) else {
            return Ok(false);
        };
        if !key.is_possible {
            return Ok(false);
        }
        let length = self.cursor.index().wrapping_sub(key.mark.index);
        if key.mark.line == self.cursor.line() && length <= MAX_KEY_CHARACTERS {
            return Ok(true);
        }
        if key.is_required {
            let began = key.mark;
            return self.fail_since(Problem::NoColon, began);
        }
        key.is_possible = false;
        Ok(false)
    }

    /// Notes that a key may begin here, with the token to come.
    #[inline]
    fn save_key(&mut self) -> Scan<()> {
        if !self.is_key_allowed {
            return Ok(());
        }
        let key = SimpleKey {
            is_possible: true,
            is_required: self.flow_level == 0 && self.indent == self.cursor.column(),
            token: self.taken + self.tokens.len(),
            mark: self.cursor.mark(),
        };
        self.drop_key()?;
        let level = self.keys.len() - 1;
        self.keys[level] = key;
        self.key_tokens.push_back((key.token, level));
        Ok(())
    }

    /// Forgets the possible key of this flow level.
    #[inline]
    fn drop_key(&mut self) -> Scan<()> {
        let level = self.keys.len() - 1;
        let key = &mut self.keys[level];
        if key.is_possible {
            if key.is_required {
                let began = key.mark;
                return self.fail_since(Problem::NoColon, began);
            }
            key.is_possible = false;
            let token = key.token;
            self.forget_key_token(token);
        }
        Ok(())
    }

    #[inline]
    fn forget_key_token(&mut self, token: usize) {
        if self.key_tokens.back().is_some_and(|&(last, _)| last == token) {
            self.key_tokens.pop_back();
        } else if let Ok(at) = self.key_tokens.binary_search_by_key(&token, |&(number, _)| number) {
            self.key_tokens.remove(at);
        }
    }

    fn enter_flow(&mut self) -> Scan<()> {
        self.keys.push(SimpleKey {
            token: self.taken + self.tokens.len(),
            ..SimpleKey::default()
        });
        self.flow_level += 1;
        if self.flow_level > MAX_DEPTH {
            return self.fail(Problem::TooDeep);
        }
        Ok(())
    }

    /// Also forgets the token the level was opened with if no key was seen in it since: the real scanner does, so that
    /// `[]` and `{}` are never waited for and cannot be keys.
    fn leave_flow(&mut self) {
        if self.flow_level > 0
            && let Some(key) = self.keys.pop()
        {
            self.flow_level -= 1;
            self.forget_key_token(key.token);
        }
    }

    /// Opens a block collection at `column` unless one is open there; `token` is the number its start token gets, or
    /// `None` for the next one.
    fn roll_indent(&mut self, column: i32, token: Option<usize>, kind: TokenKind, mark: Mark) -> Scan<()> {
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_DEPTH {
            return self.fail(Problem::TooDeep);
        }
        self.insert(token, Token::bare(kind, mark.offset, mark.offset, mark.line));
        Ok(())
    }

    /// Closes the block collections that are indented deeper than `column`.
    #[inline]
    fn unroll_indent(&mut self, column: i32) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            let at = self.cursor.offset();
            let line = self.cursor.line();
            self.tokens.push(Token::bare(TokenKind::BlockEnd, at, at, line));
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    /// Puts a token where the one with this number stands; at the end if that one was taken already.
    fn insert(&mut self, number: Option<usize>, token: Token) {
        match number.and_then(|number| number.checked_sub(self.taken)) {
            Some(at) => self.tokens.insert(at, token),
            None => self.tokens.push(token),
        }
    }

    fn fetch_token(&mut self) -> Scan<()> {
        self.cursor.need(1)?;
        if !self.has_started {
            self.has_started = true;
            let at = self.cursor.offset();
            self.tokens.push(Token::bare(TokenKind::StreamStart, at, at, 0));
            return Ok(());
        }
        self.skip_to_token()?;
        self.unroll_indent(self.cursor.column());
        self.cursor.need(4)?;
        let byte = self.cursor.byte();
        if byte == 0 {
            return self.fetch_stream_end();
        }
        if self.cursor.is_line_start() {
            if byte == b'%' {
                return self.fetch_directive();
            }
            if self.cursor.is_document_mark() {
                return self.fetch_document_mark();
            }
        }
        let in_flow = self.flow_level > 0;
        match byte {
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if self.cursor.is_space_or_end_at(1) => self.fetch_block_entry(),
            b'?' if in_flow || self.cursor.is_space_or_end_at(1) => self.fetch_key(),
            b':' if in_flow || self.cursor.is_space_or_end_at(1) => self.fetch_value(),
            b'*' => self.fetch_anchor(TokenKind::Alias),
            b'&' => self.fetch_anchor(TokenKind::Anchor),
            b'!' => self.fetch_tag(),
            b'|' if !in_flow => self.fetch_block_scalar(ScalarStyle::Literal),
            b'>' if !in_flow => self.fetch_block_scalar(ScalarStyle::Folded),
            b'\'' => self.fetch_quoted(ScalarStyle::SingleQuoted),
            b'"' => self.fetch_quoted(ScalarStyle::DoubleQuoted),
            // `?` and `:` come here only in block context and before something else than white space.
            b'\t' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => self.fail_since(Problem::NoToken, self.cursor.mark()),
            _ => self.fetch_plain(),
        }
    }

    /// Moves over white space, comments and line breaks. Tabs count as white space only where no key may begin.
    fn skip_to_token(&mut self) -> Scan<()> {
        loop {
            self.cursor.need(1)?;
            self.cursor.skip_byte_order_mark();
            self.cursor.need(1)?;
            let allows_tabs = self.flow_level > 0 || !self.is_key_allowed;
            self.cursor.skip_spaces();
            loop {
                match self.cursor.byte() {
                    b' ' => {}
                    b'\t' if allows_tabs => {}
                    _ => break,
                }
                self.cursor.skip_byte();
                self.cursor.need(1)?;
            }
            if self.cursor.byte() == b'#' {
                self.cursor.skip_line_rest()?;
            }
            if !self.cursor.is_break_at(0) {
                return Ok(());
            }
            self.cursor.need(2)?;
            self.cursor.skip_break();
            if self.flow_level == 0 {
                self.is_key_allowed = true;
            }
        }
    }

    fn fetch_stream_end(&mut self) -> Scan<()> {
        self.cursor.end_line();
        self.unroll_indent(-1);
        self.drop_key()?;
        self.is_key_allowed = false;
        let at = self.cursor.offset();
        let line = self.cursor.line();
        self.tokens.push(Token::bare(TokenKind::StreamEnd, at, at, line));
        Ok(())
    }

    fn fetch_directive(&mut self) -> Scan<()> {
        self.unroll_indent(-1);
        self.drop_key()?;
        self.is_key_allowed = false;
        let token = self.scan_directive()?;
        self.tokens.push(token);
        Ok(())
    }

    fn fetch_document_mark(&mut self) -> Scan<()> {
        self.unroll_indent(-1);
        self.drop_key()?;
        self.is_key_allowed = false;
        let kind = match self.cursor.byte() {
            b'-' => TokenKind::DocumentStart,
            _ => TokenKind::DocumentEnd,
        };
        self.push_ascii(kind, 3);
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: TokenKind) -> Scan<()> {
        self.save_key()?;
        self.enter_flow()?;
        self.is_key_allowed = true;
        self.push_ascii(kind, 1);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind) -> Scan<()> {
        self.drop_key()?;
        self.leave_flow();
        self.is_key_allowed = false;
        self.push_ascii(kind, 1);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Scan<()> {
        self.drop_key()?;
        self.is_key_allowed = true;
        self.push_ascii(TokenKind::FlowEntry, 1);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Scan<()> {
        if self.flow_level == 0 {
            let mark = self.cursor.mark();
            if !self.is_key_allowed {
                return self.fail_since(Problem::EntryNotAllowed, mark);
            }
            self.roll_indent(mark.column, None, TokenKind::BlockSequenceStart, mark)?;
        }
        self.drop_key()?;
        self.is_key_allowed = true;
        self.push_ascii(TokenKind::BlockEntry, 1);
        Ok(())
    }

    fn fetch_key(&mut self) -> Scan<()> {
        if self.flow_level == 0 {
            let mark = self.cursor.mark();
            if !self.is_key_allowed {
                return self.fail_since(Problem::KeyNotAllowed, mark);
            }
            self.roll_indent(mark.column, None, TokenKind::BlockMappingStart, mark)?;
        }
        self.drop_key()?;
        self.is_key_allowed = self.flow_level == 0;
        self.push_ascii(TokenKind::Key, 1);
        Ok(())
    }

    fn fetch_value(&mut self) -> Scan<()> {
        let level = self.keys.len() - 1;
        if self.is_key_still_possible(level)? {
            let key = self.keys[level];
            let token = Token::bare(TokenKind::Key, key.mark.offset, key.mark.offset, key.mark.line);
            self.insert(Some(key.token), token);
            self.roll_indent(key.mark.column, Some(key.token), TokenKind::BlockMappingStart, key.mark)?;
            self.keys[level].is_possible = false;
            self.forget_key_token(key.token);
            self.is_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                let mark = self.cursor.mark();
                if !self.is_key_allowed {
                    return self.fail_since(Problem::ValueNotAllowed, mark);
                }
                self.roll_indent(mark.column, None, TokenKind::BlockMappingStart, mark)?;
            }
            self.is_key_allowed = self.flow_level == 0;
        }
        self.push_ascii(TokenKind::Value, 1);
        Ok(())
    }

    fn fetch_anchor(&mut self, kind: TokenKind) -> Scan<()> {
        self.save_key()?;
        self.is_key_allowed = false;
        let token = self.scan_anchor(kind)?;
        self.tokens.push(token);
        Ok(())
    }

    fn fetch_tag(&mut self) -> Scan<()> {
        self.save_key()?;
        self.is_key_allowed = false;
        let token = self.scan_tag()?;
        self.tokens.push(token);
        Ok(())
    }

    fn fetch_block_scalar(&mut self, style: ScalarStyle) -> Scan<()> {
        self.drop_key()?;
        self.is_key_allowed = true;
        let token = self.scan_block_scalar(style)?;
        self.tokens.push(token);
        Ok(())
    }

    fn fetch_quoted(&mut self, style: ScalarStyle) -> Scan<()> {
        self.save_key()?;
        self.is_key_allowed = false;
        let token = self.scan_quoted(style)?;
        self.tokens.push(token);
        Ok(())
    }

    fn fetch_plain(&mut self) -> Scan<()> {
        self.save_key()?;
        self.is_key_allowed = false;
        let token = self.scan_plain()?;
        self.tokens.push(token);
        Ok(())
    }

    /// Appends a token for the next `len` bytes.
    #[inline]
    fn push_ascii(&mut self, kind: TokenKind, len: usize) {
        let start = self.cursor.offset();
        let line = self.cursor.line();
        self.cursor.skip_ascii(len);
        self.tokens.push(Token::bare(kind, start, self.cursor.offset(), line));
    }

    /// The source between two offsets.
    fn source(&self, start: u32, end: u32) -> &'s str {
        &self.cursor.text()[start as usize..end as usize]
    }

    /// A problem here.
    #[cold]
    fn fail<T>(&mut self, problem: Problem) -> Scan<T> {
        self.fail_with(problem, None)
    }

    /// A problem here, with something that began at `began`.
    #[cold]
    fn fail_since<T>(&mut self, problem: Problem, began: Mark) -> Scan<T> {
        self.fail_with(problem, Some(began))
    }

    fn fail_with<T>(&mut self, problem: Problem, began: Option<Mark>) -> Scan<T> {
        let failure = Failure {
            finder: Finder::Scanner,
            problem,
            at: self.cursor.mark(),
            began,
            name: None,
            long_scalar: self.long_scalar_before(self.cursor.offset(), self.cursor.line()),
        };
        Err(self.cursor.fail(failure))
    }
}

/// The text of a scalar while it is scanned: a stretch of the source as long as it reads as it is written, then a
/// growing copy.
#[derive(Clone, Copy, Debug)]
struct Unfolding {
    /// Where the stretch, or the piece of it that is not copied yet, begins.
    start: u32,
    /// Where the copy begins among the unfolded texts, once there is one.
    copy: Option<usize>,
}

impl Unfolding {
    fn from(start: u32) -> Self {
        Self { start, copy: None }
    }

    /// The text up to `end`.
    fn finish(self, scanner: &mut Scanner<'_>, end: u32) -> Text {
        match self.copy {
            None => Text {
                start: self.start,
                end,
                is_unfolded: false,
            },
            Some(copy) => {
                let rest = scanner.source(self.start, end);
                scanner.unfolded.push_str(rest);
                unfolded_text(copy, scanner.unfolded.len())
            }
        }
    }

    /// Takes the source up to `end` as it is, then `text`, then goes on from `next`.
    fn replace(&mut self, scanner: &mut Scanner<'_>, end: u32, text: &str, next: u32) {
        let piece = scanner.source(self.start, end);
        self.copy.get_or_insert(scanner.unfolded.len());
        scanner.unfolded.push_str(piece);
        scanner.unfolded.push_str(text);
        self.start = next;
    }
}

/// A range of the unfolded texts. They are at most as long as the source, give or take: every replacement is at most as
/// long as what it replaces, except `\L`, `\P` and `\N`, `\_`, which grow by a byte or less.
fn unfolded_text(start: usize, end: usize) -> Text {
    Text {
        start: u32::try_from(start).unwrap_or(u32::MAX),
        end: u32::try_from(end).unwrap_or(u32::MAX),
        is_unfolded: true,
    }
}
