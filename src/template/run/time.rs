//! Methods of an instant.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::format::time_text;
use super::value::Value;

/// What a method gives; `None` if there is none of this name.
pub(super) fn method(time: Timestamp, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
    let civil = time.to_zoned(TimeZone::UTC).datetime();
    let number = |number: i64| Value::Int(number);
    let value = match (name, arguments) {
        ("Format", [Value::Text(layout)]) => Value::text(layout_text(time, layout)),
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
        ("Year", []) => number(civil.year().into()),
        ("Day", []) => number(civil.day().into()),
        ("YearDay", []) => number(civil.day_of_year().into()),
        ("Hour", []) => number(civil.hour().into()),
        ("Minute", []) => number(civil.minute().into()),
        ("Second", []) => number(civil.second().into()),
        ("Nanosecond", []) => number(civil.subsec_nanosecond().into()),
        ("Unix", []) => number(time.as_second()),
        ("UnixMilli", []) => number(time.as_millisecond()),
        ("Month", []) => Value::text(MONTHS[usize::from(civil.month().unsigned_abs()).saturating_sub(1) % 12]),
        ("Weekday", []) => {
            Value::text(WEEKDAYS[usize::from(civil.weekday().to_sunday_zero_offset().unsigned_abs()) % 7])
        }
        _ => return None,
    };
    Some(Ok(value))
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

/// An instant, in UTC, in the form of Go's reference time.
fn layout_text(time: Timestamp, layout: &str) -> String {
    let civil = time.to_zoned(TimeZone::UTC).datetime();
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
            "MST" => "UTC".to_owned(),
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
            "-07:00:00" => "+00:00:00".to_owned(),
            "-07:00" => "+00:00".to_owned(),
            "-070000" => "+000000".to_owned(),
            "-0700" => "+0000".to_owned(),
            "-07" => "+00".to_owned(),
            _ => "Z".to_owned(),
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
            assert_eq!(layout_text(time, layout), text);
        }
    }
}
