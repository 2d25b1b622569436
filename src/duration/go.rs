//! Durations such as `1.5h` or `-250ms`, of Go's `time` package.

use std::fmt;

/// Why a text is no Go duration; displays as Go says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseGoDurationError {
    /// Not numbers with units, or out of range.
    #[error("time: invalid duration {}", TimeQuoted(.0))]
    Invalid(String),
    /// A number stands without a unit.
    #[error("time: missing unit in duration {}", TimeQuoted(.0))]
    MissingUnit(String),
    /// What follows a number is no unit.
    #[error("time: unknown unit {} in duration {}", TimeQuoted(.unit), TimeQuoted(.text))]
    UnknownUnit {
        /// What stands in place of a unit.
        unit: String,
        /// The whole text.
        text: String,
    },
}

/// Quoting of Go's `time` package: every byte of what is not ASCII, and of control characters, as `\xNN`.
struct TimeQuoted<'a>(&'a str);

impl fmt::Display for TimeQuoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        f.write_char('"')?;
        for byte in self.0.bytes() {
            match byte {
                b'"' | b'\\' => write!(f, "\\{}", char::from(byte))?,
                b' '..=0x7f => f.write_char(char::from(byte))?,
                _ => write!(f, "\\x{byte:02x}")?,
            }
        }
        f.write_char('"')
    }
}

fn unit_nanoseconds(unit: &str) -> Option<u64> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60 * 1_000_000_000,
        "h" => 3_600 * 1_000_000_000,
        _ => return None,
    })
}

/// The magnitude of the most negative duration.
const LIMIT: u64 = 1 << 63;

/// Parses a Go duration into nanoseconds: an optional sign, then `0` or numbers with units, fractions allowed, in any
/// order.
///
/// Mirrors `time.ParseDuration`, rounding included.
pub fn parse_go(text: &str) -> Result<i64, ParseGoDurationError> {
    let invalid = || ParseGoDurationError::Invalid(text.to_owned());
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (whole, after_whole) = split_digits(rest);
        let mut number: u64 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok().filter(|&n| n <= LIMIT).ok_or_else(invalid)?
        };
        let (fraction, after_number) = match after_whole.strip_prefix('.') {
            Some(after_point) => split_digits(after_point),
            None => ("", after_whole),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let unit_length = after_number
            .bytes()
            .take_while(|&b| b != b'.' && !b.is_ascii_digit())
            .count();
        let (unit_text, after_unit) = after_number.split_at(unit_length);
        if unit_text.is_empty() {
            return Err(ParseGoDurationError::MissingUnit(text.to_owned()));
        }
        let unit = unit_nanoseconds(unit_text).ok_or_else(|| ParseGoDurationError::UnknownUnit {
            unit: unit_text.to_owned(),
            text: text.to_owned(),
        })?;
        number = number.checked_mul(unit).filter(|&n| n <= LIMIT).ok_or_else(invalid)?;
        number += fraction_nanoseconds(fraction, unit);
        total = total
            .checked_add(number)
            .filter(|&n| number <= LIMIT && n <= LIMIT)
            .ok_or_else(invalid)?;
        rest = after_unit;
    }
    if negative {
        return Ok(0i64.wrapping_sub_unsigned(total));
    }
    i64::try_from(total).map_err(|_| invalid())
}

/// The part of a unit that decimal digits behind a point stand for, cut to whole nanoseconds. Digits that no longer fit
/// 63 bits are ignored; floating point as in the original, so that the same nanosecond comes out.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the original computes it so; the value is below the unit, 3.6e12"
)]
fn fraction_nanoseconds(digits: &str, unit: u64) -> u64 {
    let mut value: u64 = 0;
    let mut scale = 1.0_f64;
    for byte in digits.bytes() {
        let longer = value
            .checked_mul(10)
            .map(|n| n + u64::from(byte - b'0'))
            .filter(|&n| value <= (LIMIT - 1) / 10 && n <= LIMIT);
        let Some(longer) = longer else {
            break;
        };
        value = longer;
        scale *= 10.0;
    }
    (value as f64 * (unit as f64 / scale)) as u64
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_go_accepts() {
        for (text, nanoseconds) in [
            ("0", 0),
            ("-0", 0),
            ("5s", 5_000_000_000),
            ("1.5h", 5_400_000_000_000),
            (".5s", 500_000_000),
            ("5.s", 5_000_000_000),
            ("1h1h", 7_200_000_000_000),
            ("-1m30s", -90_000_000_000),
            ("3µs1us1μs", 5_000),
            ("0.3333333333333333333h", 1_200_000_000_000),
            ("9223372036854775807ns", i64::MAX),
            ("-9223372036854775808ns", i64::MIN),
            ("0.9223372036854775807h", 3_320_413_933_267),
        ] {
            assert_eq!(parse_go(text), Ok(nanoseconds), "{text}");
        }
    }

    #[test]
    fn words_go_refuses_with() {
        for (text, words) in [
            ("", "time: invalid duration \"\""),
            ("3", "time: missing unit in duration \"3\""),
            ("-", "time: invalid duration \"-\""),
            ("s", "time: invalid duration \"s\""),
            (".", "time: invalid duration \".\""),
            (".s", "time: invalid duration \".s\""),
            ("5d", "time: unknown unit \"d\" in duration \"5d\""),
            (
                "5é\n\"",
                r#"time: unknown unit "\xc3\xa9\x0a\"" in duration "5\xc3\xa9\x0a\"""#,
            ),
            (
                "9223372036854775808ns",
                "time: invalid duration \"9223372036854775808ns\"",
            ),
            ("2562048h", "time: invalid duration \"2562048h\""),
            ("1s ", "time: unknown unit \"s \" in duration \"1s \""),
        ] {
            assert_eq!(parse_go(text).expect_err(text).to_string(), words);
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[-+]?[0-9.]{0,25}[nuµmshd.]{0,3}[0-9]{0,20}s?|\\PC{0,8}") {
            let _ = parse_go(&text);
        }
    }
}
