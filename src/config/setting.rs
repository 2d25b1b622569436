//! What a setting comes to, and where that comes from.

use crate::text::Span;

/// Where the value of a setting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// It is written at the object it applies to.
    Own(Span),
    /// It is written in the `global` section.
    Global(Span),
    /// Nobody wrote it.
    Default,
}

impl Origin {
    /// Where it is written; `None` for a default.
    #[must_use]
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Own(span) | Self::Global(span) => Some(span),
            Self::Default => None,
        }
    }
}

/// A value in force, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}
