//! What people do to incidents, in line with what alerts do.

use jiff::Timestamp;

use super::handle::{ask, in_transaction};
use super::writer::Access;
use super::{Store, StoreError};
use crate::incident::{self, ActionError, Incident, IncidentNumber, Ledger, NewIncident, Status};

/// What an action gave, and the incident right after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acted<T> {
    /// The incident as it is now.
    pub incident: Incident,
    /// What the action itself has to say.
    pub result: T,
}

impl Store {
    /// Has `action` change one incident, and returns after that is durable. An action that fails changes nothing.
    pub async fn act<T: Send + 'static>(
        &self,
        number: IncidentNumber,
        action: impl FnOnce(&mut Ledger, Timestamp) -> Result<T, ActionError> + Send + 'static,
    ) -> Result<Result<Acted<T>, ActionError>, StoreError> {
        ask(&self.writer, move |access| {
            access.backend.load_incident(access.ledger, number)?;
            let now = access.now;
            let result = match action(access.ledger, now) {
                Ok(result) => result,
                Err(error) => return Ok(Err(error)),
            };
            save(access)?;
            Ok(match access.ledger.incident(number) {
                Some(incident) => Ok(Acted {
                    incident: incident.clone(),
                    result,
                }),
                None => Err(ActionError::NotFound(number)),
            })
        })
        .await?
    }

    /// Moves an incident to another status on behalf of a person.
    pub async fn set_status(
        &self,
        number: IncidentNumber,
        to: Status,
        person: &str,
        comment: Option<&str>,
    ) -> Result<Result<(), ActionError>, StoreError> {
        let (person, comment) = (person.to_owned(), comment.map(str::to_owned));
        let acted = self
            .act(number, move |ledger, now| {
                incident::set_status(ledger, number, to, &person, comment.as_deref(), now)
            })
            .await?;
        Ok(acted.map(|acted| acted.result))
    }

    /// Opens an incident on behalf of a person, and returns after that is durable.
    pub async fn open_incident(&self, new: NewIncident, person: &str) -> Result<Incident, StoreError> {
        let person = person.to_owned();
        ask(&self.writer, move |access| open(access, new, &person)).await?
    }
}

fn open(access: &mut Access<'_>, new: NewIncident, person: &str) -> Result<Incident, StoreError> {
    let now = access.now;
    access.backend.load_sequence(access.ledger, incident::year_of(now))?;
    let number = incident::open(access.ledger, new, person, now);
    save(access)?;
    let incident = access.ledger.incident(number).cloned();
    incident.ok_or_else(|| StoreError::Database(format!("{number} is missing")))
}

/// Writes back what the action changed.
fn save(access: &mut Access<'_>) -> Result<(), StoreError> {
    let ledger = &mut *access.ledger;
    let saved = in_transaction(access.backend, |backend| backend.save(ledger));
    if saved.is_err() {
        // It holds what was never written.
        *access.ledger = Ledger::default();
    }
    saved
}
