//! alertmanager.yml as typed values, and everything Alertmanager would say of it.
//!
//! [`load`] decodes a text by the rules of Go's yaml v2 and of Alertmanager's own types: the same verdict, the same words
//! ([`crate::diagnostic::refusal`]), but all findings in one pass. [`Config`] holds what is written; what a setting
//! comes to in the end (own, global or default) is asked through methods that return a [`Setting`].

mod integration;
mod interval;
mod options;
mod route;
mod secret;
mod setting;
mod value;

pub use integration::{Integration, IntegrationKind, Settings, WebhookConfig};
pub use interval::NamedInterval;
pub use options::Options;
pub use route::{GroupBy, InhibitRule, Receiver, Route};
pub use secret::Secret;
pub use setting::{Origin, Setting};
pub use value::Value;

pub use crate::version::Version;

use crate::diagnostic::Diagnostic;
use crate::text::{SourceFile, Span, Spanned};

/// An alertmanager.yml. Of a text with errors, what could be read of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// The root of the routing tree.
    pub route: Option<Route>,
    /// Whom notifications go to, in source order; names may repeat in a refused file.
    pub receivers: Vec<Receiver>,
    /// Which alerts silence which others.
    pub inhibit_rules: Vec<InhibitRule>,
    /// `mute_time_intervals`, the older twin of `time_intervals`; both share one namespace.
    pub mute_time_intervals: Vec<NamedInterval>,
    /// `time_intervals`.
    pub time_intervals: Vec<NamedInterval>,
    /// Glob patterns of template files.
    pub templates: Vec<Spanned<String>>,
}

/// What [`load`] found.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// What could be read.
    pub config: Config,
    /// Everything wrong with it, in the order Alertmanager would meet it.
    pub diagnostics: Vec<Diagnostic>,
    /// Where secrets stand, in source order; reports mask them.
    pub secret_spans: Vec<Span>,
}

impl Loaded {
    /// Whether Alertmanager refuses the file.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        crate::diagnostic::refusal(&self.diagnostics).is_some()
    }
}

/// Reads a configuration. Never fails: what cannot be read is a finding.
#[must_use]
pub fn load(source: &SourceFile, _options: &Options) -> Loaded {
    let parsed = crate::yaml::parse(source.text());
    Loaded {
        diagnostics: parsed
            .errors
            .iter()
            .map(crate::yaml::SyntaxError::to_diagnostic)
            .collect(),
        ..Loaded::default()
    }
}
