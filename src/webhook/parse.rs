//! A message as a receiver reads it: leniently, so that one odd alert does not cost the others.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{Moment, Status};
use crate::alert::LabelSet;

/// The only payload version there is.
const VERSION: &str = "4";

/// One message, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Text of the group's key; `None` if it has none.
    pub group_key: Option<String>,
    /// Name of the receiver as the payload has it.
    pub receiver: Option<String>,
    /// Where the sender says it can be reached.
    pub external_url: Option<String>,
    /// How many alerts the sender cut.
    pub truncated_alerts: u64,
    /// The alerts in the order of the message.
    pub alerts: Vec<Result<ReceivedAlert, UnusableAlert>>,
}

/// One alert of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedAlert {
    /// Firing or resolved, as stated; never inferred from the end.
    pub status: Status,
    /// What identifies it; never empty.
    pub labels: LabelSet,
    /// What describes it.
    pub annotations: LabelSet,
    /// As stated, or computed from the labels where it is missing.
    pub fingerprint: String,
    /// When it began; `None` if that is missing, unreadable or Go's zero time.
    pub starts_at: Option<Timestamp>,
    /// The text of the start, whatever it says; empty if missing.
    pub starts_at_text: String,
    /// When it ended; `None` if that is missing, unreadable or Go's zero time.
    pub ends_at: Option<Timestamp>,
    /// The text of the end, whatever it says; empty if missing.
    pub ends_at_text: String,
    /// Link back to the expression that raised it; empty if unknown.
    pub generator_url: String,
}

/// An alert that cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct UnusableAlert {
    /// Its fingerprint, where it states one.
    pub fingerprint: Option<String>,
    /// What is wrong with it, in words.
    pub problem: String,
}

/// The whole message cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The body is no JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// The body is JSON, but no object.
    #[error("the body is JSON, but not an object")]
    NotAnObject,
    /// There is no `alerts`, or it is no list.
    #[error("the body has no array `alerts`")]
    NoAlerts,
    /// It is another version of the payload.
    #[error("the payload has version {0}, only \"4\" is known")]
    WrongVersion(String),
    /// There are alerts, and not one of them can be used.
    #[error("none of the {count} alerts can be used: {}", first.problem)]
    AllUnusable {
        /// How many there are.
        count: usize,
        /// What is wrong with the first.
        first: UnusableAlert,
    },
}

/// Reads a message. Unknown fields are ignored; of a repeated name the last value counts.
///
/// # Errors
/// If nothing in it can be applied. An empty list of alerts is no error.
pub fn parse(body: &[u8]) -> Result<Delivery, ParseError> {
    let body: Value = serde_json::from_slice(body).map_err(|error| ParseError::NotJson(error.to_string()))?;
    let Value::Object(mut body) = body else {
        return Err(ParseError::NotAnObject);
    };
    match body.get("version") {
        None => {}
        Some(Value::String(version)) if version == VERSION => {}
        Some(other) => return Err(ParseError::WrongVersion(other.to_string())),
    }
    let Some(Value::Array(alerts)) = body.remove("alerts") else {
        return Err(ParseError::NoAlerts);
    };
    let alerts: Vec<_> = alerts.into_iter().map(parse_alert).collect();
    if let Some(Err(first)) = alerts.first()
        && alerts.iter().all(Result::is_err)
    {
        return Err(ParseError::AllUnusable {
            count: alerts.len(),
            first: first.clone(),
        });
    }
    let mut text = |name| match body.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    Ok(Delivery {
        group_key: text("groupKey"),
        receiver: text("receiver"),
        external_url: text("externalURL"),
        truncated_alerts: body.get("truncatedAlerts").and_then(Value::as_u64).unwrap_or(0),
        alerts,
    })
}

fn parse_alert(alert: Value) -> Result<ReceivedAlert, UnusableAlert> {
    let Value::Object(mut alert) = alert else {
        return Err(UnusableAlert {
            fingerprint: None,
            problem: "it is not an object".into(),
        });
    };
    let fingerprint = text(&mut alert, "fingerprint").filter(|f| !f.is_empty());
    let unusable = |problem| UnusableAlert {
        fingerprint: fingerprint.clone(),
        problem,
    };
    let status = match alert.get("status") {
        Some(Value::String(status)) if status == Status::Firing.as_str() => Status::Firing,
        Some(Value::String(status)) if status == Status::Resolved.as_str() => Status::Resolved,
        Some(other) => return Err(unusable(format!("its status {other} is neither firing nor resolved"))),
        None => return Err(unusable("it has no status".into())),
    };
    let labels = label_set(&mut alert, "labels").map_err(unusable)?;
    if labels.is_empty() {
        return Err(unusable("it has no labels".into()));
    }
    let annotations = label_set(&mut alert, "annotations").map_err(unusable)?;
    let starts_at_text = text(&mut alert, "startsAt").unwrap_or_default();
    let ends_at_text = text(&mut alert, "endsAt").unwrap_or_default();
    Ok(ReceivedAlert {
        status,
        fingerprint: fingerprint.unwrap_or_else(|| labels.fingerprint().to_string()),
        labels,
        annotations,
        starts_at: instant(&starts_at_text),
        starts_at_text,
        ends_at: instant(&ends_at_text),
        ends_at_text,
        generator_url: text(&mut alert, "generatorURL").unwrap_or_default(),
    })
}

