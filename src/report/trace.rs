//! What becomes of alerts: one file a format, all of the same [`Traced`].

pub mod json;
pub mod text;

use jiff::Timestamp;

use crate::alert::LabelSet;
use crate::text::SourceFile;
use crate::trace::{Setup, Trace};

/// Alerts followed through one configuration.
#[derive(Debug)]
pub struct Traced<'a> {
    /// The configuration.
    pub source: &'a SourceFile,
    /// The same, ready to be asked.
    pub setup: &'a Setup,
    /// When the alerts are to be sent, if that was asked.
    pub at: Option<Timestamp>,
    /// Other alerts that fire at that time.
    pub firing: &'a [LabelSet],
    /// The alerts with what becomes of them.
    pub traces: Vec<Trace>,
    /// Whether every route that was asked is listed; otherwise long runs of those that missed are cut.
    pub is_verbose: bool,
}
