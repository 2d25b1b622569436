//! Tests of intervals by Alertmanager's words and verdicts.

use super::*;

fn words<T>(result: Result<T, impl ToString>) -> String {
    result.map_or_else(|error| error.to_string(), |_| "ok".to_owned())
}

#[test]
fn words_are_those_of_amtool() {
    for (text, expected) in [
        ("Monday", "ok"),
        ("sunday:saturday", "ok"),
        ("frİday", "ok"),
        ("MON", "mon is not a valid weekday"),
        ("friday:monday", "start day cannot be before end day"),
        ("a:b:C", "couldn't parse range a:b:c, invalid format"),
        ("monday :friday", "monday  is not a valid weekday"),
    ] {
        assert_eq!(words(WeekdayRange::parse(text)), expected, "{text}");
    }
    for (text, expected) in [
        ("27:-1", "ok"),
        ("+1", "ok"),
        ("01", "ok"),
        ("0:32", "0 is not a valid day of the month: out of range"),
        ("28:-1", "end day -1 is always before start day 28"),
        ("-1:1", "end day must be negative if start day is negative"),
        ("A:1", "strconv.Atoi: parsing \"a\": invalid syntax"),
        (
            "9223372036854775808a",
            "strconv.Atoi: parsing \"9223372036854775808a\": invalid syntax",
        ),
        ("1:", "strconv.Atoi: parsing \"\": invalid syntax"),
        (
            "99999999999999999999",
            "strconv.Atoi: parsing \"99999999999999999999\": value out of range",
        ),
    ] {
        assert_eq!(words(DayOfMonthRange::parse(text)), expected, "{text}");
    }
    for (text, expected) in [
        ("january:3", "ok"),
        ("13", "ok"),
        ("jan", "jan is not a valid month"),
        ("5:2", "end month february is before start month may"),
        ("13:1", "end month january is before start month "),
    ] {
        assert_eq!(words(MonthRange::parse(text)), expected, "{text}");
    }
    assert_eq!(
        words(YearRange::parse("2022:2020")),
        "end year 2020 is before start year 2022"
    );
    for (start, expected) in [
        ("00:00", "ok"),
        ("", "both start and end times must be provided"),
        ("9:00", "couldn't parse timestamp 9:00, invalid format"),
        ("24:01", "couldn't parse timestamp 24:01, invalid format"),
        ("24:00", "start time cannot be equal or greater than end time"),
    ] {
        assert_eq!(words(TimeRange::parse(start, "24:00")), expected, "{start}");
    }
    for (name, expected) in [
        ("", "ok"),
        ("Local", "ok"),
        ("Europe/Berlin", "ok"),
        ("Europe//Berlin", "ok"),
        ("Asia/Calcutta", "ok"),
        ("Factory", "ok"),
        ("posix/US/Pacific", "ok"),
        ("europe/berlin", "unknown time zone europe/berlin"),
        ("utc", "unknown time zone utc"),
        ("GMT+1", "unknown time zone GMT+1"),
        ("America", "is a directory"),
        ("Europe/Berlin/", "not a directory"),
        ("Europe/Berlin/x", "not a directory"),
        ("a..b", "time: invalid location name"),
        ("\\x", "time: invalid location name"),
    ] {
        assert_eq!(words(Location::parse(name)), expected, "{name}");
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("it is an instant")
}

#[test]
fn every_condition_must_hold_and_an_empty_list_never_does() {
    let office_hours = TimeInterval {
        times: Some(vec![TimeRange::parse("09:00", "17:00").expect("it is a range")]),
        weekdays: Some(vec![WeekdayRange::parse("monday:friday").expect("it is a range")]),
        location: Location::parse("Europe/Berlin").expect("it is a zone"),
        ..TimeInterval::default()
    };
    assert!(office_hours.contains(at("2026-07-01T07:00:00Z")), "9 o'clock in summer");
    assert!(
        !office_hours.contains(at("2026-01-01T07:00:00Z")),
        "8 o'clock in winter"
    );
    assert!(office_hours.contains(at("2026-01-01T15:59:59Z")));
    assert!(
        !office_hours.contains(at("2026-01-01T16:00:00Z")),
        "the end is not included"
    );
    assert!(!office_hours.contains(at("2026-07-04T07:00:00Z")), "a Saturday");
    assert!(TimeInterval::default().contains(at("2026-07-01T07:00:00Z")));
    let never = TimeInterval {
        months: Some(Vec::new()),
        ..TimeInterval::default()
    };
    assert!(!never.contains(at("2026-07-01T07:00:00Z")));
}

#[test]
fn days_count_from_both_ends_of_the_month() {
    let days = |text| TimeInterval {
        days_of_month: Some(vec![DayOfMonthRange::parse(text).expect("it is a range")]),
        ..TimeInterval::default()
    };
    assert!(days("-1").contains(at("2026-02-28T12:00:00Z")));
    assert!(!days("-1").contains(at("2024-02-28T12:00:00Z")));
    assert!(days("-1").contains(at("2024-02-29T12:00:00Z")));
    assert!(days("27:31").contains(at("2026-02-28T12:00:00Z")));
    assert!(!days("31").contains(at("2026-02-28T12:00:00Z")));
    assert!(days("-31:-30").contains(at("2026-01-01T12:00:00Z")));
    assert!(!days("-31:-30").contains(at("2026-02-01T12:00:00Z")));
}

#[test]
fn in_the_month_clocks_go_forward_the_last_day_is_the_last_but_one() {
    let last_day = TimeInterval {
        days_of_month: Some(vec![DayOfMonthRange::parse("-1").expect("it is a range")]),
        location: Location::parse("Europe/Berlin").expect("it is a zone"),
        ..TimeInterval::default()
    };
    assert!(last_day.contains(at("2026-03-30T12:00:00Z")));
    assert!(!last_day.contains(at("2026-03-31T12:00:00Z")));
    assert!(last_day.contains(at("2026-10-31T12:00:00Z")));
}

#[test]
fn nulls_in_lists_are_sunday_or_nothing() {
    let sunday = at("2026-07-05T07:00:00Z");
    assert!(WeekdayRange::default().contains(sunday.to_zoned(jiff::tz::TimeZone::UTC).weekday()));
    assert!(!TimeRange::default().contains(jiff::civil::time(0, 0, 0, 0)));
    assert!(!DayOfMonthRange::default().contains(1, 31));
    assert!(!MonthRange::default().contains(1));
}

#[test]
fn a_zone_of_a_hundred_thousand_steps_is_told_at_once() {
    // Looking each beginning up would take hours.
    assert!(Location::parse(&"a/".repeat(100_000)).is_err());
    assert_eq!(
        Location::parse("posix/America/North_Dakota/Center").map(|zone| zone.name().to_owned()),
        Ok("posix/America/North_Dakota/Center".to_owned())
    );
}
