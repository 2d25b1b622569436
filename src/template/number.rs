//! Numbers as constants of a template.

use crate::text::literal;
use crate::text::quote::Quoted;

/// What a constant stands for when a template runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Constant {
    Int(i64),
    Float(f64),
    /// A whole number that fits 64 bits only without a sign.
    Large,
    Complex,
}

/// The value of a constant that was checked: of a number, or of a character in quotes.
pub(super) fn value_of(text: &str) -> Constant {
    if let Some(quoted) = text.strip_prefix('\'') {
        let inner = quoted.strip_suffix('\'').unwrap_or(quoted);
        return Constant::Int(character(inner));
    }
    if text.ends_with('i') {
        return Constant::Complex;
    }
    let is_hexadecimal = text
        .trim_start_matches(['+', '-'])
        .to_ascii_lowercase()
        .starts_with("0x");
    let is_hexadecimal_int = is_hexadecimal && !text.contains(['p', 'P']);
    if !is_hexadecimal_int && text.contains(['.', 'e', 'E', 'p', 'P']) {
        return Constant::Float(float_value(text, is_hexadecimal));
    }
    match integer(text) {
        Some(value) => i64::try_from(value).map_or(Constant::Large, Constant::Int),
        None => Constant::Float(float_value(text, is_hexadecimal)),
    }
}

/// The code of a character as it is written between single quotes.
fn character(written: &str) -> i64 {
    let value = match written {
        "\"" | "\\'" => written.trim_start_matches('\\').as_bytes().to_vec(),
        written => literal::unquote(&format!("\"{written}\"")).unwrap_or_default(),
    };
    let code = match std::str::from_utf8(&value).ok().and_then(|text| text.chars().next()) {
        Some(c) => u32::from(c),
        None => value.first().copied().unwrap_or_default().into(),
    };
    code.into()
}

fn float_value(text: &str, is_hexadecimal: bool) -> f64 {
    let digits = text.replace('_', "");
    if !is_hexadecimal {
        return digits.parse().unwrap_or_default();
    }
    let (sign, unsigned) = match digits.strip_prefix('-') {
        Some(unsigned) => (-1.0, unsigned),
        None => (1.0, digits.trim_start_matches('+')),
    };
    let (mantissa, exponent) = unsigned[2..].split_once(['p', 'P']).unwrap_or((&unsigned[2..], "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digit = |c: char| f64::from(c.to_digit(16).unwrap_or_default());
    let whole = whole.chars().fold(0.0, |value, c| value * 16.0 + digit(c));
    let fraction = fraction.chars().rev().fold(0.0, |value, c| (value + digit(c)) / 16.0);
    sign * (whole + fraction) * 2_f64.powi(exponent.parse().unwrap_or_default())
}

/// Checks a number that the lexer took for one, in Go's words.
pub(super) fn check(text: &str) -> Result<(), String> {
    if let Some(imaginary) = text.strip_suffix('i')
        && check_float(imaginary).is_ok()
    {
        return Ok(());
    }
    if is_integer(text) {
        return Ok(());
    }
    if check_float(text).is_err() {
        return Err(format!("illegal number syntax: {}", Quoted(text)));
    }
    // A float that looks like an integer is one too large for 64 bits.
    if text.contains(['.', 'e', 'E', 'p', 'P']) {
        Ok(())
    } else {
        Err(format!("integer overflow: {}", Quoted(text)))
    }
}

/// Checks a complex number, as `fmt.Sscan` reads it: two floats, the second with a sign, and an `i`.
pub(super) fn check_complex(text: &str) -> Result<(), String> {
    let error = || Err("syntax error scanning complex number".to_owned());
    let real_length = scan_float(text);
    let (real, imaginary) = text.split_at(real_length);
    let Some(unsigned) = imaginary.strip_prefix(['+', '-']) else {
        return error();
    };
    let length = scan_float(unsigned);
    if !unsigned[length..].starts_with('i') {
        return error();
    }
    scanned_float(real)?;
    scanned_float(&imaginary[..=length])
}

/// The length of what `fmt.Sscan` takes for a float.
fn scan_float(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut accept = |set: &[u8]| {
        let found = bytes.get(at).is_some_and(|b| set.contains(b));
        at += usize::from(found);
        found
    };
    accept(b"+-");
    // An infinity is looked for first, and its first letter is not given back.
    accept(b"iI");
    let is_hexadecimal = accept(b"0") && accept(b"xX");
    let (digits, exponent): (&[u8], &[u8]) = if is_hexadecimal {
        (b"0123456789abcdefABCDEF_", b"pP")
    } else {
        (b"0123456789_", b"eEpP")
    };
    while accept(digits) {}
    if accept(b".") {
        while accept(digits) {}
    }
    if accept(exponent) {
        accept(b"+-");
        while accept(b"0123456789_") {}
    }
    at
}

fn scanned_float(text: &str) -> Result<(), String> {
    check_float(text).map_err(|fault| {
        let fault = match fault {
            FloatFault::Syntax => "invalid syntax",
            FloatFault::Range => "value out of range",
        };
        format!("strconv.ParseFloat: parsing {}: {fault}", Quoted(text))
    })
}

/// Whether `strconv.ParseInt` or `ParseUint` with base 0 reads it.
fn is_integer(text: &str) -> bool {
    integer(text).is_some()
}

/// The value of what `strconv.ParseInt` or `ParseUint` with base 0 reads.
fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    // A plus sign is one of signed integers only.
    let (signed, digits) = match digits.strip_prefix('+') {
        Some(digits) if !negative => (true, digits),
        _ => (negative, digits),
    };
    if !underscores_part_digits(text) {
        return None;
    }
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', _, ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    let digits = digits.replace('_', "");
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let magnitude = u64::from_str_radix(&digits, radix).ok()?;
    let fits = match (signed, negative) {
        (true, true) => magnitude <= 1 << 63,
        (true, false) => magnitude < 1 << 63,
        (false, _) => true,
    };
    let magnitude = i128::from(magnitude);
    fits.then_some(if negative { -magnitude } else { magnitude })
}

/// Whether underscores stand between digits, or between a base prefix and a digit.
fn underscores_part_digits(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (hexadecimal, after_prefix) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (true, &text[2..]),
        [b'0', b'o' | b'O' | b'b' | b'B', ..] => (false, &text[2..]),
        _ => (false, text),
    };
    let mut after_digit = after_prefix.len() < text.len();
    let mut after_underscore = false;
    for c in after_prefix.chars() {
        let is_digit = c.is_ascii_digit() || (hexadecimal && c.is_ascii_hexdigit());
        if (c == '_' && !after_digit) || (after_underscore && !is_digit) {
            return false;
        }
        after_underscore = c == '_';
        after_digit = is_digit;
    }
    !after_underscore
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FloatFault {
    Syntax,
    Range,
}

/// Whether `strconv.ParseFloat` reads it.
fn check_float(text: &str) -> Result<(), FloatFault> {
    if text.contains('_') && !underscores_part_digits(text) {
        return Err(FloatFault::Syntax);
    }
    let digits = text.replace('_', "");
    let unsigned = digits.strip_prefix(['+', '-']).unwrap_or(&digits);
    if let Some(hexadecimal) = unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X")) {
        return check_hexadecimal_float(hexadecimal);
    }
    // Rust reads names of infinities too.
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Err(FloatFault::Syntax);
    }
    match unsigned.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(()),
        Ok(_) => Err(FloatFault::Range),
        Err(_) => Err(FloatFault::Syntax),
    }
}

