//! Which alert keys may have a row in their table, so that nothing is looked up for an alert that was never seen.
//!
//! Fingerprints are hashes, so each look-up would read another page. A store that is opened has its keys read on a thread of its
//! own; until then, and in a store of very many, everything is looked up.

use std::hash::BuildHasher;
use std::path::Path;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread::JoinHandle;

use foldhash::HashSet;
use foldhash::fast::FixedState;
use rusqlite::InterruptHandle;

use super::database::Database;
use crate::incident::{AlertKey, IntegrationId};
use crate::store::StoreError;

/// Keys that are known at most: some 64 megabytes. Tests know few, so that they come to what is not known.
const KNOWN_MAX: usize = if cfg!(test) { 1000 } else { 4_000_000 };

/// The keys that may be stored, by their hashes. Two that share one cost a look-up.
#[derive(Default)]
pub(super) struct StoredKeys {
    hashes: HashSet<u64>,
    source: Source,
}

/// Where keys are known from that were stored before.
#[derive(Default)]
enum Source {
    /// They are not known, and will not be.
    #[default]
    Unknown,
    Reading(Reader),
    /// There were none, or all of them have been read.
    Complete,
}

/// A thread that reads them.
struct Reader {
    read: Receiver<HashSet<u64>>,
    interrupt: InterruptHandle,
    thread: Option<JoinHandle<()>>,
}

impl StoredKeys {
    /// Those of a store that has none yet.
    pub(super) fn none() -> Self {
        Self {
            hashes: HashSet::default(),
            source: Source::Complete,
        }
    }

    /// Begins to read those of a file that has been brought up to the schema.
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        let database = Database::open_to_read(path)?;
        // Each page is read once.
        database.run("PRAGMA cache_size = -256")?;
        let interrupt = database.connection.get_interrupt_handle();
        let (sender, read) = channel();
        let thread = std::thread::Builder::new()
            .name("store-keys".to_owned())
            .spawn(move || {
                if let Ok(hashes) = read_hashes(&database) {
                    // Nobody may want them any more.
                    let _ = sender.send(hashes);
                }
            })
            .map_err(|error| StoreError::Database(format!("cannot start a thread: {error}")))?;
        Ok(Self {
            hashes: HashSet::default(),
            source: Source::Reading(Reader {
                read,
                interrupt,
                thread: Some(thread),
            }),
        })
    }

    /// Whether there may be a row of a key.
    pub(super) fn may_hold(&mut self, key: &AlertKey) -> bool {
        if let Source::Reading(reader) = &self.source {
            match reader.read.try_recv() {
                Ok(hashes) => {
                    let added = std::mem::replace(&mut self.hashes, hashes);
                    self.hashes.extend(added);
                    self.source = Source::Complete;
                }
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => self.source = Source::Unknown,
            }
        }
        match self.source {
            Source::Complete => self.hashes.contains(&hash(key)),
            Source::Reading(_) | Source::Unknown => true,
        }
    }

    /// Notes that a key gets a row.
    pub(super) fn add(&mut self, key: &AlertKey) {
        if matches!(self.source, Source::Unknown) {
            return;
        }
        self.hashes.insert(hash(key));
        if self.hashes.len() > KNOWN_MAX {
            (self.hashes, self.source) = (HashSet::default(), Source::Unknown);
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.interrupt.interrupt();
        if let Some(thread) = self.thread.take() {
            // A panic of it has been printed; there is nothing to add.
            let _ = thread.join();
        }
    }
}

/// The hashes of all keys; an error also if there are too many.
fn read_hashes(database: &Database) -> rusqlite::Result<HashSet<u64>> {
    let mut hashes = HashSet::default();
    let mut statement = database.statement("SELECT integration, identity FROM alert_key")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        hashes.insert(hash_of(IntegrationId(row.get(0)?), row.get_ref(1)?.as_str()?));
        if hashes.len() > KNOWN_MAX {
            return Err(rusqlite::Error::InvalidQuery);
        }
    }
    Ok(hashes)
}

fn hash(key: &AlertKey) -> u64 {
    hash_of(key.integration, &key.identity)
}

fn hash_of(integration: IntegrationId, identity: &str) -> u64 {
    FixedState::default().hash_one((integration, identity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RecordingBounds;
    use crate::store::sqlite::Sqlite;
    use std::time::{Duration, Instant};

    fn key(identity: &str) -> AlertKey {
        AlertKey {
            integration: IntegrationId(1),
            identity: identity.into(),
        }
    }

    #[test]
    fn keys_that_were_stored_before_are_known_as_soon_as_they_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let store = Sqlite::open(&path, RecordingBounds::default()).unwrap();
        store
            .main
            .run("INSERT INTO alert_key (integration, identity) VALUES (1, 'a'), (2, 'b')")
            .unwrap();
        let mut keys = StoredKeys::of(&path).unwrap();
        keys.add(&key("c"));
        let began = Instant::now();
        while keys.may_hold(&key("b")) {
            assert!(began.elapsed() < Duration::from_secs(20), "they are never read");
            std::thread::yield_now();
        }
        assert!(keys.may_hold(&key("a")), "it was there");
        assert!(keys.may_hold(&key("c")), "it was added meanwhile");
    }

    #[test]
    fn of_too_many_keys_none_is_known() {
        let mut keys = StoredKeys::none();
        for name in 0..KNOWN_MAX {
            keys.add(&key(&name.to_string()));
        }
        assert!(keys.may_hold(&key("7")) && !keys.may_hold(&key("a")));
        keys.add(&key("a"));
        assert!(keys.may_hold(&key("7")) && keys.may_hold(&key("b")));
        assert!(keys.hashes.is_empty(), "they are given back");
    }

    #[test]
    fn where_nothing_is_known_everything_may_be_stored() {
        let mut keys = StoredKeys::default();
        keys.add(&key("a"));
        assert!(keys.may_hold(&key("a")) && keys.may_hold(&key("b")));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        rusqlite::Connection::open(&path).unwrap();
        // It has no such table.
        let mut keys = StoredKeys::of(&path).unwrap();
        let began = Instant::now();
        while !matches!(keys.source, Source::Unknown) {
            assert!(keys.may_hold(&key("a")));
            assert!(began.elapsed() < Duration::from_secs(20), "it never gives up");
            std::thread::yield_now();
        }
    }
}
