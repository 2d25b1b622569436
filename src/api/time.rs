//! Instants as the API writes them.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::fmt::temporal::{DateTimePrinter, Pieces};
use jiff::tz::Offset;

static PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

/// RFC 3339 in UTC with milliseconds, such as `2026-11-23T04:05:06.789Z`.
#[must_use]
pub fn format_instant(instant: Timestamp) -> String {
    PRINTER.timestamp_to_string(&instant)
}

/// Reads an ISO 8601 instant; a date alone is its midnight in UTC. What lies beyond the calendar of timestamps is its end: all
/// that anybody can mean by the last second of 9999 is that there is no limit.
#[must_use]
pub fn parse_instant(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| date_or_limit(text))
}

fn date_or_limit(text: &str) -> Option<Timestamp> {
    let pieces = Pieces::parse(text).ok()?;
    let date = pieces.date();
    let (time, offset) = match (pieces.time(), pieces.to_numeric_offset()) {
        (Some(time), Some(offset)) => (time, offset),
        // A time without an offset could be read as a date, too, and be lost.
        (None, None) if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => {
            (Time::midnight(), Offset::UTC)
        }
        _ => return None,
    };
    let end = if date.year() > 0 {
        Timestamp::MAX
    } else {
        Timestamp::MIN
    };
    Some(offset.to_timestamp(date.to_datetime(time)).unwrap_or(end))
}

/// The last instant that is written as this one is: what lies at or before an instant, as far as anybody sees, lies at or before
/// that.
#[must_use]
pub fn last_written_alike(instant: Timestamp) -> Timestamp {
    const NANOSECONDS: i128 = 1_000_000;
    let last = instant.as_nanosecond().div_euclid(NANOSECONDS) * NANOSECONDS + (NANOSECONDS - 1);
    Timestamp::from_nanosecond(last).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_and_the_last_that_is_written_like_it_are_written_alike() {
        for text in [
            "2026-01-02T03:04:05.123Z",
            "2026-01-02T03:04:05.123999999Z",
            "1969-12-31T23:59:59.9991Z",
            "9999-12-30T22:00:00.999Z",
        ] {
            let instant = parse_instant(text).unwrap();
            let last = last_written_alike(instant);
            assert!(instant <= last);
            assert_eq!(format_instant(instant), format_instant(last));
            let next = last.checked_add(jiff::SignedDuration::from_nanos(1));
            assert!(next.is_err() || format_instant(next.unwrap()) != format_instant(instant));
        }
    }

    #[test]
    fn instants_have_milliseconds_and_end_in_z() {
        for (text, expected) in [
            ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"),
            ("2026-01-02T03:04:05.123456789+02:00", "2026-01-02T01:04:05.123Z"),
            ("2026-01-02", "2026-01-02T00:00:00.000Z"),
            ("9999-12-31T23:59:59Z", "9999-12-30T22:00:00.999Z"),
            ("9999-12-31", "9999-12-30T22:00:00.999Z"),
            ("-009999-01-01T00:00:00Z", "-009999-01-02T01:59:59.000Z"),
        ] {
            assert_eq!(format_instant(parse_instant(text).unwrap()), expected);
        }
        for text in [
            "yesterday",
            "2026-01-02T03:04:05",
            "2026-01-02 03:04",
            "2026-01-02T03",
            "2026-01-02T03Z[UTC",
            "9999-12-31T23:59:59",
            "9999-13-31",
        ] {
            assert_eq!(parse_instant(text), None, "{text}");
        }
    }
}
