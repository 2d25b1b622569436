//! What people do to incidents, in line with what alerts do.

use jiff::Timestamp;

use super::handle::{ask, in_transaction};
use super::writer::Access;
use super::{ANSWER_KEPT, KeptAnswer, Once, Outcome, Store, StoreError, StoredIncident};
use crate::incident::{self, ActionError, IncidentNumber, Ledger, NewIncident, Status};

/// What an action gave, and the incident right after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acted<T> {
    /// The incident as it is now, with its timeline.
    pub stored: StoredIncident,
    /// What the action itself has to say.
    pub result: T,
}

impl Store {
    /// Has `action` change one incident, which is in the ledger with the state of its alert's key, and returns after that is
    /// durable. An action that fails changes nothing.
    pub async fn act<T: Send + 'static>(
        &self,
        number: IncidentNumber,
        action: impl FnOnce(&mut Ledger, Timestamp) -> Result<T, ActionError> + Send + 'static,
    ) -> Result<Result<Acted<T>, ActionError>, StoreError> {
        ask(&self.writer, move |access| {
            access.backend.load_incident(access.ledger, number)?;
            let alert = access.ledger.incident(number).and_then(|i| i.alert.as_ref());
            if let Some(key) = alert.map(|alert| alert.key.clone()) {
                access.backend.load_key(access.ledger, &key)?;
            }
            let now = access.now;
            let result = match action(access.ledger, now) {
                Ok(result) => result,
                Err(error) => return Ok(Err(error)),
            };
            save(access)?;
            Ok(match access.backend.incident(number)? {
                Some(stored) => Ok(Acted { stored, result }),
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

    /// Opens an incident on behalf of a person, and returns after that is durable. `answer` says what the person is told,
    /// as an HTTP status and a body; with `once`, whoever asks the same again is told the same, and nothing else happens.
    pub async fn open_incident(
        &self,
        new: NewIncident,
        person: &str,
        once: Option<Once>,
        answer: impl FnOnce(&StoredIncident) -> (u16, String) + Send + 'static,
    ) -> Result<Outcome<KeptAnswer>, StoreError> {
        let person = person.to_owned();
        ask(&self.writer, move |access| {
            if let Some(once) = &once
                && let Some(outcome) = outcome_before(access, once)?
            {
                return Ok(outcome);
            }
            open(access, new, &person, once.as_ref(), answer).map(Outcome::Done)
        })
        .await?
    }

    /// What became of a request with this key before; `None` if there was none.
    pub async fn asked_before(&self, once: Once) -> Result<Option<Outcome<KeptAnswer>>, StoreError> {
        ask(&self.writer, move |access| outcome_before(access, &once)).await?
    }
}

fn outcome_before(access: &mut Access<'_>, once: &Once) -> Result<Option<Outcome<KeptAnswer>>, StoreError> {
    let kept = access
        .backend
        .kept_answer(once)?
        .filter(|kept| !kept.is_expired(access.now));
    Ok(kept.map(|kept| {
        if kept.payload == once.payload {
            Outcome::Repeated(kept)
        } else {
            Outcome::Collision
        }
    }))
}

fn open(
    access: &mut Access<'_>,
    new: NewIncident,
    person: &str,
    once: Option<&Once>,
    answer: impl FnOnce(&StoredIncident) -> (u16, String),
) -> Result<KeptAnswer, StoreError> {
    let now = access.now;
    access.backend.load_sequence(access.ledger, incident::year_of(now))?;
    let number = incident::open(access.ledger, new, person, now);
    let mut given = None;
    let ledger = &mut *access.ledger;
    let saved = in_transaction(access.backend, |backend| {
        backend.save(ledger)?;
        let Some(stored) = backend.incident(number)? else {
            return Err(StoreError::Database(format!("{number} is missing")));
        };
        let (status, body) = answer(&stored);
        let kept = KeptAnswer {
            payload: once.map_or([0; 32], |once| once.payload),
            status,
            body,
            at: now,
        };
        if let Some(once) = once {
            // The answer becomes durable with the incident, so that a repeat after a crash finds both or neither.
            backend.keep_answer(once, &kept)?;
            backend.forget_answers(now - ANSWER_KEPT)?;
        }
        given = Some(kept);
        Ok(())
    });
    match (saved, given) {
        (Ok(()), Some(kept)) => Ok(kept),
        (saved, _) => {
            // It holds what was never written.
            *access.ledger = Ledger::default();
            Err(saved.err().unwrap_or(StoreError::Closed))
        }
    }
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
