//! Alerts as others wrote them down: JSON lines, dumps of Alertmanager's and Prometheus' APIs, webhook payloads.

use serde_json::{Map, Value};

use crate::alert::LabelSet;
use crate::text::without_mark;

/// What is known of an alert that was written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedAlert {
    /// What identifies it.
    pub labels: LabelSet,
    /// What describes it.
    pub annotations: LabelSet,
}

/// Why a text holds no alerts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RecordedError {
    /// The line, from 1; of a text that is JSON but holds something else, that of the value's end.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Reads any number of JSON values, one behind the other: an alert (an object with `labels`), bare labels (an object of
/// texts), a list of these, or an object that holds such a list as `alerts` or `data.alerts`.
pub fn recorded_alerts(text: &str) -> Result<Vec<RecordedAlert>, RecordedError> {
    let mut alerts = Vec::new();
    let text = without_mark(text);
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    while let Some(value) = values.next() {
        let line = || text[..values.byte_offset().min(text.len())].lines().count().max(1);
        let value = value.map_err(|error| RecordedError {
            line: error.line(),
            message: "this is no JSON".to_owned(),
        })?;
        let refused = |message| RecordedError { line: line(), message };
        collect(value, &mut alerts).map_err(refused)?;
    }
    Ok(alerts)
}

fn collect(value: Value, alerts: &mut Vec<RecordedAlert>) -> Result<(), String> {
    match value {
        Value::Array(values) => values.into_iter().try_for_each(|value| collect(value, alerts)),
        Value::Object(mut object) => {
            if let Some(Value::Array(values)) = object.get_mut("alerts").map(Value::take) {
                return values.into_iter().try_for_each(|value| collect(value, alerts));
            }
            if let Some(list @ Value::Array(_)) = object.get_mut("data").and_then(|data| data.get_mut("alerts")) {
                return collect(list.take(), alerts);
            }
            let alert = match object.remove("labels") {
                Some(Value::Object(labels)) => RecordedAlert {
                    labels: texts(labels, "label")?,
                    annotations: match object.remove("annotations") {
                        Some(Value::Object(annotations)) => texts(annotations, "annotation")?,
                        _ => LabelSet::new(),
                    },
                },
                Some(_) => return Err("`labels` is no object".to_owned()),
                None => RecordedAlert {
                    labels: texts(object, "label")?,
                    annotations: LabelSet::new(),
                },
            };
            alerts.push(alert);
            Ok(())
        }
        _ => Err("an alert is an object with `labels`".to_owned()),
    }
}

fn texts(object: Map<String, Value>, what: &str) -> Result<LabelSet, String> {
    object
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(value) => Ok((name, value)),
            Value::Object(_) | Value::Array(_) if what == "label" => {
                Err(format!("no `labels`, and `{name}` is no text"))
            }
            _ => Err(format!("{what} `{name}` is no text")),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let alerts = recorded_alerts(text).expect("these are alerts");
        alerts.iter().map(|alert| alert.labels.to_string()).collect()
    }

    #[test]
    fn every_usual_shape_is_read() {
        let expected = [r#"{a="1"}"#, r#"{a="2"}"#];
        for text in [
            "{\"a\":\"1\"}\n{\"a\":\"2\"}\n",
            r#"[{"labels":{"a":"1"},"annotations":{"x":"y"},"status":{"state":"active"}},{"labels":{"a":"2"}}]"#,
            r#"{"version":"4","alerts":[{"labels":{"a":"1"}},{"labels":{"a":"2"}}]}"#,
            r#"{"status":"success","data":{"alerts":[{"labels":{"a":"1"}},{"labels":{"a":"2"}}]}}"#,
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
        assert_eq!(names(" \n"), Vec::<String>::new());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let error = |text| {
            let error = recorded_alerts(text).expect_err("these are none");
            (error.line, error.message)
        };
        assert_eq!(
            recorded_alerts("\u{feff}[{\"a\":\"1\"}]"),
            recorded_alerts("[{\"a\":\"1\"}]")
        );
        assert_eq!(error("{\"a\":\"1\"}\n{\"a\":"), (2, "this is no JSON".into()));
        assert_eq!(error("{\"a\":\"1\"}\n{\"a\":1}"), (2, "label `a` is no text".into()));
        assert_eq!(error("17"), (1, "an alert is an object with `labels`".into()));
    }
}
