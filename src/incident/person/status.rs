//! Moving an incident to another status.

use jiff::Timestamp;

use super::{ActionError, Change};
use crate::incident::{IncidentNumber, Ledger, Status};

/// Moves an incident to another status on behalf of `person`.
pub fn set_status(
    ledger: &mut Ledger,
    number: IncidentNumber,
    to: Status,
    person: &str,
    comment: Option<&str>,
    now: Timestamp,
) -> Result<(), ActionError> {
    let mut change = Change::begin(ledger, number, person, now)?;
    let from = change.incident()?.status;
    if !from.may_become(to) {
        return Err(ActionError::Transition { from, to });
    }
    change.move_to(to, comment)
}
