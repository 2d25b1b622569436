//! Writing something into an incident's timeline.

use jiff::Timestamp;

use super::{ActionError, Change};
use crate::incident::{EntryKind, IncidentNumber, Ledger};

/// Adds what `person` has to say, also to an incident that is over.
pub fn comment(
    ledger: &mut Ledger,
    number: IncidentNumber,
    text: &str,
    person: &str,
    now: Timestamp,
) -> Result<(), ActionError> {
    let mut change = Change::begin(ledger, number, person, now)?;
    change.edit(|_| {});
    change.record(EntryKind::Comment, text);
    Ok(())
}
