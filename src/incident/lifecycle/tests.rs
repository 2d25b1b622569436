//! The life cycle, decision by decision, and its laws.

use super::*;
use crate::alert::LabelSet;
use crate::incident::{AlertFault, Service, Severity, set_status};

mod decisions;
mod group;
mod histories;
mod laws;

/// Seconds after this instant are the time in these tests.
const EPOCH: &str = "2026-03-01T00:00:00Z";

fn at(second: i64) -> Timestamp {
    EPOCH.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(second)
}

/// An alert under construction: firing, named `A`, of severity `critical`, without start and end.
#[derive(Clone, Debug)]
struct Shape {
    state: AlertState,
    labels: Vec<(String, String)>,
    annotations: Vec<(String, String)>,
    starts_at: Option<i64>,
    ends_at: Option<i64>,
    fingerprint: Option<String>,
}

fn firing(start: i64) -> Shape {
    Shape {
        state: AlertState::Firing,
        labels: vec![("alertname".into(), "A".into()), ("severity".into(), "critical".into())],
        annotations: vec![("summary".into(), "It is slow".into())],
        starts_at: Some(start),
        ends_at: None,
        fingerprint: None,
    }
}

fn resolved(start: i64, end: i64) -> Shape {
    Shape {
        state: AlertState::Resolved,
        ends_at: Some(end),
        ..firing(start)
    }
}

impl Shape {
    fn named(mut self, name: &str) -> Self {
        self.labels[0].1 = name.into();
        self
    }

    fn with_label(mut self, name: &str, value: &str) -> Self {
        self.labels.retain(|(known, _)| known != name);
        self.labels.push((name.into(), value.into()));
        self
    }

    fn without_label(mut self, name: &str) -> Self {
        self.labels.retain(|(known, _)| known != name);
        self
    }

    fn with_annotation(mut self, name: &str, value: &str) -> Self {
        self.annotations.retain(|(known, _)| known != name);
        self.annotations.push((name.into(), value.into()));
        self
    }

    /// Keeps the identity whatever the labels, as a custom sender may.
    fn identified(mut self, fingerprint: &str) -> Self {
        self.fingerprint = Some(fingerprint.into());
        self
    }

    fn timeless(mut self) -> Self {
        self.starts_at = None;
        self.ends_at = None;
        self
    }

    fn event(&self) -> AlertEvent {
        let labels: LabelSet = self.labels.iter().cloned().collect();
        AlertEvent {
            fingerprint: self
                .fingerprint
                .clone()
                .unwrap_or_else(|| labels.fingerprint().to_string()),
            state: self.state,
            labels,
            annotations: self.annotations.iter().cloned().collect(),
            starts_at: self.starts_at.map(at),
            ends_at: self.ends_at.map(at),
            generator_url: String::new(),
        }
    }
}

/// A ledger with an integration, one linked service, and a timeline.
#[derive(Clone)]
struct Bench {
    ledger: Ledger,
    settings: MappingSettings,
    timeline: Vec<(IncidentNumber, TimelineEntry)>,
}

impl Bench {
    fn new() -> Self {
        let service = Service {
            key: "svc_K7M4Q9TZ2H".parse().unwrap(),
            name: "Checkout".into(),
            description: String::new(),
            is_active: true,
            default_severity: None,
            alias: None,
            team: None,
        };
        Self {
            ledger: Ledger::default(),
            settings: MappingSettings {
                linked: vec![service],
                ..MappingSettings::default()
            },
            timeline: Vec::new(),
        }
    }

    /// Delivers alerts in one payload at a second.
    fn deliver(&mut self, second: i64, shapes: &[Shape]) -> Vec<Outcome> {
        self.deliver_in_group(second, "{}", shapes)
    }

    fn deliver_in_group(&mut self, second: i64, group_key: &str, shapes: &[Shape]) -> Vec<Outcome> {
        let delivery = Delivery {
            group_key: group_key.into(),
            alerts: shapes
                .iter()
                .map(|s| ReceivedAlert::Usable(Box::new(s.event())))
                .collect(),
            ..Delivery::default()
        };
        let outcomes = apply(
            &mut self.ledger,
            IntegrationId(1),
            &self.settings,
            &delivery,
            at(second),
        );
        self.timeline.extend(self.ledger.take_changes().entries);
        outcomes
    }

    /// Delivers one alert, and says what became of it.
    fn one(&mut self, second: i64, shape: Shape) -> (Action, String, &'static str) {
        let outcomes = self.deliver(second, &[shape]);
        let [outcome] = outcomes.as_slice() else {
            panic!("one alert, one outcome: {outcomes:?}");
        };
        let number = outcome.incident.map(|number| number.to_string()).unwrap_or_default();
        (outcome.action, number, outcome.reasons.first().map_or("", Reason::code))
    }

    fn incident(&self, sequence: u32) -> &Incident {
        self.ledger
            .incident(IncidentNumber { year: 2026, sequence })
            .expect("there is such an incident")
    }

    fn alert(&self, sequence: u32) -> &AlertRecord {
        self.incident(sequence).alert.as_ref().expect("it comes from an alert")
    }

    /// A person moves an incident.
    fn person_sets(&mut self, second: i64, sequence: u32, status: Status) {
        let number = IncidentNumber { year: 2026, sequence };
        set_status(&mut self.ledger, number, status, "kim@example.com", None, at(second)).unwrap();
        self.timeline.extend(self.ledger.take_changes().entries);
    }

    fn kinds(&self, sequence: u32) -> Vec<EntryKind> {
        self.timeline
            .iter()
            .filter(|(number, _)| number.sequence == sequence)
            .map(|(_, entry)| entry.kind)
            .collect()
    }

    fn incidents(&self) -> usize {
        let mut sequence = 1;
        while self.ledger.incident(IncidentNumber { year: 2026, sequence }).is_some() {
            sequence += 1;
        }
        sequence as usize - 1
    }
}
