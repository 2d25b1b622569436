//! From bytes to text: byte order marks, UTF-16, and the characters YAML does not allow.

use std::borrow::Cow;

use thiserror::Error;

use super::error::Finder;
use super::parser::Parser;
use super::wording;
use crate::text::{Position, SourceFile};

/// U+FEFF.
pub(super) const BOM: char = '\u{FEFF}';

/// How many bytes the real reader decodes at a time.
const BLOCK_BYTES: usize = 512;

const CONTROL_CHARACTER: &str = "this control character is not allowed in YAML";

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
    /// The text in front of them, if it is not UTF-8 in the input.
    pub transcoded: Option<String>,
}

/// The bytes of a file as text. Borrowed where they are UTF-8 already, with a byte order mark left in place so that
/// offsets are those of the file; transcoded without one where they are UTF-16.
///
/// Bad bytes are an error only if the real reader gets to them. If it stops before, at the end of the first document or
/// at an error, the text ends before the bad bytes.
pub fn decode_input(bytes: &[u8]) -> Result<Cow<'_, str>, EncodingError> {
    let (text, fault) = match bytes {
        [0xFF, 0xFE, units @ ..] => decode_utf16(units, u16::from_le_bytes),
        [0xFE, 0xFF, units @ ..] => decode_utf16(units, u16::from_be_bytes),
        _ => decode_utf8(bytes),
    };
    match fault {
        Some(fault) if fault.is_met(&text) => Err(EncodingError {
            transcoded: match text {
                Cow::Owned(text) => Some(text),
                Cow::Borrowed(_) => None,
            },
            ..fault.error
        }),
        _ => Ok(text),
    }
}

/// Bad bytes behind a text.
struct Fault {
    error: EncodingError,
    /// Where in the text the block begins that they are in.
    block: usize,
}

impl Fault {
    /// Whether reading the first document gets to the bad bytes.
    fn is_met(&self, text: &str) -> bool {
        let mut survey = Survey::of(text);
        if survey.fault.is_some() {
            return false;
        }
        survey.fault = Some((self.block, text.len()));
        let outcome = Parser::new(text, &survey).read_strictly();
        outcome.is_err_and(|failure| failure.finder == Finder::Reader)
    }
}

fn decode_utf8(bytes: &[u8]) -> (Cow<'_, str>, Option<Fault>) {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => return (Cow::Borrowed(text), None),
        Err(error) => error.valid_up_to(),
    };
    let (good, bad) = bytes.split_at(valid);
    let text = std::str::from_utf8(good).expect("it is valid up to here");
    let (message, upstream, width) = utf8_fault(bad);
    let mut block = first_block(text);
    loop {
        let end = block_reach(text, block);
        if valid + width <= end.max(block) || block == valid {
            break;
        }
        block = if end < valid { block_end(text, block) } else { valid };
    }
    let error = EncodingError {
        message,
        upstream,
        offset: valid,
        transcoded: None,
    };
    (Cow::Borrowed(text), Some(Fault { error, block }))
}

/// What is wrong with the bytes at the start, and how many of them the real reader waits for before it says so.
fn utf8_fault(bytes: &[u8]) -> (&'static str, &'static str, usize) {
    let width = match bytes[0] {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF7 => 4,
        _ => {
            return (
                "this byte cannot start a UTF-8 character",
                "yaml: invalid leading UTF-8 octet",
                1,
            );
        }
    };
    let Some(octets) = bytes.get(..width) else {
        return (
            "the file ends in the middle of a UTF-8 character",
            "yaml: incomplete UTF-8 octet sequence",
            usize::MAX / 2,
        );
    };
    if octets[1..].iter().any(|octet| octet & 0xC0 != 0x80) {
        return (
            "this UTF-8 character is broken off",
            "yaml: invalid trailing UTF-8 octet",
            width,
        );
    }
    let is_overlong =
        octets[0] < 0xC2 || (octets[0] == 0xE0 && octets[1] < 0xA0) || (octets[0] == 0xF0 && octets[1] < 0x90);
    if is_overlong {
        (
            "this UTF-8 character is written with too many bytes",
            "yaml: invalid length of a UTF-8 sequence",
            width,
        )
    } else {
        ("this is no Unicode character", "yaml: invalid Unicode character", width)
    }
}

/// `bytes` stand behind the byte order mark.
fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (Cow<'_, str>, Option<Fault>) {
    const BOM_BYTES: usize = 2;
    let unit_at = |at: usize| Some(unit([*bytes.get(at)?, *bytes.get(at + 1)?]));
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    let mut block = 0;
    let mut next_block = BLOCK_BYTES - BOM_BYTES;
    let fault = loop {
        if at == bytes.len() {
            break None;
        }
        let first = unit_at(at);
        let is_pair = first.is_some_and(|unit| unit & 0xFC00 == 0xD800);
        let width = if is_pair { 4 } else { 2 };
        let is_cut = at + width > bytes.len();
        if is_cut || at + width > next_block {
            block = text.len();
            next_block = at + BLOCK_BYTES;
        }
        let (message, upstream) = match (first, unit_at(at + 2)) {
            (None, _) => (
                "the file ends in the middle of a UTF-16 character",
                "yaml: incomplete UTF-16 character",
            ),
            (Some(0xDC00..=0xDFFF), _) => (
                "this is the second half of a UTF-16 pair without the first",
                "yaml: unexpected low surrogate area",
            ),
            (Some(_), None) if is_pair => (
                "the file ends in the middle of a UTF-16 pair",
                "yaml: incomplete UTF-16 surrogate pair",
            ),
            (Some(_), Some(second)) if is_pair && second & 0xFC00 != 0xDC00 => (
                "this is the first half of a UTF-16 pair without the second",
                "yaml: expected low surrogate area",
            ),
            (Some(first), second) => {
                let units = [first, second.unwrap_or_default()];
                let character = char::decode_utf16(units).next().and_then(Result::ok).unwrap_or('\0');
                if is_allowed(character) {
                    text.push(character);
                    at += width;
                    continue;
                }
                (CONTROL_CHARACTER, "yaml: control characters are not allowed")
            }
        };
        let error = EncodingError {
            message,
            upstream,
            offset: at + BOM_BYTES,
            transcoded: None,
        };
        break Some(Fault { error, block });
    };
    (Cow::Owned(text), fault)
}

/// Whether YAML allows a character.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Where the character stands that YAML does not allow, and what is said of it, if that is why another reader of YAML refused
/// `text` with these words: it does not say where.
#[must_use]
pub fn control_character(refusal: &str, text: &str) -> Option<(Position, String)> {
    if !refusal.contains("control characters are not allowed") {
        return None;
    }
    let (at, character) = text.char_indices().find(|&(_, character)| !is_allowed(character))?;
    let place = SourceFile::new("", text).position(u32::try_from(at).unwrap_or(u32::MAX));
    Some((place, wording::control_character(character.into())))
}

/// Where the first block of a text begins: behind its byte order mark.
pub(super) fn first_block(text: &str) -> usize {
    if text.starts_with(BOM) { BOM.len_utf8() } else { 0 }
}

/// How far the bytes of the block go that begins at `start`. The first one counts from the byte order mark.
fn block_reach(text: &str, start: usize) -> usize {
    let from = if start == first_block(text) { 0 } else { start };
    from + BLOCK_BYTES
}

/// Where the block ends that begins at `start`: before a character that would be cut.
pub(super) fn block_end(text: &str, start: usize) -> usize {
    text.floor_char_boundary(block_reach(text, start))
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
        let first = first_block(text);
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
