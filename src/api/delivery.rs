//! The answer to a webhook delivery.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::incident::{Action, IncidentNumber, Outcome};

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
        let results: Vec<Written<'_>> = outcomes.iter().map(Written::of).collect();
        // Strings are JSON.
        serde_json::to_string(&results).unwrap_or_default()
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
            reason: written.reason,
            detail: written.detail,
        }
    }
}

/// An [`AlertResult`] that borrows what it says: most have nothing of their own.
#[derive(Serialize)]
struct Written<'a> {
    fingerprint: Option<&'a str>,
    action: &'static str,
    #[serde(serialize_with = "number")]
    incident_number: Option<IncidentNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl<'a> Written<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let join = |texts: Vec<String>, between: &str| (!texts.is_empty()).then(|| texts.join(between));
        Self {
            fingerprint: outcome.fingerprint.as_deref(),
            action: outcome.action.code(),
            incident_number: outcome.incident,
            reason: join(outcome.reasons.iter().map(|r| r.code().to_owned()).collect(), ", "),
            detail: join(outcome.reasons.iter().map(ToString::to_string).collect(), "; "),
        }
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
