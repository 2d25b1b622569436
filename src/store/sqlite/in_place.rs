//! Putting rows in their place.
//!
//! A statement costs about as much as a row of it. So as many rows as follow each other in one table, up to a bound, become one
//! statement.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, OptionalExtension, params};

use super::database::Database;
use super::incidents::COLUMNS;
use super::ledger::UPDATE_INCIDENT;
use super::rows::{Op, Reading, Sink};

type Sql<T> = rusqlite::Result<T>;

/// Rows of one statement at most: a power of two.
const ROWS_AT_ONCE: usize = 8;

/// As many statements as an [`Op`] may need: one for each power of two up to [`ROWS_AT_ONCE`].
const SIZES: usize = ROWS_AT_ONCE.ilog2() as usize + 1;

/// How many columns an incident has.
const INCIDENT_WIDTH: usize = {
    let (mut width, mut at) = (1, 0);
    while at < COLUMNS.len() {
        width += (COLUMNS.as_bytes()[at] == b',') as usize;
        at += 1;
    }
    width
};

/// Where an incident's row has its number, its severity and its status.
const NUMBER: usize = 0;
const SEVERITY: usize = 3;
const STATUS: usize = 4;

/// A status and a severity, as they are stored.
type State = (i64, i64);

impl Op {
    /// Whether its rows have a place besides the journal. What has none may have any number of values.
    fn has_place(self) -> bool {
        self != Self::Record
    }

    /// How many values a row has that has a place.
    fn width(self) -> usize {
        match self {
            Self::InsertIncident | Self::UpdateIncident => INCIDENT_WIDTH,
            Self::Receive => 3,
            Self::Key | Self::Resolve => 7,
            Self::Entry => 6,
            Self::Sequence => 2,
            Self::Record => 0,
        }
    }

    /// Whether one statement may put several rows in their place.
    fn is_joined(self) -> bool {
        matches!(self, Self::InsertIncident | Self::Key | Self::Entry)
    }

    /// What puts so many rows in their place; `None` for what stays in the journal.
    ///
    /// What fails ends the transaction: to undo one statement of several rows alone, SQLite would have to keep a copy of
    /// every page it touches.
    fn sql(self, rows: usize) -> Option<String> {
        let row = ["(", &["?"].repeat(self.width()).join(", "), ")"].concat();
        let values = vec![row.as_str(); rows].join(", ");
        Some(match self {
            Self::InsertIncident => format!("INSERT OR ROLLBACK INTO incident ({COLUMNS}) VALUES {values}"),
            Self::UpdateIncident => UPDATE_INCIDENT.clone(),
            Self::Resolve => "UPDATE incident SET status = ?2, updated_at = ?3, resolved_at = ?4, resolved_by = NULL, \
                              ends_at = ?5, last_received_at = ?6, delivery_count = ?7 WHERE number = ?1"
                .to_owned(),
            Self::Receive => format!("INSERT OR REPLACE INTO incident_receipt VALUES {values}"),
            Self::Key => format!(
                "INSERT OR ROLLBACK INTO alert_key VALUES {values} ON CONFLICT DO UPDATE SET \
                 incident = excluded.incident, end_at = excluded.end_at, end_stated = excluded.end_stated, \
                 end_stated_start = excluded.end_stated_start, end_received_at = excluded.end_received_at"
            ),
            Self::Entry => format!(
                "INSERT OR ROLLBACK INTO timeline_entry (incident, event_id, kind, actor, comment, created_at) \
                 VALUES {values}"
            ),
            Self::Sequence => {
                format!("INSERT INTO incident_sequence VALUES {values} ON CONFLICT DO UPDATE SET last = excluded.last")
            }
            Self::Record => return None,
        })
    }
}

