//! How values are written in columns.

use jiff::Timestamp;
use rusqlite::types::{FromSqlError, FromSqlResult, ValueRef};
use serde_json::{Map, Value};

use crate::alert::LabelSet;
use crate::incident::{IncidentNumber, ServiceKey, Severity, SeverityMap, Status};

/// Nanoseconds since 1970; instants outside of 64 bits (1677 to 2262) become its ends.
pub(super) fn nanoseconds(instant: Timestamp) -> i64 {
    let exact = instant.as_nanosecond();
    i64::try_from(exact).unwrap_or(if exact < 0 { i64::MIN } else { i64::MAX })
}

pub(super) fn instant(nanoseconds: i64) -> Timestamp {
    // Every 64-bit count of nanoseconds lies within the type's years.
    Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or_default()
}

/// A size; beyond 64 bits it is their end.
pub(super) fn size(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

pub(super) fn read_size(size: i64) -> usize {
    usize::try_from(size).unwrap_or(0)
}

pub(super) fn number(number: IncidentNumber) -> i64 {
    i64::from(number.year) << 32 | i64::from(number.sequence)
}

pub(super) fn read_number(number: i64) -> FromSqlResult<IncidentNumber> {
    let year = u16::try_from(number >> 32).map_err(|_| FromSqlError::OutOfRange(number))?;
    let sequence = u32::try_from(number & 0xffff_ffff).map_err(|_| FromSqlError::OutOfRange(number))?;
    Ok(IncidentNumber { year, sequence })
}

pub(super) fn severity(severity: Severity) -> i64 {
    severity as i64
}

pub(super) fn read_severity(number: i64) -> FromSqlResult<Severity> {
    Severity::ALL
        .into_iter()
        .find(|severity| *severity as i64 == number)
        .ok_or(FromSqlError::OutOfRange(number))
}

pub(super) fn status(status: Status) -> i64 {
    status as i64
}

pub(super) fn read_status(number: i64) -> FromSqlResult<Status> {
    Status::ALL
        .into_iter()
        .find(|status| *status as i64 == number)
        .ok_or(FromSqlError::OutOfRange(number))
}

/// A JSON object.
pub(super) fn label_set(set: &LabelSet) -> String {
    // Quotes, a colon and a comma; what is escaped makes it grow.
    let length = set
        .iter()
        .map(|(name, value)| name.len() + value.len() + 6)
        .sum::<usize>();
    let mut text = String::with_capacity(length + 2);
    text.push('{');
    for (name, value) in set.iter() {
        if text.len() > 1 {
            text.push(',');
        }
        push_quoted(&mut text, name);
        text.push(':');
        push_quoted(&mut text, value);
    }
    text.push('}');
    text
}

/// Adds a JSON string.
fn push_quoted(text: &mut String, value: &str) {
    // Most values need nothing else. Counting looks at many bytes at once, which stopping at the first would not.
    let is_special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    if value.as_bytes().iter().filter(|byte| is_special(byte)).count() == 0 {
        text.push('"');
        text.push_str(value);
        text.push('"');
    } else {
        text.push_str(&serde_json::to_string(value).expect("strings are JSON"));
    }
}

pub(super) fn read_label_set(value: ValueRef<'_>) -> FromSqlResult<LabelSet> {
    let pairs = read_object(value.as_str()?)?;
    pairs
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(value) => Ok((name, value)),
            _ => Err(FromSqlError::InvalidType),
        })
        .collect()
}

/// A JSON object of values and severities.
pub(super) fn severity_map(map: &SeverityMap) -> String {
    let pairs: Map<String, Value> = map
        .aliases()
        .iter()
        .map(|(value, severity)| (value.clone(), severity.code().into()))
        .collect();
    Value::Object(pairs).to_string()
}

pub(super) fn read_severity_map(text: &str) -> FromSqlResult<SeverityMap> {
    let mut map = SeverityMap::default();
    for (value, severity) in read_object(text)? {
        let severity = severity.as_str().and_then(|text| text.parse().ok());
        map.add_alias(&value, severity.ok_or(FromSqlError::InvalidType)?);
    }
    Ok(map)
}

/// Keys with spaces between them.
pub(super) fn service_keys(keys: &[ServiceKey]) -> String {
    keys.iter().map(ServiceKey::as_str).collect::<Vec<_>>().join(" ")
}

pub(super) fn read_service_keys(text: &str) -> FromSqlResult<Vec<ServiceKey>> {
    text.split_whitespace()
        .map(|key| key.parse().map_err(FromSqlError::other))
        .collect()
}

fn read_object(text: &str) -> FromSqlResult<Map<String, Value>> {
    serde_json::from_str(text).map_err(FromSqlError::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn label_sets_are_written_as_json(pairs in proptest::collection::vec(("[a-z\"\\\\\u{1}é]{0,4}", ".*"), 0..6)) {
            let set: LabelSet = pairs.into_iter().collect();
            let text = label_set(&set);
            prop_assert_eq!(&text, &serde_json::to_string(&set).unwrap());
            prop_assert_eq!(read_label_set(ValueRef::Text(text.as_bytes())).unwrap(), set);
        }
    }
}
