//! YAML as Alertmanager reads it: Go's yaml v2 2.4.0, a 1.1 dialect, with a span on every node.
//!
//! [`parse`] never fails: it returns the tree it could build and every syntax error it met, the first of which is the
//! one the real reader stops at, in its words. The tree ([`Document`]) is borrowed from the text wherever a scalar needs
//! no unfolding. Knows nothing of Alertmanager's settings; what a scalar means to a field is decided by [`mod@resolve`] and
//! `config`.
//!
//! The reader is our own, by libyaml's algorithm (text → tokens → nodes: simple keys, indents, flow levels) rather than a
//! YAML 1.2 library: a verdict must be the one Alertmanager gives, and 1.2 readers differ in many corners - `?` and `:`
//! in flow context, tabs, line breaks, document marks, what follows the first document, and every error text.

mod builder;
mod cursor;
mod error;
mod halves;
mod input;
mod nodes;
mod parser;
pub mod resolve;
mod scanner;
mod token;
mod tree;
mod wording;

pub use error::SyntaxError;
pub use input::{EncodingError, control_character, decode_input};
pub use resolve::{Resolved, resolve};
pub use tree::{Alias, Document, Kind, Node, NodeId, Pairs, ScalarStyle};

use input::Survey;
use parser::{Outcome, Parser};

use crate::runner::Runner;

/// The longest text that is read.
const MAX_BYTES: usize = 1 << 31;

/// One document, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Parsed<'s> {
    /// The tree; of a text with errors, what could be read of it.
    pub document: Document<'s>,
    /// Empty if the text is YAML. The first is what the real reader stops at; further ones are ours.
    pub errors: Vec<SyntaxError>,
}

/// Reads the first document of a text as Alertmanager reads it; what follows is ignored, even if it is broken.
#[must_use]
pub fn parse(text: &str) -> Parsed<'_> {
    parse_by(text, Runner::default())
}

/// As [`parse`], with halves of the text read by `runner`. It comes to the same.
#[must_use]
pub fn parse_by(text: &str, runner: Runner) -> Parsed<'_> {
    if text.len() > MAX_BYTES {
        return too_long();
    }
    let survey = Survey::of(text);
    if let Some(document) = halves::parse(text, &survey, runner) {
        let errors = Vec::new();
        return Parsed { document, errors };
    }
    let mut parser = Parser::new(text, &survey);
    parser.read();
    parser.take_document()
}

/// Reads every document of a text, with spans in the whole of it. Empty documents between marks are left out; a text
/// with no document at all has none. Control characters are let pass.
#[must_use]
pub fn parse_stream(text: &str) -> Vec<Parsed<'_>> {
    if text.len() > MAX_BYTES {
        return vec![too_long()];
    }
    let mut parser = Parser::new(text, &Survey::default());
    let mut documents = Vec::new();
    loop {
        let outcome = parser.read();
        let parsed = parser.take_document();
        if parsed.document.root().is_some() || !parsed.errors.is_empty() {
            documents.push(parsed);
        }
        if outcome == Outcome::StreamEnd {
            return documents;
        }
    }
}

fn too_long<'s>() -> Parsed<'s> {
    Parsed {
        errors: vec![SyntaxError::too_long()],
        ..Parsed::default()
    }
}

#[cfg(test)]
mod tests;
