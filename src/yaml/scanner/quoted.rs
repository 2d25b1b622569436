//! Scalars in quotes.

use super::plain::fold;
use super::{Scan, Scanner, Unfolding};
use crate::yaml::error::{Mark, Problem};
use crate::yaml::token::{Token, TokenKind};
use crate::yaml::tree::ScalarStyle;

impl Scanner<'_> {
    /// A scalar from the quote here to the closing one.
    pub(super) fn scan_quoted(&mut self, style: ScalarStyle) -> Scan<Token> {
        let start = self.cursor.mark();
        let quote = self.cursor.byte();
        self.cursor.skip_byte();
        let mut text = Unfolding::from(self.cursor.offset());
        self.breaks.clear();
        loop {
            self.cursor.need(4)?;
            if self.cursor.is_document_mark() {
                return self.fail_since(Problem::QuoteDocumentMark, start);
            }
            if self.cursor.is_end_at(0) {
                return self.fail_since(Problem::QuoteOpen, start);
            }
            let after_escaped_break = self.skip_quoted_run(quote, start, &mut text)?;
            self.cursor.need(1)?;
            if self.cursor.byte() == quote {
                break;
            }
            self.skip_quoted_space(after_escaped_break, &mut text)?;
        }
        let end = self.cursor.offset();
        self.cursor.skip_byte();
        let text = text.finish(self, end);
        self.note_long_scalar(style, start, end + 1, self.cursor.line());
        Ok(Token {
            kind: TokenKind::Scalar(style),
            start: start.offset,
            end: end + 1,
            line: start.line,
            text,
        })
    }

    /// Moves to the next white space or to the closing quote. Whether it got there over an escaped line break, which
    /// swallows the white space behind it.
    fn skip_quoted_run(&mut self, quote: u8, start: Mark, text: &mut Unfolding) -> Scan<bool> {
        loop {
            if !self.cursor.is_watched() {
                let rest = self.cursor.rest();
                let run = rest
                    .iter()
                    .position(|&byte| byte <= b' ' || byte >= 0x80 || byte == quote || byte == b'\\')
                    .unwrap_or(rest.len());
                self.cursor.skip_ascii(run);
            }
            if self.cursor.is_space_or_end_at(0) {
                return Ok(false);
            }
            let byte = self.cursor.byte();
            let at = self.cursor.offset();
            if byte == quote {
                if quote == b'"' || self.cursor.byte_at(1) != b'\'' {
                    return Ok(false);
                }
                self.cursor.skip_ascii(2);
                text.replace(self, at, "'", at + 2);
            } else if quote == b'"' && byte == b'\\' {
                if self.cursor.is_break_at(1) {
                    self.cursor.need(3)?;
                    self.cursor.skip_byte();
                    self.cursor.skip_break();
                    text.replace(self, at, "", self.cursor.offset());
                    return Ok(true);
                }
                self.scan_escape(start, text)?;
            } else {
                self.cursor.skip();
            }
            self.cursor.need(2)?;
        }
    }

    /// A backslash and what it escapes.
    fn scan_escape(&mut self, start: Mark, text: &mut Unfolding) -> Scan<()> {
        let at = self.cursor.offset();
        let (digits, reads_as) = match self.cursor.byte_at(1) {
            b'0' => (0, "\0"),
            b'a' => (0, "\x07"),
            b'b' => (0, "\x08"),
            b't' | b'\t' => (0, "\t"),
            b'n' => (0, "\n"),
            b'v' => (0, "\x0B"),
            b'f' => (0, "\x0C"),
            b'r' => (0, "\r"),
            b'e' => (0, "\x1B"),
            b' ' => (0, " "),
            b'"' => (0, "\""),
            b'\'' => (0, "'"),
            b'\\' => (0, "\\"),
            b'N' => (0, "\u{85}"),
            b'_' => (0, "\u{A0}"),
            b'L' => (0, "\u{2028}"),
            b'P' => (0, "\u{2029}"),
            b'x' => (2, ""),
            b'u' => (4, ""),
            b'U' => (8, ""),
            _ => return self.fail_since(Problem::QuoteEscape, start),
        };
        self.cursor.skip_ascii(2);
        if digits == 0 {
            text.replace(self, at, reads_as, self.cursor.offset());
            return Ok(());
        }
        self.cursor.need(digits)?;
        let mut value = 0_u32;
        for ahead in 0..digits {
            let Some(digit) = char::from(self.cursor.byte_at(ahead)).to_digit(16) else {
                return self.fail_since(Problem::QuoteHex, start);
            };
            value = value << 4 | digit;
        }
        let Some(character) = char::from_u32(value) else {
            return self.fail_since(Problem::QuoteCodePoint, start);
        };
        self.cursor.skip_ascii(digits);
        text.replace(self, at, character.encode_utf8(&mut [0; 4]), self.cursor.offset());
        Ok(())
    }

    /// Moves over white space within quotes: kept on one line, folded over several.
    fn skip_quoted_space(&mut self, after_escaped_break: bool, text: &mut Unfolding) -> Scan<()> {
        let start = self.cursor.offset();
        let mut skips_blanks = after_escaped_break;
        let mut first_break = None;
        loop {
            if self.cursor.is_blank_at(0) {
                self.cursor.skip_byte();
            } else if self.cursor.is_break_at(0) {
                self.cursor.need(2)?;
                let reads_as = self.cursor.skip_break().unwrap_or("\n");
                if skips_blanks {
                    self.breaks.push_str(reads_as);
                } else {
                    first_break = Some(reads_as);
                    skips_blanks = true;
                }
            } else {
                break;
            }
            self.cursor.need(1)?;
        }
        if !skips_blanks {
            return Ok(());
        }
        let next = self.cursor.offset();
        let breaks = std::mem::take(&mut self.breaks);
        match first_break {
            Some("\n") => text.replace(self, start, fold("\n", &breaks), next),
            first_break => {
                text.replace(self, start, first_break.unwrap_or_default(), next);
                self.unfolded.push_str(&breaks);
            }
        }
        self.breaks = breaks;
        self.breaks.clear();
        Ok(())
    }
}
