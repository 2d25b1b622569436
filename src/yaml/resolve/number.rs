//! Numbers as Go's `strconv` reads them.

use super::{Integer, Resolved};

/// A number that begins with a sign or a digit. Every `_` in it is ignored, wherever it stands.
pub(super) fn number<'d>(text: &str) -> Option<Resolved<'d>> {
    let plain: String = text.chars().filter(|&c| c != '_').collect();
    if let Some(value) = integer(&plain) {
        return Some(Resolved::Integer(value));
    }
    if is_decimal_float(&plain)
        && let Some(value) = finite(&plain)
    {
        return Some(Resolved::Float(value));
    }
    // `0b` is tried once more as a bare prefix, which lets a sign stand behind it.
    let (sign, digits) = split_sign(plain.strip_prefix("0b")?);
    Some(Resolved::Integer(signed(sign, magnitude(digits, 2)?)?))
}

/// A number that begins with a point. A `_` may stand between digits only.
pub(super) fn pointed_float(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let is_well_placed = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'_')
        .all(|(at, _)| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)));
    let plain: String = text.chars().filter(|&c| c != '_').collect();
    (is_well_placed && is_decimal_float(&plain)).then(|| finite(&plain))?
}

/// With a sign or none, and a prefix or a leading `0` for a base other than ten.
fn integer(plain: &str) -> Option<Integer> {
    let (sign, digits) = split_sign(plain);
    let value = match digits.as_bytes() {
        [] => return None,
        [b'0', b'b' | b'B', _, ..] => magnitude(&digits[2..], 2),
        [b'0', b'o' | b'O', _, ..] => magnitude(&digits[2..], 8),
        [b'0', b'x' | b'X', _, ..] => magnitude(&digits[2..], 16),
        [b'0'] => Some(0),
        [b'0', ..] => magnitude(&digits[1..], 8),
        _ => magnitude(digits, 10),
    }?;
    signed(sign, value)
}

/// `None` as a sign is none: only then may the number take all 64 bits.
fn signed(sign: Option<u8>, value: u64) -> Option<Integer> {
    match sign {
        Some(b'-') => 0_i64.checked_sub_unsigned(value).map(Integer::Signed),
        _ => match i64::try_from(value) {
            Ok(value) => Some(Integer::Signed(value)),
            Err(_) if sign.is_none() => Some(Integer::Unsigned(value)),
            Err(_) => None,
        },
    }
}

fn split_sign(text: &str) -> (Option<u8>, &str) {
    match text.as_bytes() {
        [sign @ (b'+' | b'-'), ..] => (Some(*sign), &text[1..]),
        _ => (None, text),
    }
}

/// Digits and nothing else.
fn magnitude(digits: &str, radix: u32) -> Option<u64> {
    let is_plain = digits.chars().all(|c| c.is_digit(radix));
    is_plain.then(|| u64::from_str_radix(digits, radix).ok())?
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal_float(plain: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (_, mut rest) = split_sign(plain);
    let whole = digits(rest);
    rest = &rest[whole..];
    if let Some(behind) = rest.strip_prefix('.') {
        let part = digits(behind);
        if whole + part == 0 {
            return false;
        }
        rest = &behind[part..];
    } else if whole == 0 {
        return false;
    }
    match rest.strip_prefix(['e', 'E']) {
        None => rest.is_empty(),
        Some(exponent) => {
            let (_, exponent) = split_sign(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
    }
}

/// Too large a number is none.
fn finite(plain: &str) -> Option<f64> {
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}
