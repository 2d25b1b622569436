//! Recurring stretches of time during which routes are mute or active.
//!
//! Central types: [`TimeInterval`] (conditions on one instant, all of which must hold) and the ranges it is made of,
//! each with a `parse` that gives Alertmanager's own words on failure. Mirrors `timeinterval`. Which fields a
//! configuration has, and how they are spelled in YAML, is the business of `config`.

mod error;
mod location;
mod ranges;

pub use error::IntervalError;
pub use location::{Location, LocationError};
pub use ranges::{DayOfMonthRange, MonthRange, TimeRange, WeekdayRange, YearRange};

use jiff::Timestamp;
use jiff::civil::DateTime;

/// Conditions on an instant. A condition that is `None` always holds; an empty list never does; of a list, one element
/// must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeInterval {
    /// Times of day.
    pub times: Option<Vec<TimeRange>>,
    /// Days of the week.
    pub weekdays: Option<Vec<WeekdayRange>>,
    /// Days of the month, counted from either end.
    pub days_of_month: Option<Vec<DayOfMonthRange>>,
    /// Months.
    pub months: Option<Vec<MonthRange>>,
    /// Years.
    pub years: Option<Vec<YearRange>>,
    /// The zone whose clock and calendar count.
    pub location: Location,
}

impl TimeInterval {
    /// Whether the instant lies in the interval.
    #[must_use]
    pub fn contains(&self, instant: Timestamp) -> bool {
        let local = self.location.zone().to_datetime(instant);
        holds(self.times.as_ref(), |range| range.contains(local.time()))
            && self.contains_day(local)
            && holds(self.months.as_ref(), |range| range.contains(local.month()))
            && holds(self.weekdays.as_ref(), |range| range.contains(local.weekday()))
            && holds(self.years.as_ref(), |range| range.contains(local.year()))
    }

    fn contains_day(&self, local: DateTime) -> bool {
        let Some(ranges) = &self.days_of_month else {
            return true;
        };
        let days_in_month = self.location.days_in_month(local.date());
        ranges.iter().any(|range| range.contains(local.day(), days_in_month))
    }
}

fn holds<T>(ranges: Option<&Vec<T>>, contains: impl FnMut(&T) -> bool) -> bool {
    ranges.is_none_or(|ranges| ranges.iter().any(contains))
}

#[cfg(test)]
mod tests;
