//! Puts what deliveries did in its place on a thread of its own, so that others are committed meanwhile.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::JoinHandle;

use super::database::{Database, PAGE_BYTES};
use super::journal::{Batch, Settled};
use crate::store::StoreError;

/// A thread with a connection of its own. It has one batch at a time.
pub(super) struct Settler {
    /// `None` at the end.
    batches: Option<Sender<Batch>>,
    results: Receiver<(Result<Settled, StoreError>, Batch)>,
    is_busy: bool,
    /// The last batch that came back, for its memory.
    spare: Batch,
    thread: Option<JoinHandle<()>>,
}

impl Settler {
    /// Starts it over a file that has been brought up to the schema.
    pub(super) fn start(path: &Path) -> Result<Self, StoreError> {
        let database = Database::open(path)?;
        database.prepare(PAGE_BYTES)?;
        let (batches, waiting) = channel::<Batch>();
        let (sender, results) = channel();
        let thread = std::thread::Builder::new()
            .name("store-settler".to_owned())
            .spawn(move || {
                while let Ok(batch) = waiting.recv() {
                    let result = batch.settle(&database);
                    if sender.send((result, batch)).is_err() {
                        break;
                    }
                }
            })
            .map_err(|error| StoreError::Database(format!("cannot start a thread: {error}")))?;
        Ok(Self {
            batches: Some(batches),
            results,
            is_busy: false,
            spare: Batch::default(),
            thread: Some(thread),
        })
    }

    /// Whether it has a batch whose fate nobody has asked for.
    pub(super) fn is_busy(&self) -> bool {
        self.is_busy
    }

    /// Gives it a batch, and takes an empty one for what comes next. It must not have one.
    pub(super) fn exchange(&mut self, batch: Batch) -> Batch {
        self.is_busy = true;
        if let Some(batches) = &self.batches {
            // If the thread is gone, that is its result.
            let _ = batches.send(batch);
        }
        std::mem::take(&mut self.spare)
    }

    /// Up to which row everything is in its place, once the batch it has is; waits for that if told to.
    pub(super) fn result(&mut self, is_patient: bool) -> Option<Result<Settled, StoreError>> {
        if !self.is_busy {
            return None;
        }
        let result = if is_patient {
            self.results.recv().map_err(|_| TryRecvError::Disconnected)
        } else {
            self.results.try_recv()
        };
        let result = match result {
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => {
                self.batches = None;
                Err(StoreError::Database("a thread has ended".to_owned()))
            }
            Ok((result, batch)) => {
                self.spare = batch.emptied();
                result
            }
        };
        self.is_busy = false;
        Some(result)
    }

    /// Whether it has come to an unforeseen end.
    pub(super) fn is_gone(&self) -> bool {
        self.batches.is_none()
    }
}

impl Drop for Settler {
    fn drop(&mut self) {
        self.batches = None;
        if let Some(thread) = self.thread.take() {
            // A panic of it has been printed; there is nothing to add.
            let _ = thread.join();
        }
    }
}
