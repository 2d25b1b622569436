//! Instants: their methods, and how they are written.

use std::fmt::Write as _;
use std::rc::Rc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::alertmanager::Own;
use super::functions::Parameter;
use super::value::Value;

/// Methods of Go's `time.Time` that are not done here: what they give depends on the machine, or is of a type that templates have
/// little use for.
const NOT_SIMULATED: &[&str] = &[
    "AppendBinary",
    "AppendFormat",
    "AppendText",
    "GoString",
    "GobDecode",
    "GobEncode",
    "In",
    "Local",
    "Location",
    "MarshalBinary",
    "MarshalJSON",
    "MarshalText",
    "UnmarshalBinary",
    "UnmarshalJSON",
    "UnmarshalText",
];

/// Whether Go's `time.Time` has a method of this name that is not done here.
pub(super) fn is_not_simulated(name: &str) -> bool {
    NOT_SIMULATED.contains(&name)
}

/// What Go's templates say of a method that gives more than they can use.
pub(super) fn unusable(name: &str) -> Option<String> {
    let second = match name {
        "Clock" | "Date" => {
            return Some(format!("function {name} has 3 return values; should be 1 or 2"));
        }
        "ISOWeek" | "Zone" => "int",
        "ZoneBounds" => "time.Time",
        _ => return None,
    };
    Some(format!(
        "invalid function signature for {name}: second return value should be error; is {second}"
    ))
}

/// What a method without arguments gives that tells a part of an instant.
fn part(time: &Zoned, name: &str) -> Option<Value> {
    let civil = time.datetime();
    let instant = time.timestamp();
    let number = |number: i64| Value::Int(number);
    // Go lets them overflow.
    let since_1970 =
        |in_a_second: i64, below: i64| number(instant_seconds(instant).wrapping_mul(in_a_second).wrapping_add(below));
    let below = i64::from(civil.subsec_nanosecond());
    Some(match name {
        "Year" => number(civil.year().into()),
        "Day" => number(civil.day().into()),
        "YearDay" => number(civil.day_of_year().into()),
        "Hour" => number(civil.hour().into()),
        "Minute" => number(civil.minute().into()),
        "Second" => number(civil.second().into()),
        "Nanosecond" => number(below),
        "Unix" => number(instant_seconds(instant)),
        "UnixMilli" => since_1970(1_000, below / 1_000_000),
        "UnixMicro" => since_1970(1_000_000, below / 1_000),
        "UnixNano" => since_1970(1_000_000_000, below),
        "Month" => Own::Month(civil.month()).into(),
        "Weekday" => Own::Weekday(civil.weekday().to_sunday_zero_offset()).into(),
        "IsDST" => Value::Bool(time.time_zone().to_offset_info(instant).dst().is_dst()),
        _ => return None,
    })
}

/// Whole seconds since 1970, towards the past.
fn instant_seconds(instant: Timestamp) -> i64 {
    i64::try_from(instant.as_nanosecond().div_euclid(1_000_000_000)).unwrap_or_default()
}

/// What a method of a `time.Time` takes; `None` if it is not known here.
pub(super) fn parameters(name: &str) -> Option<&'static [Parameter]> {
    match name {
        "Format" => Some(&[Parameter::Text]),
        "After" | "Before" | "Compare" | "Equal" | "Sub" => Some(&[Parameter::Time]),
        "Add" | "Round" | "Truncate" => Some(&[Parameter::Duration]),
        "AddDate" => Some(&[Parameter::Int, Parameter::Int, Parameter::Int]),
        "UTC" | "String" | "IsZero" | "IsDST" | "Year" | "Day" | "YearDay" | "Hour" | "Minute" | "Second"
        | "Nanosecond" | "Unix" | "UnixMilli" | "UnixMicro" | "UnixNano" | "Month" | "Weekday" => Some(&[]),
        _ => None,
    }
}

