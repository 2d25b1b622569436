//! The answer to a webhook delivery.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::incident::{Action, IncidentNumber, Outcome, Reason};

/// Bytes that what became of one alert takes as a rule.
const RESULT_BYTES: usize = 256;

/// What became of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DeliverySummary {
    /// Alerts in the payload.
    pub received: u64,
    /// New incidents.
    pub created: u64,
    /// Repeats for active incidents.
    pub updated: u64,
    /// Incidents that are over.
    pub resolved: u64,
    /// Alerts nothing had to be done about.
    pub ignored: u64,
    /// Alerts that are unusable.
    pub rejected: u64,
    /// Alerts the sender cut off.
    pub truncated_alerts: u64,
    /// Each alert's fate, in the order of the payload.
    pub results: Vec<AlertResult>,
}

/// What became of one alert.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AlertResult {
    /// Identifies the alert; null if it is unusable and states none.
    pub fingerprint: Option<String>,
    /// `created`, `updated`, `resolved`, `ignored` or `rejected`.
    pub action: String,
    /// The incident it concerns, or null.
    pub incident_number: Option<String>,
    /// Why, as names for programs separated by `, `; only when ignored, rejected or fallen back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl DeliverySummary {
    /// What became of the alerts, as `2 created, 1 ignored`.
    #[must_use]
    pub fn in_numbers(&self) -> String {
        let counts = [
            (self.created, Action::Created),
            (self.updated, Action::Updated),
            (self.resolved, Action::Resolved),
            (self.ignored, Action::Ignored),
            (self.rejected, Action::Rejected),
        ];
        let parts: Vec<String> = counts
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, action)| format!("{number} {}", action.code()))
            .collect();
        if parts.is_empty() {
            "no alerts".to_owned()
        } else {
            parts.join(", ")
        }
    }

    /// Counts and lists what became of each alert.
    #[must_use]
    pub fn of(outcomes: &[Outcome], truncated_alerts: u64) -> Self {
        Self::of_results(outcomes.iter().map(AlertResult::from).collect(), truncated_alerts)
    }

    /// [`DeliverySummary::of`] as JSON, when its `results` are written already.
    #[must_use]
    pub fn text(outcomes: &[Outcome], truncated_alerts: u64, results: &str) -> String {
        let counts = Self::counted(&outcomes.iter().map(|outcome| outcome.action.code()), truncated_alerts);
        // Numbers are JSON, and the list is the last of it.
        let text = serde_json::to_string(&counts).unwrap_or_default();
        let head = text.strip_suffix("[]}").unwrap_or_default();
        [head, results, "}"].concat()
    }

    /// What became of each alert, as JSON.
    #[must_use]
    pub fn results_text(outcomes: &[Outcome]) -> String {
        let mut text = Vec::with_capacity(RESULT_BYTES * outcomes.len());
        // Strings are JSON, and that is UTF-8.
        let _ = serde_json::Serializer::new(&mut text).collect_seq(outcomes.iter().map(Written::of));
        String::from_utf8(text).unwrap_or_default()
    }

    /// Counts what became of each alert.
    #[must_use]
    pub fn of_results(results: Vec<AlertResult>, truncated_alerts: u64) -> Self {
        let counts = Self::counted(&results.iter().map(|result| result.action.as_str()), truncated_alerts);
        Self { results, ..counts }
    }

    /// The counts alone, of alerts with which this was done.
    fn counted<'a>(actions: &(impl Iterator<Item = &'a str> + Clone), truncated_alerts: u64) -> Self {
        let count = |action: Action| actions.clone().filter(|done| *done == action.code()).count() as u64;
        Self {
            received: actions.clone().count() as u64,
            created: count(Action::Created),
            updated: count(Action::Updated),
            resolved: count(Action::Resolved),
            ignored: count(Action::Ignored),
            rejected: count(Action::Rejected),
            truncated_alerts,
            results: Vec::new(),
        }
    }
}

impl From<&Outcome> for AlertResult {
    fn from(outcome: &Outcome) -> Self {
        let written = Written::of(outcome);
        Self {
            fingerprint: outcome.fingerprint.clone(),
            action: written.action.to_owned(),
            incident_number: outcome.incident.map(|number| number.to_string()),
            reason: written.reason.map(|reason| reason.to_string()),
            detail: written.detail.map(|detail| detail.to_string()),
        }
    }
}

/// An [`AlertResult`] that borrows what it says.
#[derive(Serialize)]
struct Written<'a> {
    fingerprint: Option<&'a str>,
    action: &'static str,
    #[serde(serialize_with = "number")]
    incident_number: Option<IncidentNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Joined<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Joined<'a>>,
}

impl<'a> Written<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let joined = |between, text| {
            let reasons = outcome.reasons.as_slice();
            (!reasons.is_empty()).then_some(Joined { reasons, between, text })
        };
        Self {
            fingerprint: outcome.fingerprint.as_deref(),
            action: outcome.action.code(),
            incident_number: outcome.incident,
            reason: joined(", ", |reason, f| f.write_str(reason.code())),
            detail: joined("; ", fmt::Display::fmt),
        }
    }
}

/// Texts of reasons, one behind the other.
struct Joined<'a> {
    reasons: &'a [Reason],
    between: &'static str,
    text: fn(&Reason, &mut fmt::Formatter<'_>) -> fmt::Result,
}

impl fmt::Display for Joined<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, reason) in self.reasons.iter().enumerate() {
            if at > 0 {
                f.write_str(self.between)?;
            }
            (self.text)(reason, f)?;
        }
        Ok(())
    }
}

impl Serialize for Joined<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[expect(clippy::ref_option, reason = "serde hands it over so")]
fn number<S: Serializer>(number: &Option<IncidentNumber>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => serializer.collect_str(number),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{IgnoreReason, Reason};

    #[test]
    fn the_text_is_the_summary_in_json() {
        let outcome = |action, incident, reasons| Outcome {
            fingerprint: Some("1de0ec8a\"b0fbc9be".into()),
            action,
            incident,
            reasons,
        };
        let number = IncidentNumber {
            year: 2026,
            sequence: 7,
        };
        let ignored = vec![Reason::Ignored(IgnoreReason::StaleFiring)];
        for outcomes in [
            Vec::new(),
            vec![outcome(Action::Created, Some(number), Vec::new())],
            vec![
                outcome(Action::Updated, Some(number), Vec::new()),
                outcome(Action::Ignored, None, ignored),
            ],
        ] {
            let results = DeliverySummary::results_text(&outcomes);
            let expected = serde_json::to_string(&DeliverySummary::of(&outcomes, 3)).unwrap();
            assert_eq!(DeliverySummary::text(&outcomes, 3, &results), expected);
        }
    }
}
