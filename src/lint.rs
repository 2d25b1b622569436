//! Rules about a configuration that loads and still will not do what was meant: what keeps an alert from becoming the
//! right Runframe incident, and resolving it.
//!
//! Central type: [`Rule`], one file each in `rules/`: metadata, documentation, check. [`run`] gives the findings;
//! [`page`] what `explain` prints, for rules and for what [`catalogue`] lists. What Alertmanager itself refuses is
//! `config`'s business. Nothing here reads a URL file, a clock or a network.

mod catalogue;
mod context;
mod page;
mod reach;
mod rule;
mod rules;
mod suppress;
mod url;

pub use catalogue::{CATALOGUE, Entry};
pub use context::{Context, Options};
pub use page::{index, nearest_name, page, summary};
pub use reach::{Takes, possible_routes};
pub use rule::{Needs, Rule};
pub use rules::RULES;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::text::SourceFile;

/// What the rules find, in no particular order, with suppressed findings left out and useless suppressions reported.
///
/// `is_accepted` says whether Alertmanager loads the configuration: rules about the whole of it wait for that.
#[must_use]
pub fn run(config: &Config, source: &SourceFile, is_accepted: bool, options: &Options) -> Vec<Diagnostic> {
    let context = Context::new(config, source, options);
    let mut findings = Vec::new();
    for rule in RULES {
        if is_accepted || rule.needs == Needs::Anything {
            (rule.check)(&context, &mut findings);
        }
    }
    suppress::apply(source, findings, is_accepted)
}
