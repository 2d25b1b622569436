//! Loading the working set of a batch, and writing back what changed.

use std::sync::LazyLock;

use jiff::Timestamp;
use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{OptionalExtension, params};

use super::in_place::InPlace;
use super::incidents::{COLUMNS, SELECTED, read_incident};
use super::rows::{Op, Sink};
use super::{Sqlite, values};
use crate::alert::LabelSet;
use crate::incident::{
    AlertKey, AlertRecord, Changes, Incident, IncidentNumber, IntegrationId, KeyState, KnownEnd, Ledger, Touch,
};
use crate::store::{StoreError, random};

type Sql<T> = rusqlite::Result<T>;

/// Columns that never change once an incident is there.
const FIXED: [&str; 9] = [
    "number",
    "created_at",
    "integration",
    "alert_identity",
    "fingerprint",
    "generator_url",
    "group_key",
    "external_url",
    "first_received_at",
];

pub(super) static UPDATE_INCIDENT: LazyLock<String> = LazyLock::new(|| {
    let changes: Vec<String> = (1..)
        .zip(COLUMNS.split(", "))
        .filter(|(_, column)| !FIXED.contains(column))
        .map(|(place, column)| format!("{column} = ?{place}"))
        .collect();
    format!("UPDATE incident SET {} WHERE number = ?1", changes.join(", "))
});

impl Sqlite {
    pub(super) fn load_key_state(&mut self, ledger: &mut Ledger, key: &AlertKey) -> Result<(), StoreError> {
        self.read_key_state(ledger, key).map_err(|error| self.failed(&error))
    }

    fn read_key_state(&mut self, ledger: &mut Ledger, key: &AlertKey) -> Sql<()> {
        if ledger.keeps_key(key) {
            // It is the newest there is.
        } else if let Some(state) = self.late_keys.get(key) {
            ledger.load_key(key.clone(), state.clone());
        } else if !self.stored_keys.may_hold(key) {
            ledger.load_key(key.clone(), KeyState::default());
        } else {
            let state = self
                .statement(
                    "SELECT incident, end_at, end_stated, end_stated_start, end_received_at FROM alert_key \
                 WHERE integration = ?1 AND identity = ?2",
                )?
                .query_row(params![key.integration.0, key.identity], |row| {
                    read_state([
                        row.get_ref(0)?,
                        row.get_ref(1)?,
                        row.get_ref(2)?,
                        row.get_ref(3)?,
                        row.get_ref(4)?,
                    ])
                })
                .optional()?;
            ledger.load_key(key.clone(), state.unwrap_or_default());
        }
        let incident = ledger.key(key).and_then(|state| state.incident);
        match incident {
            Some(number) => self.load_one_incident(ledger, number),
            None => Ok(()),
        }
    }

    pub(super) fn load_one_incident(&self, ledger: &mut Ledger, number: IncidentNumber) -> Sql<()> {
        if !ledger.keeps_incident(number) {
            let incident = self
                .statement(&format!("SELECT {} FROM incident WHERE number = ?1", *SELECTED))?
                .query_row([values::number(number)], read_incident)
                .optional()?;
            if let Some(incident) = incident {
                ledger.load_incident(incident);
            }
        }
        Ok(())
    }

    pub(super) fn load_year(&mut self, ledger: &mut Ledger, year: u16) -> Result<(), StoreError> {
        if ledger.knows_year(year) {
            return Ok(());
        }
        let last = self
            .statement("SELECT last FROM incident_sequence WHERE year = ?1")
            .and_then(|mut statement| statement.query_row([year], |row| row.get(0)).optional())
            .map_err(|error| self.failed(&error))?;
        ledger.load_sequence(year, last.unwrap_or(0));
        Ok(())
    }

    /// Puts what has changed in its place.
    pub(super) fn save_changes(&mut self, ledger: &mut Ledger) -> Result<(), StoreError> {
        let changes = ledger.take_changes();
        if !changes.keys.is_empty() {
            // What was known of them before must not come later.
            self.put_late_keys()?;
            changes.keys.iter().for_each(|key| self.stored_keys.add(key));
        }
        let mut place = InPlace::new(&self.main);
        write_changes(ledger, &changes, &mut place)
            .and_then(|()| write_keys(&changed_keys(ledger, &changes), &mut place))
            .and_then(|()| place.finish())
            .map_err(|error| self.failed(&error))?;
        ledger.note_saved(changes);
        Ok(())
    }
}

/// Hands over the rows that changes are, but for keys.
pub(super) fn write_changes(ledger: &Ledger, changes: &Changes, sink: &mut impl Sink) -> Sql<()> {
    for (&number, &touch) in &changes.incidents {
        let Some(incident) = ledger.incident(number) else {
            continue;
        };
        match (touch, &incident.alert) {
            (Touch::Counters, Some(alert)) => sink.put(
                Op::Receive,
                &[
                    values::number(number),
                    alert.delivery_count.cast_signed(),
                    values::nanoseconds(alert.last_received_at),
                ]
                .map(ValueRef::Integer),
            )?,
            (Touch::Resolved, Some(alert)) => sink.put(
                Op::Resolve,
                &[
                    ValueRef::Integer(values::number(number)),
                    ValueRef::Integer(values::status(incident.status)),
                    time(Some(incident.updated_at)),
                    time(incident.resolved_at),
                    time(alert.ends_at),
                    time(Some(alert.last_received_at)),
                    ValueRef::Integer(alert.delivery_count.cast_signed()),
                ],
            )?,
            (Touch::Created, _) => write_incident(Op::InsertIncident, incident, sink)?,
            (Touch::Counters | Touch::Resolved | Touch::Whole, _) => {
                write_incident(Op::UpdateIncident, incident, sink)?;
            }
        }
    }
    for (number, entry) in &changes.entries {
        sink.put(
            Op::Entry,
            &[
                ValueRef::Integer(values::number(*number)),
                random::event_id().as_str().into(),
                entry.kind.code().into(),
                entry.actor.to_string().as_str().into(),
                entry.comment.as_str().into(),
                ValueRef::Integer(values::nanoseconds(entry.at)),
            ],
        )?;
    }
    for (&year, &last) in &changes.sequences {
        sink.put(Op::Sequence, &[year.into(), last.into()].map(ValueRef::Integer))?;
    }
    Ok(())
}

