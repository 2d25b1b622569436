//! Instants: their methods, and how they are written.

use std::fmt::Write as _;
use std::rc::Rc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::alertmanager::Own;
use super::format::time_text;
use super::functions::Parameter;
use super::value::Value;

/// What a method of a `*time.Time` gives; `None` if there is none of this name.
pub(super) fn method(time: Timestamp, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
    let zoned = time.to_zoned(TimeZone::UTC);
    let value = match (name, arguments) {
        ("Format", [Value::Text(layout)]) => Value::text(layout_text(&zoned, layout)),
        ("Format", [other]) => {
            return Some(Err(format!(
                "wrong type for value; expected string; got {}",
                other.type_name()
            )));
        }
        ("Format", _) => {
            return Some(Err(format!(
                "wrong number of args for Format: want 1 got {}",
                arguments.len()
            )));
        }
        ("UTC", []) => Value::Time(time),
        ("String", []) => Value::text(time_text(time)),
        (name, []) => part(&zoned, name)?,
        _ => return None,
    };
    Some(Ok(value))
}

/// What a method without arguments gives that tells a part of an instant.
fn part(time: &Zoned, name: &str) -> Option<Value> {
    let civil = time.datetime();
    let instant = time.timestamp();
    let number = |number: i64| Value::Int(number);
    Some(match name {
        "Year" => number(civil.year().into()),
        "Day" => number(civil.day().into()),
        "YearDay" => number(civil.day_of_year().into()),
        "Hour" => number(civil.hour().into()),
        "Minute" => number(civil.minute().into()),
        "Second" => number(civil.second().into()),
        "Nanosecond" => number(civil.subsec_nanosecond().into()),
        "Unix" => number(instant.as_second()),
        "UnixMilli" => number(instant.as_millisecond()),
        "Month" => Value::text(MONTHS[usize::from(civil.month().unsigned_abs()).saturating_sub(1) % 12]),
        "Weekday" => Value::text(WEEKDAYS[usize::from(civil.weekday().to_sunday_zero_offset().unsigned_abs()) % 7]),
        _ => return None,
    })
}

/// What a method of a `time.Time` takes; `None` if it is not known here.
pub(super) fn parameters(name: &str) -> Option<&'static [Parameter]> {
    match name {
        "Format" => Some(&[Parameter::Text]),
        "After" | "Before" | "Equal" | "Sub" => Some(&[Parameter::Time]),
        "UTC" | "String" | "IsZero" | "Year" | "Day" | "YearDay" | "Hour" | "Minute" | "Second" | "Nanosecond"
        | "Unix" | "UnixMilli" | "Month" | "Weekday" => Some(&[]),
        _ => None,
    }
}

/// Calls such a method.
pub(super) fn call(time: &Zoned, name: &str, arguments: &[Value]) -> Result<Value, String> {
    let other = arguments.first().and_then(zoned);
    let value = match (name, arguments, other) {
        ("Format", [Value::Text(layout)], _) => Some(Value::text(layout_text(time, layout))),
        ("After", _, Some(other)) => Some(Value::Bool(time.timestamp() > other.timestamp())),
        ("Before", _, Some(other)) => Some(Value::Bool(time.timestamp() < other.timestamp())),
        ("Equal", _, Some(other)) => Some(Value::Bool(time.timestamp() == other.timestamp())),
        ("Sub", _, Some(other)) => Some(Own::Duration(nanoseconds_between(other.timestamp(), time.timestamp())).into()),
        ("UTC", ..) => Some(Own::Time(time.with_time_zone(TimeZone::UTC)).into()),
        ("String", ..) => Some(Value::text(text(time))),
        ("IsZero", ..) => Some(Value::Bool(time.timestamp() == zero())),
        (name, ..) => part(time, name),
    };
    value.ok_or_else(|| format!("{name} is not known here"))
}

/// The instant of a `time.Time`.
pub(super) fn zoned(value: &Value) -> Option<&Zoned> {
    match value {
        Value::Own(own) => match Rc::as_ref(own) {
            Own::Time(time) => Some(time),
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
    let month = MONTHS[usize::from(civil.month().unsigned_abs()).saturating_sub(1) % 12];
    let weekday = WEEKDAYS[usize::from(civil.weekday().to_sunday_zero_offset().unsigned_abs()) % 7];
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
