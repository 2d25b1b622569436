//! Durations such as `1d12h` or `250ms`.

use std::time::Duration;

use crate::text::quote::Quoted;
use crate::version::Version;

const MAX_NANOSECONDS: u64 = i64::MAX as u64;
const NANOSECONDS_PER_MILLISECOND: u64 = 1_000_000;

/// A unit, its length in milliseconds, and whether [`format_prometheus`] uses it only when nothing is left over.
/// In the order in which they must be written.
const UNITS: [(&str, u64, bool); 7] = [
    ("y", 365 * 24 * 60 * 60 * 1000, true),
    ("w", 7 * 24 * 60 * 60 * 1000, true),
    ("d", 24 * 60 * 60 * 1000, false),
    ("h", 60 * 60 * 1000, false),
    ("m", 60 * 1000, false),
    ("s", 1000, false),
    ("ms", 1, false),
];

/// Why a text is no Prometheus duration; displays as Alertmanager says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseDurationError {
    /// There is no text.
    #[error("empty duration string")]
    Empty,
    /// Units repeat or are out of order, a unit or a number is missing, or a number does not fit 64 bits.
    #[error("not a valid duration string: {}", Quoted(.0))]
    Invalid(String),
    /// What follows a number is no unit.
    #[error("unknown unit {} in duration {}", Quoted(.unit), Quoted(.text))]
    UnknownUnit {
        /// What stands in place of a unit.
        unit: String,
        /// The whole text.
        text: String,
    },
    /// Longer than 2^63 - 1 nanoseconds, some 292 years.
    #[error("duration out of range")]
    OutOfRange,
}

/// Parses a duration such as `1h30m`, or `0`. At most 2^63 - 1 ns, always a multiple of a millisecond.
///
/// Mirrors `model.ParseDuration`. Every version accepts the same texts; 0.25 gives fewer reasons.
pub fn parse_prometheus(text: &str, version: Version) -> Result<Duration, ParseDurationError> {
    if text.is_empty() {
        return Err(ParseDurationError::Empty);
    }
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    let parsed = parse_terms(text);
    if version >= Version::V0_28 {
        return parsed;
    }
    // It used to be a regular expression first, then arithmetic.
    if parsed.is_ok() || has_old_shape(text) {
        parsed.map_err(|_| ParseDurationError::OutOfRange)
    } else {
        Err(ParseDurationError::Invalid(text.to_owned()))
    }
}

fn parse_terms(text: &str) -> Result<Duration, ParseDurationError> {
    let invalid = || ParseDurationError::Invalid(text.to_owned());
    let mut total: u64 = 0;
    let mut next_unit = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let (digits, after_digits) = split_digits(rest);
        let number: u64 = digits.parse().map_err(|_| invalid())?;
        let (unit, after_unit) = split_unit(after_digits);
        if unit.is_empty() {
            return Err(invalid());
        }
        let Some(position) = UNITS.iter().position(|&(name, ..)| name == unit) else {
            return Err(ParseDurationError::UnknownUnit {
                unit: unit.to_owned(),
                text: text.to_owned(),
            });
        };
        if position < next_unit {
            return Err(invalid());
        }
        next_unit = position + 1;
        total = number
            .checked_mul(UNITS[position].1)
            .and_then(|milliseconds| milliseconds.checked_mul(NANOSECONDS_PER_MILLISECOND))
            .and_then(|term| total.checked_add(term))
            .filter(|&sum| sum <= MAX_NANOSECONDS)
            .ok_or(ParseDurationError::OutOfRange)?;
        rest = after_unit;
    }
    Ok(Duration::from_nanos(total))
}

/// Whether the text is digits and units in the right order, whatever the numbers.
fn has_old_shape(text: &str) -> bool {
    let mut rest = text;
    let mut next_unit = 0;
    while !rest.is_empty() {
        let (digits, after_digits) = split_digits(rest);
        let (unit, after_unit) = split_unit(after_digits);
        let position = UNITS.iter().position(|&(name, ..)| name == unit);
        match position {
            Some(position) if !digits.is_empty() && position >= next_unit => next_unit = position + 1,
            _ => return false,
        }
        rest = after_unit;
    }
    true
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

fn split_unit(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(|b| !b.is_ascii_digit()).count())
}

