//! Source text and places in it.
//!
//! Central types: [`Span`] (a byte range), [`Spanned`] (a value that knows where it was written) and [`SourceFile`]
//! (a named text that turns offsets into lines and columns). Nothing here knows YAML, Alertmanager or a terminal.

pub mod expected;
pub mod json;
pub mod literal;
pub mod quote;
pub mod secret;
mod source;
mod span;
pub mod suggest;

/// A text without the byte order mark that editors put before it.
#[must_use]
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{FEFF}').unwrap_or(text)
}

pub use source::{Position, SourceFile};
pub use span::{Span, Spanned};