/// The keys that changed, with what is known about them.
pub(super) fn changed_keys<'a>(ledger: &'a Ledger, changes: &'a Changes) -> Vec<(&'a AlertKey, &'a KeyState)> {
    let state = |key| Some((key, ledger.key(key)?));
    changes.keys.iter().filter_map(state).collect()
}

/// Hands over the rows that changes of keys are.
pub(super) fn write_keys(keys: &[(&AlertKey, &KeyState)], sink: &mut impl Sink) -> Sql<()> {
    keys.iter().try_for_each(|(key, state)| write_key(key, state, sink))
}

pub(super) fn write_key(key: &AlertKey, state: &KeyState, sink: &mut impl Sink) -> Sql<()> {
    let end = state.last_end.as_ref();
    sink.put(
        Op::Key,
        &[
            ValueRef::Integer(key.integration.0),
            (&*key.identity).into(),
            number_or_null(state.incident.map(values::number)),
            time(end.map(|end| end.at)),
            time(end.and_then(|end| end.stated)),
            time(end.and_then(|end| end.stated_start)),
            time(end.map(|end| end.received_at)),
        ],
    )
}

fn number_or_null(number: Option<i64>) -> ValueRef<'static> {
    number.map_or(ValueRef::Null, ValueRef::Integer)
}

fn time(instant: Option<Timestamp>) -> ValueRef<'static> {
    number_or_null(instant.map(values::nanoseconds))
}

/// Reads what [`write_key`] wrote; `None` if it is something else.
pub(super) fn read_key(row: &[ValueRef<'_>]) -> Option<(AlertKey, KeyState)> {
    let [integration, identity, state @ ..] = row else {
        return None;
    };
    let key = AlertKey {
        integration: IntegrationId(integration.as_i64().ok()?),
        identity: identity.as_str().ok()?.into(),
    };
    Some((key, read_state(state.try_into().ok()?).ok()?))
}

/// Reads what is known about a key: its incident, and when it ended, as was stated with which start, and as was received.
fn read_state(columns: [ValueRef<'_>; 5]) -> Sql<KeyState> {
    let number = |column: usize| Option::<i64>::column_result(columns[column]);
    let time = |column: usize| Sql::Ok(number(column)?.map(values::instant));
    let last_end = match (time(1)?, time(4)?) {
        (Some(at), Some(received_at)) => Some(KnownEnd {
            at,
            stated: time(2)?,
            stated_start: time(3)?,
            received_at,
        }),
        _ => None,
    };
    Ok(KeyState {
        incident: number(0)?.map(values::read_number).transpose()?,
        last_end,
    })
}

fn write_incident(op: Op, incident: &Incident, sink: &mut impl Sink) -> Sql<()> {
    let Incident {
        number: incident_number,
        title,
        description,
        severity,
        status,
        services,
        detected_at,
        created_at,
        updated_at,
        acknowledged_at,
        resolved_at,
        resolved_by,
        closed_at,
        assigned_to,
        team,
        escalation_level,
        pinned,
        alert,
    } = incident;
    let number = ValueRef::Integer;
    let alert = alert.as_ref();
    let text = |field: fn(&AlertRecord) -> &str| alert.map(field).into();
    let moment = |field: fn(&AlertRecord) -> Option<_>| time(alert.and_then(field));
    let set = |field: fn(&AlertRecord) -> &LabelSet| alert.map(|alert| values::label_set(field(alert)));
    let labels = set(|alert| &alert.labels);
    let annotations = set(|alert| &alert.annotations);
    sink.put(
        op,
        &[
            number(values::number(*incident_number)),
            title.as_str().into(),
            description.as_str().into(),
            number(values::severity(*severity)),
            number(values::status(*status)),
            values::service_keys(services).as_str().into(),
            time(Some(*detected_at)),
            time(Some(*created_at)),
            time(Some(*updated_at)),
            time(*acknowledged_at),
            time(*resolved_at),
            resolved_by.as_deref().into(),
            time(*closed_at),
            assigned_to.as_deref().into(),
            number(pinned.severity.into()),
            number(pinned.description.into()),
            number_or_null(alert.map(|alert| alert.key.integration.0)),
            text(|alert| &alert.key.identity),
            text(|alert| &alert.fingerprint),
            labels.as_deref().into(),
            annotations.as_deref().into(),
            moment(|alert| alert.starts_at),
            moment(|alert| Some(alert.latest_start)),
            moment(|alert| alert.ends_at),
            text(|alert| &alert.generator_url),
            text(|alert| &alert.group_key),
            text(|alert| &alert.external_url),
            moment(|alert| Some(alert.first_received_at)),
            moment(|alert| Some(alert.last_received_at)),
            number_or_null(alert.map(|alert| alert.delivery_count.cast_signed())),
            moment(|alert| alert.still_firing_noted_at),
            team.as_deref().into(),
            number((*escalation_level).into()),
        ],
    )
}