/// Prints a duration as Alertmanager does, down to whole milliseconds: `90d`, `2w`, `1h30m`, `0s`.
///
/// Years and weeks are used only when they leave nothing over. Reading the text back gives the same duration.
#[must_use]
pub fn format_prometheus(duration: Duration) -> String {
    use std::fmt::Write as _;
    let mut milliseconds = duration.as_millis();
    if milliseconds == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    for (unit, length, exact) in UNITS {
        let length = u128::from(length);
        if exact && !milliseconds.is_multiple_of(length) {
            continue;
        }
        let count = milliseconds / length;
        if count > 0 {
            write!(text, "{count}{unit}").expect("writing to a string cannot fail");
            milliseconds %= length;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn message(text: &str, version: Version) -> String {
        match parse_prometheus(text, version) {
            Ok(duration) => format!("{}ms", duration.as_millis()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn verdicts_and_words_are_those_of_amtool() {
        let invalid = |text: &str| format!("not a valid duration string: {text}");
        for (text, old, new) in [
            ("0", "0ms".to_owned(), None),
            ("", "empty duration string".to_owned(), None),
            ("00", invalid("\"00\""), None),
            ("30s1m", invalid("\"30s1m\""), None),
            ("1s1s", invalid("\"1s1s\""), None),
            ("-1s", invalid("\"-1s\""), None),
            ("s", invalid("\"s\""), None),
            ("1d5", invalid("\"1d5\""), None),
            ("01s", "1000ms".to_owned(), None),
            ("0y0w", "0ms".to_owned(), None),
            ("1M", invalid("\"1M\""), Some("unknown unit \"M\" in duration \"1M\"")),
            (
                "1 s",
                invalid("\"1 s\""),
                Some("unknown unit \" s\" in duration \"1 s\""),
            ),
            (
                "1.5h",
                invalid("\"1.5h\""),
                Some("unknown unit \".\" in duration \"1.5h\""),
            ),
            (
                "1ys",
                invalid("\"1ys\""),
                Some("unknown unit \"ys\" in duration \"1ys\""),
            ),
            ("293y", "duration out of range".to_owned(), None),
            ("9223372036s", "9223372036000ms".to_owned(), None),
            ("9223372037s", "duration out of range".to_owned(), None),
            ("292y1000w", "duration out of range".to_owned(), None),
            (
                "18446744073709551616s",
                "duration out of range".to_owned(),
                Some("not a valid duration string: \"18446744073709551616s\""),
            ),
            ("18446744073709551615s", "duration out of range".to_owned(), None),
        ] {
            let new = new.map_or_else(|| old.clone(), str::to_owned);
            assert_eq!(message(text, Version::V0_25), old, "{text:?}");
            assert_eq!(message(text, Version::V0_28), new, "{text:?}");
            assert_eq!(message(text, Version::V0_33), new, "{text:?}");
        }
    }

    #[test]
    fn years_and_weeks_are_printed_only_when_nothing_is_left_over() {
        for (text, printed) in [
            ("90d", "90d"),
            ("14d", "2w"),
            ("365d", "1y"),
            ("1y1d", "366d"),
            ("90m", "1h30m"),
            ("0s", "0s"),
            ("1500ms", "1s500ms"),
            ("120h", "5d"),
        ] {
            let duration = parse_prometheus(text, Version::V0_33).expect("it is a duration");
            assert_eq!(format_prometheus(duration), printed);
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(milliseconds in 0..=MAX_NANOSECONDS / NANOSECONDS_PER_MILLISECOND) {
            let duration = Duration::from_millis(milliseconds);
            for version in Version::ALL {
                prop_assert_eq!(parse_prometheus(&format_prometheus(duration), version), Ok(duration));
            }
        }

        #[test]
        fn versions_agree_on_what_is_a_duration(text in "[0-9ywdhms ]{0,12}|\\PC{0,8}") {
            let verdicts = Version::ALL.map(|version| parse_prometheus(&text, version).ok());
            prop_assert!(verdicts[0] == verdicts[1] && verdicts[1] == verdicts[2]);
        }
    }
}
