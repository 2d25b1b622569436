//! `time_intervals` and `mute_time_intervals`. What the texts mean is the business of [`crate::time_interval`].

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::decode::{Checks, Codec, Decoder, Expected, Input, Object, Printer, Rules, Text, fatal, object};
use super::gaps::Gaps;
use crate::text::{Span, Spanned};
use crate::time_interval::{
    DayOfMonthRange, IntervalError, Location, MonthRange, TimeInterval, TimeRange, WeekdayRange, YearRange,
};
use crate::version::Version;

/// A named time interval.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamedInterval {
    /// The whole entry.
    pub span: Span,
    /// The name routes refer to.
    pub name: Spanned<String>,
    /// The intervals: an instant need lie in one of them only.
    pub intervals: Vec<Spanned<TimeInterval>>,
    /// What could not be read.
    pub gaps: Gaps,
}

/// Declares one of the two lists, which differ in how their entries are called.
macro_rules! named_interval {
    ($name:ident = $what:literal, go $go:literal, missing $missing:literal) => {
        object! {
            /// An entry while it is read.
            pub struct $name = $what {
                /// The name routes refer to.
                name: Text,
                /// The intervals.
                time_intervals: Intervals,
            }
            + {
                /// What could not be read.
                gaps: Gaps,
            }
        }

        impl Rules for $name {
            fn go_type(_version: Version) -> &'static str {
                $go
            }

            fn is_pointer_in_lists(_version: Version) -> bool {
                false
            }

            fn check(&mut self, checks: &mut Checks<'_, '_>) {
                self.gaps.is_name_unknown = !checks.knows("name");
                let name = self.name.as_ref().filter(|name| !name.is_empty());
                checks.required("name", name.map(|name| name.span), $missing);
            }
        }

        impl From<$name> for NamedInterval {
            fn from(read: $name) -> Self {
                Self {
                    span: read.span,
                    name: read.name.unwrap_or_default(),
                    intervals: read.time_intervals,
                    gaps: read.gaps,
                }
            }
        }
    };
}

named_interval! {
    Interval = "a time interval", go "config.TimeInterval", missing "missing name in time interval"
}
named_interval! {
    MuteInterval = "a mute time interval", go "config.MuteTimeInterval", missing "missing name in mute time interval"
}

impl NamedInterval {
    pub(super) fn print_fields(&self, printer: &mut Printer) {
        if self.name.is_empty() {
            printer.null_item();
        }
        printer.text("name", &self.name);
        Intervals::print(&self.intervals, "time_intervals", printer);
    }
}

/// `[]timeinterval.TimeInterval`
#[derive(Debug)]
pub struct Intervals;

impl Codec for Intervals {
    type Slot = Vec<Spanned<TimeInterval>>;

    const EXPECTED: Expected = "a list of time intervals";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("[]timeinterval.TimeInterval")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut parts = Vec::new();
        let good = super::decode::List::<IntervalParts>::decode(decoder, input, &mut parts);
        *slot = parts
            .into_iter()
            .map(|parts| {
                let span = parts.span;
                Spanned::new(parts.into(), span)
            })
            .collect();
        good
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        printer.list(key, slot, |printer, interval| {
            let parts = IntervalParts::from(&interval.value);
            parts.print_fields(printer);
        });
    }
}

object! {
    /// Conditions on an instant while they are read.
    pub struct IntervalParts = "a time interval" {
        /// Times of day.
        times: Ranges<TimeRange>,
        /// Days of the week.
        weekdays: Ranges<WeekdayRange>,
        /// Days of the month.
        days_of_month: Ranges<DayOfMonthRange>,
        /// Months.
        months: Ranges<MonthRange>,
        /// Years.
        years: Ranges<YearRange>,
        /// The time zone.
        location: ZoneName,
    }
}

impl Rules for IntervalParts {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "timeinterval.TimeInterval"
    }

    fn is_pointer_in_lists(_version: Version) -> bool {
        false
    }
}

impl From<IntervalParts> for TimeInterval {
    fn from(parts: IntervalParts) -> Self {
        Self {
            times: parts.times,
            weekdays: parts.weekdays,
            days_of_month: parts.days_of_month,
            months: parts.months,
            years: parts.years,
            location: parts.location.unwrap_or_default(),
        }
    }
}

impl From<&TimeInterval> for IntervalParts {
    fn from(interval: &TimeInterval) -> Self {
        Self {
            times: interval.times.clone(),
            weekdays: interval.weekdays.clone(),
            days_of_month: interval.days_of_month.clone(),
            months: interval.months.clone(),
            years: interval.years.clone(),
            location: Some(interval.location.clone()),
            ..Self::default()
        }
    }
}

/// A range of a time interval: how it is read and printed.
pub trait Range: Clone + Default + fmt::Debug + PartialEq {
    /// What Go calls it.
    const GO: &'static str;
    /// What it takes.
    const EXPECTED: Expected;

    /// Reads one.
    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>) -> Option<Self>;

    /// Writes one; `None` for one that must be written as null.
    fn text(&self) -> Option<String>;
}

/// A list of ranges; `None` if absent or null, which is not the same as empty.
#[derive(Debug)]
pub struct Ranges<R>(PhantomData<R>);

impl<R: Range> Codec for Ranges<R> {
    type Slot = Option<Vec<R>>;

