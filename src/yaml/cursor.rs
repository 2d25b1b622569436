//! The place of the scanner in the text, and how far the real reader has read.
//!
//! The real reader decodes its input in blocks of 512 bytes and complains of a bad character when it decodes the block,
//! which is when the scanner first looks beyond the block before. It also takes every start of a line for a byte order
//! mark to be skipped while its buffer happens to begin with one. Both show in what it accepts, so for the rare text
//! with a bad character or an inner U+FEFF the cursor keeps the same books (`Watch`); any other text is read freely.

use super::error::{Failure, Mark, Problem, Stop};
use super::input::{BOM, Survey, block_end, first_block};

/// A result of reading: `Stop` says that the failure is noted down.
pub(super) type Scan<T> = Result<T, Stop>;

/// What the real reader has in its buffer.
#[derive(Debug)]
struct Watch {
    /// Offset behind the last character in the buffer.
    frontier: usize,
    /// Offset of the first character in the buffer.
    buffer_start: usize,
    /// How many end marks stand behind the last character.
    end_marks: usize,
    /// Offset of the block that holds a bad character, and the place of that character.
    fault: Option<(usize, usize)>,
}

/// A place in a text that only moves forward, except to resume after an error.
#[derive(Debug)]
pub(super) struct Cursor<'s> {
    text: &'s str,
    bytes: &'s [u8],
    pos: usize,
    /// Line, from 0, with every kind of break YAML knows.
    line: u32,
    /// Bytes before `pos` that are no character of their own.
    extra: usize,
    /// Number of characters before this line.
    line_index: u32,
    watch: Option<Box<Watch>>,
    failure: Option<Box<Failure>>,
}

impl<'s> Cursor<'s> {
    /// At the start of `text`, behind its byte order mark.
    pub(super) fn new(text: &'s str, survey: &Survey) -> Self {
        let start = first_block(text);
        let watch = survey.needs_watch().then(|| {
            Box::new(Watch {
                frontier: start,
                buffer_start: start,
                end_marks: 0,
                fault: survey.fault,
            })
        });
        Self {
            text,
            bytes: text.as_bytes(),
            pos: start,
            line: 0,
            extra: start,
            line_index: 0,
            watch,
            failure: None,
        }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'s str {
        self.text
    }

