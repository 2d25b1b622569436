//! Go's dialect of regular expressions.
//!
//! A pattern is parsed by Go's rules ([`Regex::anchored`] gives Go's own words on failure) and turned into the
//! intermediate form of `regex-syntax`, from which `regex-automata` builds a matcher on first use. Matching takes time
//! linear in the text, whatever the pattern.
//!
//! The dialects differ in many points: what `\d` or a nested bracket means, which escapes exist, how often something may
//! repeat, how `$` reads. Here Go's reading is the only one.

mod error;
mod parser;
mod shape;
mod syntax;
mod translate;
mod unicode;

use std::fmt;
use std::sync::{Arc, OnceLock};

use regex_automata::meta;
use regex_syntax::hir::Hir;

pub use error::{RegexError, RegexErrorKind};

use crate::version::Version;
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
    literals: OnceLock<Option<Box<[Box<str>]>>>,
}

enum Compiled {
    Shape(Shape),
    Automaton(Box<meta::Regex>),
    /// Too large for an automaton: never matches.
    Impossible,
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
                literals: OnceLock::new(),
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
        match self.inner.compiled.get_or_init(|| self.compile()) {
            Compiled::Shape(shape) => shape.is_match(text),
            Compiled::Automaton(automaton) => automaton.is_match(text),
            Compiled::Impossible => false,
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
        let literals = self
            .inner
            .literals
            .get_or_init(|| Shape::of(&self.node())?.into_literals());
        literals.as_deref()
    }

    fn node(&self) -> Node {
        parser::parse(&self.inner.pattern, self.inner.version).expect("the pattern was checked when it was made")
    }

    fn compile(&self) -> Compiled {
        let node = self.node();
        if let Some(shape) = Shape::of(&node) {
            return Compiled::Shape(shape);
        }
        let hir = translate::translate(&node, self.inner.version);
        let config = meta::Config::new()
            .nfa_size_limit(None)
            .which_captures(regex_automata::nfa::thompson::WhichCaptures::None);
        match meta::Builder::new().configure(config).build_from_hir(&hir) {
            Ok(automaton) => Compiled::Automaton(Box::new(automaton)),
            Err(_) => Compiled::Impossible,
        }
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
