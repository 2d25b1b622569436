//! How much work an answer may cost before it is given up.

use std::fmt;

/// Why there is no answer. Never a guess: what is not decided may be either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Undecided {
    /// There are too many combinations of matchers to look at.
    Combinations,
    /// A regular expression needs too large an automaton.
    Automaton,
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Combinations => "too many combinations of matchers",
            Self::Automaton => "a regular expression needs too large an automaton",
        })
    }
}

/// Work left, in steps: a look at a condition, a transition of an automaton.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    left: u64,
}

impl Budget {
    pub(super) fn new(steps: u64) -> Self {
        Self { left: steps }
    }

    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// Takes steps off; `false` once there are none left.
    pub(super) fn spend(&mut self, steps: u64) -> bool {
        self.left = self.left.saturating_sub(steps);
        self.left > 0
    }

    /// A part of at most `steps`, to be given back with [`Self::settle`].
    pub(super) fn part(&self, steps: u64) -> Self {
        Self {
            left: self.left.min(steps),
        }
    }

    /// Takes off what `part`, made of `steps`, has spent.
    pub(super) fn settle(&mut self, part: &Self, steps: u64) {
        let given = self.left.min(steps);
        self.left -= given - part.left.min(given);
    }
}