/// Calls such a method.
pub(super) fn call(time: &Zoned, name: &str, arguments: &[Value]) -> Result<Value, String> {
    let instant = time.timestamp();
    let other = arguments.first().and_then(zoned).map(|other| other.timestamp());
    let duration = arguments.first().and_then(nanoseconds);
    let value = match (name, arguments, other, duration) {
        ("Format", [Value::Text(layout)], ..) => Some(Value::text(layout_text(time, layout))),
        ("After", _, Some(other), _) => Some(Value::Bool(instant > other)),
        ("Before", _, Some(other), _) => Some(Value::Bool(instant < other)),
        ("Compare", _, Some(other), _) => Some(Value::Int(instant.cmp(&other) as i64)),
        ("Equal", _, Some(other), _) => Some(Value::Bool(instant == other)),
        ("Sub", _, Some(other), _) => Some(Own::Duration(nanoseconds_between(other, instant)).into()),
        ("Add", .., Some(duration)) => return moved(time, duration.into()),
        ("Truncate" | "Round", .., Some(unit)) => return moved(time, to_multiple(instant, unit, name == "Round")),
        ("AddDate", [Value::Int(years), Value::Int(months), Value::Int(days)], ..) => {
            return on_another_day(time, [*years, *months, *days]);
        }
        ("UTC", ..) => Some(Own::Time(time.with_time_zone(TimeZone::UTC)).into()),
        ("String", ..) => Some(Value::text(text(time))),
        ("IsZero", ..) => Some(Value::Bool(instant == zero())),
        (name, ..) => part(time, name),
    };
    value.ok_or_else(|| format!("{name} {IS_NOT_SIMULATED}"))
}

/// How messages end that say what is not done here, though Go does it.
pub(super) const IS_NOT_SIMULATED: &str = "is not simulated";

/// The last instants that are known here are those of the year 9999.
fn too_far() -> String {
    format!("a time so far away {IS_NOT_SIMULATED}")
}

fn moved(time: &Zoned, nanoseconds: i128) -> Result<Value, String> {
    let instant = Timestamp::from_nanosecond(time.timestamp().as_nanosecond() + nanoseconds);
    let instant = instant.map_err(|_| too_far())?;
    Ok(Own::Time(instant.to_zoned(time.time_zone().clone())).into())
}

/// How far it is from an instant to the multiple of a unit before it, or to the nearest one; multiples are counted from Go's zero
/// time.
fn to_multiple(instant: Timestamp, unit: i64, is_nearest: bool) -> i128 {
    if unit <= 0 {
        return 0;
    }
    let unit = i128::from(unit);
    let rest = (instant.as_nanosecond() - zero().as_nanosecond()).rem_euclid(unit);
    if is_nearest && rest * 2 >= unit {
        unit - rest
    } else {
        -rest
    }
}

/// The same time of another day. As Go does, a month that is too short runs over into the next, and the offset is that of the day
/// arrived at.
fn on_another_day(time: &Zoned, [years, months, days]: [i64; 3]) -> Result<Value, String> {
    let far = |_| too_far();
    let civil = time.datetime();
    let month =
        i128::from(civil.year()) * 12 + i128::from(civil.month()) - 1 + i128::from(years) * 12 + i128::from(months);
    let year = i16::try_from(month.div_euclid(12)).map_err(|_| too_far())?;
    let month = i8::try_from(month.rem_euclid(12) + 1).map_err(|_| too_far())?;
    let first = jiff::civil::Date::new(year, month, 1).map_err(far)?;
    let days = days.saturating_add(i64::from(civil.day()) - 1);
    let day = first
        .checked_add(jiff::Span::new().try_days(days).map_err(far)?)
        .map_err(far)?;
    let wall = day.to_datetime(civil.time()).to_zoned(TimeZone::UTC).map_err(far)?;
    let zone = time.time_zone();
    let seconds = |instant: Timestamp| i128::from(zone.to_offset(instant).seconds());
    let before = |seconds: i128| {
        Timestamp::from_nanosecond(wall.timestamp().as_nanosecond() - seconds * 1_000_000_000).map_err(far)
    };
    let guess = before(seconds(wall.timestamp()))?;
    let instant = before(seconds(guess))?;
    Ok(Own::Time(instant.to_zoned(zone.clone())).into())
}

/// A `time.Duration`, where one is taken: a constant is one, too.
fn nanoseconds(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Own(own) => match **own {
            Own::Duration(nanoseconds) => Some(nanoseconds),
            _ => None,
        },
        _ => None,
    }
}

