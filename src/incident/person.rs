//! What people do to incidents.
//!
//! Each action is checked before anything is changed: one that is refused leaves the ledger as it was. All go through the
//! same ledger as deliveries, so that a person and an alert that meet are put in an order.

mod acknowledge;
mod comment;
mod edit;
mod escalate;
mod open;
mod page;
mod status;

pub use acknowledge::acknowledge;
pub use comment::comment;
pub use edit::{Edit, edit};
pub use escalate::escalate;
pub use open::{NewIncident, open};
pub use page::{Channel, Page, ParseChannelError, page};
pub use status::set_status;

use jiff::Timestamp;

use super::ledger::Touch;
use super::{Actor, EntryKind, Incident, IncidentNumber, Ledger, Severity, Status, TimelineEntry};

/// Why a person's action is not possible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// The incident is not in the working set.
    #[error("there is no incident {0}")]
    NotFound(IncidentNumber),
    /// The table of transitions does not have it.
    #[error("{}", no_transition(*from, *to))]
    Transition {
        /// Where it stands.
        from: Status,
        /// Where it was to go.
        to: Status,
    },
    /// Somebody has taken it on.
    #[error("{number} is acknowledged already")]
    Acknowledged {
        /// Which incident.
        number: IncidentNumber,
    },
    /// The incident is over, so there is nobody to call.
    #[error("{number} is {status}: {what}")]
    Over {
        /// Which incident.
        number: IncidentNumber,
        /// Where it stands.
        status: Status,
        /// What that rules out, such as `it cannot be acknowledged`.
        what: &'static str,
    },
    /// Nobody comes after the present level.
    #[error("{number} is at level {level}, the last one of the policy of {severity}")]
    LastLevel {
        /// Which incident.
        number: IncidentNumber,
        /// The level it has reached.
        level: u32,
        /// Whose policy it is.
        severity: Severity,
    },
    /// The policy has no level that is enabled.
    #[error("the escalation policy of {0} has no enabled level")]
    NoLevel(Severity),
}

fn no_transition(from: Status, to: Status) -> String {
    if from == to {
        format!("the incident is {from} already")
    } else {
        format!("an incident that is {from} cannot become {to}")
    }
}

/// A change by a person, under way.
struct Change<'a> {
    ledger: &'a mut Ledger,
    number: IncidentNumber,
    person: &'a str,
    /// Never before what happened last: a timeline does not run backwards when a clock does.
    at: Timestamp,
}

impl<'a> Change<'a> {
    fn begin(
        ledger: &'a mut Ledger,
        number: IncidentNumber,
        person: &'a str,
        now: Timestamp,
    ) -> Result<Self, ActionError> {
        let incident = ledger.incident(number).ok_or(ActionError::NotFound(number))?;
        let at = now.max(incident.updated_at);
        Ok(Self {
            ledger,
            number,
            person,
            at,
        })
    }

    fn incident(&self) -> Result<&Incident, ActionError> {
        self.ledger
            .incident(self.number)
            .ok_or(ActionError::NotFound(self.number))
    }

    /// Refuses an incident that is over.
    fn active(&self, what: &'static str) -> Result<&Incident, ActionError> {
        let incident = self.incident()?;
        if incident.status.is_active() {
            return Ok(incident);
        }
        Err(ActionError::Over {
            number: self.number,
            status: incident.status,
            what,
        })
    }

    fn edit(&mut self, change: impl FnOnce(&mut Incident)) {
        let at = self.at;
        self.ledger.edit(self.number, Touch::Whole, |incident| {
            change(incident);
            incident.updated_at = at;
        });
    }

    fn record(&mut self, kind: EntryKind, comment: impl Into<String>) {
        let entry = TimelineEntry {
            kind,
            actor: Actor::Person(self.person.to_owned()),
            comment: comment.into(),
            at: self.at,
        };
        self.ledger.record(self.number, entry);
    }

    /// Moves the incident along the table of transitions, which the caller has asked. Reopening forgets who resolved it
    /// and when.
    fn move_to(&mut self, to: Status, comment: Option<&str>) -> Result<(), ActionError> {
        let (at, person) = (self.at, self.person.to_owned());
        let from = self.incident()?.status;
        let successor = self.successor().filter(|_| !from.is_active() && to.is_active());
        let change = successor.map_or_else(
            || format!("{from} to {to}"),
            |successor| {
                format!(
                    "{from} to {to} (its alert belongs to {successor}, so the alert's end does not resolve this one)"
                )
            },
        );
        self.edit(|incident| {
            incident.status = to;
            match to {
                Status::Resolved => {
                    incident.resolved_at = Some(at);
                    incident.resolved_by = Some(person);
                }
                Status::Closed => incident.closed_at = Some(at),
                _ => {
                    incident.resolved_at = None;
                    incident.resolved_by = None;
                }
            }
        });
        self.record(
            EntryKind::StatusChanged,
            comment.map_or_else(|| change.clone(), |comment| format!("{change}: {comment}")),
        );
        Ok(())
    }

    /// The newest incident of its alert, if it is not that one.
    fn successor(&self) -> Option<IncidentNumber> {
        let key = &self.ledger.incident(self.number)?.alert.as_ref()?.key;
        let newest = self.ledger.key(key)?.incident?;
        (newest != self.number).then_some(newest)
    }

    /// Gives the incident to somebody; nothing happens if it is theirs.
    fn assign(&mut self, to: &str) -> Result<(), ActionError> {
        if self.incident()?.assigned_to.as_deref() == Some(to) {
            return Ok(());
        }
        self.edit(|incident| incident.assigned_to = Some(to.to_owned()));
        self.record(EntryKind::Assigned, to);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
