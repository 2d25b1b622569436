//! Bringing a file up to the schema of this release.

use std::fs;
use std::path::Path;

use super::Sqlite;
use super::database::Database;
use crate::store::StoreError;

/// What a kind of file has to be.
struct Schema {
    /// Every step, oldest first. A step that has been released is never changed.
    steps: &'static [&'static str],
    /// Marks a SQLite file as ours.
    application_id: i32,
}

/// Incidents and everything about them. "RfCl".
const STORE: Schema = Schema {
    steps: &[
        include_str!("migrations/0001_incidents.sql"),
        include_str!("migrations/0002_people.sql"),
        include_str!("migrations/0003_deliveries.sql"),
        include_str!("migrations/0004_api_keys.sql"),
        include_str!("migrations/0005_integration_choices.sql"),
        include_str!("migrations/0006_journal.sql"),
        include_str!("migrations/0007_journal_apart.sql"),
        include_str!("migrations/0008_late_keys.sql"),
        include_str!("migrations/0009_counts_of_changes.sql"),
        include_str!("migrations/0010_integrations_of_incidents.sql"),
    ],
    application_id: 0x5266_436c,
};

/// The journal. "RfJn".
const JOURNAL: Schema = Schema {
    steps: &[
        include_str!("migrations/journal_0001.sql"),
        include_str!("migrations/journal_0002.sql"),
    ],
    application_id: 0x5266_4a6e,
};

/// The step with which the journal, and recorded deliveries, moved out of the store.
const MOVES_JOURNAL: u32 = 7;

