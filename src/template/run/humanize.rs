//! Numbers for people.

use jiff::Timestamp;

use super::float::{Style, format_float};
use super::format::time_text;
use crate::duration::parse_prometheus;
use crate::version::Version;

const SMALL: [&str; 8] = ["m", "u", "n", "p", "f", "a", "z", "y"];

/// Four digits that count.
fn four(value: f64) -> String {
    format_float(value, Style::General, Some(4))
}

/// With a prefix of powers of 1000.
pub(super) fn humanize(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return four(value);
    }
    if value.abs() >= 1.0 {
        return scaled(value, &["k", "M", "G", "T", "P", "E", "Z", "Y"], 1000.0);
    }
    let (value, prefix) = enlarged(value);
    format!("{}{prefix}", four(value))
}

/// With a prefix of powers of 1024.
pub(super) fn humanize_1024(value: f64) -> String {
    if value.abs() <= 1.0 || !value.is_finite() {
        return four(value);
    }
    scaled(value, &["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"], 1024.0)
}

fn scaled(value: f64, prefixes: &[&str], step: f64) -> String {
    let mut value = value;
    let mut prefix = "";
    for next in prefixes {
        if value.abs() < step {
            break;
        }
        prefix = next;
        value /= step;
    }
    format!("{}{prefix}", four(value))
}

fn enlarged(value: f64) -> (f64, &'static str) {
    let mut value = value;
    let mut prefix = "";
    for next in SMALL {
        if value.abs() >= 1.0 {
            break;
        }
        prefix = next;
        value *= 1000.0;
    }
    (value, prefix)
}

/// Seconds as days, hours, minutes and seconds.
pub(super) fn duration(value: f64) -> String {
    /// Two to the power of 63, from which on the whole number is what Go's machines make of it.
    const TOO_LARGE: f64 = 9_223_372_036_854_775_808.0;
    if !value.is_finite() {
        return four(value);
    }
    if value == 0.0 {
        return format!("{}s", four(value));
    }
    if value.abs() < 1.0 {
        let (value, prefix) = enlarged(value);
        return format!("{}{prefix}s", four(value));
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let value = value.abs();
    #[allow(clippy::cast_possible_truncation, reason = "what is behind the point is cut off")]
    let whole = if value < TOO_LARGE { value as i64 } else { i64::MIN };
    let (seconds, minutes) = (whole % 60, whole / 60 % 60);
    let (hours, days) = (whole / 3600 % 24, whole / 86_400);
    if days != 0 {
        return format!("{sign}{days}d {hours}h {minutes}m {seconds}s");
    }
    if hours != 0 {
        return format!("{sign}{hours}h {minutes}m {seconds}s");
    }
    if minutes != 0 {
        return format!("{sign}{minutes}m {seconds}s");
    }
    format!("{sign}{}s", four(value))
}

/// Seconds since 1970 as an instant in words.
pub(super) fn timestamp(value: f64) -> Result<String, String> {
    if !value.is_finite() {
        return Ok(four(value));
    }
    to_time(value).map(time_text)
}

/// Seconds since 1970 as an instant, to the millisecond.
pub(super) fn to_time(value: f64) -> Result<Timestamp, String> {
    const NANOSECONDS: f64 = 1e9;
    if !value.is_finite() {
        return Err("value is NaN or Inf".to_owned());
    }
    let nanoseconds = value * NANOSECONDS;
    #[allow(clippy::cast_precision_loss, reason = "that is what Go does")]
    if nanoseconds > i64::MAX as f64 || nanoseconds < i64::MIN as f64 {
        return Err(format!(
            "{} cannot be represented as a nanoseconds timestamp since it overflows int64",
            format_float(value, Style::General, None)
        ));
    }
    #[allow(clippy::cast_possible_truncation, reason = "that is what Go does")]
    let milliseconds = nanoseconds as i64 / 1_000_000;
    Timestamp::from_millisecond(milliseconds).map_err(|error| error.to_string())
}

/// A duration of Prometheus in seconds.
pub(super) fn parse_duration(text: &str) -> Result<f64, String> {
    let duration = parse_prometheus(text, Version::V0_33).map_err(|error| error.to_string())?;
    Ok(duration.as_secs_f64())
}
