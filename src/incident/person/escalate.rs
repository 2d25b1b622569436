//! Asking the next level of the policy.

use jiff::Timestamp;

use super::{ActionError, Change};
use crate::incident::{EntryKind, EscalationLevel, EscalationPolicy, IncidentNumber, Ledger};

/// Takes an incident to the next level of its severity's policy, which is returned. Recorded; nobody is called.
pub fn escalate(
    ledger: &mut Ledger,
    number: IncidentNumber,
    policy: impl FnOnce(crate::incident::Severity) -> EscalationPolicy,
    person: &str,
    now: Timestamp,
) -> Result<EscalationLevel, ActionError> {
    let mut change = Change::begin(ledger, number, person, now)?;
    let incident = change.active("it cannot be escalated")?;
    let (level, severity) = (incident.escalation_level, incident.severity);
    let policy = policy(severity);
    let next = match policy.after(level) {
        Some(next) => next.clone(),
        None if policy.after(0).is_none() => return Err(ActionError::NoLevel(severity)),
        None => {
            return Err(ActionError::LastLevel {
                number,
                level,
                severity,
            });
        }
    };
    change.edit(|incident| incident.escalation_level = next.level);
    change.record(EntryKind::Escalated, format!("to level {}: {}", next.level, next.role));
    Ok(next)
}
