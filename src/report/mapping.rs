//! What became of fired alerts: one row an alert, as a table or as one JSON object (`docs/schema/fire.json`).
//!
//! The types here are the outside's: renaming something in the core changes no output.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use colored::{ColoredString, Colorize};
use serde::Serialize;

use super::table::{Table, cell};
use super::text::visible;

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
    /// Alerts that were in it.
    pub alerts: u64,
    /// How many of them the receiver took, as far as that is known.
    pub taken: Option<u64>,
    /// Whether the answer broke off, so that it may have had more to say.
    pub answer_broke_off: bool,
    /// Whether the answer was longer than anybody reads.
    pub answer_too_long: bool,
}

/// What became of an alert that the receiver passed over.
pub const NOT_TAKEN: &str = "not_taken";

/// What becomes of an alert whose incident is open.
const UPDATED: &str = "updated";

/// That an incident was opened.
const CREATED: &str = "created";

/// What becomes of an alert that nobody can use.
const REJECTED: &str = "rejected";

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
    /// `created`, `updated`, `resolved`, `ignored` or `rejected`; [`NOT_TAKEN`] if the receiver passed over it.
    pub action: String,
    /// The incident.
    pub incident: Incident,
    /// How sure all of this is.
    pub certainty: Certainty,
    /// What decided each value of the incident, where one was decided.
    pub decisions: Vec<Decision>,
    /// Why it came out so, one reason each.
    pub because: Vec<String>,
}

/// One value of an incident, and which rule of the mapping gave it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Decision {
    /// Which value.
    pub what: Decided,
    /// What gave it.
    pub by: String,
    /// Whether the alert did not say, and something else had to decide.
    pub fell_back: bool,
}

/// A value of an incident that an alert decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// What it is called.
    Title,
    /// How bad it is.
    Severity,
    /// The service it goes to.
    Service,
    /// When it was detected.
    DetectedAt,
}

impl Decided {
    fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Severity => "severity",
            Self::Service => "service",
            Self::DetectedAt => "detected",
        }
    }
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

impl Delivery {
    /// How many alerts the receiver did not take, as far as that is known.
    #[must_use]
    pub fn not_taken(&self) -> u64 {
        self.alerts.saturating_sub(self.taken.unwrap_or(self.alerts))
    }
}

impl Step {
    /// The table of its alerts, and under it what decided; `None` never wraps.
    #[must_use]
    pub fn table(&self, width: Option<usize>) -> String {
        let header = ["ALERT", "WHAT", "INCIDENT", "SEVERITY", "SERVICE", "KEY"];
        let mut table = Table::new(header);
        for row in &self.alerts {
            let incident = &row.incident;
            table.push([
                self.name_of(row),
                colored_action(&row.action, &row.action_in_words()).to_string(),
                number_and_title(row),
                incident
                    .severity
                    .as_deref()
                    .map_or_else(|| "-".to_owned(), |severity| colored_severity(severity).to_string()),
                incident.services_in_words(),
                row.key().to_owned(),
            ]);
        }
        let mut text = table.render(width);
        let reasons = self.reasons();
        if !reasons.is_empty() {
            text.push('\n');
            text.push_str(&reasons);
        }
        text
    }

    /// What decided, each reason once, with the alerts it holds for where it is not all of them.
    fn reasons(&self) -> String {
        /// How many alerts are named.
        const NAMED: usize = 3;
        let mut reasons: Vec<(String, String, Vec<String>)> = Vec::new();
        let mut add = |what: &str, why: String, row: &AlertRow| {
            let name = self.name_of(row);
            let known = reasons.iter_mut().find(|(w, y, _)| w == what && *y == why);
            match known {
                Some((_, _, names)) => names.push(name),
                None => reasons.push((what.to_owned(), why, vec![name])),
            }
        };
        for row in &self.alerts {
            if row.action == UPDATED {
                // What was decided is old; --explain tells it.
                add(&row.action, row.because.join("; "), row);
                continue;
            }
            for decision in row.decisions.iter().filter(|decision| decision.is_news()) {
                add(decision.what.as_str(), decision.in_words(), row);
            }
            if row.decisions.is_empty() {
                add(&row.action_name(), row.because.join("; "), row);
            }
        }
        reasons.sort_by_key(|(what, ..)| {
            ["title", "severity", "service", "detected"]
                .iter()
                .position(|w| w == what)
        });
        let widest = reasons.iter().map(|(what, ..)| what.len()).max().unwrap_or(0);
        let mut text = String::new();
        for (what, why, names) in reasons {
            let whom = match names.len() {
                all if all == self.alerts.len() => String::new(),
                few if few <= NAMED => format!(" ({})", names.join(", ")),
                many => format!(" ({}, and {} more)", names[..NAMED].join(", "), many - NAMED),
            };
            let _ = writeln!(text, "{what:widest$}  {why}{whom}");
        }
        text
    }

