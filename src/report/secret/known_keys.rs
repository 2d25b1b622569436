//! What is known of keys that were met, so that each is looked up once.

use foldhash::HashMap;

use super::LONGEST_KEY;
use super::keys::{Class, listed, meant, told};

/// So many unlisted keys are compared with all listed ones.
const MOST_GUESSES: usize = 200;

/// So many keys are remembered.
const MOST_KEPT: usize = 4096;

/// Keys that were met.
#[derive(Default)]
pub(super) struct KnownKeys<'t> {
    met: HashMap<&'t str, Verdict>,
    guesses: usize,
}

/// What is known of a key.
#[derive(Clone, Copy)]
struct Verdict {
    listed: Option<Class>,
    told: Option<Class>,
    /// Of the listed key that it is much like, if that `is_guessed`.
    meant: Option<Class>,
    is_guessed: bool,
}

impl<'t> KnownKeys<'t> {
    fn verdict(&mut self, name: &'t str) -> Verdict {
        if let Some(&verdict) = self.met.get(name) {
            return verdict;
        }
        let verdict = Verdict {
            listed: listed(name),
            told: told(name),
            meant: None,
            is_guessed: false,
        };
        if self.met.len() < MOST_KEPT && name.len() <= LONGEST_KEY {
            self.met.insert(name, verdict);
        }
        verdict
    }

    pub(super) fn listed(&mut self, name: &'t str) -> Option<Class> {
        self.verdict(name).listed
    }

    pub(super) fn told(&mut self, name: &'t str) -> Option<Class> {
        self.verdict(name).told
    }

    /// The class of a key that one that is not listed is much like.
    pub(super) fn meant(&mut self, name: &'t str) -> Option<Class> {
        let verdict = self.verdict(name);
        if verdict.is_guessed || self.guesses >= MOST_GUESSES {
            return verdict.meant;
        }
        self.guesses += 1;
        let guess = meant(name);
        if let Some(verdict) = self.met.get_mut(name) {
            verdict.meant = guess;
            verdict.is_guessed = true;
        }
        guess
    }
}
