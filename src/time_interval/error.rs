//! Why a range is refused.

use crate::text::quote::Quoted;

/// Why a text is no range of time; displays as Alertmanager says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntervalError {
    /// A time range lacks an end.
    #[error("both start and end times must be provided")]
    MissingTime,
    /// Not `HH:MM`.
    #[error("couldn't parse timestamp {0}, invalid format")]
    TimeFormat(String),
    /// The range of times is empty or runs past midnight.
    #[error("start time cannot be equal or greater than end time")]
    TimeOrder,
    /// More than one colon.
    #[error("couldn't parse range {0}, invalid format")]
    RangeFormat(String),
    /// No day of the week.
    #[error("{0} is not a valid weekday")]
    Weekday(String),
    /// The days of the week run past Saturday.
    #[error("start day cannot be before end day")]
    WeekdayOrder,
    /// No integer.
    #[error("strconv.Atoi: parsing {}: invalid syntax", Quoted(.0))]
    Integer(String),
    /// An integer that does not fit 64 bits.
    #[error("strconv.Atoi: parsing {}: value out of range", Quoted(.0))]
    IntegerRange(String),
    /// No month has such a day.
    #[error("{0} is not a valid day of the month: out of range")]
    Day(i64),
    /// From a day counted from the end to one counted from the start.
    #[error("end day must be negative if start day is negative")]
    DaySigns,
    /// Backwards in every month.
    #[error("end day {end} is always before start day {begin}")]
    DayOrder {
        /// The first day.
        begin: i64,
        /// The last day.
        end: i64,
    },
    /// No month.
    #[error("{0} is not a valid month")]
    Month(String),
    /// The months run past December.
    #[error("end month {end} is before start month {begin}")]
    MonthOrder {
        /// The name of the first month; empty if it is none.
        begin: &'static str,
        /// The name of the last month; empty if it is none.
        end: &'static str,
    },
    /// Backwards.
    #[error("end year {end} is before start year {begin}")]
    YearOrder {
        /// The first year.
        begin: i64,
        /// The last year.
        end: i64,
    },
}