/// Puts rows in their place. Each statement is looked up once.
pub(super) struct InPlace<'a> {
    database: &'a Database,
    statements: [[Option<CachedStatement<'a>>; SIZES]; Op::ALL.len() + 1],
    /// What tells the state of an incident.
    state_of_one: Option<CachedStatement<'a>>,
    /// How many incidents more there are of each state.
    counts: Vec<(State, i64)>,
}

impl<'a> InPlace<'a> {
    pub(super) fn new(database: &'a Database) -> Self {
        Self {
            database,
            statements: Default::default(),
            state_of_one: None,
            counts: Vec::new(),
        }
    }

    /// Puts what was written in its place.
    pub(super) fn put_written(&mut self, bytes: &[u8]) -> Sql<()> {
        let mut reading = Reading::new(bytes);
        let mut values = Vec::new();
        while !reading.is_at_end() {
            let op = reading.op().ok_or(rusqlite::Error::InvalidQuery)?;
            let mut rows = 0;
            values.clear();
            if !op.has_place() {
                reading.row_onto(&mut values).ok_or(rusqlite::Error::InvalidQuery)?;
                continue;
            }
            while rows < ROWS_AT_ONCE && reading.op() == Some(op) {
                reading.row_onto(&mut values).ok_or(rusqlite::Error::InvalidQuery)?;
                rows += 1;
                check_width(op, rows, values.len())?;
            }
            self.put_alike(op, &values)?;
        }
        Ok(())
    }

    /// Puts rows of one kind in their place.
    fn put_alike(&mut self, op: Op, mut values: &[ValueRef<'_>]) -> Sql<()> {
        let width = op.width();
        while !values.is_empty() {
            let rows = if op.is_joined() {
                1 << (values.len() / width).ilog2()
            } else {
                1
            };
            let (now, rest) = values.split_at(rows * width);
            self.execute(op, now)?;
            values = rest;
        }
        Ok(())
    }

    /// Writes down how many incidents more, or less, there are of each state.
    pub(super) fn finish(&mut self) -> Sql<()> {
        for ((status, severity), count) in self.counts.drain(..) {
            self.database
                .statement(
                    "INSERT INTO incident_count VALUES (?1, ?2, ?3) \
                     ON CONFLICT DO UPDATE SET incidents = incidents + ?3",
                )?
                .execute(params![status, severity, count])?;
        }
        Ok(())
    }

    /// Puts rows, one behind the other, in their place with one statement.
    fn execute(&mut self, op: Op, values: &[ValueRef<'_>]) -> Sql<()> {
        let rows = values.len() / op.width();
        match op {
            Op::InsertIncident => values.chunks(INCIDENT_WIDTH).for_each(|row| self.count(state(row), 1)),
            Op::UpdateIncident => self.recount(values[NUMBER], |_| state(values))?,
            Op::Resolve => self.recount(values[NUMBER], |(_, severity)| (integer(values[1]), severity))?,
            _ => {}
        }
        let place = &mut self.statements[op as usize][rows.ilog2() as usize];
        let statement = match place {
            Some(statement) => statement,
            None => match op.sql(rows) {
                Some(sql) => place.insert(self.database.statement(&sql)?),
                None => return Ok(()),
            },
        };
        for (place, value) in (1..).zip(values) {
            statement.raw_bind_parameter(place, ToSqlOutput::Borrowed(*value))?;
        }
        statement.raw_execute().map(|_| ())
    }

    /// Counts so many incidents more of a status and a severity.
    fn count(&mut self, state: State, more: i64) {
        match self.counts.iter_mut().find(|(other, _)| *other == state) {
            Some((_, count)) => *count += more,
            None => self.counts.push((state, more)),
        }
    }

    /// Counts an incident that is about to be changed as what it becomes, and no longer as what it was.
    fn recount(&mut self, number: ValueRef<'_>, after: impl FnOnce(State) -> State) -> Sql<()> {
        let place = &mut self.state_of_one;
        let statement = match place {
            Some(statement) => statement,
            None => place.insert(
                self.database
                    .statement("SELECT status, severity FROM incident WHERE number = ?1")?,
            ),
        };
        let before = statement
            .query_row([ToSqlOutput::Borrowed(number)], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some(before) = before {
            let after = after(before);
            if after != before {
                self.count(before, -1);
                self.count(after, 1);
            }
        }
        Ok(())
    }
}

impl Sink for InPlace<'_> {
    fn put(&mut self, op: Op, values: &[ValueRef<'_>]) -> Sql<()> {
        if !op.has_place() {
            return Ok(());
        }
        check_width(op, 1, values.len())?;
        self.execute(op, values)
    }
}

/// The status and the severity in an incident's row.
fn state(row: &[ValueRef<'_>]) -> State {
    (integer(row[STATUS]), integer(row[SEVERITY]))
}

/// A value where rows have integers.
fn integer(value: ValueRef<'_>) -> i64 {
    if let ValueRef::Integer(number) = value {
        number
    } else {
        0
    }
}

/// Makes sure that so many rows have all their values: those that are missing would be those of rows before.
fn check_width(op: Op, rows: usize, values: usize) -> Sql<()> {
    let expected = rows * op.width();
    if values == expected {
        Ok(())
    } else {
        Err(rusqlite::Error::InvalidParameterCount(values, expected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::LabelSet;
    use crate::incident::{
        self, AlertEvent, AlertState, Delivery, IntegrationId, Ledger, MappingSettings, ReceivedAlert, Status, Touch,
    };
    use crate::store::RecordingBounds;
    use crate::store::sqlite::ledger::write_changes;
    use crate::store::sqlite::rows::Written;
    use crate::store::sqlite::{Sqlite, values};
    use jiff::Timestamp;
    use proptest::prelude::*;
    use rusqlite::types::Value;

    /// An incident's row, with this severity and status.
    fn incident(number: i64, severity: i64, status: i64) -> Vec<Value> {
        let texts = ["title", "description", "services"];
        COLUMNS
            .split(", ")
            .map(|column| match column {
                "number" => number.into(),
                "severity" => severity.into(),
                "status" => status.into(),
                _ if texts.contains(&column) => format!("{column} {severity}").into(),
                "team" | "assigned_to" | "resolved_by" => Value::Null,
                _ => (number * 10).into(),
            })
            .collect()
    }

    /// Runs of alike rows, as deliveries make them: each incident is new once.
    fn rows() -> impl Strategy<Value = Vec<(Op, Vec<Value>)>> {
        let ops = proptest::sample::select(Op::ALL.to_vec());
        let run = (ops, 1..20_usize, 0..5_i64, 0..5_i64, 0..12_i64);
        proptest::collection::vec(run, 0..12).prop_map(|runs| {
            let mut rows = Vec::new();
            let mut last = 0;
            for (op, count, severity, status, first) in runs {
                for at in (first..).take(count) {
                    let values = match op {
                        Op::InsertIncident => {
                            last += 1;
                            incident(last, severity, (status + at) % 5)
                        }
                        Op::UpdateIncident => incident(at, severity, status),
                        Op::Receive => vec![at.into(), severity.into(), status.into()],
                        Op::Key => {
                            let end = if severity > 2 { Value::Null } else { status.into() };
                            let identity = format!("key {}", at % 7);
                            vec![
                                1.into(),
                                identity.into(),
                                at.into(),
                                end.clone(),
                                end.clone(),
                                end,
                                status.into(),
                            ]
                        }
                        Op::Entry => {
                            let text = |text: &str| Value::from(format!("{text} {severity}"));
                            vec![
                                at.into(),
                                text("id"),
                                text("kind"),
                                text("actor"),
                                text(""),
                                status.into(),
                            ]
                        }
                        Op::Sequence => vec![(2020 + at % 3).into(), at.into()],
                        Op::Record => vec![Value::Null; usize::try_from(at % 12).unwrap()],
                        Op::Resolve => [at, status, 1, 2, 3, 4, 5].map(Value::from).into(),
                    };
                    rows.push((op, values));
                }
            }
            rows
        })
    }

    const TABLES: [&str; 6] = [
        "incident",
        "incident_receipt",
        "alert_key",
        "timeline_entry",
        "incident_sequence",
        "incident_count",
    ];

    fn content(store: &Sqlite, tables: &[&str]) -> Vec<Vec<Value>> {
        let read = |table: &str| {
            let mut statement = store
                .main
                .connection
                .prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))
                .unwrap();
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| (0..columns).map(|column| row.get(column)).collect());
            rows.unwrap().collect::<Sql<Vec<Vec<Value>>>>().unwrap()
        };
        tables.iter().copied().flat_map(read).collect()
    }

    proptest! {
        #[test]
        fn many_rows_at_once_are_what_each_alone_would_be(rows in rows()) {
            let (together, alone) = (
                Sqlite::in_memory(RecordingBounds::default()).unwrap(),
                Sqlite::in_memory(RecordingBounds::default()).unwrap(),
            );
            let mut written = Written::default();
            let mut place = InPlace::new(&alone.main);
            for (op, values) in &rows {
                let values: Vec<ValueRef<'_>> = values.iter().map(ValueRef::from).collect();
                written.put(*op, &values).unwrap();
                place.put(*op, &values).unwrap();
            }
            place.finish().unwrap();
            let mut place = InPlace::new(&together.main);
            place.put_written(written.bytes()).unwrap();
            place.finish().unwrap();
            prop_assert_eq!(content(&together, &TABLES), content(&alone, &TABLES));
        }
    }

    #[test]
    fn an_alert_that_cleared_is_written_as_if_everything_had_changed() {
        let at = |second: i64| Timestamp::from_second(1_700_000_000 + second).unwrap();
        let mut ledger = Ledger::default();
        let mut deliver = |state, second| {
            let event = AlertEvent {
                fingerprint: "a".into(),
                state,
                labels: [("alertname", "A"), ("severity", "critical")].into_iter().collect(),
                annotations: LabelSet::new(),
                starts_at: Some(at(0)),
                ends_at: (state == AlertState::Resolved).then(|| at(second - 1)),
                generator_url: String::new(),
            };
            let delivery = Delivery {
                alerts: vec![ReceivedAlert::Usable(Box::new(event))],
                ..Delivery::default()
            };
            let settings = MappingSettings::default();
            incident::apply(&mut ledger, IntegrationId(1), &settings, &delivery, at(second));
            let mut written = Written::default();
            let mut changes = ledger.take_changes();
            write_changes(&ledger, &changes, &mut written).unwrap();
            let touches: Vec<Touch> = changes.incidents.values().copied().collect();
            // The same, in full.
            for touch in changes.incidents.values_mut() {
                *touch = Touch::Whole.max(*touch);
            }
            let mut whole = Written::default();
            write_changes(&ledger, &changes, &mut whole).unwrap();
            (touches, written, whole)
        };
        let (created, resolved) = (deliver(AlertState::Firing, 10), deliver(AlertState::Resolved, 20));
        assert_eq!((created.0, resolved.0), (vec![Touch::Created], vec![Touch::Resolved]));
        let place = |rows: [&Written; 2]| {
            let store = Sqlite::in_memory(RecordingBounds::default()).unwrap();
            let mut place = InPlace::new(&store.main);
            for written in rows {
                place.put_written(written.bytes()).unwrap();
            }
            place.finish().unwrap();
            content(&store, &["incident", "incident_count"])
        };
        let (short, long) = (place([&created.1, &resolved.1]), place([&created.1, &resolved.2]));
        assert_eq!(short, long);
        assert_eq!(short[0][STATUS], values::status(Status::Resolved).into());
        assert!(resolved.1.bytes().len() < resolved.2.bytes().len());
    }

    #[test]
    fn a_row_with_a_value_too_few_is_refused_also_beside_one_with_one_too_many() {
        let store = Sqlite::in_memory(RecordingBounds::default()).unwrap();
        let mut written = Written::default();
        written.put(Op::Sequence, &[ValueRef::Integer(2026)]).unwrap();
        written.put(Op::Sequence, &[1, 2, 3].map(ValueRef::Integer)).unwrap();
        let result = InPlace::new(&store.main).put_written(written.bytes());
        assert!(
            matches!(result, Err(rusqlite::Error::InvalidParameterCount(1, 2))),
            "{result:?}"
        );
    }
}