/// Calls a method of a `time.Duration`.
pub(super) fn call_duration(length: i64, name: &str, arguments: &[Value]) -> Option<Value> {
    #[allow(clippy::cast_precision_loss, reason = "that is what Go does")]
    let in_units = |unit: i64| Value::Float((length / unit) as f64 + (length % unit) as f64 / unit as f64);
    let unit = arguments.first().and_then(nanoseconds);
    Some(match (name, unit) {
        ("Hours", _) => in_units(3_600_000_000_000),
        ("Minutes", _) => in_units(60_000_000_000),
        ("Seconds", _) => in_units(1_000_000_000),
        ("Milliseconds", _) => Value::Int(length / 1_000_000),
        ("Microseconds", _) => Value::Int(length / 1_000),
        ("Nanoseconds", _) => Value::Int(length),
        ("String", _) => Value::text(duration_text(length)),
        ("Abs", _) => Own::Duration(length.saturating_abs()).into(),
        ("Truncate" | "Round", Some(..=0)) => Own::Duration(length).into(),
        ("Truncate", Some(unit)) => Own::Duration(length - length % unit).into(),
        ("Round", Some(unit)) => {
            let rest = (length % unit).unsigned_abs();
            let is_less = rest * 2 < unit.unsigned_abs();
            let down = length - length % unit;
            let up = if length < 0 {
                down.saturating_sub(unit)
            } else {
                down.saturating_add(unit)
            };
            Own::Duration(if is_less { down } else { up }).into()
        }
        _ => return None,
    })
}

/// What a method of a `time.Duration` takes; `None` if there is none.
pub(super) fn duration_parameters(name: &str) -> Option<&'static [Parameter]> {
    match name {
        "Hours" | "Minutes" | "Seconds" | "Milliseconds" | "Microseconds" | "Nanoseconds" | "String" | "Abs" => {
            Some(&[])
        }
        "Round" | "Truncate" => Some(&[Parameter::Duration]),
        _ => None,
    }
}

/// A `time.Month` in words.
pub(super) fn month_name(month: i8) -> &'static str {
    MONTHS[usize::from(month.unsigned_abs()).saturating_sub(1) % 12]
}

/// A `time.Weekday` in words.
pub(super) fn weekday_name(weekday: i8) -> &'static str {
    WEEKDAYS[usize::from(weekday.unsigned_abs()) % 7]
}

