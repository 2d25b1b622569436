//! Being told about commits.

use std::time::Duration;

use crate::incident::{Changes, Ledger};

/// Told about every commit that changed incidents, after it: what it is told is on disk. It must be quick, the writer
/// waits for it.
pub trait Watcher: Send + Sync {
    /// Something was committed.
    fn committed(&self, commit: &Commit<'_>);
}

/// What was committed.
pub struct Commit<'a> {
    /// How many deliveries; 0 for what a person did.
    pub deliveries: usize,
    /// How long it took from the beginning of the transaction until it was on disk.
    pub took: Duration,
    /// What changed.
    pub changes: &'a Changes,
    /// Where the incidents of `changes` are.
    pub ledger: &'a Ledger,
}