/// Checks a hexadecimal mantissa with a binary exponent.
fn check_hexadecimal_float(text: &str) -> Result<(), FloatFault> {
    const MAX_EXPONENT: i64 = 1024;
    let (mantissa, exponent) = text.split_once(['p', 'P']).ok_or(FloatFault::Syntax)?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    if whole.len() + fraction.len() == 0 || !are_digits(whole) || !are_digits(fraction) {
        return Err(FloatFault::Syntax);
    }
    let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FloatFault::Syntax);
    }
    let significant = whole.trim_start_matches('0');
    if significant.is_empty() && fraction.trim_start_matches('0').is_empty() {
        return Ok(());
    }
    let limit = if exponent.starts_with('-') { i64::MIN } else { i64::MAX };
    let exponent: i64 = exponent.parse().unwrap_or(limit);
    // The position of the highest bit decides.
    let digits = |count: usize| i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(4);
    let bits = |digit: Option<char>| {
        let value = digit.and_then(|c| c.to_digit(16)).unwrap_or(0);
        i64::from(u32::BITS - value.leading_zeros())
    };
    let highest = if significant.is_empty() {
        let zeros = fraction.len() - fraction.trim_start_matches('0').len();
        bits(fraction.chars().nth(zeros)) - digits(zeros + 1)
    } else {
        digits(significant.len() - 1) + bits(significant.chars().next())
    };
    if highest.saturating_add(exponent) <= MAX_EXPONENT {
        Ok(())
    } else {
        Err(FloatFault::Range)
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        for text in [
            "1",
            "0",
            "-1",
            "+1",
            "1_0",
            "0_7",
            "0x1F",
            "0b1",
            "0o17",
            "1.",
            ".1",
            "1e3",
            "1_0.5",
            "0x1p4",
            "0x.8p-2",
            "1i",
            "18446744073709551615",
            "-9223372036854775808",
            "1.5e-400",
            "0x0p99999",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for text in [
            "", "+", ".", "0x", "1e", "1__0", "_1", "1_", "0x1.8", "1e999", "0x1p1024", "1_i", "--1",
        ] {
            assert_eq!(check(text), Err(format!("illegal number syntax: \"{text}\"")));
        }
        for text in [
            "08",
            "18446744073709551616",
            "-9223372036854775809",
            "+9223372036854775808",
        ] {
            assert_eq!(check(text), Err(format!("integer overflow: \"{text}\"")));
        }
    }
}
