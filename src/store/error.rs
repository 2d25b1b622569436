//! What can go wrong with a store.

use std::path::PathBuf;

/// The store cannot be opened or used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be made or written to.
    #[error("cannot use the data folder `{}`", folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Another process has it open.
    #[error("the store in `{}` is in use by another process", folder.display())]
    InUse {
        /// Where it is.
        folder: PathBuf,
    },
    /// The file is no store, or damaged.
    #[error("the store `{}` is damaged: {what}", path.display())]
    Corrupt {
        /// Which.
        path: PathBuf,
        /// What SQLite says.
        what: String,
    },
    /// A store's journal is not the one it goes on from.
    #[error("the journal `{}` does not fit the store beside it: {what}", path.display())]
    Misfit {
        /// The journal.
        path: PathBuf,
        /// Why not.
        what: String,
    },
    /// A journal is there without the store it goes on from.
    #[error("the store `{}` is missing or empty, and the journal beside it is not", path.display())]
    Missing {
        /// The store.
        path: PathBuf,
    },
    /// A newer release wrote it.
    #[error("the store `{}` has schema {found}, this release knows up to {known}", path.display())]
    NewerSchema {
        /// Which.
        path: PathBuf,
        /// The schema it has.
        found: u32,
        /// The newest one known here.
        known: u32,
    },
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// Anything else the database says.
    #[error("the store failed: {0}")]
    Database(String),
    /// The writer is gone: the process is shutting down.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// The same for one of many that waited for one transaction.
    pub(super) fn for_each(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            Self::Closed => Self::Closed,
            other => Self::Database(other.to_string()),
        }
    }
}

/// Setting up services and integrations failed.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The name is empty, too long or not printable.
    #[error("{0}")]
    Invalid(String),
    /// There is none by that name.
    #[error("there is no {what} `{name}`")]
    NotFound {
        /// `service` or `integration`.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// Those that exist.
        known: Vec<String>,
    },
    /// There is one already.
    #[error("there is already {what} `{name}`")]
    Exists {
        /// `a service` or `an integration`.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
