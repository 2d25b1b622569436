//! What a scalar means: yaml v2's reading of plain text, and of the core tags.
//!
//! A plain scalar without a tag is looked at by its first byte: `+`, `-` and digits may begin a number or a time, `.` a
//! number, and one of `yYnNtTfFoO~` a word of the table; anything else, and anything in quotes, is a string.
//!
//! | means | spellings |
//! |---|---|
//! | true | `y Y yes Yes YES true True TRUE on On ON` |
//! | false | `n N no No NO false False FALSE off Off OFF` |
//! | null | nothing, `~`, `null Null NULL` |
//! | float | `.nan .NaN .NAN`, `.inf .Inf .INF` with or without a sign, and decimal numbers as below |
//! | integer | with every `_` taken out: a sign or none, then decimal digits, `0x`, `0o`, `0b` or a leading `0` for octal; no more than 64 bits |
//! | float | with every `_` taken out: a sign or none, digits with a point anywhere or nowhere, and an exponent or none |
//! | timestamp | `2001-12-14`, `2001-12-14T21:59:43.10Z`, `2001-12-14 21:59:43`, with one or two digits a field |

mod number;
mod timestamp;

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use thiserror::Error;

use super::tree::ScalarStyle;

/// What the short form `!!` of a tag stands for.
const CORE_PREFIX: &str = "tag:yaml.org,2002:";

/// Base64 as Go's decoder takes it: the last bits may be anything.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// A whole number, signed as long as it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// Fits 64 bits with a sign.
    Signed(i64),
    /// Above [`i64::MAX`].
    Unsigned(u64),
}

/// What a scalar means.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved<'d> {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(Integer),
    /// Any other number; may be infinite or no number.
    Float(f64),
    /// A time, as it is written.
    Timestamp(&'d str),
    /// Text; of `!!binary` what was encoded, with U+FFFD for what is no UTF-8.
    String(Cow<'d, str>),
}

impl Resolved<'_> {
    /// The short tag of the meaning, as type errors show it.
    #[must_use]
    pub fn tag(&self) -> CoreTag {
        match self {
            Self::Null => CoreTag::Null,
            Self::Bool(_) => CoreTag::Bool,
            Self::Integer(_) => CoreTag::Int,
            Self::Float(_) => CoreTag::Float,
            Self::Timestamp(_) => CoreTag::Timestamp,
            Self::String(_) => CoreTag::Str,
        }
    }
}

/// The tags a scalar can be resolved by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoreTag {
    /// `!!null`
    Null,
    /// `!!bool`
    Bool,
    /// `!!int`
    Int,
    /// `!!float`
    Float,
    /// `!!timestamp`
    Timestamp,
    /// `!!str`
    Str,
}

impl CoreTag {
    /// Its short form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Null => "!!null",
            Self::Bool => "!!bool",
            Self::Int => "!!int",
            Self::Float => "!!float",
            Self::Timestamp => "!!timestamp",
            Self::Str => "!!str",
        }
    }

    fn named(tag: &str) -> Option<Self> {
        Some(match tag.strip_prefix(CORE_PREFIX)? {
            "null" => Self::Null,
            "bool" => Self::Bool,
            "int" => Self::Int,
            "float" => Self::Float,
            "timestamp" => Self::Timestamp,
            "str" => Self::Str,
            _ => return None,
        })
    }
}

impl fmt::Display for CoreTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text does not mean what its tag says. Ends decoding; the message is the real reader's, without its `yaml: `.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ResolveError {
    /// An explicit core tag on something else.
    #[error("cannot decode {meaning} `{text}` as a {tag}")]
    WrongTag {
        /// What the text means.
        meaning: CoreTag,
        /// The text.
        text: Box<str>,
        /// What the tag asks for.
        tag: CoreTag,
    },
    /// `!!binary` on something that is no base64.
    #[error("!!binary value contains invalid base64 data")]
    Base64,
}

/// What a scalar means, by its text, its style and its tag. A tag outside the core, such as `!local` or `!`, makes it a
/// string.
pub fn resolve<'d>(text: &'d str, style: ScalarStyle, tag: Option<&str>) -> Result<Resolved<'d>, ResolveError> {
    let string = Ok(Resolved::String(Cow::Borrowed(text)));
    let Some(tag) = tag else {
        return match style {
            ScalarStyle::Plain => Ok(resolve_plain(text, true)),
            _ => string,
        };
    };
    if tag.strip_prefix(CORE_PREFIX) == Some("binary") {
        return decode_binary(text);
    }
    let tag = match CoreTag::named(tag) {
        None | Some(CoreTag::Str) => return string,
        Some(tag) => tag,
    };
    let resolved = resolve_plain(text, tag == CoreTag::Timestamp);
    match resolved {
        _ if resolved.tag() == tag => Ok(resolved),
        #[expect(
            clippy::cast_precision_loss,
            reason = "a float that is written as an integer is rounded"
        )]
        Resolved::Integer(Integer::Signed(value)) if tag == CoreTag::Float => Ok(Resolved::Float(value as f64)),
        _ => Err(ResolveError::WrongTag {
            meaning: resolved.tag(),
            text: text.into(),
            tag,
        }),
    }
}

/// A tag as messages show it: `tag:yaml.org,2002:` is `!!`.
#[must_use]
pub fn short_tag(tag: &str) -> Cow<'_, str> {
    match tag.strip_prefix(CORE_PREFIX) {
        Some(name) => Cow::Owned(format!("!!{name}")),
        None => Cow::Borrowed(tag),
    }
}

/// Whether a key is `<<`, which takes over the pairs of other mappings: without quotes, or by its tag.
#[must_use]
pub fn is_merge_key(text: &str, style: ScalarStyle, tag: Option<&str>) -> bool {
    text == "<<"
        && match tag {
            None => style == ScalarStyle::Plain,
            Some(tag) => tag == "!" || tag.strip_prefix(CORE_PREFIX) == Some("merge"),
        }
}

fn resolve_plain(text: &str, may_be_time: bool) -> Resolved<'_> {
    let resolved = match text.bytes().next() {
        None => Some(Resolved::Null),
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => word(text),
        Some(b'.') => float_word(text)
            .or_else(|| number::pointed_float(text))
            .map(Resolved::Float),
        Some(b'+' | b'-' | b'0'..=b'9') => {
            if let Some(value) = float_word(text) {
                Some(Resolved::Float(value))
            } else if may_be_time && timestamp::is_timestamp(text) {
                Some(Resolved::Timestamp(text))
            } else {
                number::number(text)
            }
        }
        Some(_) => None,
    };
    resolved.unwrap_or(Resolved::String(Cow::Borrowed(text)))
}

fn word(text: &str) -> Option<Resolved<'_>> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Resolved::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Resolved::Bool(false),
        "~" | "null" | "Null" | "NULL" => Resolved::Null,
        _ => return None,
    })
}

fn float_word(text: &str) -> Option<f64> {
    Some(match text {
        ".nan" | ".NaN" | ".NAN" => f64::NAN,
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => f64::INFINITY,
        "-.inf" | "-.Inf" | "-.INF" => f64::NEG_INFINITY,
        _ => return None,
    })
}

/// Line breaks within are ignored.
fn decode_binary<'d>(text: &str) -> Result<Resolved<'d>, ResolveError> {
    let encoded: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    let decoded = BASE64.decode(encoded).map_err(|_| ResolveError::Base64)?;
    Ok(Resolved::String(Cow::Owned(
        String::from_utf8_lossy(&decoded).into_owned(),
    )))
}

#[cfg(test)]
mod tests;
