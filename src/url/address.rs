//! IP addresses, checked as `netip.ParseAddr` checks them.

use std::fmt;

use crate::text::quote::QuotedBytes;

/// Why a text is no IP address; displays as Go says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressError {
    text: Vec<u8>,
    message: &'static str,
    /// What is left of the text from the fault on; empty if the fault is in no place.
    at: Vec<u8>,
}

impl std::error::Error for AddressError {}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParseAddr({}): {}", QuotedBytes(&self.text), self.message)?;
        if !self.at.is_empty() {
            write!(f, " (at {})", QuotedBytes(&self.at))?;
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    V4,
    V6,
}

type Fault<'a> = (&'static str, &'a [u8]);

/// Which kind of address a text is.
pub(super) fn check(text: &[u8]) -> Result<Family, AddressError> {
    check_kind(text).map_err(|(message, at)| AddressError {
        text: text.to_owned(),
        message,
        at: at.to_owned(),
    })
}

fn check_kind(text: &[u8]) -> Result<Family, Fault<'_>> {
    match text.iter().find(|b| matches!(b, b'.' | b':' | b'%')) {
        Some(b'.') => check_v4(text).map(|()| Family::V4),
        Some(b':') => check_v6(text).map(|()| Family::V6),
        Some(_) => Err(("missing IPv6 address", b"")),
        None => Err(("unable to parse IP", b"")),
    }
}

fn check_v4(text: &[u8]) -> Result<(), Fault<'_>> {
    let mut fields = 0;
    let mut digits = 0;
    let mut value = 0_u32;
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", b""));
                }
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", b""));
                }
            }
            b'.' => {
                if digits == 0 || at + 1 == text.len() {
                    return Err(("IPv4 field must have at least one digit", &text[at..]));
                }
                if fields == 3 {
                    return Err(("IPv4 address too long", b""));
                }
                fields += 1;
                digits = 0;
                value = 0;
            }
            _ => return Err(("unexpected character", &text[at..])),
        }
    }
    if fields < 3 {
        return Err(("IPv4 address too short", b""));
    }
    Ok(())
}

fn check_v6(text: &[u8]) -> Result<(), Fault<'_>> {
    const GROUPS: usize = 8;
    let mut rest = text;
    if let Some(percent) = text.iter().position(|&b| b == b'%') {
        if percent + 1 == text.len() {
            return Err(("zone must be a non-empty string", b""));
        }
        rest = &text[..percent];
    }
    let mut has_ellipsis = false;
    if let Some(after) = rest.strip_prefix(b"::") {
        has_ellipsis = true;
        rest = after;
        if rest.is_empty() {
            return Ok(());
        }
    }
    let mut groups = 0;
    while groups < GROUPS {
        let digits = rest.iter().take_while(|b| b.is_ascii_hexdigit()).count();
        if digits > 4 {
            return Err(("each group must have 4 or less digits", rest));
        }
        if digits == 0 {
            return Err(("each colon-separated field must have at least one digit", rest));
        }
        if rest.get(digits) == Some(&b'.') {
            if !has_ellipsis && groups != GROUPS - 2 {
                return Err((
                    "embedded IPv4 address must replace the final 2 fields of the address",
                    rest,
                ));
            }
            if groups > GROUPS - 2 {
                return Err((
                    "too many hex fields to fit an embedded IPv4 at the end of the address",
                    rest,
                ));
            }
            check_v4(rest)?;
            groups += 2;
            rest = b"";
            break;
        }
        groups += 1;
        rest = &rest[digits..];
        let Some(after_colon) = rest.strip_prefix(b":") else {
            if rest.is_empty() {
                break;
            }
            return Err(("unexpected character, want colon", rest));
        };
        if after_colon.is_empty() {
            return Err(("colon must be followed by more characters", rest));
        }
        rest = after_colon;
        if let Some(after_ellipsis) = rest.strip_prefix(b":") {
            if has_ellipsis {
                return Err(("multiple :: in address", rest));
            }
            has_ellipsis = true;
            rest = after_ellipsis;
            if rest.is_empty() {
                break;
            }
        }
    }
    if !rest.is_empty() {
        return Err(("trailing garbage after address", rest));
    }
    match (groups < GROUPS, has_ellipsis) {
        (true, false) => Err(("address string too short", b"")),
        (false, true) => Err(("the :: must expand to at least one field of zeros", b"")),
        _ => Ok(()),
    }
}
