//! The ranges time intervals are made of, and time zones.

use runframe_cli::time_interval::{DayOfMonthRange, Location, MonthRange, TimeRange, WeekdayRange, YearRange};

use crate::support::random::Random;
use crate::{case_count, compare, jumble, mutated, pick, quoted, random};

#[rustfmt::skip]
const PIECES: &[&str] = &[
    ":", ":", ":", "monday", "Friday", "sunday", "saturday", "mon", "january", "MAY", "december", "jan", "0", "1",
    "5", "12", "13", "27", "28", "29", "31", "32", "-1", "-2", "-28", "-31", "-32", "+1", "01", "1_0", "2022",
    "2020", "a", "É", "İ", "9223372036854775807", "9223372036854775808", " ", "\"", "K",
];
#[rustfmt::skip]
const TIMES: &[&str] = &[
    "00:00", "09:00", "17:00", "23:59", "24:00", "24:01", "9:00", "09:60", "25:00", "", "09:00:00", " 09:00", "12",
    ":", "0900", "1９:00", "19:00", "20:30", "2a:00", "-1:00", "00:01", "13:37", "09:0", "09:000",
];
/// Names of zones: those of the test files of many systems, spelled right and wrong.
#[rustfmt::skip]
const ZONES: &[&str] = &[
    "UTC", "Local", "", "utc", "Europe/Berlin", "europe/berlin", "Europe", "Europe/", "Europe/Berlin/x",
    "Europe/Berlin/", "Foo/Bar", "../x", "a..b", "/etc", "\\x", "EST", "EST5EDT", "GMT", "GMT0", "GMT+0", "GMT-0",
    "GMT+1", "Etc/GMT+1", "Etc/GMT-14", "Factory", "US/Pacific", "US/Pacific-New", "Asia/Calcutta", "Asia/Kolkata",
    "Europe/Kyiv", "Europe/Kiev", "America/Argentina", "America/Argentina/Salta", "America/Indiana/Knox", "Zulu",
    "UCT", "Universal", "W-SU", "PRC", "ROK",
];

#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "weekdays", "days_of_month", "months", "years",
];

fn generate(random: &mut Random) -> (&'static str, String) {
    let field = *random.pick(FIELDS);
    let ranges: &[&str] = match field {
        "weekdays" => &["monday:friday", "sunday", "SATURDAY:SUNDAY", "tuesday:Wednesday"],
        "days_of_month" => &["1:5", "-3:-1", "27:-1", "28:-1", "-1:1", "31", "5:1"],
        "months" => &["january:march", "1:may", "june:2", "13:1", "12"],
        _ => &["2020:2022", "2022:2020", "2030", "-1:1"],
    };
    let text = match random.below(3) {
        0 => jumble(random, 4, PIECES),
        1 => (*random.pick(ranges)).to_owned(),
        _ => {
            let text = *random.pick(ranges);
            mutated(random, text, PIECES)
        }
    };
    (field, text)
}

fn config(field: &str) -> String {
    format!(
        "route:\n  receiver: a\nreceivers:\n- name: a\ntime_intervals:\n- name: x\n  time_intervals:\n  - {field}\n"
    )
}

#[test]
fn ranges() {
    let mut random = random(3);
    let values: Vec<_> = (0..case_count()).map(|_| generate(&mut random)).collect();
    compare(
        "ranges",
        &values,
        |(field, text)| config(&format!("{field}: [{}]", quoted(text))),
        |(field, text), _| {
            let parsed = match *field {
                "weekdays" => WeekdayRange::parse(text).map(|_| ()),
                "days_of_month" => DayOfMonthRange::parse(text).map(|_| ()),
                "months" => MonthRange::parse(text).map(|_| ()),
                _ => YearRange::parse(text).map(|_| ()),
            };
            parsed.map_err(|error| error.to_string())
        },
    );
}

#[test]
fn times() {
    let mut random = random(11);
    let values: Vec<_> = (0..case_count())
        .map(|_| (pick(&mut random, TIMES), pick(&mut random, TIMES)))
        .collect();
    compare(
        "times",
        &values,
        |(start, end)| {
            config(&format!(
                "times: [{{start_time: {}, end_time: {}}}]",
                quoted(start),
                quoted(end)
            ))
        },
        |(start, end), _| {
            TimeRange::parse(start, end)
                .map(|_| ())
                .map_err(|error| error.to_string())
        },
    );
}

#[test]
fn zones() {
    let mut random = random(4);
    let mut values: Vec<String> = ZONES.iter().map(|&zone| zone.to_owned()).collect();
    let database = jiff::tz::TimeZoneDatabase::bundled();
    let known: Vec<_> = database.available().collect();
    while values.len() < case_count() {
        let zone = random.pick(&known).as_str();
        values.push(match random.below(4) {
            0 => zone.to_lowercase(),
            1 => mutated(&mut random, zone, &["/", "x", ".", " "]),
            _ => zone.to_owned(),
        });
    }
    compare(
        "zones",
        &values,
        |zone| config(&format!("location: {}", quoted(zone))),
        |zone, _| Location::parse(zone).map(|_| ()).map_err(|error| error.to_string()),
    );
}
