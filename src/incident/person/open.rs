//! Opening an incident without an alert.

use jiff::Timestamp;

use super::Change;
use crate::incident::{EntryKind, Incident, IncidentNumber, Ledger, Pinned, ServiceKey, Severity, Status, year_of};

/// An incident to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIncident {
    /// What it is called.
    pub title: String,
    /// What is known about it.
    pub description: String,
    /// How bad it is.
    pub severity: Severity,
    /// The services it affects.
    pub services: Vec<ServiceKey>,
    /// The team it belongs to.
    pub team: Option<String>,
}

/// Opens an incident on behalf of `person`. The ledger must hold the sequence of the year of `now`.
pub fn open(ledger: &mut Ledger, new: NewIncident, person: &str, now: Timestamp) -> IncidentNumber {
    let number = ledger.next_number(year_of(now));
    ledger.create(Incident {
        number,
        title: new.title,
        description: new.description,
        severity: new.severity,
        status: Status::New,
        services: new.services,
        team: new.team,
        detected_at: now,
        created_at: now,
        updated_at: now,
        acknowledged_at: None,
        resolved_at: None,
        resolved_by: None,
        closed_at: None,
        assigned_to: None,
        escalation_level: 0,
        pinned: Pinned::default(),
        alert: None,
    });
    let mut change = Change {
        ledger,
        number,
        person,
        at: now,
    };
    change.record(EntryKind::IncidentCreated, "created through the API");
    number
}
