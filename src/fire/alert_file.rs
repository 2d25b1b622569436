//! Alerts from a file: one JSON object after the other, or lists of them, as `/api/v2/alerts` gives and takes them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::alert::{Alert, LabelSet};
use crate::text::expected::in_plain_words;
use crate::text::without_mark;
use crate::webhook::Moment;

/// Why a text holds no alerts.
#[derive(Debug, thiserror::Error)]
pub enum AlertFileError {
    /// It is not JSON, or not that of an alert.
    #[error("line {line}: {reason}")]
    Unreadable {
        /// From 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// An alert has no label with a value, which Alertmanager refuses.
    #[error("alert {0} has no labels")]
    NoLabels(usize),
    /// There is none.
    #[error("there are no alerts in it")]
    Empty,
}

/// What `/api/v2/alerts` knows of an alert; what it knows beyond does not matter here.
#[derive(Deserialize)]
struct Written {
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
    #[serde(rename = "startsAt", default)]
    starts_at: Option<Moment>,
    #[serde(rename = "endsAt", default)]
    ends_at: Option<Moment>,
    #[serde(rename = "generatorURL", default)]
    generator_url: String,
}

/// An alert of a file. Alertmanager sends times on as they are written, in their zone.
#[derive(Clone, Debug, PartialEq)]
pub struct FiledAlert {
    /// The alert.
    pub alert: Alert,
    /// When it began.
    pub starts_at: Moment,
    /// When it ended, if it has.
    pub ends_at: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    One(serde_json::Map<String, serde_json::Value>),
    Several(Vec<serde_json::Value>),
}

/// The alerts in a text, all firing since `now` unless they say otherwise.
///
/// # Errors
/// If it holds something else, or nothing.
pub fn read_alerts(text: &str, now: Timestamp) -> Result<Vec<FiledAlert>, AlertFileError> {
    let text = without_mark(text);
    let mut entries = serde_json::Deserializer::from_str(text).into_iter::<Entry>();
    let mut alerts = Vec::new();
    loop {
        let rest = &text[entries.byte_offset()..];
        let start = text.len() - rest.trim_start().len();
        let line = 1 + text[..start].matches('\n').count();
        let unreadable = |reason: String| AlertFileError::Unreadable { line, reason };
        let values = match entries.next() {
            None => break,
            Some(Ok(Entry::One(object))) => vec![serde_json::Value::Object(object)],
            Some(Ok(Entry::Several(values))) => values,
            Some(Err(error)) if error.is_data() => {
                return Err(unreadable("it is neither an object nor a list of them".to_owned()));
            }
            Some(Err(error)) => {
                return Err(AlertFileError::Unreadable {
                    line: error.line(),
                    reason: not_json(&error),
                });
            }
        };
        for value in values {
            let written: Written = serde_path_to_error::deserialize(value).map_err(|error| {
                let path = error.path().to_string();
                let place = if path == "." {
                    String::new()
                } else {
                    format!("`{path}`: ")
                };
                let why = in_plain_words(&error.inner().to_string());
                unreadable(format!("it is no alert: {place}{why}"))
            })?;
            alerts.push(alert(written, now));
            if alerts
                .last()
                .is_some_and(|filed: &FiledAlert| filed.alert.labels.is_empty())
            {
                return Err(AlertFileError::NoLabels(alerts.len()));
            }
        }
    }
    if alerts.is_empty() {
        return Err(AlertFileError::Empty);
    }
    Ok(alerts)
}

/// What is wrong with it, and in which column.
fn not_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    format!("it is not JSON: {what} in column {}", error.column())
}

fn alert(written: Written, now: Timestamp) -> FiledAlert {
    let mut labels: LabelSet = written.labels.into_iter().collect();
    labels.remove_empty();
    let starts_at = written.starts_at.unwrap_or(now.into());
    let has_ended = |end: &Moment| (Timestamp::UNIX_EPOCH..=now).contains(&end.timestamp());
    let ends_at = written.ends_at.filter(has_ended);
    FiledAlert {
        alert: Alert {
            labels,
            annotations: written.annotations.into_iter().collect(),
            starts_at: starts_at.timestamp(),
            ends_at: ends_at.map(Moment::timestamp),
            generator_url: written.generator_url,
        },
        starts_at,
        ends_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Result<Vec<String>, String> {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().expect("it is an instant");
        let alerts = read_alerts(text, now).map_err(|error| error.to_string())?;
        Ok(alerts
            .iter()
            .map(|FiledAlert { alert, .. }| {
                let state = if alert.ends_at.is_some() { "resolved" } else { "firing" };
                format!("{} {state}", alert.labels.get("alertname").unwrap_or_default())
            })
            .collect())
    }

    #[test]
    fn lines_and_lists_are_read() {
        let lines = "{\"labels\":{\"alertname\":\"A\",\"x\":\"\"}}\n\n{\"labels\":{\"alertname\":\"B\"},\"endsAt\":\"2025-12-31T00:00:00Z\"}\n";
        assert_eq!(names(lines), Ok(vec!["A firing".to_owned(), "B resolved".to_owned()]));
        let dump = r#"[{"labels":{"alertname":"A"},"annotations":{"s":"x"},"startsAt":"2025-12-31T00:00:00.000Z",
            "endsAt":"2027-01-01T00:00:00.000Z","fingerprint":"1","receivers":[{"name":"a"}],"status":{"state":"active"}},
            {"labels":{"alertname":"Z"},"endsAt":"0001-01-01T00:00:00Z"}]"#;
        assert_eq!(names(dump), Ok(vec!["A firing".to_owned(), "Z firing".to_owned()]));
    }

    #[test]
    fn what_is_no_alert_is_told_with_its_line() {
        for (text, expected) in [
            ("", "there are no alerts in it"),
            ("[]", "there are no alerts in it"),
            ("{\"labels\":{\"a\":\"\"}}", "alert 1 has no labels"),
            (
                "{\"labels\":{\"a\":\"b\"}}\n{\"lables\":{}}",
                "line 2: it is no alert: missing field `labels`",
            ),
            (
                "{\"labels\":{\"a\":1}}",
                "line 1: it is no alert: `labels.a`: expected a text, not `1`",
            ),
            (
                "{\"labels\":{\"a\":\"b\"}}\nx",
                "line 2: it is not JSON: expected value in column 1",
            ),
            (
                "{\"labels\":{\"a\":\"b\"}}\n7",
                "line 2: it is neither an object nor a list of them",
            ),
        ] {
            assert_eq!(names(text), Err(expected.to_owned()), "{text}");
        }
        assert!(names("{\"labels\":{\"a\":\"b\"}}\n{\n").is_err_and(|error| error.contains("it is not JSON")));
    }
}
