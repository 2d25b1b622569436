//! Reads a v4 payload as a receiver should: what it needs strictly, everything else not at all.
//!
//! A payload is refused as a whole only if it is not JSON, not an object with an `alerts` array, of another version, or
//! without a single usable alert. A faulty alert among good ones is set aside: refusing the group would make the sender
//! repeat it for ever. Of duplicate names the last wins; unknown names are skipped without being read.
//!
//! Mirrors what `notify/webhook` and `template.Data` send.

mod loose;

use std::collections::HashMap;

use jiff::Timestamp;

use crate::alert::LabelSet;
use crate::incident::{AlertEvent, AlertFault, AlertState, Delivery, ReceivedAlert};
use loose::{Alert, Alerts, Payload, Text, Values};

/// The only payload version there is.
pub const VERSION: &str = "4";

/// Bytes of a stated fingerprint that are believed. Alertmanager's have 16.
const FINGERPRINT_BYTES_MAX: usize = 255;

/// Why a payload is refused as a whole.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    /// Not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(#[source] serde_json::Error),
    /// JSON, but no object.
    #[error("the body is not a JSON object")]
    NotAnObject,
    /// No `alerts` array.
    #[error("`alerts` is missing or not an array")]
    NoAlerts,
    /// Another version than [`VERSION`].
    #[error("`version` is {0}, only \"4\" is understood")]
    Version(String),
    /// There are alerts, and none is usable.
    #[error("no alert is usable: {}", first_fault(.0))]
    NothingUsable(Vec<ReceivedAlert>),
}

fn first_fault(alerts: &[ReceivedAlert]) -> String {
    alerts
        .iter()
        .find_map(|alert| match alert {
            ReceivedAlert::Unusable { fault, .. } => Some(fault.to_string()),
            ReceivedAlert::Usable(_) => None,
        })
        .unwrap_or_default()
}

/// Reads a payload.
pub fn read(body: &[u8]) -> Result<Delivery, PayloadError> {
    // Looking at all of it at once costs less than looking at each string. Where something is not UTF-8 it may be skipped.
    let payload = match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    };
    let payload = match payload.map_err(PayloadError::NotJson)? {
        Payload::Object(payload) => payload,
        Payload::Other => return Err(PayloadError::NotAnObject),
    };
    match payload.version {
        None => {}
        Some(Text::String(version)) if version == VERSION => {}
        Some(Text::String(version)) => return Err(PayloadError::Version(format!("{:?}", shorten(&version)))),
        Some(Text::Other) => return Err(PayloadError::Version("not a string".to_owned())),
    }
    let Some(Alerts::Array(alerts)) = payload.alerts else {
        return Err(PayloadError::NoAlerts);
    };
    let alerts: Vec<ReceivedAlert> = alerts.into_iter().map(read_alert).collect();
    let is_usable = |alert: &ReceivedAlert| matches!(alert, ReceivedAlert::Usable(_));
    if !alerts.is_empty() && !alerts.iter().any(is_usable) {
        return Err(PayloadError::NothingUsable(alerts));
    }
    Ok(Delivery {
        group_key: text(payload.group_key),
        external_url: text(payload.external_url),
        truncated_alerts: payload.truncated_alerts,
        alerts,
    })
}

fn read_alert(alert: Alert<'_>) -> ReceivedAlert {
    let Alert::Object(alert) = alert else {
        return ReceivedAlert::Unusable {
            fingerprint: None,
            fault: AlertFault::NotAnObject,
        };
    };
    let stated = match alert.fingerprint {
        Some(Text::String(text)) if !text.is_empty() && text.len() <= FINGERPRINT_BYTES_MAX => Some(text.into_owned()),
        _ => None,
    };
    let unusable = |fault| ReceivedAlert::Unusable {
        fingerprint: stated.clone(),
        fault,
    };
    let mut labels = match read_values(alert.labels) {
        Ok(Some(labels)) => labels,
        Ok(None) => return unusable(AlertFault::NoLabels),
        Err(name) => return unusable(AlertFault::LabelNotAString(name)),
    };
    // To Prometheus a label with an empty value does not exist.
    labels.remove_empty();
    if labels.is_empty() {
        return unusable(AlertFault::NoLabels);
    }
    let annotations = match alert.annotations {
        None => LabelSet::new(),
        Some(values) => match read_values(Some(values)) {
            Ok(Some(annotations)) => annotations,
            Ok(None) => return unusable(AlertFault::AnnotationNotAString(String::new())),
            Err(name) => return unusable(AlertFault::AnnotationNotAString(name)),
        },
    };
    let state = match alert.status {
        Some(Text::String(status)) => match &*status {
            "firing" => AlertState::Firing,
            "resolved" => AlertState::Resolved,
            other => return unusable(AlertFault::UnknownStatus(Some(shorten(other).to_owned()))),
        },
        _ => return unusable(AlertFault::UnknownStatus(None)),
    };
    ReceivedAlert::Usable(Box::new(AlertEvent {
        fingerprint: stated.unwrap_or_else(|| labels.fingerprint().to_string()),
        state,
        labels,
        annotations,
        starts_at: time(alert.starts_at),
        ends_at: time(alert.ends_at),
        generator_url: text(alert.generator_url),
    }))
}

/// The values as a set; `None` if they are no object; the first name whose value is no string as an error.
fn read_values(values: Option<Values<'_>>) -> Result<Option<LabelSet>, String> {
    let Some(Values::Object(pairs)) = values else {
        return Ok(None);
    };
    let is_faulty = |(_, value): &(_, Text<'_>)| matches!(value, Text::Other);
    if let Some(at) = pairs.iter().position(is_faulty) {
        // Of duplicates the last wins, so a fault that is overwritten is none.
        let last: HashMap<&str, usize> = pairs.iter().enumerate().map(|(at, (name, _))| (&**name, at)).collect();
        let faulty = (at..)
            .zip(&pairs[at..])
            .find(|(at, pair)| is_faulty(pair) && last[&*pair.0] == *at);
        if let Some((_, (name, _))) = faulty {
            return Err(name.to_string());
        }
    }
    let strings = pairs.into_iter().filter_map(|(name, value)| match value {
        Text::String(value) => Some((name, value)),
        Text::Other => None,
    });
    Ok(Some(strings.collect()))
}

fn text(value: Option<Text<'_>>) -> String {
    match value {
        Some(Text::String(text)) => text.into_owned(),
        _ => String::new(),
    }
}

/// An instant; `None` if it is missing, unreadable, Go's zero time, or further away than nanoseconds in 64 bits reach
/// (1677 to 2262).
fn time(value: Option<Text<'_>>) -> Option<Timestamp> {
    let Some(Text::String(text)) = value else {
        return None;
    };
    let instant: Timestamp = text.parse().ok()?;
    i64::try_from(instant.as_nanosecond()).is_ok().then_some(instant)
}

/// Enough of a foreign text to recognise it by.
fn shorten(text: &str) -> &str {
    text.char_indices().nth(40).map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests;