    /// Each alert at length.
    #[must_use]
    pub fn explanation(&self) -> String {
        let mut text = String::new();
        for (position, row) in self.alerts.iter().enumerate() {
            if position > 0 {
                text.push('\n');
            }
            let incident = &row.incident;
            let certainty = match row.certainty {
                Certainty::Confirmed if row.action == NOT_TAKEN => "as its API shows",
                Certainty::Expected => "worked out by the guide's rules, as the receiver does not say",
                Certainty::Reported => "as the receiver says",
                Certainty::Confirmed => "as the receiver says and its API shows",
            };
            let number = incident
                .number
                .as_deref()
                .map(|number| format!(" {number}"))
                .unwrap_or_default();
            let name = self.name_of(row).bold().to_string();
            let action = colored_action(&row.action, &row.action_name());
            let _ = writeln!(text, "{name}: {action}{number}, {certainty}");
            let labels: Vec<String> = row
                .labels
                .iter()
                .map(|(name, value)| format!("{name}={value:?}"))
                .collect();
            let _ = writeln!(text, "  key       {}, of the labels {}", row.key(), labels.join(", "));
            let services = incident.services_in_words();
            for (what, value) in [
                (Decided::Title, incident.title.as_deref()),
                (Decided::Severity, incident.severity.as_deref()),
                (Decided::Service, Some(services.as_str())),
                (Decided::DetectedAt, incident.detected_at.as_deref()),
            ] {
                let decision = row.decisions.iter().find(|decision| decision.what == what);
                let why = decision
                    .map(|decision| format!("  {}", decision.in_words()))
                    .unwrap_or_default();
                if decision.is_some() || value.is_some_and(|value| value != "-") {
                    let value = visible(value.unwrap_or("-"));
                    let _ = writeln!(text, "  {:<8}  {value}{why}", what.as_str());
                }
            }
            if let Some(status) = &incident.status {
                let _ = writeln!(text, "  status    {status}");
            }
            if row.decisions.is_empty() || row.action == UPDATED {
                for reason in &row.because {
                    let _ = writeln!(text, "  because   {reason}");
                }
            }
        }
        text
    }

    /// The alert's name; with its instance where others have the same name.
    fn name_of(&self, row: &AlertRow) -> String {
        let name = if row.alertname.is_empty() {
            row.key()
        } else {
            &row.alertname
        };
        let shared =
            |is_like: &dyn Fn(&AlertRow) -> bool| self.alerts.iter().filter(|other| is_like(other)).count() > 1;
        let is_shared = shared(&|other| other.alertname == row.alertname);
        let instance = row.labels.get("instance");
        let is_instance_shared =
            shared(&|other| other.alertname == row.alertname && other.labels.get("instance") == instance);
        let name_in_full = match instance {
            Some(instance) if is_shared && !is_instance_shared => format!("{} {instance}", cell(name)),
            _ if is_shared && name != row.key() => format!("{} {}", cell(name), row.key()),
            _ => name.to_owned(),
        };
        cell(&name_in_full)
    }
}

impl AlertRow {
    /// Takes in what was sent before: an alert that comes again, by another receiver, opens no other incident.
    pub fn follow(&mut self, before: &[Self]) {
        let is_same =
            |other: &Self| other.fingerprint == self.fingerprint && [CREATED, UPDATED].contains(&other.action.as_str());
        if !self.fingerprint.is_empty()
            && self.certainty == Certainty::Expected
            && self.action == CREATED
            && before.iter().any(is_same)
        {
            UPDATED.clone_into(&mut self.action);
        }
    }

    fn action_in_words(&self) -> String {
        match self.certainty {
            Certainty::Expected => format!("{} (expected)", self.action_name()),
            Certainty::Reported | Certainty::Confirmed => self.action_name(),
        }
    }

    fn action_name(&self) -> String {
        self.action.replace('_', " ")
    }

    /// What identifies it; an alert that nobody can use may have nothing.
    fn key(&self) -> &str {
        if self.fingerprint.is_empty() {
            "-"
        } else {
            &self.fingerprint
        }
    }

