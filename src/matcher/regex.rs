//! Go's dialect of regular expressions.
//!
//! A pattern is parsed by Go's rules ([`Regex::anchored`] gives Go's own words on failure) and turned into the
//! intermediate form of `regex-syntax`. It is matched step by step, and once that has cost more than building an automaton
//! would, by one of `regex-automata`. Matching takes time linear in the text, whatever the pattern.
//!
//! The dialects differ in many points: what `\d` or a nested bracket means, which escapes exist, how often something may
//! repeat, how `$` reads. Here Go's reading is the only one.

mod error;
mod machine;
mod parser;
mod shape;
mod syntax;
mod translate;
mod unicode;

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use regex_automata::meta;
use regex_syntax::hir::Hir;

pub use error::{RegexError, RegexErrorKind};

use crate::version::Version;
use machine::Machine;
use shape::Shape;
use syntax::Node;

/// A regular expression, checked when made and compiled on first use. Clones share the compiled form.
#[derive(Clone)]
pub struct Regex {
    inner: Arc<Inner>,
}

struct Inner {
    pattern: Box<str>,
    version: Version,
    compiled: OnceLock<Compiled>,
}

enum Compiled {
    Shape(Shape),
    Machine(Box<Warming>),
}

/// A machine, until an automaton is worth its price.
struct Warming {
    machine: Machine,
    steps_taken: AtomicUsize,
    automaton: OnceLock<Option<meta::Regex>>,
}

/// An automaton is built once as many steps have been taken, and [`STEPS_A_STATE`] more for each of its states.
const STEPS_AN_AUTOMATON: usize = 10_000;
const STEPS_A_STATE: usize = 100;

/// The most states that still make an automaton worth having; about 2 MB.
const MAX_STATES: usize = 10_000;

impl Warming {
    fn is_match(&self, text: &str, hir: impl FnOnce() -> Hir) -> bool {
        if let Some(Some(automaton)) = self.automaton.get() {
            return automaton.is_match(text);
        }
        let (is_match, steps) = self.machine.search(text);
        let before = self.steps_taken.fetch_add(steps, Ordering::Relaxed);
        let states = self.machine.state_count();
        if states <= MAX_STATES && before.saturating_add(steps) > STEPS_AN_AUTOMATON + STEPS_A_STATE * states {
            self.automaton.get_or_init(|| build(&hir()));
        }
        is_match
    }
}

fn build(hir: &Hir) -> Option<meta::Regex> {
    let config = meta::Config::new()
        .nfa_size_limit(None)
        .which_captures(regex_automata::nfa::thompson::WhichCaptures::None);
    meta::Builder::new().configure(config).build_from_hir(hir).ok()
}

impl Regex {
    /// The expression that matches what `value` matches as a whole: the text `^(?:value)$`, whatever comes of it. So
    /// `a)|(b` matches what starts with `a` or ends with `b`, as it does in Alertmanager.
    pub fn anchored(value: &str, version: Version) -> Result<Self, RegexError> {
        let pattern = format!("^(?:{value})$");
        if !is_plain(value) {
            parser::parse(&pattern, version)?;
        }
        Ok(Self {
            inner: Arc::new(Inner {
                pattern: pattern.into(),
                version,
                compiled: OnceLock::new(),
            }),
        })
    }

    /// The whole text that is compiled.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.inner.pattern
    }

    /// Whether it matches anywhere in `text`.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        match self.compiled() {
            Compiled::Shape(shape) => shape.is_match(text),
            Compiled::Machine(machine) => machine.is_match(text, || self.hir()),
        }
    }

    /// About how many states an automaton for it has, and so what it costs to build; 1 if it needs none.
    #[must_use]
    pub fn state_count(&self) -> usize {
        match self.compiled() {
            Compiled::Shape(_) => 1,
            Compiled::Machine(warming) => warming.machine.state_count(),
        }
    }

    /// About how many steps [`Self::is_match`] takes for each character of a text, at most.
    #[must_use]
    pub fn step_count(&self) -> usize {
        match self.compiled() {
            Compiled::Shape(_) => 1,
            Compiled::Machine(warming) => warming.machine.step_count(),
        }
    }

    /// The pattern in the form automata are built from. A search with it, anywhere in a text, gives the same answer as
    /// [`Self::is_match`].
    #[must_use]
    pub fn hir(&self) -> Hir {
        translate::translate(&self.node(), self.inner.version)
    }

    /// The texts it matches, if they are few and listed one by one, as in `a|b|c`: sorted, each once.
    #[must_use]
    pub fn literals(&self) -> Option<&[Box<str>]> {
        match self.compiled() {
            Compiled::Shape(shape) => shape.literals(),
            Compiled::Machine(_) => None,
        }
    }

    fn node(&self) -> Node {
        parser::parse(&self.inner.pattern, self.inner.version).expect("the pattern was checked when it was made")
    }

    fn compiled(&self) -> &Compiled {
        self.inner.compiled.get_or_init(|| {
            let node = self.node();
            Shape::of(&node).map_or_else(
                || {
                    Compiled::Machine(Box::new(Warming {
                        machine: Machine::new(&translate::translate(&node, self.inner.version)),
                        steps_taken: AtomicUsize::new(0),
                        automaton: OnceLock::new(),
                    }))
                },
                Compiled::Shape,
            )
        })
    }
}

/// Whether Go reads a text as a regular expression, found anywhere in another.
pub fn check(pattern: &str, version: Version) -> Result<(), RegexError> {
    parser::parse(pattern, version).map(drop)
}

impl fmt::Debug for Regex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Regex({:?})", self.pattern())
    }
}

/// Whether a value has no character that means something in a pattern: it is a valid expression as it stands.
fn is_plain(value: &str) -> bool {
    !value.bytes().any(|b| {
        matches!(
            b,
            b'\\' | b'.' | b'+' | b'*' | b'?' | b'(' | b')' | b'[' | b'{' | b'^' | b'$'
        )
    })
}

#[cfg(test)]
mod tests;
