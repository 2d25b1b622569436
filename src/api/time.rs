//! Instants as the API writes them.

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;

static PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

/// RFC 3339 in UTC with milliseconds, such as `2026-11-23T04:05:06.789Z`.
#[must_use]
pub fn format_instant(instant: Timestamp) -> String {
    PRINTER.timestamp_to_string(&instant)
}

/// Reads an ISO 8601 instant; a date alone is its midnight in UTC.
#[must_use]
pub fn parse_instant(text: &str) -> Option<Timestamp> {
    let midnight = || {
        let date: jiff::civil::Date = text.parse().ok()?;
        let start = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(start.timestamp())
    };
    text.parse().ok().or_else(midnight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_milliseconds_and_end_in_z() {
        for (text, expected) in [
            ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"),
            ("2026-01-02T03:04:05.123456789+02:00", "2026-01-02T01:04:05.123Z"),
            ("2026-01-02", "2026-01-02T00:00:00.000Z"),
        ] {
            assert_eq!(format_instant(parse_instant(text).unwrap()), expected);
        }
        assert_eq!(parse_instant("yesterday"), None);
    }
}
