//! Which alerts to fire.

use std::str::FromStr;

use jiff::Timestamp;

use crate::alert::{Alert, LabelSet};
use crate::guide::TestRule;

/// `instance` and `job` of an alert that names neither.
const SOURCE: &str = "runframe-cli";

/// Text of the annotation `description` unless it is given.
const DESCRIPTION: &str = "Sent by `runframe-cli fire`. `runframe-cli resolve` clears it.";

/// Alerts in words: what is not said is made up so that the incident is complete.
#[derive(Clone, Debug, Default)]
pub struct AlertRequest {
    /// Labels to begin with, in place of those made up: a preset's, or those of an alert that takes a certain route.
    pub base_labels: Option<LabelSet>,
    /// Annotations to begin with, in place of those made up.
    pub base_annotations: Option<LabelSet>,
    /// `alertname`, which becomes the title.
    pub alertname: Option<String>,
    /// `severity`; `warning` unless given.
    pub severity: Option<String>,
    /// `service_id`.
    pub service_id: Option<String>,
    /// The annotation `summary`.
    pub summary: Option<String>,
    /// The annotation `description`.
    pub description: Option<String>,
    /// Further labels, which win over all others. One with an empty value takes a label away.
    pub labels: Vec<LabelPair>,
    /// Further annotations, likewise.
    pub annotations: Vec<LabelPair>,
    /// Link back to the expression that raised it; empty if there is none.
    pub generator_url: String,
    /// How many alerts; more than one are told apart by `instance`. None counts as one.
    pub count: u32,
}

impl AlertRequest {
    /// The severity unless it is given.
    pub const SEVERITY_DEFAULT: &str = "warning";

    /// The alerts, firing since `now`, all different.
    #[must_use]
    pub fn alerts(&self, now: Timestamp) -> Vec<Alert> {
        let count = self.count.max(1);
        (1..=count)
            .map(|number| Alert {
                labels: self.label_set((count > 1).then_some(number)),
                annotations: self.annotation_set(),
                starts_at: now,
                ends_at: None,
                generator_url: self.generator_url.clone(),
            })
            .collect()
    }

    /// The labels that are made up where nothing is said.
    #[must_use]
    pub fn made_up_labels() -> LabelSet {
        let test_alert = TestRule::new(Self::SEVERITY_DEFAULT, None);
        [
            ("alertname", test_alert.alertname.as_str()),
            ("severity", test_alert.severity.as_str()),
            ("instance", SOURCE),
            ("job", SOURCE),
        ]
        .into_iter()
        .collect()
    }

    /// An alert with the labels and annotations that the request sets, and no others of it.
    #[must_use]
    pub fn changed(&self, alert: Alert) -> Alert {
        let request = Self {
            base_labels: Some(alert.labels),
            base_annotations: Some(alert.annotations),
            ..self.clone()
        };
        Alert {
            labels: request.label_set(None),
            annotations: request.annotation_set(),
            ..alert
        }
    }

    /// The label that tells one of several alerts from the others.
    pub(super) fn numbered_instance(&self, number: u32) -> LabelPair {
        let given = self.labels.iter().rev().find(|pair| pair.name == "instance");
        LabelPair {
            name: "instance".to_owned(),
            value: numbered(given.map(|pair| pair.value.as_str()), number),
        }
    }

    fn label_set(&self, number: Option<u32>) -> LabelSet {
        let mut labels = self.base_labels.clone().unwrap_or_else(Self::made_up_labels);
        for (name, value) in [
            ("alertname", &self.alertname),
            ("severity", &self.severity),
            ("service_id", &self.service_id),
        ] {
            if let Some(value) = value {
                labels.insert(name, value);
            }
        }
        for LabelPair { name, value } in &self.labels {
            labels.insert(name, value);
        }
        if let Some(number) = number {
            let instance = numbered(labels.get("instance"), number);
            labels.insert("instance", instance);
        }
        labels.remove_empty();
        labels
    }

    fn annotation_set(&self) -> LabelSet {
        let made_up = || {
            let test_alert = TestRule::new(Self::SEVERITY_DEFAULT, None);
            [("summary", test_alert.summary.as_str()), ("description", DESCRIPTION)]
                .into_iter()
                .collect()
        };
        let mut annotations = self.base_annotations.clone().unwrap_or_else(made_up);
        // Those to begin with stay even if they are empty, as they do in Alertmanager.
        let mut set = |name: &str, value: &str| {
            if value.is_empty() {
                annotations.remove(name);
            } else {
                annotations.insert(name, value);
            }
        };
        for (name, value) in [("summary", &self.summary), ("description", &self.description)] {
            if let Some(value) = value {
                set(name, value);
            }
        }
        for LabelPair { name, value } in &self.annotations {
            set(name, value);
        }
        annotations
    }
}

fn numbered(instance: Option<&str>, number: u32) -> String {
    let instance = match instance {
        None | Some("") => SOURCE,
        Some(instance) => instance,
    };
    format!("{instance}-{number}")
}

