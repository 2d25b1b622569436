//! What people do to incidents.

use jiff::Timestamp;

use super::ledger::Touch;
use super::{Actor, EntryKind, IncidentNumber, Ledger, Status, TimelineEntry};

/// A status change that is not possible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// The incident is not in the working set.
    #[error("there is no incident {0}")]
    NotFound(IncidentNumber),
    /// The table of transitions does not have it.
    #[error("an incident that is {from} cannot become {to}")]
    Forbidden {
        /// Where it stands.
        from: Status,
        /// Where it was to go.
        to: Status,
    },
}

/// Moves an incident to another status on behalf of `person`. Reopening forgets who resolved it and when.
pub fn set_status(
    ledger: &mut Ledger,
    number: IncidentNumber,
    to: Status,
    person: &str,
    comment: Option<&str>,
    now: Timestamp,
) -> Result<(), TransitionError> {
    let from = ledger.incident(number).ok_or(TransitionError::NotFound(number))?.status;
    if !from.may_become(to) {
        return Err(TransitionError::Forbidden { from, to });
    }
    let at = ledger
        .edit(number, Touch::Whole, |incident| {
            let at = now.max(incident.updated_at);
            incident.status = to;
            incident.updated_at = at;
            match to {
                Status::Resolved => {
                    incident.resolved_at = Some(at);
                    incident.resolved_by = Some(person.to_owned());
                }
                Status::Closed => incident.closed_at = Some(at),
                _ => {
                    incident.resolved_at = None;
                    incident.resolved_by = None;
                }
            }
            at
        })
        .ok_or(TransitionError::NotFound(number))?;
    let change = format!("{from} to {to}");
    ledger.record(
        number,
        TimelineEntry {
            kind: EntryKind::StatusChanged,
            actor: Actor::Person(person.to_owned()),
            comment: comment.map_or_else(|| change.clone(), |comment| format!("{change}: {comment}")),
            at,
        },
    );
    Ok(())
}
