//! The routing keys of one moment, none of them in clear: what must not stay in a payload.

use std::sync::Arc;

use memchr::memmem::Finder;

use super::{Directory, KeyTrace};
#[cfg(test)]
use crate::incident::Severity;

/// How many keys are looked for by their last characters, each for itself.
const SOUGHT_MAX: usize = 8;

/// Every routing key that is valid, or will be at the next start.
#[derive(Clone, Debug)]
pub struct KnownKeys {
    pub(super) directory: Arc<Directory>,
    pub(super) named: Arc<[KeyTrace]>,
    pub(super) given: Arc<[KeyTrace]>,
}

impl KnownKeys {
    /// Whether a text, that stands anywhere, is one of them.
    pub(super) fn has(&self, text: &str) -> bool {
        self.directory.is_routing_key(text) || self.others().any(|key| key.is_of(text))
    }

    /// What finds their last characters; `None` if they are so many that looking at every word costs less.
    pub(super) fn tails(&self) -> Option<Vec<&Finder<'static>>> {
        let stored = self.directory.keys();
        (stored.len() + self.named.len() + self.given.len() <= SOUGHT_MAX)
            .then(|| stored.iter().chain(self.others()).map(KeyTrace::tail).collect())
    }

    /// Those of nobody.
    #[cfg(test)]
    pub(super) fn none() -> Self {
        let directory = Directory::new(Vec::new(), Vec::new(), Vec::new(), Severity::ORGANISATION_DEFAULT);
        Self {
            directory: Arc::new(directory),
            named: Arc::default(),
            given: Arc::default(),
        }
    }

    fn others(&self) -> impl Iterator<Item = &KeyTrace> {
        self.named.iter().chain(&*self.given)
    }
}
