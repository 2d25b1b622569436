//! Bringing a file up to the schema of this release.

use super::Sqlite;
use crate::store::StoreError;

/// Every step, oldest first. A step that has been released is never changed.
const MIGRATIONS: [&str; 6] = [
    include_str!("migrations/0001_incidents.sql"),
    include_str!("migrations/0002_people.sql"),
    include_str!("migrations/0003_deliveries.sql"),
    include_str!("migrations/0004_api_keys.sql"),
    include_str!("migrations/0005_integration_choices.sql"),
    include_str!("migrations/0006_journal.sql"),
];

/// The step with which recorded deliveries moved into the journal.
const MOVES_DELIVERIES: u32 = 6;

/// Marks a SQLite file as ours: "RfCl".
const APPLICATION_ID: i32 = 0x5266_436c;

/// Applies the steps the file lacks, each in a transaction, and records them.
pub(super) fn migrate(store: &mut Sqlite) -> Result<(), StoreError> {
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    let found: u32 = pragma(store, "user_version")?;
    let owner: i32 = pragma(store, "application_id")?;
    if owner != APPLICATION_ID {
        let tables: u32 = store
            .connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(|error| store.failed(&error))?;
        if owner != 0 || found != 0 || tables != 0 {
            return Err(store.corrupt("it is another program's database"));
        }
    }
    if found > known {
        return Err(StoreError::NewerSchema {
            path: store.path.clone(),
            found,
            known,
        });
    }
    for (number, step) in (1..).zip(MIGRATIONS).skip(found as usize) {
        store.run(&format!("BEGIN IMMEDIATE;\n{step}"))?;
        if number == MOVES_DELIVERIES {
            store.move_deliveries()?;
        }
        store.run(&format!(
            "PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {number};\nCOMMIT;"
        ))?;
    }
    Ok(())
}

fn pragma<T: rusqlite::types::FromSql>(store: &Sqlite, name: &str) -> Result<T, StoreError> {
    store
        .connection
        .pragma_query_value(None, name, |row| row.get(0))
        .map_err(|error| store.failed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    use crate::incident::Status;
    use crate::store::{Backend, DeliveryId, IncidentFilter, RecordingBounds};

    #[test]
    fn a_new_file_gets_every_step_and_an_old_one_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        for _ in 0..2 {
            let store = Sqlite::open(&path, RecordingBounds::default()).unwrap();
            let version: u32 = pragma(&store, "user_version").unwrap();
            assert_eq!(version as usize, MIGRATIONS.len());
        }
    }

    /// Each schema, reached from what a release with the first one left behind.
    #[test]
    fn a_store_of_every_earlier_schema_is_brought_up_and_keeps_what_it_holds() {
        for version in 1..MIGRATIONS.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("store.db");
            let old = Connection::open(&path).unwrap();
            let rows = include_str!("../../../testdata/store/version_1.sql");
            old.execute_batch(&format!("{}{rows}", MIGRATIONS[0])).unwrap();
            for step in &MIGRATIONS[1..version] {
                old.execute_batch(step).unwrap();
            }
            let has_deliveries = (3..6).contains(&version);
            if has_deliveries {
                add_deliveries(&old);
            }
            old.pragma_update(None, "user_version", version).unwrap();
            old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
            drop(old);

            let mut store = Sqlite::open(&path, RecordingBounds::default()).unwrap();
            let found: u32 = pragma(&store, "user_version").unwrap();
            assert_eq!(found as usize, MIGRATIONS.len());
            let directory = store.directory().unwrap();
            assert_eq!(directory.services()[0].name, "Checkout");
            assert_eq!(directory.integrations()[0].linked.len(), 1);
            let page = store.incidents(&IncidentFilter::default(), 10, 0).unwrap();
            assert_eq!((page.total, page.incidents[0].title.as_str()), (2, "DiskFull"));
            let number = page.incidents[1].number;
            let whole = store.incident(number).unwrap().unwrap();
            assert_eq!(whole.timeline.len(), 2);
            assert_eq!(whole.incident.alert.unwrap().labels.get("severity"), Some("critical"));
            let mut ledger = crate::incident::Ledger::default();
            store.load_sequence(&mut ledger, 2026).unwrap();
            assert!(ledger.knows_year(2026));
            // New ones count themselves, so what was counted before must be right.
            assert_eq!(store.incidents(&filter(Status::Resolved), 10, 0).unwrap().total, 1);

            let page = store.deliveries(None, 10, 0).unwrap();
            let ids: Vec<i64> = page.deliveries.iter().map(|delivery| delivery.id.0).collect();
            assert_eq!(ids, if has_deliveries { vec![9, 6, 5] } else { Vec::new() });
            for delivery in page.deliveries {
                assert_eq!(store.payload(delivery.id).unwrap().unwrap(), payload(delivery.id.0));
                assert_eq!(delivery.refusal.is_some(), delivery.id.0 == 9);
            }
            assert_eq!(store.delivery(DeliveryId(7)).unwrap(), None);
        }
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

    #[test]
    fn a_newer_schema_a_foreign_database_and_garbage_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let newer = folder.path().join("newer.db");
        drop(Sqlite::open(&newer, RecordingBounds::default()).unwrap());
        Connection::open(&newer)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
        assert!(matches!(
            Sqlite::open(&newer, RecordingBounds::default()),
            Err(StoreError::NewerSchema { found: 99, .. })
        ));

        let foreign = folder.path().join("foreign.db");
        Connection::open(&foreign)
            .unwrap()
            .execute_batch("CREATE TABLE t (a)")
            .unwrap();
        assert!(matches!(
            Sqlite::open(&foreign, RecordingBounds::default()),
            Err(StoreError::Corrupt { .. })
        ));

        let garbage = folder.path().join("garbage.db");
        std::fs::write(&garbage, "x".repeat(8192)).unwrap();
        assert!(matches!(
            Sqlite::open(&garbage, RecordingBounds::default()),
            Err(StoreError::Corrupt { .. })
        ));
    }
}
