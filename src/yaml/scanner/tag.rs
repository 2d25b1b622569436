//! Directives, tags, anchors and aliases.

use super::{Scan, Scanner};
use crate::yaml::error::{Mark, Problem};
use crate::yaml::token::{TagText, Text, Token, TokenKind};

/// How many digits a number of `%YAML` may have.
const MAX_VERSION_DIGITS: usize = 2;

impl<'s> Scanner<'s> {
    /// A line `%YAML 1.1` or `%TAG !handle! prefix`, with its line break.
    pub(super) fn scan_directive(&mut self) -> Scan<Token> {
        let start = self.cursor.mark();
        self.cursor.skip_byte();
        let token = match self.scan_name()? {
            "" => return self.fail_since(Problem::DirectiveEmpty, start),
            _ if !self.cursor.is_space_or_end_at(0) => {
                return self.fail_since(Problem::DirectiveCharacter, start);
            }
            "YAML" => self.scan_version_directive(start)?,
            "TAG" => self.scan_tag_directive(start)?,
            _ => return self.fail_since(Problem::DirectiveUnknown, start),
        };
        self.cursor.skip_blanks()?;
        if self.cursor.byte() == b'#' {
            self.cursor.skip_line_rest()?;
        }
        if !self.cursor.is_break_or_end_at(0) {
            return self.fail_since(Problem::DirectiveRest, start);
        }
        if self.cursor.is_break_at(0) {
            self.cursor.need(2)?;
            self.cursor.skip_break();
        }
        Ok(token)
    }

    fn scan_version_directive(&mut self, start: Mark) -> Scan<Token> {
        self.cursor.skip_blanks()?;
        let major = self.scan_version_number(start)?;
        if self.cursor.byte() != b'.' {
            return self.fail_since(Problem::VersionDot, start);
        }
        self.cursor.skip_byte();
        let minor = self.scan_version_number(start)?;
        let text = Text {
            start: major,
            end: minor,
            is_unfolded: false,
        };
        Ok(self.token_since(TokenKind::VersionDirective, start, text))
    }

    fn scan_version_number(&mut self, start: Mark) -> Scan<u32> {
        let mut value = 0;
        let mut digits = 0;
        self.cursor.need(1)?;
        while let digit @ b'0'..=b'9' = self.cursor.byte() {
            digits += 1;
            if digits > MAX_VERSION_DIGITS {
                return self.fail_since(Problem::VersionLong, start);
            }
            value = value * 10 + u32::from(digit - b'0');
            self.cursor.skip_byte();
            self.cursor.need(1)?;
        }
        if digits == 0 {
            return self.fail_since(Problem::VersionMissing, start);
        }
        Ok(value)
    }

    fn scan_tag_directive(&mut self, start: Mark) -> Scan<Token> {
        self.cursor.skip_blanks()?;
        let handle = self.scan_tag_handle(true, start)?;
        self.cursor.need(1)?;
        if !self.cursor.is_blank_at(0) {
            return self.fail_since(Problem::TagDirectiveSpace, start);
        }
        self.cursor.skip_blanks()?;
        let prefix = self.scan_tag_uri("", start)?;
        self.cursor.need(1)?;
        if !self.cursor.is_space_or_end_at(0) {
            return self.fail_since(Problem::TagDirectiveEnd, start);
        }
        let text = self.keep_tag(handle, prefix);
        Ok(self.token_since(TokenKind::TagDirective, start, text))
    }

