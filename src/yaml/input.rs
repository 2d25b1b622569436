//! From bytes to text: byte order marks, UTF-16, and the characters YAML does not allow.

use std::borrow::Cow;

use thiserror::Error;

use super::cursor::block_end;

/// U+FEFF.
pub(super) const BOM: char = '\u{FEFF}';

/// How many bytes the real reader decodes at a time.
pub(super) const BLOCK_BYTES: usize = 512;

/// The input is no text the real reader can read as far as it has to.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct EncodingError {
    /// What is wrong.
    pub message: &'static str,
    /// What the real reader says, such as `yaml: invalid leading UTF-8 octet`. It names no line.
    pub upstream: &'static str,
    /// Offset of the bad bytes in the input.
    pub offset: usize,
}

/// The bytes of a file as text. Borrowed where they are UTF-8 already, with a byte order mark left in place so that
/// offsets are those of the file; transcoded without one where they are UTF-16.
pub fn decode_input(bytes: &[u8]) -> Result<Cow<'_, str>, EncodingError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => Err(EncodingError {
            message: "not valid UTF-8",
            upstream: "yaml: invalid leading UTF-8 octet",
            offset: error.valid_up_to(),
        }),
    }
}

/// What is unusual about a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Survey {
    /// Offset of the first block with a character YAML does not allow, and of that character.
    pub(super) fault: Option<(usize, usize)>,
    /// Whether U+FEFF stands anywhere but at the start.
    pub(super) has_inner_mark: bool,
}

impl Survey {
    /// Looks the text over once.
    pub(super) fn of(text: &str) -> Self {
        let mut survey = Self::default();
        let first = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
        let bytes = text.as_bytes();
        let mut at = 0;
        for chunk in bytes.chunks(64) {
            let odd = chunk.iter().fold(0, |odd, &byte| {
                let is_control =
                    u8::from(byte < 0x20) & u8::from(byte.wrapping_sub(b'\t') > 1) & u8::from(byte != b'\r');
                odd | is_control | u8::from(byte == 0x7F) | u8::from(byte == 0xC2) | u8::from(byte == 0xEF)
            });
            if odd != 0 && survey.look_closely(bytes, at..at + chunk.len(), first) {
                break;
            }
            at += chunk.len();
        }
        if let Some((block, at)) = &mut survey.fault {
            let mut start = first;
            loop {
                let end = block_end(text, start);
                if end > *at {
                    break;
                }
                start = end;
            }
            *block = start;
        }
        survey
    }

    /// Whether the reader's books must be kept.
    pub(super) fn needs_watch(&self) -> bool {
        self.fault.is_some() || self.has_inner_mark
    }

    /// Looks at each character that starts in `range`; whether a bad one was found.
    fn look_closely(&mut self, bytes: &[u8], range: std::ops::Range<usize>, first: usize) -> bool {
        for at in range {
            let next = |ahead: usize| bytes.get(at + ahead).copied().unwrap_or(0);
            let is_bad = match bytes[at] {
                b'\t' | b'\n' | b'\r' => false,
                0x00..0x20 | 0x7F => true,
                0xC2 => next(1) < 0xA0 && next(1) != 0x85,
                0xEF if next(1) == 0xBF => next(2) >= 0xBE,
                0xEF if next(1) == 0xBB && next(2) == 0xBF && at >= first => {
                    self.has_inner_mark = true;
                    false
                }
                _ => false,
            };
            if is_bad {
                self.fault = Some((0, at));
                return true;
            }
        }
        false
    }
}
