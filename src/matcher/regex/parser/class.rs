//! Classes in brackets.

use super::Parser;
use crate::matcher::regex::error::{RegexError, RegexErrorKind};
use crate::matcher::regex::syntax::{Class, ClassItem, Node};

type Ranges = &'static [(u8, u8)];

pub(super) const DIGITS: Ranges = &[(b'0', b'9')];
pub(super) const SPACES: Ranges = &[(b'\t', b'\n'), (b'\x0c', b'\r'), (b' ', b' ')];
pub(super) const WORD_CHARACTERS: Ranges = &[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')];

fn posix_ranges(name: &str) -> Option<Ranges> {
    Some(match name {
        "alnum" => &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')],
        "alpha" => &[(b'A', b'Z'), (b'a', b'z')],
        "ascii" => &[(0, 0x7f)],
        "blank" => &[(b'\t', b'\t'), (b' ', b' ')],
        "cntrl" => &[(0, 0x1f), (0x7f, 0x7f)],
        "digit" => DIGITS,
        "graph" => &[(b'!', b'~')],
        "lower" => &[(b'a', b'z')],
        "print" => &[(b' ', b'~')],
        "punct" => &[(b'!', b'/'), (b':', b'@'), (b'[', b'`'), (b'{', b'~')],
        "space" => &[(b'\t', b'\r'), (b' ', b' ')],
        "upper" => &[(b'A', b'Z')],
        "word" => WORD_CHARACTERS,
        "xdigit" => &[(b'0', b'9'), (b'A', b'F'), (b'a', b'f')],
        _ => return None,
    })
}

impl Parser<'_> {
    /// Reads `[…]`.
    pub(super) fn bracket_class(&mut self) -> Result<Node, RegexError> {
        let start = self.at;
        self.at += 1;
        let negated = self.skip("^");
        let mut items = Vec::new();
        while items.is_empty() || !self.rest().starts_with(']') {
            if self.rest().starts_with("[:")
                && let Some(item) = self.posix_class()?
            {
                items.push(item);
                continue;
            }
            if let Some(item) = self.class_escape()? {
                items.push(item);
                continue;
            }
            let range_start = self.at;
            let first = self.class_character(start)?;
            let mut last = first;
            if self.rest().starts_with('-') && !self.rest()[1..].starts_with(']') && self.rest().len() > 1 {
                self.at += 1;
                last = self.class_character(start)?;
                if last < first {
                    return Err(self.error(RegexErrorKind::InvalidCharRange, range_start));
                }
            }
            items.push(ClassItem::Range(first, last));
        }
        self.at += 1;
        Ok(Node::Class(Box::new(Class {
            items,
            negated,
            fold: self.flags.fold,
        })))
    }

    fn class_character(&mut self, class_start: usize) -> Result<u32, RegexError> {
        match self.peek() {
            None => Err(self.error_to_end(RegexErrorKind::MissingBracket, class_start)),
            Some('\\') => self.character_escape(),
            Some(c) => {
                self.at += c.len_utf8();
                Ok(u32::from(c))
            }
        }
    }

    /// Reads `[:name:]`; `None`, and nothing read, if no `:]` follows anywhere.
    fn posix_class(&mut self) -> Result<Option<ClassItem>, RegexError> {
        let start = self.at;
        let rest = &self.rest()[2..];
        let end = if self.has_no_posix_end { None } else { rest.find(":]") };
        let Some(length) = end else {
            self.has_no_posix_end = true;
            return Ok(None);
        };
        let name = &rest[..length];
        let (negated, name) = match name.strip_prefix('^') {
            Some(name) => (true, name),
            None => (false, name),
        };
        self.at += length + 4;
        match posix_ranges(name) {
            Some(ranges) => Ok(Some(ClassItem::Ascii { ranges, negated })),
            None => Err(self.error(RegexErrorKind::InvalidCharRange, start)),
        }
    }
}