    /// `&name` or `*name`.
    pub(super) fn scan_anchor(&mut self, kind: TokenKind) -> Scan<Token> {
        let start = self.cursor.mark();
        self.cursor.skip_byte();
        let name_start = self.cursor.offset();
        let name = self.scan_name()?;
        let is_ended = self.cursor.is_space_or_end_at(0)
            || matches!(
                self.cursor.byte(),
                b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`'
            );
        if name.is_empty() || !is_ended {
            return self.fail_since(Problem::AnchorName, start);
        }
        let text = Text {
            start: name_start,
            end: self.cursor.offset(),
            is_unfolded: false,
        };
        Ok(self.token_since(kind, start, text))
    }

    /// `!<tag in full>`, `!suffix`, `!!suffix`, `!handle!suffix` or `!`.
    pub(super) fn scan_tag(&mut self) -> Scan<Token> {
        let start = self.cursor.mark();
        self.cursor.need(2)?;
        let (handle, suffix) = if self.cursor.byte_at(1) == b'<' {
            self.cursor.skip_ascii(2);
            let suffix = self.scan_tag_uri("", start)?;
            if self.cursor.byte() != b'>' {
                return self.fail_since(Problem::TagBracket, start);
            }
            self.cursor.skip_byte();
            (String::new(), suffix)
        } else {
            let handle = self.scan_tag_handle(false, start)?;
            if handle.len() > 1 && handle.ends_with('!') {
                let suffix = self.scan_tag_uri("", start)?;
                (handle, suffix)
            } else {
                let suffix = self.scan_tag_uri(&handle, start)?;
                match suffix.as_str() {
                    "" => (suffix, "!".to_owned()),
                    _ => ("!".to_owned(), suffix),
                }
            }
        };
        self.cursor.need(1)?;
        if !self.cursor.is_space_or_end_at(0) {
            return self.fail_since(Problem::TagEnd, start);
        }
        let text = self.keep_tag(handle, suffix);
        Ok(self.token_since(TokenKind::Tag, start, text))
    }

    /// `!`, then letters and digits, then another `!`, which only a directive insists on.
    fn scan_tag_handle(&mut self, is_directive: bool, start: Mark) -> Scan<String> {
        self.cursor.need(1)?;
        if self.cursor.byte() != b'!' {
            return self.fail_since(Problem::TagBang, start);
        }
        self.cursor.skip_byte();
        let mut handle = "!".to_owned();
        handle.push_str(self.scan_name()?);
        if self.cursor.byte() == b'!' {
            self.cursor.skip_byte();
            handle.push('!');
        } else if is_directive && handle != "!" {
            return self.fail_since(Problem::TagBang, start);
        }
        Ok(handle)
    }

    /// The characters of a URI, escapes decoded, behind what `head` holds after its `!`.
    fn scan_tag_uri(&mut self, head: &str, start: Mark) -> Scan<String> {
        let mut uri = head.as_bytes().get(1..).unwrap_or_default().to_vec();
        let mut is_empty = head.is_empty();
        self.cursor.need(1)?;
        loop {
            match self.cursor.byte() {
                b'%' => self.scan_tag_escapes(start, &mut uri)?,
                byte if self.cursor.is_name_byte() || b";/?:@&=+$,.!~*'()[]".contains(&byte) => {
                    uri.push(byte);
                    self.cursor.skip_byte();
                }
                _ => break,
            }
            self.cursor.need(1)?;
            is_empty = false;
        }
        if is_empty {
            return self.fail_since(Problem::TagEmpty, start);
        }
        Ok(String::from_utf8_lossy(&uri).into_owned())
    }

    /// As many `%XX` as make one character.
    fn scan_tag_escapes(&mut self, start: Mark, uri: &mut Vec<u8>) -> Scan<()> {
        let mut left = None;
        while left != Some(0) {
            self.cursor.need(3)?;
            let digit = |ahead| char::from(self.cursor.byte_at(ahead)).to_digit(16);
            let (b'%', Some(high), Some(low)) = (self.cursor.byte(), digit(1), digit(2)) else {
                return self.fail_since(Problem::TagEscape, start);
            };
            let octet = u8::try_from(high << 4 | low).unwrap_or(u8::MAX);
            left = Some(match left {
                Some(left) if octet & 0xC0 == 0x80 => left - 1,
                Some(_) => return self.fail_since(Problem::TagEscapeRest, start),
                None => match octet {
                    0x00..=0x7F => 0,
                    0xC0..=0xDF => 1,
                    0xE0..=0xEF => 2,
                    0xF0..=0xF7 => 3,
                    _ => return self.fail_since(Problem::TagEscapeStart, start),
                },
            });
            uri.push(octet);
            self.cursor.skip_ascii(3);
        }
        Ok(())
    }

    /// Letters, digits, `_` and `-`, if any.
    fn scan_name(&mut self) -> Scan<&'s str> {
        let start = self.cursor.offset();
        self.cursor.need(1)?;
        while self.cursor.is_name_byte() {
            self.cursor.skip_byte();
            self.cursor.need(1)?;
        }
        Ok(self.source(start, self.cursor.offset()))
    }

    fn keep_tag(&mut self, handle: String, suffix: String) -> Text {
        let index = u32::try_from(self.tags.len()).unwrap_or(u32::MAX);
        self.tags.push(TagText {
            handle: handle.into(),
            suffix: suffix.into(),
        });
        Text {
            start: index,
            ..Text::EMPTY
        }
    }

    fn token_since(&self, kind: TokenKind, start: Mark, text: Text) -> Token {
        Token {
            kind,
            start: start.offset,
            end: self.cursor.offset(),
            line: start.line,
            text,
        }
    }
}
