//! Time intervals: nothing panics, neither on reading nor on asking.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runframe_cli::time_interval::{DayOfMonthRange, Location, MonthRange, TimeInterval, TimeRange, WeekdayRange, YearRange};

fuzz_target!(|parts: (&str, &str, i32)| {
    let (text, other, second) = parts;
    let interval = TimeInterval {
        times: TimeRange::parse(text, other).ok().map(|range| vec![range]),
        weekdays: WeekdayRange::parse(text).ok().map(|range| vec![range]),
        days_of_month: DayOfMonthRange::parse(text).ok().map(|range| vec![range]),
        months: MonthRange::parse(text).ok().map(|range| vec![range]),
        years: YearRange::parse(text).ok().map(|range| vec![range]),
        location: Location::parse(other).unwrap_or_default(),
    };
    if let Ok(instant) = jiff::Timestamp::from_second(i64::from(second) * 100) {
        interval.contains(instant);
    }
});