    const EXPECTED: Expected = "a list";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Owned(format!("[]{}", R::GO))
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let mut ranges = Vec::new();
        let good = decoder.items(input, Self::go_type, Self::EXPECTED, |decoder, item| {
            ranges.extend(decoder.element::<OneRange<R>, _>(item));
        });
        let is_list = matches!(input.node.kind, crate::yaml::Kind::Sequence(_));
        *slot = (good && is_list).then_some(ranges);
        good
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(ranges) = slot {
            let texts: Vec<_> = ranges
                .iter()
                .map(|range| range.text().unwrap_or_else(|| "null".to_owned()))
                .collect();
            printer.plain(key, &format!("[{}]", texts.join(", ")));
        }
    }
}

#[derive(Debug)]
struct OneRange<R>(PhantomData<R>);

impl<R: Range> Codec for OneRange<R> {
    type Slot = Option<R>;

    const EXPECTED: Expected = R::EXPECTED;

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed(R::GO)
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        *slot = R::decode(decoder, input);
        slot.is_some()
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = Some(R::default());
    }

    fn print(_slot: &Self::Slot, _key: &str, _printer: &mut Printer) {}
}

fn refused(span: Span, error: &IntervalError) -> crate::diagnostic::Diagnostic {
    fatal(
        "bad-time-interval",
        span,
        format!("this is no part of a time interval: {error}"),
        error.to_string(),
    )
}

macro_rules! range {
    ($name:ident, go $go:literal, takes $expected:literal, prints |$range:ident| $print:expr) => {
        impl Range for $name {
            const GO: &'static str = $go;
            const EXPECTED: Expected = $expected;

            fn decode(decoder: &mut Decoder<'_>, input: Input<'_>) -> Option<Self> {
                let text = decoder.own_text(input, Self::EXPECTED)?;
                match Self::parse(&text) {
                    Ok(range) => Some(range),
                    Err(error) => {
                        decoder.refuse_value(input, refused(input.node.span, &error));
                        None
                    }
                }
            }

            fn text(&self) -> Option<String> {
                let $range = self;
                $print
            }
        }
    };
}

const WEEKDAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

range! {
    WeekdayRange, go "timeinterval.WeekdayRange", takes "days such as `monday:friday`",
    prints |range| {
        let day = |day: u8| WEEKDAYS.get(usize::from(day)).copied();
        Some(format!("'{}:{}'", day(range.begin)?, day(range.end)?))
    }
}

range! {
    DayOfMonthRange, go "timeinterval.DayOfMonthRange", takes "days such as `1:7` or `-1`",
    prints |range| (range.begin != 0).then(|| format!("'{}:{}'", range.begin, range.end))
}

range! {
    MonthRange, go "timeinterval.MonthRange", takes "months such as `may:august`",
    prints |range| Some(format!("'{}:{}'", range.begin, range.end))
}

range! {
    YearRange, go "timeinterval.YearRange", takes "years such as `2030:2032`",
    prints |range| Some(format!("'{}:{}'", range.begin, range.end))
}

object! {
    /// The two ends of a time range while they are read.
    pub struct TimeEnds = "a time range" {
        /// The start.
        start_time: Text,
        /// The end.
        end_time: Text,
    }
}

impl Rules for TimeEnds {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "timeinterval.yamlTimeRange"
    }
}

impl Range for TimeRange {
    const GO: &'static str = "timeinterval.TimeRange";
    const EXPECTED: Expected = "a mapping with `start_time` and `end_time`";

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>) -> Option<Self> {
        if !decoder.step() {
            return None;
        }
        let doubts = decoder.doubts();
        let mut ends = TimeEnds::default();
        let good = decoder.object(input, &mut ends);
        if !good || decoder.doubts() > doubts {
            return None;
        }
        let text = |end: &Option<Spanned<String>>| end.as_ref().map(|end| end.value.clone()).unwrap_or_default();
        match Self::parse(&text(&ends.start_time), &text(&ends.end_time)) {
            Ok(range) => Some(range),
            Err(error) => {
                decoder.refuse(refused(input.node.span, &error));
                None
            }
        }
    }

    fn text(&self) -> Option<String> {
        let time = |minute: u16| format!("'{:02}:{:02}'", minute / 60, minute % 60);
        (self.start < self.end).then(|| format!("{{start_time: {}, end_time: {}}}", time(self.start), time(self.end)))
    }
}

/// `*timeinterval.Location`
#[derive(Debug)]
pub struct ZoneName;

impl Codec for ZoneName {
    type Slot = Option<Location>;

    const EXPECTED: Expected = "a time zone";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("*timeinterval.Location")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let Some(text) = decoder.own_text(input, Self::EXPECTED) else {
            return false;
        };
        match Location::parse(&text) {
            Ok(location) => {
                *slot = Some(location);
                true
            }
            Err(error) => {
                let finding = fatal(
                    "bad-time-zone",
                    input.node.span,
                    format!("there is no time zone of this name: {error}"),
                    error.to_string(),
                )
                .with_help("write a name of the IANA database, such as `Europe/Berlin`, or `UTC`");
                decoder.refuse_value(input, finding);
                false
            }
        }
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(location) = slot {
            printer.text(key, location.name());
        }
    }
}
