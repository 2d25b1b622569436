//! One connection to one database.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, Transaction};

use crate::store::StoreError;

/// Statements kept prepared: more than there are in these files.
const STATEMENTS_KEPT: usize = 64;

/// Bytes of a page as a rule. What is put in its place at once is mostly side by side, and takes a quarter of the calls to write
/// that pages of 4096 take.
pub(super) const PAGE_BYTES: u32 = 16 << 10;

/// Bytes of a write-ahead log that are written before they are carried over.
const LOGGED_BYTES: u32 = 8 << 20;

/// A connection that knows its file, to name it where something is wrong.
pub(super) struct Database {
    pub connection: Connection,
    pub path: PathBuf,
}

impl Database {
    /// Opens a file to write to, or makes it. Nothing of it is changed before [`Database::prepare`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Has it keep a write-ahead log, and be on disk when a commit returns. A new one gets pages of so many bytes.
    pub fn prepare(&self, page_bytes: u32) -> Result<(), StoreError> {
        let pages_logged = LOGGED_BYTES / page_bytes;
        self.run(&format!(
            "PRAGMA page_size = {page_bytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = {pages_logged}; PRAGMA cache_size = -16384;",
        ))
    }

    /// Opens a file that is there, to read from it.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let database = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        database.run("PRAGMA query_only = ON; PRAGMA cache_size = -16384;")?;
        Ok(database)
    }

    /// One that ends with the process.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from(":memory:");
        let connection = Connection::open_in_memory().map_err(|error| translate(&path, &error))?;
        Self { connection, path }.configured()
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| translate(path, &error))?;
        let path = path.to_owned();
        Self { connection, path }.configured()
    }

    fn configured(self) -> Result<Self, StoreError> {
        self.connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        self.connection
            .busy_timeout(Duration::from_secs(5))
            .map_err(|error| self.failed(&error))?;
        Ok(self)
    }

    /// A statement that is needed again and again.
    pub fn statement(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.connection.prepare_cached(sql)
    }

    /// Runs a statement that is needed again and again.
    pub fn step(&self, sql: &str) -> Result<(), StoreError> {
        self.change(sql, [])
    }

    /// Runs a statement with values.
    pub fn change(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), StoreError> {
        self.statement(sql)
            .and_then(|mut statement| statement.execute(values))
            .map(|_| ())
            .map_err(|error| self.failed(&error))
    }

    /// Runs statements that are needed once.
    pub fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|error| self.failed(&error))
    }

    /// Does something in one transaction; if it fails nothing of it is left.
    pub fn transaction(&self, work: impl FnOnce() -> Result<(), StoreError>) -> Result<(), StoreError> {
        let done = self
            .step("BEGIN IMMEDIATE")
            .and_then(|()| work())
            .and_then(|()| self.step("COMMIT"));
        if done.is_err() {
            self.roll_back();
        }
        done
    }

    /// Has everything that is read until it is dropped be of one moment, unless a transaction sees to that already.
    pub fn snapshot(&self) -> Result<Option<Transaction<'_>>, StoreError> {
        let connection = &self.connection;
        connection
            .is_autocommit()
            .then(|| connection.unchecked_transaction())
            .transpose()
            .map_err(|error| self.failed(&error))
    }

    /// Undoes what the open transaction did, if there is one: SQLite may have rolled back by itself.
    pub fn roll_back(&self) {
        if !self.connection.is_autocommit() {
            let _ = self.run("ROLLBACK");
        }
    }

    /// Lets the file grow to so many pages only, as on a full disk.
    #[cfg(test)]
    pub fn limit_pages(&self, pages: u32) {
        self.run(&format!("PRAGMA max_page_count = {pages}")).unwrap();
    }

    /// What an error of the database means.
    pub fn failed(&self, error: &rusqlite::Error) -> StoreError {
        translate(&self.path, error)
    }

    /// A value that this program would never have written.
    pub fn corrupt(&self, what: impl Into<String>) -> StoreError {
        StoreError::Corrupt {
            path: self.path.clone(),
            what: what.into(),
        }
    }

    /// A journal that is not the one its store goes on from.
    pub fn misfit(&self, what: impl Into<String>) -> StoreError {
        StoreError::Misfit {
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
