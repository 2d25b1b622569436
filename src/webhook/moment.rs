//! Instants as they stand in a payload.

use std::fmt;
use std::str::FromStr;

use jiff::tz::Offset;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant with the zone offset it was written with, which Alertmanager keeps.
///
/// Displays as Go's `RFC3339Nano`: as many digits of a second as needed, `Z` for no offset.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    timestamp: Timestamp,
    offset: Offset,
}

impl Moment {
    /// `timestamp` as it is written at `offset` from UTC.
    #[must_use]
    pub fn at_offset(timestamp: Timestamp, offset: Offset) -> Self {
        Self { timestamp, offset }
    }

    /// The instant with its offset.
    #[must_use]
    pub fn to_zoned(self) -> Zoned {
        self.timestamp.to_zoned(self.offset.to_time_zone())
    }

    /// The instant.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        self.timestamp
    }
}

impl From<Timestamp> for Moment {
    /// The instant in UTC.
    fn from(timestamp: Timestamp) -> Self {
        Self::at_offset(timestamp, Offset::UTC)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.offset.to_datetime(self.timestamp);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            local.second()
        )?;
        let nanoseconds = local.subsec_nanosecond();
        if nanoseconds != 0 {
            let digits = format!("{nanoseconds:09}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        let minutes = self.offset.seconds() / 60;
        if minutes == 0 {
            return f.write_str("Z");
        }
        let sign = if minutes < 0 { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The text is not an instant with a zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time such as 2026-01-02T03:04:05Z")]
pub struct ParseMomentError(String);

impl FromStr for Moment {
    type Err = ParseMomentError;

    /// Reads RFC 3339. Digits beyond nanoseconds are cut.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let shortened = cut_fraction(text);
            let pieces = jiff::fmt::temporal::Pieces::parse(&shortened).ok()?;
            let offset = match pieces.offset()? {
                jiff::fmt::temporal::PiecesOffset::Zulu => Offset::UTC,
                jiff::fmt::temporal::PiecesOffset::Numeric(numeric) => numeric.offset(),
                _ => return None,
            };
            let local = pieces.date().to_datetime(pieces.time()?);
            let timestamp = offset.to_timestamp(local).ok()?;
            Some(Self { timestamp, offset })
        };
        read().ok_or_else(|| ParseMomentError(text.to_owned()))
    }
}

/// `text` with at most nine digits behind the point.
fn cut_fraction(text: &str) -> String {
    const DIGITS: usize = 9;
    let Some(point) = text.find(['.', ',']) else {
        return text.to_owned();
    };
    let (whole, fraction) = text.split_at(point + 1);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    format!("{whole}{}{}", &fraction[..digits.min(DIGITS)], &fraction[digits..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_read_back_as_they_were_written() {
        for text in [
            "2026-01-02T03:04:05.123456789+02:00",
            "2026-11-22T12:26:55.42Z",
            "2026-11-22T12:26:55Z",
            "0001-01-01T00:00:00Z",
            "1969-12-31T23:59:59.000000001-09:30",
        ] {
            assert_eq!(text.parse::<Moment>().map(|m| m.to_string()), Ok(text.to_owned()));
        }
        let cut: Moment = "2026-11-22T12:26:55.1234567899Z".parse().expect("digits are cut");
        assert_eq!(cut.to_string(), "2026-11-22T12:26:55.123456789Z");
        for text in ["", "now", "2026-11-22", "2026-11-22T12:26:55", "2026-13-22T12:26:55Z"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

    proptest! {
        /// Any instant at any whole-minute offset survives printing and reading.
        #[test]
        fn printing_and_reading_changes_nothing(
            second in 0_i64..4_000_000_000,
            nanosecond in 0_i32..1_000_000_000,
            minutes in -15 * 60..15 * 60,
        ) {
            let timestamp = Timestamp::new(second, nanosecond).expect("it is in range");
            let offset = Offset::from_seconds(minutes * 60).expect("it is in range");
            let moment = Moment::at_offset(timestamp, offset);
            prop_assert_eq!(moment.to_string().parse(), Ok(moment));
        }
    }
}
