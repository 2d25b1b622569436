//! `time_intervals` and `mute_time_intervals`.

use crate::text::{Span, Spanned};

/// A named time interval.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedInterval {
    /// The whole entry.
    pub span: Span,
    /// The name routes refer to.
    pub name: Spanned<String>,
}