fn text(object: &mut Map<String, Value>, name: &str) -> Option<String> {
    match object.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// Absent and null are the empty set.
fn label_set(object: &mut Map<String, Value>, name: &str) -> Result<LabelSet, String> {
    let pairs = match object.remove(name) {
        None | Some(Value::Null) => return Ok(LabelSet::new()),
        Some(Value::Object(pairs)) => pairs,
        Some(_) => return Err(format!("its `{name}` is not an object")),
    };
    pairs
        .into_iter()
        .map(|(key, value)| match value {
            Value::String(value) => Ok((key, value)),
            _ => Err(format!("its `{name}` has a value that is not a string: `{key}`")),
        })
        .collect()
}

fn instant(text: &str) -> Option<Timestamp> {
    const GO_ZERO_SECOND: i64 = -62_135_596_800;
    let timestamp = text.parse::<Moment>().ok()?.timestamp();
    (timestamp.as_second() != GO_ZERO_SECOND).then_some(timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(body: &str) -> Result<Delivery, ParseError> {
        parse(body.as_bytes())
    }

    fn only_alert(body: &str) -> Result<ReceivedAlert, ParseError> {
        let delivery = read(&format!(r#"{{"alerts":[{body}]}}"#))?;
        Ok(delivery.alerts[0]
            .clone()
            .expect("a message with one unusable alert is an error"))
    }

    #[test]
    fn a_real_message_is_read_whole() {
        let delivery = read(include_str!("../../testdata/webhook/resolved.json")).expect("it is well formed");
        assert_eq!(
            delivery.group_key.as_deref(),
            Some(r#"{}/{severity="page"}:{alertname="HighLatency", cluster="eu"}"#)
        );
        assert_eq!(delivery.receiver.as_deref(), Some("team-wh"));
        assert_eq!(delivery.truncated_alerts, 0);
        let alerts: Vec<_> = delivery.alerts.into_iter().map(|a| a.expect("it is usable")).collect();
        assert_eq!(alerts.len(), 2);
        assert_eq!(alerts[0].status, Status::Resolved);
        assert_eq!(alerts[0].fingerprint, "1de0ec8ab0fbc9be");
        assert_eq!(alerts[0].annotations.get("summary"), Some("p99 élevé"));
        assert_eq!(alerts[0].ends_at_text, "2026-11-22T12:27:00.421Z");
        assert_eq!(alerts[1].generator_url, "http://prom.example/graph?g0.expr=x&g0.tab=1");
    }

    #[test]
    fn what_is_missing_is_made_up_for() {
        let alert = only_alert(r#"{"status":"firing","labels":{"alertname":"A"},"extra":[1]}"#).expect("it is usable");
        assert_eq!(alert.fingerprint, "d2c6efc389df0927");
        assert_eq!(alert.starts_at, None);
        let alert = only_alert(
            r#"{"status":"firing","labels":{"alertname":"A"},"startsAt":"soon","endsAt":"0001-01-01T00:00:00Z"}"#,
        )
        .expect("it is usable");
        assert_eq!((alert.starts_at, alert.starts_at_text.as_str()), (None, "soon"));
        assert_eq!(alert.ends_at, None);
    }

    #[test]
    fn an_unusable_alert_does_not_cost_the_others() {
        let delivery = read(
            r#"{"version":"4","alerts":[{"status":"firing","labels":{"a":"b"}},{"status":"odd","labels":{"a":"b"}},
               {"status":"firing","labels":{"a":1},"fingerprint":"f"},{"status":"firing"},7,
               {"status":"firing","labels":{"a":"b"},"annotations":[]}]}"#,
        )
        .expect("one alert is usable");
        assert!(delivery.alerts[0].is_ok());
        let problems: Vec<_> = delivery.alerts[1..]
            .iter()
            .map(|a| a.clone().expect_err("it is unusable").problem)
            .collect();
        assert_eq!(
            problems,
            [
                "its status \"odd\" is neither firing nor resolved",
                "its `labels` has a value that is not a string: `a`",
                "it has no labels",
                "it is not an object",
                "its `annotations` is not an object",
            ]
        );
    }

    #[test]
    fn a_message_of_which_nothing_can_be_used_is_an_error() {
        assert!(matches!(read("nonsense"), Err(ParseError::NotJson(_))));
        assert_eq!(read("[]"), Err(ParseError::NotAnObject));
        assert_eq!(read("{}"), Err(ParseError::NoAlerts));
        assert_eq!(read(r#"{"alerts":{}}"#), Err(ParseError::NoAlerts));
        assert_eq!(
            read(r#"{"version":4,"alerts":[]}"#),
            Err(ParseError::WrongVersion("4".into()))
        );
        assert!(read(r#"{"version":"4","alerts":[]}"#).is_ok());
        assert!(matches!(
            read(r#"{"alerts":[{}]}"#),
            Err(ParseError::AllUnusable { count: 1, .. })
        ));
    }

    #[test]
    fn of_a_repeated_name_the_last_value_counts() {
        let alert = only_alert(r#"{"status":"resolved","status":"firing","labels":{"a":"1","a":"2"}}"#);
        let alert = alert.expect("it is usable");
        assert_eq!(alert.status, Status::Firing);
        assert_eq!(alert.labels.get("a"), Some("2"));
    }

    proptest! {
        /// No body makes it panic.
        #[test]
        fn any_body_is_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = parse(&body);
        }
    }
}
