//! Block scalars: `|` and `>`.

use super::{Scan, Scanner, unfolded_text};
use crate::yaml::error::{Mark, Problem};
use crate::yaml::token::{Token, TokenKind};
use crate::yaml::tree::ScalarStyle;

/// What happens to the line breaks at the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// `-`: all go.
    Strip,
    /// The first stays.
    Clip,
    /// `+`: all stay.
    Keep,
}

impl Scanner<'_> {
    /// A block scalar from the indicator here to the last line indented as much as its first.
    pub(super) fn scan_block_scalar(&mut self, style: ScalarStyle) -> Scan<Token> {
        let start = self.cursor.mark();
        self.cursor.skip_byte();
        let (chomping, increment) = self.scan_block_header(start)?;
        let mut end = self.cursor.offset();
        self.cursor.skip_blanks()?;
        if self.cursor.byte() == b'#' {
            self.cursor.skip_line_rest()?;
        }
        if !self.cursor.is_break_or_end_at(0) {
            return self.fail_since(Problem::BlockHeader, start);
        }
        if self.cursor.is_break_at(0) {
            self.cursor.need(2)?;
            self.cursor.skip_break();
        }
        let mut indent = match increment {
            0 => 0,
            increment => self.indent.max(0) + increment,
        };
        let copy = self.unfolded.len();
        self.breaks.clear();
        self.skip_block_breaks(&mut indent, start)?;
        self.cursor.need(1)?;
        let mut leading_break = "";
        let mut after_blank = false;
        while self.cursor.column() == indent && !self.cursor.is_end_at(0) {
            let is_blank = self.cursor.is_blank_at(0);
            let folds = style == ScalarStyle::Folded && !after_blank && !is_blank && leading_break == "\n";
            if !folds {
                self.unfolded.push_str(leading_break);
            } else if self.breaks.is_empty() {
                self.unfolded.push(' ');
            }
            self.unfolded.push_str(&self.breaks);
            self.breaks.clear();
            after_blank = is_blank;
            let line_start = self.cursor.offset();
            self.cursor.skip_line_rest()?;
            end = self.cursor.offset();
            let line = self.source(line_start, end);
            self.unfolded.push_str(line);
            self.cursor.need(2)?;
            leading_break = self.cursor.skip_break().unwrap_or_default();
            self.skip_block_breaks(&mut indent, start)?;
        }
        if chomping != Chomping::Strip {
            self.unfolded.push_str(leading_break);
        }
        if chomping == Chomping::Keep {
            self.unfolded.push_str(&self.breaks);
        }
        self.breaks.clear();
        Ok(Token {
            kind: TokenKind::Scalar(style),
            start: start.offset,
            end,
            line: start.line,
            text: unfolded_text(copy, self.unfolded.len()),
        })
    }

    /// The indicators behind `|` or `>`: `+` or `-`, and a digit for the indentation, in either order.
    fn scan_block_header(&mut self, start: Mark) -> Scan<(Chomping, i32)> {
        let mut chomping = Chomping::Clip;
        let mut increment = 0;
        self.cursor.need(1)?;
        if let Some(found) = self.chomping_here() {
            chomping = found;
            self.cursor.skip_byte();
            self.cursor.need(1)?;
            increment = self.scan_increment(start)?;
        } else {
            increment = self.scan_increment(start)?.max(increment);
            if increment > 0 {
                self.cursor.need(1)?;
                if let Some(found) = self.chomping_here() {
                    chomping = found;
                    self.cursor.skip_byte();
                }
            }
        }
        Ok((chomping, increment))
    }

    fn chomping_here(&self) -> Option<Chomping> {
        match self.cursor.byte() {
            b'+' => Some(Chomping::Keep),
            b'-' => Some(Chomping::Strip),
            _ => None,
        }
    }

    /// The digit here; 0 if there is none.
    fn scan_increment(&mut self, start: Mark) -> Scan<i32> {
        match self.cursor.byte() {
            b'0' => self.fail_since(Problem::BlockIndentZero, start),
            digit @ b'1'..=b'9' => {
                self.cursor.skip_byte();
                Ok(i32::from(digit - b'0'))
            }
            _ => Ok(0),
        }
    }

    /// Moves over indentation and empty lines, which are noted in `breaks`. An `indent` of 0 is not known yet and becomes
    /// that of the first line with text, or of the longest empty line before it.
    fn skip_block_breaks(&mut self, indent: &mut i32, start: Mark) -> Scan<()> {
        let mut longest = 0;
        loop {
            self.cursor.need(1)?;
            while (*indent == 0 || self.cursor.column() < *indent) && self.cursor.byte() == b' ' {
                self.cursor.skip_byte();
                self.cursor.need(1)?;
            }
            longest = longest.max(self.cursor.column());
            if (*indent == 0 || self.cursor.column() < *indent) && self.cursor.byte() == b'\t' {
                return self.fail_since(Problem::BlockTab, start);
            }
            if !self.cursor.is_break_at(0) {
                break;
            }
            self.cursor.need(2)?;
            let reads_as = self.cursor.skip_break().unwrap_or_default();
            self.breaks.push_str(reads_as);
        }
        if *indent == 0 {
            *indent = longest.max(self.indent + 1).max(1);
        }
        Ok(())
    }
}
