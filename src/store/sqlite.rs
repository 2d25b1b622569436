//! The store in SQLite.
//!
//! WAL with `synchronous=FULL`: a commit is on disk when it returns, and readers never wait for the writer.

mod deliveries;
mod directory;
mod expiry;
mod incidents;
mod journal;
mod ledger;
mod people;
mod schema;
mod values;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{RecordingBounds, StoreError};

/// Statements kept prepared: more than there are in these files.
const STATEMENTS_KEPT: usize = 64;

/// One connection.
pub(super) struct Sqlite {
    connection: Connection,
    path: PathBuf,
    is_reader: bool,
    bounds: RecordingBounds,
    /// What is recorded; `None` until it is needed.
    recorded: Option<deliveries::Recorded>,
    /// Deliveries that are to be recorded with the next row of the journal.
    recordings: Vec<deliveries::Recording>,
    /// Where rows of the journal are put together.
    written: journal::Written,
    /// What is in the journal and not in its place.
    waiting: journal::Waiting,
    /// Whether the journal may hold what `waiting` lacks.
    needs_replay: bool,
}

impl Sqlite {
    /// Opens the file for writing, and brings it up to the schema of this release.
    pub(super) fn open(path: &Path, bounds: RecordingBounds) -> Result<Self, StoreError> {
        let mut store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        store.bounds = bounds;
        store.prepare_file()?;
        schema::migrate(&mut store)?;
        store.needs_replay = true;
        store.replay_if_needed()?;
        Ok(store)
    }

    /// Opens a file that [`Sqlite::open`] has prepared, for reading.
    pub(super) fn open_reader(path: &Path) -> Result<Self, StoreError> {
        let mut store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        store.is_reader = true;
        store.run("PRAGMA query_only = ON; PRAGMA cache_size = -16384;")?;
        Ok(store)
    }

    /// A store that ends with the process.
    pub(super) fn in_memory(bounds: RecordingBounds) -> Result<Self, StoreError> {
        let path = PathBuf::from(":memory:");
        let connection = Connection::open_in_memory().map_err(|error| translate(&path, &error))?;
        let mut store = Self {
            connection,
            path,
            is_reader: false,
            bounds,
            recorded: None,
            recordings: Vec::new(),
            written: journal::Written::default(),
            waiting: journal::Waiting::default(),
            needs_replay: false,
        };
        store.settle()?;
        schema::migrate(&mut store)?;
        Ok(store)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|e| translate(path, &e))?;
        let store = Self {
            connection,
            path: path.to_owned(),
            is_reader: false,
            bounds: RecordingBounds::default(),
            recorded: None,
            recordings: Vec::new(),
            written: journal::Written::default(),
            waiting: journal::Waiting::default(),
            needs_replay: false,
        };
        store.settle()?;
        Ok(store)
    }

    fn settle(&self) -> Result<(), StoreError> {
        self.connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        self.connection
            .busy_timeout(Duration::from_secs(5))
            .map_err(|error| self.failed(&error))
    }

    fn prepare_file(&self) -> Result<(), StoreError> {
        self.run(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA wal_autocheckpoint = 2000; PRAGMA cache_size = -16384;",
        )
    }

    /// Runs a statement that is needed again and again.
    fn step(&self, sql: &str) -> Result<(), StoreError> {
        self.change(sql, [])
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|error| self.failed(&error))
    }

    /// What an error of the database means.
    fn failed(&self, error: &rusqlite::Error) -> StoreError {
        translate(&self.path, error)
    }

    /// A value that this program would never have written.
    fn corrupt(&self, what: impl Into<String>) -> StoreError {
        StoreError::Corrupt {
            path: self.path.clone(),
            what: what.into(),
        }
    }
}

fn translate(path: &Path, error: &rusqlite::Error) -> StoreError {
    let corrupt = |what: String| StoreError::Corrupt {
        path: path.to_owned(),
        what,
    };
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => corrupt("it is no SQLite database".to_owned()),
        Some(ErrorCode::DatabaseCorrupt) => corrupt(error.to_string()),
        Some(ErrorCode::DiskFull) => StoreError::DiskFull,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::InUse {
            folder: path.parent().unwrap_or(path).to_owned(),
        },
        _ => match error {
            rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..) => {
                corrupt(error.to_string())
            }
            _ => StoreError::Database(error.to_string()),
        },
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
            .connection
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        store.run(&format!("PRAGMA max_page_count = {}", pages + 10)).unwrap();
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
        store.run("PRAGMA max_page_count = 100000").unwrap();
        store.begin().unwrap();
        store
            .insert_service(&service(kept), jiff::Timestamp::UNIX_EPOCH)
            .unwrap();
        store.commit().unwrap();
        assert_eq!(store.directory().unwrap().services().len(), kept + 1);
    }
}