    /// Whether nothing will come of it, as the receiver passed over it or could not use it.
    #[must_use]
    pub fn was_not_taken(&self) -> bool {
        [NOT_TAKEN, REJECTED].contains(&self.action.as_str())
    }
}

impl Incident {
    fn services_in_words(&self) -> String {
        match self.services.as_slice() {
            [] => "-".to_owned(),
            services => services.join(", "),
        }
    }
}

impl Decision {
    /// Whether it is more than what always holds.
    fn is_news(&self) -> bool {
        match self.what {
            Decided::DetectedAt => self.fell_back,
            Decided::Title | Decided::Severity | Decided::Service => true,
        }
    }

    fn in_words(&self) -> String {
        if self.fell_back {
            format!("{}: {}", "fell back".yellow(), visible(&self.by))
        } else {
            visible(&self.by).into_owned()
        }
    }
}

/// The number of an incident, and its title where that is not the alert's name.
fn number_and_title(row: &AlertRow) -> String {
    let title = row.incident.title.as_ref();
    let title = title.filter(|title| cell(title) != cell(&row.alertname));
    let parts: Vec<String> = [row.incident.number.as_ref(), title]
        .into_iter()
        .flatten()
        .map(|part| cell(part))
        .collect();
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
        REJECTED | NOT_TAKEN => text.red(),
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
            decisions: vec![
                Decision {
                    what: Decided::Title,
                    by: "label `alertname`".into(),
                    fell_back: false,
                },
                Decision {
                    what: Decided::Service,
                    by: format!("no service is linked to {}", instance.replace('b', "a")),
                    fell_back: true,
                },
                Decision {
                    what: Decided::Severity,
                    by: format!("label `severity` of {instance}"),
                    fell_back: false,
                },
            ],
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
            "ALERT        WHAT                INCIDENT  SEVERITY  SERVICE  KEY\n\
             HighLatency  created (expected)  -         SEV0      -        1de0ec8ab0fbc9be\n\n\
             title     label `alertname`\n\
             severity  label `severity` of a\n\
             service   fell back: no service is linked to a\n"
        );
    }

    #[test]
    fn what_comes_again_opens_no_other_incident() {
        let before = [row("a", Certainty::Expected)];
        let mut again = row("a", Certainty::Expected);
        again.follow(&before);
        assert_eq!(again.action, UPDATED);
        let mut reported = row("a", Certainty::Reported);
        reported.follow(&before);
        assert_eq!(reported.action, CREATED);
        let mut alone = row("a", Certainty::Expected);
        alone.fingerprint = "another".into();
        alone.follow(&before);
        assert_eq!(alone.action, CREATED);
    }

    #[test]
    fn what_others_wrote_neither_steers_the_terminal_nor_fills_it() {
        colored::control::set_override(false);
        let mut alert = row("a", Certainty::Confirmed);
        alert.alertname = format!("\u{1b}[31m\n{}", "x".repeat(10_000));
        alert.decisions[2].by = "label `severity` is `\u{1b}[2J`".to_owned();
        let step = step(vec![alert]);
        for text in [step.table(None), step.explanation()] {
            assert!(!text.contains('\u{1b}'), "{text}");
            assert!(
                text.contains("\\u{1b}[31m\\nxxx") && text.contains("`\\u{1b}[2J`"),
                "{text}"
            );
            assert!(text.len() < 2000, "{}", text.len());
        }
    }

    #[test]
    fn a_reason_stands_once_and_names_its_alerts_unless_all_share_it() {
        colored::control::set_override(false);
        let table = step(vec![row("a", Certainty::Confirmed), row("b", Certainty::Confirmed)]).table(None);
        let (_, reasons) = table.split_once("\n\n").expect("reasons stand below the table");
        assert_eq!(
            reasons,
            "title     label `alertname`\n\
             severity  label `severity` of a (HighLatency a)\n\
             severity  label `severity` of b (HighLatency b)\n\
             service   fell back: no service is linked to a\n"
        );
    }

    #[test]
    fn an_explanation_has_everything_of_each_alert() {
        colored::control::set_override(false);
        assert_eq!(
            step(vec![row("a", Certainty::Confirmed)]).explanation(),
            "HighLatency: created, as the receiver says and its API shows\n  \
             key       1de0ec8ab0fbc9be, of the labels alertname=\"HighLatency\", instance=\"a\"\n  \
             title     HighLatency  label `alertname`\n  \
             severity  SEV0  label `severity` of a\n  \
             service   -  fell back: no service is linked to a\n"
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