/// Refuses a store without its journal, and the journal of a store that is not there: opening would make what is missing.
pub(super) fn check_both(store: &Path, journal: &Path) -> Result<(), StoreError> {
    let holds_something = |path: &Path| fs::metadata(path).is_ok_and(|file| file.len() > 0);
    match (holds_something(store), holds_something(journal)) {
        (true, false) if STORE.check(&Database::open_to_read(store)?)? >= MOVES_JOURNAL => Err(StoreError::Misfit {
            path: journal.to_owned(),
            what: "it is missing or empty".to_owned(),
        }),
        (false, true) => {
            let opened = Database::open_to_read(journal)?;
            if JOURNAL.check(&opened)? > 0 && owner(&opened)?.is_some() {
                return Err(StoreError::Missing { path: store.to_owned() });
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Refuses a file that is no store, or one of a later release.
pub(super) fn check(main: &Database) -> Result<(), StoreError> {
    STORE.check(main).map(|_| ())
}

/// The same for a journal.
pub(super) fn check_journal(journal: &Database) -> Result<(), StoreError> {
    JOURNAL.check(journal).map(|_| ())
}

/// Brings both files up, and makes sure that they belong together.
pub(super) fn migrate(store: &mut Sqlite) -> Result<(), StoreError> {
    let (found, of_journal) = (STORE.check(&store.main)?, JOURNAL.check(&store.journal)?);
    if found >= MOVES_JOURNAL && of_journal == 0 {
        return Err(store.journal.misfit("it is missing or empty"));
    }
    if of_journal == 0 {
        bring_up_journal(store, of_journal)?;
    }
    if found < MOVES_JOURNAL && owner(&store.journal)?.is_some() {
        return Err(foreign(&store.journal));
    }
    if (found as usize) < STORE.steps.len() {
        bring_up_store(store, found)?;
    }
    check_fit(store)?;
    // Not before it is known whose it is.
    bring_up_journal(store, JOURNAL.check(&store.journal)?)
}

fn bring_up_journal(store: &Sqlite, found: u32) -> Result<(), StoreError> {
    let journal = &store.journal;
    JOURNAL
        .missing(found)
        .try_for_each(|(number, step)| journal.transaction(|| JOURNAL.apply(journal, number, step)))
}

fn bring_up_store(store: &mut Sqlite, found: u32) -> Result<(), StoreError> {
    // All steps or none: what is moved must not be moved twice.
    store.main.step("BEGIN IMMEDIATE")?;
    let done = STORE.missing(found).try_for_each(|(number, step)| {
        STORE.apply(&store.main, number, step)?;
        match number {
            MOVES_JOURNAL => store.move_into_journal(),
            _ => Ok(()),
        }
    });
    done.and_then(|()| store.main.step("COMMIT"))
        .inspect_err(|_| store.main.roll_back())
}

/// Makes sure that the journal is the store's, and as new. A journal that was just made learns where it belongs.
fn check_fit(store: &Sqlite) -> Result<(), StoreError> {
    let (main, journal) = (&store.main, &store.journal);
    let (name, settled): (Vec<u8>, i64) = main
        .connection
        .query_row("SELECT store, settled FROM journal_place", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map_err(|error| main.failed(&error))?;
    match owner(journal)? {
        None => journal.change("UPDATE journal_state SET store = ?1", [&name])?,
        Some(owner) if owner == name => {}
        Some(_) => return Err(foreign(journal)),
    }
    let last = "SELECT max(last_row, coalesce((SELECT max(id) FROM journal), 0)) FROM journal_state";
    let last: i64 = journal
        .connection
        .query_row(last, [], |row| row.get(0))
        .map_err(|error| journal.failed(&error))?;
    if last < settled {
        return Err(journal.misfit("it is older"));
    }
    Ok(())
}

/// Which store a journal belongs to; `None` before it has been told.
fn owner(journal: &Database) -> Result<Option<Vec<u8>>, StoreError> {
    journal
        .connection
        .query_row("SELECT store FROM journal_state", [], |row| row.get(0))
        .map_err(|error| journal.failed(&error))
}

fn foreign(journal: &Database) -> StoreError {
    journal.misfit("it belongs to another store, or to a later state of this one")
}

impl Schema {
    /// The schema a file has; 0 for a new one.
    fn check(&self, database: &Database) -> Result<u32, StoreError> {
        let known = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        let found: u32 = pragma(database, "user_version")?;
        let owner: i32 = pragma(database, "application_id")?;
        if owner != self.application_id {
            let tables: u32 = database
                .connection
                .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
                .map_err(|error| database.failed(&error))?;
            if owner != 0 || found != 0 || tables != 0 {
                return Err(database.corrupt("it is another program's database"));
            }
        }
        if found > known {
            return Err(StoreError::NewerSchema {
                path: database.path.clone(),
                found,
                known,
            });
        }
        Ok(found)
    }

    /// The steps a file lacks.
    fn missing(&self, found: u32) -> impl Iterator<Item = (u32, &'static str)> {
        (1..).zip(self.steps.iter().copied()).skip(found as usize)
    }

    /// Applies a step, as part of a transaction, and records it.
    fn apply(&self, database: &Database, number: u32, step: &str) -> Result<(), StoreError> {
        let id = self.application_id;
        database.run(&format!(
            "{step};\nPRAGMA application_id = {id};\nPRAGMA user_version = {number};"
        ))
    }
}

fn pragma<T: rusqlite::types::FromSql>(database: &Database, name: &str) -> Result<T, StoreError> {
    database
        .connection
        .pragma_query_value(None, name, |row| row.get(0))
        .map_err(|error| database.failed(&error))
}

#[cfg(test)]
mod tests {
    use super::super::rows::{Op, Sink, Written};
    use super::*;
    use rusqlite::Connection;
    use rusqlite::types::ValueRef;

    use crate::incident::Status;
    use crate::store::{Backend, DeliveryId, IncidentFilter, RecordingBounds};

    #[test]
    fn a_new_file_gets_every_step_and_an_old_one_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        for _ in 0..2 {
            let store = Sqlite::open(&path, RecordingBounds::default()).unwrap();
            let page_bytes: u32 = pragma(&store.journal, "page_size").unwrap();
            assert_eq!(page_bytes, super::super::journal::PAGE_BYTES);
            let version: u32 = pragma(&store.main, "user_version").unwrap();
            assert_eq!(version as usize, STORE.steps.len());
        }
    }

    /// Each schema, reached from what a release with the first one left behind.
    #[test]
    fn a_store_of_every_earlier_schema_is_brought_up_and_keeps_what_it_holds() {
        for version in 1..STORE.steps.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("store.db");
            let old = Connection::open(&path).unwrap();
            let rows = include_str!("../../../testdata/store/version_1.sql");
            old.execute_batch(&format!("{}{rows}", STORE.steps[0])).unwrap();
            for step in &STORE.steps[1..version] {
                old.execute_batch(step).unwrap();
            }
            match version {
                3..6 => add_deliveries(&old),
                6 => add_journal(&old),
                7.. => add_journal_apart(&old, &folder.path().join("store-journal.db")),
                _ => {}
            }
            old.pragma_update(None, "user_version", version).unwrap();
            old.pragma_update(None, "application_id", STORE.application_id).unwrap();
            drop(old);

            let mut store = Sqlite::open(&path, RecordingBounds::default()).unwrap();
            let found: u32 = pragma(&store.main, "user_version").unwrap();
            assert_eq!(found as usize, STORE.steps.len());
            let found: u32 = pragma(&store.journal, "user_version").unwrap();
            assert_eq!(found as usize, JOURNAL.steps.len());
            let directory = store.directory().unwrap();
            assert_eq!(directory.services()[0].name, "Checkout");
            assert_eq!(directory.integrations()[0].linked.len(), 1);
            let page = store.incidents(&IncidentFilter::default(), 10, 0).unwrap();
            assert_eq!((page.total, page.incidents[0].title.as_str()), (2, "DiskFull"));
            let number = page.incidents[1].number;
            let whole = store.incident(number).unwrap().unwrap();
            assert_eq!(whole.timeline.len(), 2);
            assert_eq!(whole.incident.alert.unwrap().labels.get("severity"), Some("critical"));
            let last = "SELECT last FROM incident_sequence WHERE year = 2026";
            let last: u32 = store.main.connection.query_row(last, [], |row| row.get(0)).unwrap();
            assert_eq!(last, if version >= 6 { 77 } else { 2 }, "what waited is in its place");
            // New ones count themselves, so what was counted before must be right.
            assert_eq!(store.incidents(&filter(Status::Resolved), 10, 0).unwrap().total, 1);

            let page = store.deliveries(None, 10, 0).unwrap();
            let ids: Vec<i64> = page.deliveries.iter().map(|delivery| delivery.id.0).collect();
            let expected = [vec![], vec![9, 6, 5], vec![9, 8, 6, 5]];
            assert_eq!(ids, expected[usize::from(version >= 3) + usize::from(version >= 6)]);
            for delivery in page.deliveries {
                assert_eq!(store.payload(delivery.id).unwrap().unwrap(), payload(delivery.id.0));
                assert_eq!(delivery.reply.problem.is_some(), delivery.id.0 == 9);
            }
            assert_eq!(store.delivery(DeliveryId(7)).unwrap(), None);
        }
    }

    #[test]
    fn an_earlier_journal_of_another_store_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        drop(Sqlite::open(&path, RecordingBounds::default()).unwrap());
        let journal = Connection::open(folder.path().join("store-journal.db")).unwrap();
        journal
            .execute("UPDATE journal_state SET store = ?1", [[7_u8; 16]])
            .unwrap();
        journal.pragma_update(None, "user_version", 1).unwrap();
        let error = Sqlite::open(&path, RecordingBounds::default()).err().unwrap();
        assert!(error.to_string().contains("it belongs to another store"), "{error}");
        let version: u32 = journal
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(version, 1);
    }

    fn filter(status: Status) -> IncidentFilter {
        IncidentFilter {
            statuses: vec![status],
            ..IncidentFilter::default()
        }
    }

    fn payload(id: i64) -> Vec<u8> {
        format!("{{\"alerts\": [], \"id\": {id}}}").into_bytes()
    }

    /// Deliveries as releases recorded them that had a table for them.
    fn add_deliveries(old: &Connection) {
        for id in [5, 6, 9] {
            let payload = payload(id);
            let problem = (id == 9).then_some("the body is not JSON");
            let compressed = lz4_flex::block::compress(&payload);
            let size = i64::try_from(payload.len()).unwrap();
            old.execute(
                "INSERT INTO delivery VALUES (?1, 1, 1767323046000000000, ?2, ?3, ?4, ?5, 0, 50, '[]', ?6)",
                rusqlite::params![
                    id,
                    if id == 9 { 400 } else { 200 },
                    problem,
                    [7_u8; 32],
                    size,
                    compressed
                ],
            )
            .unwrap();
        }
    }

    /// The same, as releases left it that had it beside the store.
    fn add_journal_apart(old: &Connection, path: &std::path::Path) {
        let journal = Connection::open(path).unwrap();
        journal.execute_batch(JOURNAL.steps[0]).unwrap();
        add_rows(&journal);
        let store: Vec<u8> = old
            .query_row("SELECT store FROM journal_place", [], |row| row.get(0))
            .unwrap();
        journal
            .execute("UPDATE journal_state SET store = ?1, last_delivery = 6", [store])
            .unwrap();
        journal.pragma_update(None, "user_version", 1).unwrap();
        journal
            .pragma_update(None, "application_id", JOURNAL.application_id)
            .unwrap();
        old.execute_batch("DROP TABLE delivery; DROP TABLE journal; DROP TABLE journal_state")
            .unwrap();
        old.execute("UPDATE journal_place SET settled = 4", []).unwrap();
        if old.column_exists(None, "journal_place", "keys_settled").unwrap() {
            old.execute("UPDATE journal_place SET keys_settled = 4", []).unwrap();
        }
    }

    /// A journal as releases left it that had it in the store: its second row is not in its place yet.
    fn add_journal(old: &Connection) {
        add_rows(old);
        old.execute("UPDATE journal_state SET settled = 4, last_delivery = 6", [])
            .unwrap();
    }

    /// Two rows of a journal.
    fn add_rows(journal: &Connection) {
        let record = |written: &mut Written, id: i64| {
            let payload = payload(id);
            let (status, problem) = if id == 9 { (400, Some("no")) } else { (200, None) };
            let at = 1_767_323_046_000_000_000_i64;
            let number = ValueRef::Integer;
            let values = [
                number(id),
                number(1),
                number(at),
                number(status),
                problem.into(),
                ValueRef::Blob(&[7; 32]),
                number(0),
                "[]".into(),
                ValueRef::Blob(&payload),
            ];
            written.put(Op::Record, &values).unwrap();
        };
        let insert = |row: i64, first: i64, written: &mut Written| {
            let bytes = written.bytes().len();
            let content = written.pack();
            let owners = 1_i64.to_le_bytes().repeat(2);
            let values = rusqlite::params![row, first, owners, i64::try_from(bytes).unwrap(), content];
            journal
                .execute("INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5)", values)
                .unwrap();
        };
        let mut written = Written::default();
        record(&mut written, 5);
        record(&mut written, 6);
        insert(4, 5, &mut written);
        written.clear();
        written.put(Op::Sequence, &[2026, 77].map(ValueRef::Integer)).unwrap();
        record(&mut written, 8);
        record(&mut written, 9);
        insert(5, 8, &mut written);
    }

    #[test]
    fn a_newer_schema_a_foreign_database_and_garbage_are_told_apart() {
        // Refused, it stays as it was, and alone.
        let refused = |path: &std::path::Path| {
            let before = std::fs::read(path).unwrap();
            let error = Sqlite::open(path, RecordingBounds::default()).err().unwrap();
            assert_eq!(std::fs::read(path).unwrap(), before);
            error
        };
        let folder = tempfile::tempdir().unwrap();
        let newer = folder.path().join("newer.db");
        drop(Sqlite::open(&newer, RecordingBounds::default()).unwrap());
        Connection::open(&newer)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
        assert!(matches!(refused(&newer), StoreError::NewerSchema { found: 99, .. }));

        let foreign = folder.path().join("foreign.db");
        Connection::open(&foreign)
            .unwrap()
            .execute_batch("CREATE TABLE t (a)")
            .unwrap();
        assert!(matches!(refused(&foreign), StoreError::Corrupt { .. }));

        let garbage = folder.path().join("garbage.db");
        std::fs::write(&garbage, "x".repeat(8192)).unwrap();
        assert!(matches!(refused(&garbage), StoreError::Corrupt { .. }));

        // And so beside a store that is none of this.
        let store = folder.path().join("store.db");
        std::fs::rename(&foreign, folder.path().join("store-journal.db")).unwrap();
        let error = Sqlite::open(&store, RecordingBounds::default()).err().unwrap();
        assert!(error.to_string().contains("store-journal.db"), "{error}");
    }
}
