//! The store in SQLite.
//!
//! WAL with `synchronous=FULL`: a commit is on disk when it returns, and readers never wait for the writer.

mod database;
mod deliveries;
mod directory;
mod expiry;
mod in_place;
mod incidents;
mod journal;
mod late_keys;
mod ledger;
mod moves;
mod people;
mod rows;
mod schema;
mod settler;
mod stored_keys;
mod values;

use std::path::Path;

use rusqlite::CachedStatement;

use super::{RecordingBounds, StoreError};
use database::Database;
use settler::Settler;
use stored_keys::StoredKeys;

/// The connections of one thread.
pub(super) struct Sqlite {
    /// Incidents and everything about them.
    main: Database,
    journal: Database,
    is_reader: bool,
    bounds: RecordingBounds,
    /// What is recorded; `None` until it is needed.
    recorded: Option<deliveries::Recorded>,
    /// Deliveries that are to be recorded with the next row of the journal.
    recordings: deliveries::Recordings,
    /// What is in the journal and neither in its place nor with the settler.
    waiting: journal::Batch,
    /// Keys that are in the journal and not in their place.
    late_keys: late_keys::LateKeys,
    /// Keys that may be in their table.
    stored_keys: StoredKeys,
    /// Puts things in their place meanwhile; without one everybody waits for that.
    settler: Option<Settler>,
    /// The last row that was noted. Rows of the journal are the ledger's turns.
    noted: i64,
    /// The last row of the journal known to be in its place, but for keys.
    settled: i64,
    /// Whether that has changed since the journal was pruned.
    is_prunable: bool,
    /// The key that was looked at last, of those that need not be remembered; `None` before the first.
    keys_looked_at: Option<(i64, String)>,
    /// Whether the journal may hold what neither is in its place nor waits.
    needs_replay: bool,
}

impl Sqlite {
    /// Opens the files for writing, and brings them up to the schema of this release.
    pub(super) fn open(path: &Path, bounds: RecordingBounds) -> Result<Self, StoreError> {
        let beside = journal::path_beside(path);
        schema::check_both(path, &beside)?;
        let main = Database::open(path)?;
        // What is no store must not get a journal.
        schema::check(&main)?;
        let journal = Database::open(&beside)?;
        schema::check_journal(&journal)?;
        main.prepare(database::PAGE_BYTES)?;
        journal.prepare(journal::PAGE_BYTES)?;
        let mut store = Self::over(main, journal, bounds);
        schema::migrate(&mut store)?;
        store.needs_replay = true;
        store.replay_if_needed()?;
        store.stored_keys = StoredKeys::of(path)?;
        store.late_keys.keys().for_each(|key| store.stored_keys.add(key));
        store.settler = Some(Settler::start(path)?);
        Ok(store)
    }

    /// Opens files that [`Sqlite::open`] has prepared, for reading.
    pub(super) fn open_reader(path: &Path) -> Result<Self, StoreError> {
        let (main, journal) = (
            Database::open_to_read(path)?,
            Database::open_to_read(&journal::path_beside(path))?,
        );
        let mut store = Self::over(main, journal, RecordingBounds::default());
        store.is_reader = true;
        Ok(store)
    }

    /// A store that ends with the process.
    pub(super) fn in_memory(bounds: RecordingBounds) -> Result<Self, StoreError> {
        let mut store = Self::over(Database::in_memory()?, Database::in_memory()?, bounds);
        schema::migrate(&mut store)?;
        store.stored_keys = StoredKeys::none();
        Ok(store)
    }

    fn over(main: Database, journal: Database, bounds: RecordingBounds) -> Self {
        Self {
            main,
            journal,
            is_reader: false,
            bounds,
            recorded: None,
            recordings: deliveries::Recordings::default(),
            waiting: journal::Batch::default(),
            late_keys: late_keys::LateKeys::default(),
            stored_keys: StoredKeys::default(),
            settler: None,
            noted: 0,
            settled: 0,
            is_prunable: false,
            keys_looked_at: None,
            needs_replay: false,
        }
    }

    /// A statement on the store's own database.
    fn statement(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.main.statement(sql)
    }

    /// Runs a statement on the store's own database.
    fn change(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), StoreError> {
        self.main.change(sql, values)
    }

    /// What an error of the store's own database means.
    fn failed(&self, error: &rusqlite::Error) -> StoreError {
        self.main.failed(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::Service;
    use crate::store::{Backend, random};

    fn service(number: usize) -> Service {
        Service {
            key: random::service_key(),
            name: format!("Service {number}"),
            description: "x".repeat(1000),
            is_active: true,
            default_severity: None,
            alias: None,
            team: None,
        }
    }

    #[test]
    fn a_full_disk_is_told_and_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Sqlite::open(&folder.path().join("store.db"), RecordingBounds::default()).unwrap();
        let pages: u32 = store
            .main
            .connection
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        store.main.limit_pages(pages + 10);
        let mut kept = 0;
        let error = loop {
            store.begin().unwrap();
            let result = store
                .insert_service(&service(kept), jiff::Timestamp::UNIX_EPOCH)
                .and_then(|()| store.commit());
            match result {
                Ok(()) => kept += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, StoreError::DiskFull), "{error:?}");
        store.roll_back();
        assert_eq!(store.directory().unwrap().services().len(), kept);
        store.main.limit_pages(100_000);
        store.begin().unwrap();
        store
            .insert_service(&service(kept), jiff::Timestamp::UNIX_EPOCH)
            .unwrap();
        store.commit().unwrap();
        assert_eq!(store.directory().unwrap().services().len(), kept + 1);
    }
}
