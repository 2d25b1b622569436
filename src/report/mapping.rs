//! What became of fired alerts: one row an alert, as a table or as one JSON object (`docs/schema/fire.json`).
//!
//! The types here are the outside's: renaming something in the core changes no output.

use std::collections::BTreeMap;
use std::io::{self, Write};

use colored::{ColoredString, Colorize};
use serde::Serialize;

use super::table::Table;

/// The version of the JSON shape; a field that goes or changes its meaning makes a new one.
const FORMAT_VERSION: u32 = 1;

/// One `fire` or `resolve`.
#[derive(Clone, Debug, Serialize)]
pub struct MappingReport {
    version: u32,
    /// Where the messages went.
    pub target: Target,
    /// What was sent, in order: the alerts firing, then their end.
    pub steps: Vec<Step>,
}

/// Where messages go.
#[derive(Clone, Debug, Serialize)]
pub struct Target {
    /// The webhook URL, its routing key masked.
    pub url: String,
    /// What is known of it.
    pub kind: TargetKind,
}

/// What is known of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// A URL that was given.
    Url,
    /// The local Runframe that was found running.
    LocalRunframe,
    /// A Runframe in this process, which ends with it.
    InProcess,
}

/// The messages of one moment, and what became of their alerts.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// `firing` or `resolved`.
    pub status: &'static str,
    /// The messages.
    pub deliveries: Vec<Delivery>,
    /// What became of each alert, in the order of the messages.
    pub alerts: Vec<AlertRow>,
}

/// One message and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// Name of the receiver.
    pub receiver: String,
    /// Text of the group's key.
    pub group_key: String,
    /// Labels of the group.
    pub group_labels: BTreeMap<String, String>,
    /// How many attempts it took.
    pub attempts: u32,
    /// Status of the last answer.
    pub http_status: u16,
    /// What Alertmanager would do with the answer.
    pub alertmanager: String,
    /// How long the last attempt took.
    pub elapsed_ms: f64,
    /// Alerts cut by the receiver's limit.
    pub truncated_alerts: u64,
}

/// How sure a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Worked out here, as the answer said nothing.
    Expected,
    /// The answer said so.
    Reported,
    /// The answer said so and the API shows it.
    Confirmed,
}

/// One alert and its incident.
#[derive(Clone, Debug, Serialize)]
pub struct AlertRow {
    /// `alertname`; empty if it has none.
    pub alertname: String,
    /// Identifies it.
    pub fingerprint: String,
    /// `firing` or `resolved`.
    pub status: &'static str,
    /// All of its labels.
    pub labels: BTreeMap<String, String>,
    /// `created`, `updated`, `resolved`, `ignored` or `rejected`.
    pub action: String,
    /// The incident.
    pub incident: Incident,
    /// How sure all of this is.
    pub certainty: Certainty,
    /// Why it came out so, one reason each.
    pub because: Vec<String>,
}

/// What is known of an incident.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Incident {
    /// Its number, such as `INC-2026-001`; null if that was not told.
    pub number: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// `SEV0` to `SEV4`.
    pub severity: Option<String>,
    /// Keys of its services.
    pub services: Vec<String>,
    /// When it was detected, as RFC 3339.
    pub detected_at: Option<String>,
    /// Where it stands.
    pub status: Option<String>,
}

impl MappingReport {
    /// A report without steps.
    #[must_use]
    pub fn new(target: Target) -> Self {
        Self {
            version: FORMAT_VERSION,
            target,
            steps: Vec::new(),
        }
    }

    /// Writes the report as indented JSON with a final line break.
    pub fn write_json(&self, mut out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")
    }
}

impl Step {
    /// The table of its alerts. `None` never wraps.
    #[must_use]
    pub fn table(&self, width: Option<usize>) -> String {
        let header = ["ALERT", "INCIDENT", "SEVERITY", "SERVICE", "DETECTED", "WHAT", "WHY"];
        let mut table = Table::new(header);
        for row in &self.alerts {
            let incident = &row.incident;
            let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
            let services = match incident.services.as_slice() {
                [] => "-".to_owned(),
                services => services.join(", "),
            };
            let action = match row.certainty {
                Certainty::Expected => format!("{} (expected)", row.action),
                Certainty::Reported | Certainty::Confirmed => row.action.clone(),
            };
            table.push([
                self.name_of(row),
                number_and_title(incident),
                incident
                    .severity
                    .as_deref()
                    .map_or_else(|| "-".to_owned(), |severity| colored_severity(severity).to_string()),
                services,
                or_dash(&incident.detected_at),
                colored_action(&row.action, &action).to_string(),
                row.because.join("; "),
            ]);
        }
        table.render(width)
    }

    /// The alert's name; with its instance where others have the same name.
    fn name_of(&self, row: &AlertRow) -> String {
        let name = if row.alertname.is_empty() {
            &row.fingerprint
        } else {
            &row.alertname
        };
        let is_shared = self
            .alerts
            .iter()
            .filter(|other| other.alertname == row.alertname)
            .count()
            > 1;
        match row.labels.get("instance") {
            Some(instance) if is_shared => format!("{name} {instance}"),
            _ if is_shared && name != &row.fingerprint => format!("{name} {}", row.fingerprint),
            _ => name.clone(),
        }
    }
}

fn number_and_title(incident: &Incident) -> String {
    let parts = [&incident.number, &incident.title];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    if parts.is_empty() {
        "-".to_owned()
    } else {
        parts.join(" ")
    }
}

fn colored_severity(severity: &str) -> ColoredString {
    match severity {
        "SEV0" => severity.red().bold(),
        "SEV1" => severity.red(),
        "SEV2" => severity.yellow(),
        _ => severity.normal(),
    }
}

fn colored_action(action: &str, text: &str) -> ColoredString {
    match action {
        "created" | "updated" => text.yellow(),
        "resolved" => text.green(),
        "rejected" => text.red(),
        _ => text.dimmed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(instance: &str, certainty: Certainty) -> AlertRow {
        let labels = [("alertname", "HighLatency"), ("instance", instance)];
        AlertRow {
            alertname: "HighLatency".into(),
            fingerprint: "1de0ec8ab0fbc9be".into(),
            status: "firing",
            labels: labels.map(|(n, v)| (n.to_owned(), v.to_owned())).into(),
            action: "created".into(),
            incident: Incident {
                title: Some("HighLatency".into()),
                severity: Some("SEV0".into()),
                ..Incident::default()
            },
            certainty,
            because: vec!["label `severity` is `critical`".into(), "no service is linked".into()],
        }
    }

    fn step(alerts: Vec<AlertRow>) -> Step {
        Step {
            status: "firing",
            deliveries: Vec::new(),
            alerts,
        }
    }

    #[test]
    fn what_is_only_expected_says_so() {
        colored::control::set_override(false);
        assert_eq!(
            step(vec![row("a", Certainty::Expected)]).table(None),
            "ALERT        INCIDENT     SEVERITY  SERVICE  DETECTED  WHAT                WHY\n\
             HighLatency  HighLatency  SEV0      -        -         created (expected)  \
             label `severity` is `critical`; no service is linked\n"
        );
    }

    #[test]
    fn alerts_of_one_name_are_told_apart_by_instance() {
        colored::control::set_override(false);
        let table = step(vec![row("a", Certainty::Confirmed), row("b", Certainty::Confirmed)]).table(None);
        assert!(table.contains("\nHighLatency a  "), "{table}");
        assert!(table.contains("\nHighLatency b  "), "{table}");
    }
}
