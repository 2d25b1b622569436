//! The ranges an interval is made of.

use jiff::civil::{Time, Weekday};

use super::IntervalError;

const WEEKDAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Times of day from `start` up to, not including, `end`, in minutes since midnight.
///
/// The default, which stands for a null in a list, is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TimeRange {
    /// The first minute.
    pub start: u16,
    /// The minute behind the last: at most 1440.
    pub end: u16,
}

impl TimeRange {
    /// Parses the two ends, each `HH:MM` from `00:00` to `24:00`.
    pub fn parse(start: &str, end: &str) -> Result<Self, IntervalError> {
        if start.is_empty() || end.is_empty() {
            return Err(IntervalError::MissingTime);
        }
        let parse = |text: &str| parse_time(text).ok_or_else(|| IntervalError::TimeFormat(text.to_owned()));
        let (start, end) = (parse(start)?, parse(end)?);
        if start >= end {
            return Err(IntervalError::TimeOrder);
        }
        Ok(Self { start, end })
    }

    /// Whether a time of day lies in the range.
    #[must_use]
    pub fn contains(self, time: Time) -> bool {
        let minute = i32::from(time.hour()) * 60 + i32::from(time.minute());
        (i32::from(self.start)..i32::from(self.end)).contains(&minute)
    }
}

fn parse_time(text: &str) -> Option<u16> {
    const LAST_MINUTE: u16 = 24 * 60;
    let &[
        h1 @ b'0'..=b'9',
        h2 @ b'0'..=b'9',
        b':',
        m1 @ b'0'..=b'5',
        m2 @ b'0'..=b'9',
    ] = text.as_bytes()
    else {
        return None;
    };
    let number = |tens: u8, ones: u8| u16::from(tens - b'0') * 10 + u16::from(ones - b'0');
    Some(number(h1, h2) * 60 + number(m1, m2)).filter(|&minute| minute <= LAST_MINUTE)
}

/// Days of the week from `begin` to `end`, both included; Sunday is 0. The default, which stands for a null in a list,
/// is Sunday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WeekdayRange {
    /// The first day.
    pub begin: u8,
    /// The last day.
    pub end: u8,
}

impl WeekdayRange {
    /// Parses `monday` or `monday:friday`, in any case.
    pub fn parse(text: &str) -> Result<Self, IntervalError> {
        let (begin, end) = parse_range(text, |name| {
            let day = WEEKDAYS.iter().position(|&known| known == name);
            day.and_then(|day| u8::try_from(day).ok())
                .ok_or_else(|| IntervalError::Weekday(name.to_owned()))
        })?;
        if begin > end {
            return Err(IntervalError::WeekdayOrder);
        }
        Ok(Self { begin, end })
    }

    /// Whether a day lies in the range.
    #[must_use]
    pub fn contains(self, weekday: Weekday) -> bool {
        let day = weekday.to_sunday_zero_offset();
        i16::from(self.begin) <= i16::from(day) && i16::from(day) <= i16::from(self.end)
    }
}

/// Days of the month from `begin` to `end`, both included; -1 is the last day. The default, which stands for a null in a
/// list, is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DayOfMonthRange {
    /// The first day.
    pub begin: i64,
    /// The last day.
    pub end: i64,
}

impl DayOfMonthRange {
    /// Parses `5`, `1:7` or `-3:-1`.
    pub fn parse(text: &str) -> Result<Self, IntervalError> {
        // The shortest month, to tell what is backwards in every month.
        const LEAST_DAYS: i64 = 28;
        let (begin, end) = parse_range(text, parse_integer)?;
        for day in [begin, end] {
            if day == 0 || !(-31..=31).contains(&day) {
                return Err(IntervalError::Day(day));
            }
        }
        if begin < 0 && end > 0 {
            return Err(IntervalError::DaySigns);
        }
        let from_start = |day: i64| if day < 0 { LEAST_DAYS + day } else { day };
        if from_start(begin) > from_start(end) {
            return Err(IntervalError::DayOrder { begin, end });
        }
        Ok(Self { begin, end })
    }

