//! Incidents.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::format_instant;
use crate::alert::LabelSet;
use crate::incident::{self, ServiceKey};

/// An incident. The timeline and the participants are there when one is asked for, not in lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Incident {
    /// What names it, such as `INC-2026-001`.
    pub incident_number: String,
    /// What it is called.
    pub title: String,
    /// What is known about it.
    pub description: String,
    /// `SEV0` to `SEV4`.
    pub severity: String,
    /// `new`, `investigating`, `fixing`, `monitoring`, `resolved` or `closed`.
    pub status: String,
    /// Where it comes from: `prometheus` or `api`.
    pub source: String,
    /// Whose it is, or null.
    pub assigned_to: Option<String>,
    /// The team it belongs to, or null.
    pub team: Option<String>,
    /// The services it affects.
    pub services: Vec<ServiceReference>,
    /// When what it is about began.
    pub detected_at: Option<String>,
    /// When it was created.
    pub created_at: String,
    /// When something about it last changed.
    pub updated_at: Option<String>,
    /// When somebody took it on.
    pub acknowledged_at: Option<String>,
    /// When it was resolved.
    pub resolved_at: Option<String>,
    /// Who resolved it; null if its alert did.
    pub resolved_by: Option<String>,
    /// When it was closed.
    pub closed_at: Option<String>,
    /// The alert behind it, or null.
    pub alert: Option<Alert>,
    /// Who works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participants: Option<Vec<String>>,
    /// What happened to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Vec<TimelineEntry>>,
}

/// A service an incident affects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ServiceReference {
    /// What names it.
    pub service_key: String,
    /// What people call it.
    pub name: String,
}

impl ServiceReference {
    /// Looks a key up among the services.
    #[must_use]
    pub fn of(key: &ServiceKey, services: &[incident::Service]) -> Self {
        let name = services.iter().find(|service| service.key == *key);
        Self {
            service_key: key.to_string(),
            name: name.map(|service| service.name.clone()).unwrap_or_default(),
        }
    }
}

/// The alert behind an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Alert {
    /// Identifies its label set.
    pub fingerprint: String,
    /// What identifies it.
    pub labels: BTreeMap<String, String>,
    /// What describes it.
    pub annotations: BTreeMap<String, String>,
    /// `startsAt` as sent, or null.
    pub starts_at: Option<String>,
    /// When it ended, or null.
    pub ends_at: Option<String>,
    /// Link back to the expression that raised it.
    pub generator_url: String,
    /// The group it came in.
    pub group_key: String,
    /// The Alertmanager it came from.
    pub external_url: String,
    /// When it was first received.
    pub first_received_at: String,
    /// When it was last received.
    pub last_received_at: String,
    /// How often it was received.
    pub delivery_count: u64,
}

/// One thing that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TimelineEntry {
    /// What names it.
    pub event_id: String,
    /// What happened, such as `incident_created`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// In words.
    #[serde(alias = "message")]
    pub comment: String,
    /// When.
    pub created_at: String,
}

impl Incident {
    /// The incident without its timeline; `services` gives the names.
    #[must_use]
    pub fn of(incident: &incident::Incident, services: &[incident::Service]) -> Self {
        let time = |instant: Option<Timestamp>| instant.map(format_instant);
        Self {
            incident_number: incident.number.to_string(),
            title: incident.title.clone(),
            description: incident.description.clone(),
            severity: incident.severity.code().to_owned(),
            status: incident.status.code().to_owned(),
            source: if incident.alert.is_some() { "prometheus" } else { "api" }.to_owned(),
            assigned_to: incident.assigned_to.clone(),
            team: incident.team.clone(),
            services: incident
                .services
                .iter()
                .map(|key| ServiceReference::of(key, services))
                .collect(),
            detected_at: time(Some(incident.detected_at)),
            created_at: format_instant(incident.created_at),
            updated_at: time(Some(incident.updated_at)),
            acknowledged_at: time(incident.acknowledged_at),
            resolved_at: time(incident.resolved_at),
            resolved_by: incident.resolved_by.clone(),
            closed_at: time(incident.closed_at),
            alert: incident.alert.as_ref().map(Alert::from),
            participants: None,
            timeline: None,
        }
    }

    /// The same with its timeline, and the people who made entries: with the assignee they are its participants.
    #[must_use]
    pub fn with_timeline<'a>(
        mut self,
        timeline: Vec<TimelineEntry>,
        people: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut participants: Vec<String> = self.assigned_to.iter().cloned().collect();
        for person in people {
            if !participants.iter().any(|known| known == person) {
                participants.push(person.to_owned());
            }
        }
        self.participants = Some(participants);
        self.timeline = Some(timeline);
        self
    }
}

impl From<&incident::AlertRecord> for Alert {
    fn from(alert: &incident::AlertRecord) -> Self {
        let pairs = |set: &LabelSet| {
            set.iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        };
        Self {
            fingerprint: alert.fingerprint.clone(),
            labels: pairs(&alert.labels),
            annotations: pairs(&alert.annotations),
            starts_at: alert.starts_at.map(format_instant),
            ends_at: alert.ends_at.map(format_instant),
            generator_url: alert.generator_url.clone(),
            group_key: alert.group_key.clone(),
            external_url: alert.external_url.clone(),
            first_received_at: format_instant(alert.first_received_at),
            last_received_at: format_instant(alert.last_received_at),
            delivery_count: alert.delivery_count,
        }
    }
}

impl TimelineEntry {
    /// An entry under its public id.
    #[must_use]
    pub fn of(event_id: &str, entry: &incident::TimelineEntry) -> Self {
        Self {
            event_id: event_id.to_owned(),
            kind: entry.kind.code().to_owned(),
            actor: entry.actor.to_string(),
            comment: entry.comment.clone(),
            created_at: format_instant(entry.at),
        }
    }
}
