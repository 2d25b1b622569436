//! Changing what an incident says.

use jiff::Timestamp;

use super::{ActionError, Change};
use crate::incident::{EntryKind, IncidentNumber, Ledger, Severity};

/// What to change; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// What it is called.
    pub title: Option<String>,
    /// What is known about it.
    pub description: Option<String>,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// Whose it is.
    pub assigned_to: Option<String>,
}

/// Changes an incident on behalf of `person`. A severity and a description set so are pinned: no delivery changes them
/// back. What is set to what it is anyway leaves no entry, but is pinned all the same.
pub fn edit(
    ledger: &mut Ledger,
    number: IncidentNumber,
    edit: Edit,
    person: &str,
    now: Timestamp,
) -> Result<(), ActionError> {
    let Edit {
        title,
        description,
        severity,
        assigned_to,
    } = edit;
    let mut change = Change::begin(ledger, number, person, now)?;
    let incident = change.incident()?;
    let before = incident.severity;
    let new_title = title.filter(|title| *title != incident.title);
    let new_description = description.as_ref().filter(|text| **text != incident.description);
    let words: Vec<&str> = [
        new_title.as_ref().map(|_| "title"),
        new_description.map(|_| "description"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let said = (!words.is_empty()).then(|| format!("changed the {}", words.join(" and the ")));
    let is_description_set = description.is_some();
    change.edit(|incident| {
        if let Some(title) = new_title {
            incident.title = title;
        }
        if let Some(description) = description {
            incident.description = description;
        }
        if let Some(severity) = severity {
            incident.severity = severity;
        }
        incident.pinned.description |= is_description_set;
        incident.pinned.severity |= severity.is_some();
    });
    if let Some(said) = said {
        change.record(EntryKind::Comment, said);
    }
    if let Some(severity) = severity.filter(|severity| *severity != before) {
        change.record(EntryKind::SeverityChanged, format!("{before} to {severity}"));
    }
    match assigned_to {
        Some(assigned_to) => change.assign(&assigned_to),
        None => Ok(()),
    }
}
