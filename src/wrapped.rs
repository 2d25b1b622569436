//! Configurations inside other files: Kubernetes Secrets and ConfigMaps, `AlertmanagerConfig` resources, Helm values, and
//! what Mimir and Cortex wrap around one.
//!
//! [`unwrap`] recognises them by their shape, in any document of a stream, and hands out each configuration as a text of
//! its own ([`Part`]) that knows where every place of it stands in the file. Nothing is checked here.

mod block;
mod emit;
mod map;
mod resource;
mod shape;
mod sole;

pub use map::OffsetMap;
pub use sole::{NotOne, sole};

use crate::diagnostic::Diagnostic;
use crate::text::{Position, SourceFile};
use crate::version::Version;

/// A configuration found inside a file.
#[derive(Clone, Debug)]
pub struct Part {
    /// Where it stands, such as `stringData.alertmanager.yaml`.
    pub key: String,
    /// The configuration as Alertmanager gets it.
    pub text: String,
    /// How its places relate to those of the file.
    pub place: Place,
    /// Whether it is merged with others: its root route and one receiver are the merger's, not its own.
    pub is_fragment: bool,
}

/// How the places of a [`Part`] relate to those of the file.
#[derive(Clone, Debug)]
pub enum Place {
    /// Each stands somewhere in the file.
    Mapped(OffsetMap),
    /// The text is encoded in the file: only where that begins is known.
    Encoded(Position),
}

/// What a file is.
#[derive(Clone, Debug)]
pub enum Unwrapped {
    /// A configuration itself, as far as its shape tells.
    Plain,
    /// A file that holds configurations, in file order, and what is to be said of the wrapping itself.
    Parts(Vec<Part>, Vec<Diagnostic>),
    /// Kubernetes resources or Helm values, none of which holds a configuration: their kinds, each once, in file order.
    Nothing(Vec<String>),
}

/// Looks at the shape of a text.
///
/// A text that looks like a configuration is [`Unwrapped::Plain`] at the cost of one search, without being parsed.
#[must_use]
pub fn unwrap(source: &SourceFile) -> Unwrapped {
    unwrap_for(source, Version::default())
}

/// As [`unwrap`], merging resources as they are merged for a release of Alertmanager.
#[must_use]
pub fn unwrap_for(source: &SourceFile, version: Version) -> Unwrapped {
    if shape::may_be_wrapped(source.text()) {
        shape::unwrap(source, version)
    } else {
        Unwrapped::Plain
    }
}

/// Whether a text in a [`Part`] stands in for a secret that is not in the file: there is nothing to hide at its place.
#[must_use]
pub fn is_stand_in(text: &str) -> bool {
    resource::is_stand_in(text)
}

#[cfg(test)]
mod tests;