    /// Whether a day lies in the range, in a month of so many days.
    #[must_use]
    pub fn contains(self, day: i8, days_in_month: i64) -> bool {
        let from_start = |day: i64| if day < 0 { days_in_month + day + 1 } else { day };
        let (begin, end) = (from_start(self.begin), from_start(self.end));
        if begin > days_in_month {
            return false;
        }
        let clamp = |day: i64| day.clamp(-days_in_month, days_in_month);
        (clamp(begin)..=clamp(end)).contains(&i64::from(day))
    }
}

/// Months from `begin` to `end`, both included; January is 1, and numbers that are no month never match. The default,
/// which stands for a null in a list, is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct MonthRange {
    /// The first month.
    pub begin: i64,
    /// The last month.
    pub end: i64,
}

impl MonthRange {
    /// Parses `may`, `5` or `may:9`, names in any case.
    pub fn parse(text: &str) -> Result<Self, IntervalError> {
        let (begin, end) = parse_range(text, |name| {
            (1..)
                .zip(MONTHS)
                .find_map(|(number, known)| (known == name).then_some(number))
                .or_else(|| parse_integer(name).ok())
                .ok_or_else(|| IntervalError::Month(name.to_owned()))
        })?;
        if begin > end {
            return Err(IntervalError::MonthOrder {
                begin: month_name(begin),
                end: month_name(end),
            });
        }
        Ok(Self { begin, end })
    }

    /// Whether a month lies in the range.
    #[must_use]
    pub fn contains(self, month: i8) -> bool {
        (self.begin..=self.end).contains(&i64::from(month))
    }
}

fn month_name(month: i64) -> &'static str {
    usize::try_from(month - 1)
        .ok()
        .and_then(|index| MONTHS.get(index).copied())
        .unwrap_or("")
}

/// Years from `begin` to `end`, both included. The default, which stands for a null in a list, is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct YearRange {
    /// The first year.
    pub begin: i64,
    /// The last year.
    pub end: i64,
}

impl YearRange {
    /// Parses `2030` or `2030:2032`.
    pub fn parse(text: &str) -> Result<Self, IntervalError> {
        let (begin, end) = parse_range(text, parse_integer)?;
        if begin > end {
            return Err(IntervalError::YearOrder { begin, end });
        }
        Ok(Self { begin, end })
    }

    /// Whether a year lies in the range. No instant lies in the year 0, so the empty range needs no care.
    #[must_use]
    pub fn contains(self, year: i16) -> bool {
        (self.begin..=self.end).contains(&i64::from(year))
    }
}

/// Both ends of a range; a text without a colon is both.
fn parse_range<T: Copy>(text: &str, parse: impl Fn(&str) -> Result<T, IntervalError>) -> Result<(T, T), IntervalError> {
    let text = lower_case(text);
    let Some((begin, end)) = text.split_once(':') else {
        let both = parse(&text)?;
        return Ok((both, both));
    };
    if end.contains(':') {
        return Err(IntervalError::RangeFormat(text));
    }
    Ok((parse(begin)?, parse(end)?))
}

/// Lower case, character by character, as Go does it: `İ` becomes `i`.
fn lower_case(text: &str) -> String {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

/// Mirrors `strconv.Atoi`, which does not look behind what no 64 bits hold.
fn parse_integer(text: &str) -> Result<i64, IntervalError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() {
        return Err(IntervalError::Integer(text.to_owned()));
    }
    let mut number = 0_u64;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return Err(IntervalError::Integer(text.to_owned()));
        }
        let next = number
            .checked_mul(10)
            .and_then(|tens| tens.checked_add(u64::from(byte - b'0')));
        number = next.ok_or_else(|| IntervalError::IntegerRange(text.to_owned()))?;
    }
    text.parse().map_err(|_| IntervalError::IntegerRange(text.to_owned()))
}