/// `name=value`, as typed. A name beyond letters, digits and `_` must be quoted, so that it is no slip: `"my name"=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelPair {
    /// A non-empty name.
    pub name: String,
    /// Any text.
    pub value: String,
}

/// Why a text is no `name=value`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// There is no `=`.
    #[error("`{0}` has no `=`: write name=value")]
    NoEquals(String),
    /// There is no name.
    #[error("`{0}` has no name before the `=`")]
    NoName(String),
    /// The name is none Prometheus takes without quotes.
    #[error(
        "`{name}` is not a label name: letters, digits and `_`, not beginning with a digit{}; a UTF-8 name goes in double quotes",
        .suggestion.as_ref().map(|s| format!(" (`{s}` would be)")).unwrap_or_default()
    )]
    NotAName {
        /// The name.
        name: String,
        /// One like it that is valid.
        suggestion: Option<String>,
    },
    /// The name begins with a quote that does not end.
    #[error("`{0}` has a name without its closing quote: write \"name\"=value")]
    UnclosedName(String),
}

impl FromStr for LabelPair {
    type Err = LabelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pair = |name: &str, value: &str| Self {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        if let Some(rest) = text.strip_prefix('"') {
            return match rest.split_once("\"=") {
                None => Err(LabelError::UnclosedName(text.to_owned())),
                Some(("", _)) => Err(LabelError::NoName(text.to_owned())),
                Some((name, value)) => Ok(pair(name, value)),
            };
        }
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| LabelError::NoEquals(text.to_owned()))?;
        if name.is_empty() {
            return Err(LabelError::NoName(text.to_owned()));
        }
        if !is_legacy_name(name) {
            let suggestion: String = name
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
                .collect();
            return Err(LabelError::NotAName {
                name: name.to_owned(),
                suggestion: Some(suggestion).filter(|s| is_legacy_name(s)),
            });
        }
        Ok(pair(name, value))
    }
}

/// Whether Prometheus took the name before it took any UTF-8.
fn is_legacy_name(name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().all(is_word) && name.starts_with(|c: char| !c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pair(text: &str) -> LabelPair {
        text.parse().expect("the test writes pairs")
    }

    #[test]
    fn what_is_not_said_is_made_up() {
        let alerts = AlertRequest::default().alerts(Timestamp::UNIX_EPOCH);
        assert_eq!(alerts.len(), 1);
        let labels: Vec<_> = alerts[0].labels.iter().collect();
        assert_eq!(
            labels,
            [
                ("alertname", "RunframeTest"),
                ("instance", "runframe-cli"),
                ("job", "runframe-cli"),
                ("severity", "warning"),
            ]
        );
        assert!(alerts[0].annotations.get("summary").is_some());
    }

    #[test]
    fn what_is_said_wins_and_an_empty_value_takes_a_label_away() {
        let request = AlertRequest {
            severity: Some("critical".into()),
            service_id: Some("svc_1".into()),
            labels: vec![pair("job="), pair("severity=page"), pair("team=a=b")],
            annotations: vec![pair("description=")],
            ..AlertRequest::default()
        };
        let alert = &request.alerts(Timestamp::UNIX_EPOCH)[0];
        assert_eq!(alert.labels.get("job"), None);
        assert_eq!(alert.labels.get("severity"), Some("page"));
        assert_eq!(alert.labels.get("service_id"), Some("svc_1"));
        assert_eq!(alert.labels.get("team"), Some("a=b"));
        assert_eq!(alert.annotations.get("description"), None);
    }

    #[test]
    fn names_are_checked_unless_they_are_quoted() {
        assert_eq!(
            "service-id=x".parse::<LabelPair>().expect_err("a hyphen").to_string(),
            "`service-id` is not a label name: letters, digits and `_`, not beginning with a digit \
             (`service_id` would be); a UTF-8 name goes in double quotes"
        );
        assert!(matches!(
            "1a=x".parse::<LabelPair>(),
            Err(LabelError::NotAName { suggestion: None, .. })
        ));
        assert!(matches!("a".parse::<LabelPair>(), Err(LabelError::NoEquals(_))));
        assert!(matches!("=a".parse::<LabelPair>(), Err(LabelError::NoName(_))));
        assert!(matches!(
            "\"a b=c".parse::<LabelPair>(),
            Err(LabelError::UnclosedName(_))
        ));
        assert_eq!(pair("\"service id\"=\"x\"").name, "service id");
        assert_eq!(pair("\"service id\"=\"x\"").value, "\"x\"");
    }

    proptest! {
        /// Alerts of one request are all different.
        #[test]
        fn alerts_are_told_apart(count in 1_u32..50, instance in proptest::option::of("[a-z]{0,3}")) {
            let labels = instance.map(|value| LabelPair { name: "instance".into(), value }).into_iter().collect();
            let request = AlertRequest { labels, count, ..AlertRequest::default() };
            let alerts = request.alerts(Timestamp::UNIX_EPOCH);
            let fingerprints: std::collections::BTreeSet<_> = alerts.iter().map(Alert::fingerprint).collect();
            prop_assert_eq!(fingerprints.len(), count as usize);
        }
    }
}
