//! Scalars without quotes.

use super::{Scan, Scanner, Unfolding};
use crate::yaml::error::Problem;
use crate::yaml::token::{Token, TokenKind};
use crate::yaml::tree::ScalarStyle;

const ENDS_RUN_IN_BLOCK: u8 = 1;
const ENDS_RUN_IN_FLOW: u8 = 2;

/// Which bytes need a closer look within a run of text.
const RUN_ENDS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte {
            0 | 0x09 | 0x0A | 0x0D | 0x20 | 0x3A | 0x80.. => ENDS_RUN_IN_BLOCK | ENDS_RUN_IN_FLOW,
            0x2C | 0x3F | 0x5B | 0x5D | 0x7B | 0x7D => ENDS_RUN_IN_FLOW,
            _ => 0,
        };
        byte += 1;
    }
    table
};

impl Scanner<'_> {
    /// A scalar from here up to `: `, ` #`, a line indented less, or in flow context one of `,?[]{}`. One that ends with
    /// a line allows a key to follow.
    pub(super) fn scan_plain(&mut self) -> Scan<Token> {
        let start = self.cursor.mark();
        let indent = self.indent + 1;
        let mut text = Unfolding::from(start.offset);
        let mut end = start.offset;
        let mut end_line = start.line;
        let mut has_break = false;
        let mut first_break = "\n";
        loop {
            self.cursor.need(4)?;
            if self.cursor.is_document_mark() || self.cursor.byte() == b'#' {
                break;
            }
            let run = self.cursor.offset();
            self.skip_run()?;
            let run_end = self.cursor.offset();
            if run_end > run {
                if has_break {
                    let breaks = std::mem::take(&mut self.breaks);
                    text.replace(self, end, fold(first_break, &breaks), run);
                    if first_break != "\n" {
                        self.unfolded.push_str(&breaks);
                    }
                    self.breaks = breaks;
                    self.breaks.clear();
                    has_break = false;
                }
                end = run_end;
                end_line = self.cursor.line();
            }
            if !(self.cursor.is_blank_at(0) || self.cursor.is_break_at(0)) {
                break;
            }
            self.cursor.need(1)?;
            loop {
                self.cursor.skip_spaces();
                if self.cursor.is_blank_at(0) {
                    if has_break && self.cursor.byte() == b'\t' && self.cursor.column() < indent {
                        return self.fail_since(Problem::PlainTab, start);
                    }
                    self.cursor.skip_byte();
                } else if self.cursor.is_break_at(0) {
                    self.cursor.need(2)?;
                    let reads_as = self.cursor.skip_break().unwrap_or("\n");
                    if has_break {
                        self.breaks.push_str(reads_as);
                    } else {
                        has_break = true;
                        first_break = reads_as;
                    }
                } else {
                    break;
                }
                self.cursor.need(1)?;
            }
            if self.flow_level == 0 && self.cursor.column() < indent {
                break;
            }
        }
        if has_break {
            self.is_key_allowed = true;
        }
        self.breaks.clear();
        self.note_long_scalar(ScalarStyle::Plain, start, end, end_line);
        let text = text.finish(self, end);
        Ok(Token {
            kind: TokenKind::Scalar(ScalarStyle::Plain),
            start: start.offset,
            end,
            line: start.line,
            text,
        })
    }

    /// Moves to the next white space, or to what ends the scalar.
    #[inline]
    fn skip_run(&mut self) -> Scan<()> {
        let ends = if self.flow_level > 0 {
            ENDS_RUN_IN_FLOW
        } else {
            ENDS_RUN_IN_BLOCK
        };
        loop {
            if !self.cursor.is_watched() {
                let rest = self.cursor.rest();
                let run = rest
                    .iter()
                    .position(|&byte| RUN_ENDS[byte as usize] & ends != 0)
                    .unwrap_or(rest.len());
                self.cursor.skip_ascii(run);
            }
            let byte = self.cursor.byte();
            if self.cursor.is_space_or_end_at(0)
                || (byte == b':' && self.cursor.is_space_or_end_at(1))
                || (byte != b':' && byte < 0x80 && RUN_ENDS[byte as usize] & ends != 0)
            {
                return Ok(());
            }
            self.cursor.skip();
            self.cursor.need(2)?;
        }
    }
}

/// What a line break and `further` ones behind it read as between two pieces of text: one LF is a space and vanishes
/// before others; LS and PS stay.
pub(super) fn fold<'t>(first: &'t str, further: &'t str) -> &'t str {
    match (first, further) {
        ("\n", "") => " ",
        ("\n", further) => further,
        (first, _) => first,
    }
}
