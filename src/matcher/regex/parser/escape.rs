//! What a backslash begins.

use super::Parser;
use super::class::{DIGITS, SPACES, WORD_CHARACTERS};
use crate::matcher::regex::error::{RegexError, RegexErrorKind};
use crate::matcher::regex::syntax::{ClassItem, Look};
use crate::matcher::regex::unicode;

impl Parser<'_> {
    /// Reads what begins with a backslash outside of brackets.
    pub(super) fn backslash(&mut self) -> Result<(), RegexError> {
        let start = self.at;
        match self.rest().as_bytes().get(1) {
            Some(b'Q') => {
                self.at += 2;
                let rest = self.rest();
                let (quoted, skipped) = match rest.find(r"\E") {
                    Some(end) => (&rest[..end], end + 2),
                    None => (rest, rest.len()),
                };
                for c in quoted.chars() {
                    self.literal(u32::from(c));
                }
                self.at += skipped;
                return Ok(());
            }
            Some(b'C') => {
                self.at += 2;
                return Err(self.error(RegexErrorKind::InvalidEscape, start));
            }
            Some(letter) => {
                let look = match letter {
                    b'A' => Some(Look::TextStart),
                    b'z' => Some(Look::TextEnd),
                    b'b' => Some(Look::WordBoundary),
                    b'B' => Some(Look::NotWordBoundary),
                    _ => None,
                };
                if let Some(look) = look {
                    self.at += 1;
                    self.look(look);
                    return Ok(());
                }
            }
            None => {}
        }
        if let Some(item) = self.class_escape()? {
            self.class(item);
        } else {
            let code = self.character_escape()?;
            self.literal(code);
        }
        Ok(())
    }

    /// Reads `\d` and its like, or `\pL` and its like; `None`, and nothing read, if there is none.
    pub(super) fn class_escape(&mut self) -> Result<Option<ClassItem>, RegexError> {
        let &[b'\\', letter, ..] = self.rest().as_bytes() else {
            return Ok(None);
        };
        let ranges = match letter {
            b'd' | b'D' => DIGITS,
            b's' | b'S' => SPACES,
            b'w' | b'W' => WORD_CHARACTERS,
            b'p' | b'P' => return self.unicode_class().map(Some),
            _ => return Ok(None),
        };
        self.at += 2;
        Ok(Some(ClassItem::Ascii {
            ranges,
            negated: letter.is_ascii_uppercase(),
        }))
    }

    fn unicode_class(&mut self) -> Result<ClassItem, RegexError> {
        let start = self.at;
        let mut negated = self.rest().starts_with(r"\P");
        self.at += 2;
        let name = if self.skip("{") {
            let rest = self.rest();
            let Some(length) = rest.find('}') else {
                return Err(self.error_to_end(RegexErrorKind::InvalidCharRange, start));
            };
            self.at += length + 1;
            &rest[..length]
        } else {
            let rest = self.rest();
            self.next();
            &rest[..self.at - (self.pattern.len() - rest.len())]
        };
        let name = match name.strip_prefix('^') {
            Some(name) => {
                negated = !negated;
                name
            }
            None => name,
        };
        match unicode::lookup(name, self.version) {
            Some(table) => Ok(ClassItem::Unicode { table, negated }),
            None => Err(self.error(RegexErrorKind::InvalidCharRange, start)),
        }
    }

    /// Reads an escape that stands for one character.
    pub(super) fn character_escape(&mut self) -> Result<u32, RegexError> {
        let start = self.at;
        self.at += 1;
        let code = self.try_character_escape();
        code.ok_or_else(|| self.error(RegexErrorKind::InvalidEscape, start))
    }

    /// What follows the backslash; on failure the place is behind the character that does not fit.
    fn try_character_escape(&mut self) -> Option<u32> {
        let c = self.next()?;
        let code = match c {
            'a' => 0x07,
            'f' => 0x0c,
            'n' => 0x0a,
            'r' => 0x0d,
            't' => 0x09,
            'v' => 0x0b,
            'x' => return self.hexadecimal(),
            '0' => self.octal(0),
            '1'..='7' if self.octal_digit().is_some() => self.octal(c.to_digit(8)?),
            _ if c.is_ascii() && !c.is_ascii_alphanumeric() => u32::from(c),
            _ => return None,
        };
        Some(code)
    }

    fn octal_digit(&self) -> Option<u32> {
        self.peek()?.to_digit(8)
    }

    /// Up to two more octal digits.
    fn octal(&mut self, first: u32) -> u32 {
        let mut code = first;
        for _ in 0..2 {
            let Some(digit) = self.octal_digit() else {
                break;
            };
            self.at += 1;
            code = code * 8 + digit;
        }
        code
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let first = self.next()?;
        if first != '{' {
            let second = self.next();
            return Some(first.to_digit(16)? * 16 + second?.to_digit(16)?);
        }
        let mut code = 0;
        let mut digits = 0;
        loop {
            let c = self.next()?;
            if c == '}' {
                return (digits > 0).then_some(code);
            }
            code = code * 16 + c.to_digit(16)?;
            digits += 1;
            if code > u32::from(char::MAX) {
                return None;
            }
        }
    }
}
