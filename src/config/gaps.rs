//! What reading left open, for the checks of the whole.

use super::IntegrationKind;
use crate::few::Few;
use crate::text::Span;

/// What could not be read of a route, a receiver or a time interval. Nothing is missing by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gaps {
    /// Whether its name, or of a route that of its receiver, is not known: refused, or behind a placeholder.
    pub(super) is_name_unknown: bool,
    /// Null entries of its list of routes or lists of integrations.
    pub(super) nil_entries: Few<NilEntry>,
    /// The first key: the smallest place that stands for it.
    pub(super) head: Span,
}

/// A null entry of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct NilEntry {
    /// Of which list of integrations; `None` for routes.
    pub(super) kind: Option<IntegrationKind>,
    /// Of integrations the place in the list; of routes before which other route it stands.
    pub(super) index: usize,
    /// Where it stands.
    pub(super) span: Span,
}