    /// Byte offset as spans hold it.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "texts are at most 2 GiB long, see `parse`"
    )]
    pub(super) fn offset(&self) -> u32 {
        self.pos as u32
    }

    /// Line, from 0.
    #[inline]
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// Number of characters before this one, a byte order mark at the start not counted.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "texts are at most 2 GiB long, see `parse`"
    )]
    pub(super) fn index(&self) -> u32 {
        self.pos.wrapping_sub(self.extra) as u32
    }

    /// Column in characters, from 0.
    #[inline]
    #[expect(
        clippy::cast_possible_wrap,
        reason = "the indentation of a text of 2 GiB on one line is of no consequence"
    )]
    pub(super) fn column(&self) -> i32 {
        self.index().wrapping_sub(self.line_index) as i32
    }

    /// Whether this is the start of a line.
    #[inline]
    pub(super) fn is_line_start(&self) -> bool {
        self.index() == self.line_index
    }

    /// This place.
    #[inline]
    pub(super) fn mark(&self) -> Mark {
        Mark {
            offset: self.offset(),
            line: self.line,
            index: self.index(),
            column: self.column(),
        }
    }

    /// The byte here; 0 at the end.
    #[inline]
    pub(super) fn byte(&self) -> u8 {
        self.byte_at(0)
    }

    /// The byte `ahead` bytes further on; 0 at and behind the end.
    #[inline]
    pub(super) fn byte_at(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    /// What is left, as bytes.
    #[inline]
    pub(super) fn rest(&self) -> &'s [u8] {
        self.bytes.get(self.pos..).unwrap_or_default()
    }

    /// Whether nothing is left.
    #[inline]
    pub(super) fn is_end_at(&self, ahead: usize) -> bool {
        self.byte_at(ahead) == 0
    }

    /// Whether a space or a tab stands here.
    #[inline]
    pub(super) fn is_blank_at(&self, ahead: usize) -> bool {
        matches!(self.byte_at(ahead), b' ' | b'\t')
    }

    /// Whether a line break stands here: LF, CR, NEL, LS or PS.
    #[inline]
    pub(super) fn is_break_at(&self, ahead: usize) -> bool {
        match self.byte_at(ahead) {
            b'\n' | b'\r' => true,
            0xC2 => self.byte_at(ahead + 1) == 0x85,
            0xE2 => self.byte_at(ahead + 1) == 0x80 && matches!(self.byte_at(ahead + 2), 0xA8 | 0xA9),
            _ => false,
        }
    }

    /// Whether a line break or the end stands here.
    #[inline]
    pub(super) fn is_break_or_end_at(&self, ahead: usize) -> bool {
        self.is_end_at(ahead) || self.is_break_at(ahead)
    }

    /// Whether white space or the end stands here.
    #[inline]
    pub(super) fn is_space_or_end_at(&self, ahead: usize) -> bool {
        match self.byte_at(ahead) {
            b' ' | b'\t' | b'\n' | b'\r' | 0 => true,
            0xC2 | 0xE2 => self.is_break_at(ahead),
            _ => false,
        }
    }

    /// Whether a character of a name stands here: a letter, a digit, `_` or `-`.
    #[inline]
    pub(super) fn is_name_byte(&self) -> bool {
        matches!(self.byte(), b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'-')
    }

    /// Whether `---` or `...` stands here at the start of a line, followed by white space or the end.
    #[inline]
    pub(super) fn is_document_mark(&self) -> bool {
        self.is_line_start()
            && (self.rest().starts_with(b"---") || self.rest().starts_with(b"..."))
            && self.is_space_or_end_at(3)
    }

    /// Moves over a character of one byte that is no line break.
    #[inline]
    pub(super) fn skip_byte(&mut self) {
        debug_assert!(self.byte().is_ascii() && !self.is_end_at(0));
        self.pos += 1;
    }

    /// Moves over `len` bytes that are one character each and no line breaks.
    #[inline]
    pub(super) fn skip_ascii(&mut self, len: usize) {
        self.pos += len;
    }

    /// Moves over spaces, if characters may be read freely.
    #[inline]
    pub(super) fn skip_spaces(&mut self) {
        if self.watch.is_none() {
            let rest = self.rest();
            self.pos += rest.iter().position(|&byte| byte != b' ').unwrap_or(rest.len());
        }
    }

    /// Moves over any one character. Line and column do not take notice of a break. Over the end it only counts.
    #[inline]
    pub(super) fn skip(&mut self) {
        let width = match self.byte() {
            0 => return self.skip_end_mark(),
            0x01..=0x7F => 1,
            0x80..=0xDF => 2,
            0xE0..=0xEF => 3,
            _ => 4,
        };
        self.pos += width;
        self.extra = self.extra.wrapping_add(width - 1);
    }

    #[cold]
    fn skip_end_mark(&mut self) {
        self.extra = self.extra.wrapping_sub(1);
        if let Some(watch) = &mut self.watch {
            watch.end_marks = watch.end_marks.saturating_sub(1);
        }
    }

    /// Moves over the line break here, if there is one, and returns what it reads as: LF for most kinds, LS and PS as
    /// they are.
    #[inline]
    pub(super) fn skip_break(&mut self) -> Option<&'static str> {
        let (width, extra, reads_as) = match self.byte() {
            b'\r' if self.byte_at(1) == b'\n' => (2, 0, "\n"),
            b'\r' | b'\n' => (1, 0, "\n"),
            0xC2 if self.byte_at(1) == 0x85 => (2, 1, "\n"),
            0xE2 if self.is_break_at(0) => match self.byte_at(2) {
                0xA8 => (3, 2, "\u{2028}"),
                _ => (3, 2, "\u{2029}"),
            },
            _ => return None,
        };
        self.pos += width;
        self.extra = self.extra.wrapping_add(extra);
        self.line += 1;
        self.line_index = self.index();
        Some(reads_as)
    }

    /// Moves over spaces and tabs.
    #[inline]
    pub(super) fn skip_blanks(&mut self) -> Scan<()> {
        self.need(1)?;
        while self.is_blank_at(0) {
            self.skip_byte();
            self.need(1)?;
        }
        Ok(())
    }

    /// Moves to the next line break or the end.
    pub(super) fn skip_line_rest(&mut self) -> Scan<()> {
        if self.watch.is_none() {
            let rest = self.rest();
            // Other line breaks are not ASCII: looking on behind one would read a text of such lines again for each.
            let end = rest
                .iter()
                .position(|byte| matches!(byte, b'\n' | b'\r') || !byte.is_ascii());
            let end = end.unwrap_or(rest.len());
            if rest.get(end).is_none_or(u8::is_ascii) {
                self.pos += end;
                return Ok(());
            }
        }
        while !self.is_break_or_end_at(0) {
            self.skip();
            self.need(1)?;
        }
        Ok(())
    }

    /// Whether characters may be read only one by one, each after [`Self::need`].
    #[inline]
    pub(super) fn is_watched(&self) -> bool {
        self.watch.is_some()
    }

    /// Gives up on what the real reader has read: nothing it says matters any more.
    pub(super) fn unwatch(&mut self) {
        self.watch = None;
    }

    /// Moves to any place on a line, which counts as the start of that line.
    pub(super) fn resume_at(&mut self, offset: u32, line: u32) {
        self.pos = offset as usize;
        self.line = line;
        self.extra = 0;
        self.line_index = self.index();
    }

    /// Makes the real reader hold `characters` unread characters, as it does before it looks at them.
    #[inline]
    pub(super) fn need(&mut self, characters: usize) -> Scan<()> {
        if self.watch.is_some() {
            self.refill(characters)
        } else {
            Ok(())
        }
    }

    #[cold]
    fn refill(&mut self, characters: usize) -> Scan<()> {
        let (text, pos, bytes) = (self.text, self.pos, self.bytes);
        let Some(watch) = self.watch.as_deref_mut() else {
            return Ok(());
        };
        let unread = |watch: &Watch| {
            let read = text.get(pos..watch.frontier).unwrap_or_default();
            read.chars().take(characters).count() + watch.end_marks
        };
        if unread(watch) >= characters {
            return Ok(());
        }
        watch.buffer_start = pos;
        while unread(watch) < characters {
            if let Some((block, at)) = watch.fault
                && watch.frontier >= block
            {
                return Err(self.fail(Failure::in_input(Problem::ControlCharacter, at)));
            }
            if watch.frontier >= bytes.len() {
                watch.end_marks += 1;
                break;
            }
            let end = block_end(text, watch.frontier);
            watch.frontier = watch.fault.map_or(end, |(block, _)| block.min(end));
        }
        Ok(())
    }

    /// Moves over what the real reader takes for a byte order mark at the start of a line: any character, as long as its
    /// buffer begins with U+FEFF.
    #[inline]
    pub(super) fn skip_byte_order_mark(&mut self) {
        if let Some(watch) = &self.watch
            && self.is_line_start()
            && self
                .text
                .get(watch.buffer_start..watch.frontier)
                .is_some_and(|buffer| buffer.starts_with(BOM))
        {
            self.skip();
        }
    }

    /// Ends the last line, as the real scanner does at the end of the text.
    pub(super) fn end_line(&mut self) {
        if !self.is_line_start() {
            self.line += 1;
            self.line_index = self.index();
        }
    }

    /// Notes a failure down, unless one already is.
    #[cold]
    pub(super) fn fail(&mut self, failure: Failure) -> Stop {
        if self.failure.is_none() {
            self.failure = Some(Box::new(failure));
        }
        Stop
    }

    /// The failure noted down, which is then forgotten.
    pub(super) fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take().map(|failure| *failure)
    }
}
