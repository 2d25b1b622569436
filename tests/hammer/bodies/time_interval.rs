//! Time intervals: nothing panics, neither on reading nor on asking.

use runframe_cli::time_interval::{
    DayOfMonthRange, Location, MonthRange, TimeInterval, TimeRange, WeekdayRange, YearRange,
};

/// Four bytes of an instant, a range and, behind a NUL, the end of a day's times or a location.
///
/// # Panics
/// If that does not hold of them.
pub fn check(bytes: &[u8]) {
    let Some((second, Ok(text))) = bytes
        .split_first_chunk()
        .map(|(second, rest)| (i32::from_le_bytes(*second), std::str::from_utf8(rest)))
    else {
        return;
    };
    let (text, other) = text.split_once('\0').unwrap_or((text, text));
    let interval = TimeInterval {
        times: TimeRange::parse(text, other).ok().map(|range| vec![range]),
        weekdays: WeekdayRange::parse(text).ok().map(|range| vec![range]),
        days_of_month: DayOfMonthRange::parse(text).ok().map(|range| vec![range]),
        months: MonthRange::parse(text).ok().map(|range| vec![range]),
        years: YearRange::parse(text).ok().map(|range| vec![range]),
        location: Location::parse(other).unwrap_or_default(),
    };
    if let Ok(instant) = jiff::Timestamp::from_second(i64::from(second) * 100) {
        let _ = interval.contains(instant);
    }
}