/// The instant of a `time.Time`, or of a pointer to one.
pub(super) fn zoned(value: &Value) -> Option<Zoned> {
    match value {
        Value::Time(time) => Some(time.to_zoned(TimeZone::UTC)),
        Value::Own(own) => match Rc::as_ref(own) {
            Own::Time(time) => Some(time.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Go's zero time.
fn zero() -> Timestamp {
    /// Seconds from the first of January of the year 1 to 1970.
    const SECONDS: i64 = -62_135_596_800;
    Timestamp::from_second(SECONDS).unwrap_or(Timestamp::MIN)
}

/// As many as a `time.Duration` holds at most.
pub(super) fn nanoseconds_between(from: Timestamp, to: Timestamp) -> i64 {
    let between = to.as_nanosecond() - from.as_nanosecond();
    i64::try_from(between).unwrap_or(if between > 0 { i64::MAX } else { i64::MIN })
}

/// An instant as Go prints it.
pub(super) fn text(time: &Zoned) -> String {
    layout_text(time, "2006-01-02 15:04:05.999999999 -0700 MST")
}

/// An instant as Go writes it in JSON.
pub(super) fn rfc_3339(time: &Zoned) -> String {
    layout_text(time, "2006-01-02T15:04:05.999999999Z07:00")
}

/// A `time.Duration` as Go prints it.
pub(super) fn duration_text(nanoseconds: i64) -> String {
    const SECOND: u64 = 1_000_000_000;
    let size = nanoseconds.unsigned_abs();
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let fraction = |number: u64, unit: u64, name: &str| {
        let digits = format!("{:0width$}", number % unit, width = unit.ilog10() as usize);
        let digits = digits.trim_end_matches('0');
        let point = if digits.is_empty() { "" } else { "." };
        format!("{}{point}{digits}{name}", number / unit)
    };
    if size == 0 {
        return "0s".to_owned();
    }
    if size < SECOND {
        let (unit, name) = match size {
            ..1_000 => return format!("{sign}{size}ns"),
            1_000..1_000_000 => (1_000, "µs"),
            _ => (1_000_000, "ms"),
        };
        return format!("{sign}{}", fraction(size, unit, name));
    }
    let mut text = sign.to_owned();
    let minutes = size / SECOND / 60;
    if minutes >= 60 {
        let _ = write!(text, "{}h", minutes / 60);
    }
    if minutes > 0 {
        let _ = write!(text, "{}m", minutes % 60);
    }
    text + &fraction(size % (60 * SECOND), SECOND, "s")
}

/// What a zone calls itself at an instant. One that is only an offset has no name, and its offset stands in place of it.
fn zone_name(time: &Zoned) -> String {
    let zone = time.time_zone();
    match zone.to_fixed_offset() {
        Ok(offset) if offset.is_zero() => "UTC".to_owned(),
        Ok(_) => offset_text(time, "", false),
        Err(_) => zone.to_offset_info(time.timestamp()).abbreviation().to_owned(),
    }
}

/// The offset from UTC, with something between its numbers.
fn offset_text(time: &Zoned, between: &str, with_seconds: bool) -> String {
    let seconds = time.offset().seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let mut text = format!("{sign}{:02}{between}{:02}", seconds / 3600, seconds / 60 % 60);
    if with_seconds {
        let _ = write!(text, "{between}{:02}", seconds % 60);
    }
    text
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// The parts of a layout, longer ones before those they begin with.
const PARTS: &[&str] = &[
    "January",
    "Jan",
    "Monday",
    "Mon",
    "MST",
    "2006",
    "__2",
    "_2",
    "002",
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "15",
    "-07:00:00",
    "-07:00",
    "-070000",
    "-0700",
    "-07",
    "Z07:00:00",
    "Z07:00",
    "Z070000",
    "Z0700",
    "Z07",
    "PM",
    "pm",
    "1",
    "2",
    "3",
    "4",
    "5",
];

/// An instant in the form of Go's reference time.
pub(super) fn layout_text(time: &Zoned, layout: &str) -> String {
    let civil = time.datetime();
    let month = month_name(civil.month());
    let weekday = weekday_name(civil.weekday().to_sunday_zero_offset());
    let hour = civil.hour();
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    let mut text = String::new();
    let mut rest = layout;
    while let Some(c) = rest.chars().next() {
        if let Some((fraction, after)) = fraction_part(rest) {
            text.push_str(&fraction_text(fraction, civil.subsec_nanosecond()));
            rest = after;
            continue;
        }
        let part = PARTS.iter().find(|part| rest.starts_with(**part));
        // `Jan` in a longer word is none, but `January` is.
        let part = part.filter(|part| {
            !(matches!(**part, "Jan" | "Mon") && rest[part.len()..].starts_with(|c: char| c.is_ascii_lowercase()))
        });
        let Some(part) = part else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = &rest[part.len()..];
        let written = match *part {
            "January" => month.to_owned(),
            "Jan" => month[..3].to_owned(),
            "Monday" => weekday.to_owned(),
            "Mon" => weekday[..3].to_owned(),
            "MST" => zone_name(time),
            "2006" => format!("{:04}", civil.year()),
            "06" => format!("{:02}", civil.year().rem_euclid(100)),
            "01" => format!("{:02}", civil.month()),
            "1" => civil.month().to_string(),
            "02" => format!("{:02}", civil.day()),
            "_2" => format!("{:2}", civil.day()),
            "2" => civil.day().to_string(),
            "002" => format!("{:03}", civil.day_of_year()),
            "__2" => format!("{:3}", civil.day_of_year()),
            "15" => format!("{hour:02}"),
            "03" => format!("{twelve:02}"),
            "3" => twelve.to_string(),
            "04" => format!("{:02}", civil.minute()),
            "4" => civil.minute().to_string(),
            "05" => format!("{:02}", civil.second()),
            "5" => civil.second().to_string(),
            "PM" => if hour >= 12 { "PM" } else { "AM" }.to_owned(),
            "pm" => if hour >= 12 { "pm" } else { "am" }.to_owned(),
            part => {
                let is_zulu = part.starts_with('Z') && time.offset().is_zero();
                let between = if part.contains(':') { ":" } else { "" };
                match part.len() {
                    _ if is_zulu => "Z".to_owned(),
                    3 => offset_text(time, "", false)[..3].to_owned(),
                    5 | 6 => offset_text(time, between, false),
                    _ => offset_text(time, between, true),
                }
            }
        };
        text.push_str(&written);
    }
    text
}

/// `.000` or `,999`: a fraction of a second, with what follows it.
fn fraction_part(text: &str) -> Option<(&str, &str)> {
    let digits = text.strip_prefix(['.', ','])?;
    let digit = digits.chars().next().filter(|c| matches!(c, '0' | '9'))?;
    let length = digits.len() - digits.trim_start_matches(digit).len();
    if digits[length..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some(text.split_at(1 + length))
}

fn fraction_text(part: &str, nanoseconds: i32) -> String {
    let (separator, digits) = part.split_at(1);
    let all = format!("{nanoseconds:09}");
    let cut = &all[..digits.len().min(9)];
    if digits.starts_with('0') {
        return format!("{separator}{cut}");
    }
    match cut.trim_end_matches('0') {
        "" => String::new(),
        cut => format!("{separator}{cut}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_are_read_as_go_reads_them() {
        let time: Timestamp = "2026-01-02T15:04:05.12Z".parse().expect("it is an instant");
        for (layout, text) in [
            ("2006-01-02T15:04:05Z07:00", "2026-01-02T15:04:05Z"),
            ("Mon, 02 Jan 2006 15:04:05 MST", "Fri, 02 Jan 2026 15:04:05 UTC"),
            ("Monday January _2 3:04PM .000", "Friday January  2 3:04PM .120"),
            ("15:04:05.999 -0700", "15:04:05.12 +0000"),
            ("Month", "Month"),
        ] {
            assert_eq!(layout_text(&time.to_zoned(TimeZone::UTC), layout), text);
        }
        let paris = crate::time_interval::Location::parse("Europe/Paris").expect("there is such a zone");
        let fixed = jiff::tz::Offset::constant(-5).to_time_zone();
        for (zone, text) in [
            (paris.zone().clone(), "16:04 CET +0100 +01:00 +01"),
            (fixed, "10:04 -0500 -0500 -05:00 -05"),
        ] {
            assert_eq!(layout_text(&time.to_zoned(zone), "15:04 MST -0700 Z07:00 -07"), text);
        }
    }

    fn at(text: &str, zone: &str) -> Zoned {
        let time: Timestamp = text.parse().expect("it is an instant");
        let zone = crate::time_interval::Location::parse(zone).expect("there is such a zone");
        time.to_zoned(zone.zone().clone())
    }

    fn told(value: Result<Value, String>) -> String {
        value.map_or_else(|error| error, |value| super::super::format::printed(&value))
    }

    /// Across the ends of months, years and summer time.
    #[test]
    fn days_are_added_as_go_adds_them() {
        for (from, date, text) in [
            ("2026-01-31T10:00:00Z", [0, 1, 0], "2026-03-03 11:00:00 +0100 CET"),
            ("2026-03-28T10:00:00Z", [0, 0, 1], "2026-03-29 11:00:00 +0200 CEST"),
            ("2026-03-28T01:30:00Z", [0, 0, 1], "2026-03-29 03:30:00 +0200 CEST"),
            ("2024-02-29T10:00:00Z", [1, 0, 0], "2025-03-01 11:00:00 +0100 CET"),
            ("2026-01-01T10:00:00Z", [0, -1, -1], "2025-11-30 11:00:00 +0100 CET"),
            (
                "2026-01-01T10:00:00Z",
                [90_000, 0, 0],
                "a time so far away is not simulated",
            ),
            (
                "2026-01-01T10:00:00Z",
                [0, 0, i64::MAX],
                "a time so far away is not simulated",
            ),
            (
                "2026-01-01T10:00:00Z",
                [i64::MIN, i64::MIN, 0],
                "a time so far away is not simulated",
            ),
        ] {
            let arguments = date.map(Value::Int);
            assert_eq!(
                told(call(&at(from, "Europe/Paris"), "AddDate", &arguments)),
                text,
                "{from}"
            );
        }
    }

    #[test]
    fn times_and_durations_are_rounded() {
        let time = at("2026-01-02T15:04:30Z", "UTC");
        let rounded = |name, unit| told(call(&time, name, &[Own::Duration(unit).into()]));
        assert_eq!(rounded("Round", 60_000_000_000), "2026-01-02 15:05:00 +0000 UTC");
        assert_eq!(rounded("Truncate", 60_000_000_000), "2026-01-02 15:04:00 +0000 UTC");
        assert_eq!(rounded("Round", -1), "2026-01-02 15:04:30 +0000 UTC");
        assert_eq!(rounded("Add", i64::MAX), "2318-04-14 14:51:46.854775807 +0000 UTC");
        for (length, unit, text) in [
            (15, 10, 20),
            (-15, 10, -20),
            (14, 10, 10),
            (i64::MAX, 1_000_000_000, i64::MAX),
            (i64::MIN, 1_000_000_000, i64::MIN),
            (7, 0, 7),
        ] {
            let value = call_duration(length, "Round", &[Value::Int(unit)]);
            assert_eq!(
                value.and_then(|value| nanoseconds(&value)),
                Some(text),
                "{length} to {unit}"
            );
        }
    }

    #[test]
    fn durations_are_written_as_go_writes_them() {
        for (nanoseconds, text) in [
            (0, "0s"),
            (7, "7ns"),
            (1_500, "1.5µs"),
            (2_000_000, "2ms"),
            (-1_500_000_000, "-1.5s"),
            (60_000_000_000, "1m0s"),
            (3_661_000_000_001, "1h1m1.000000001s"),
        ] {
            assert_eq!(duration_text(nanoseconds), text);
        }
    }
}
