//! Taking an incident on.

use jiff::Timestamp;

use super::{ActionError, Change};
use crate::incident::{EntryKind, IncidentNumber, Ledger, Status};

/// `person` takes an incident on: it becomes theirs, and a new one is investigated from then on. Possible once.
pub fn acknowledge(
    ledger: &mut Ledger,
    number: IncidentNumber,
    person: &str,
    now: Timestamp,
) -> Result<(), ActionError> {
    let mut change = Change::begin(ledger, number, person, now)?;
    let incident = change.incident()?;
    let is_new = incident.status == Status::New;
    if incident.acknowledged_at.is_some() {
        return Err(ActionError::Acknowledged { number });
    }
    change.active("it cannot be acknowledged")?;
    let at = change.at;
    change.edit(|incident| incident.acknowledged_at = Some(at));
    change.record(EntryKind::Acknowledged, "acknowledged");
    change.assign(person)?;
    if is_new {
        change.move_to(Status::Investigating, None)?;
    }
    Ok(())
}
