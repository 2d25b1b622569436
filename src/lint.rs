//! Rules about a configuration that loads and still will not do what was meant: what keeps an alert from becoming the
//! right Runframe incident, and resolving it.
//!
//! Central type: [`Rule`], one file each in `rules/`: metadata, documentation, check. [`run`] gives the findings;
//! [`page()`] what `explain` prints, for rules and for what the catalogue lists. What Alertmanager itself refuses is
//! `config`'s business. Nothing here reads a URL file, a clock or a network.

mod catalogue;
mod context;
mod page;
mod place;
mod reach;
mod rule;
mod rules;
mod suppress;
mod url;

pub use catalogue::{CATALOGUE, Entry};
pub use context::{Context, Options, Workings};
pub use page::{index, nearest_name, page, summary};
pub use reach::{Takes, possible_routes};
pub use rule::{Needs, Rule};
pub use rules::RULES;
pub use suppress::without_suppressed;

use crate::diagnostic::Diagnostic;

/// What the rules find, in no particular order, suppressed or not: see [`without_suppressed`].
///
/// `is_accepted` says whether Alertmanager loads the configuration: rules about the whole of it wait for that.
#[must_use]
pub fn run(context: &Context<'_>, is_accepted: bool) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for rule in RULES {
        if is_accepted || rule.needs == Needs::Anything {
            (rule.check)(context, &mut findings);
        }
    }
    findings
}
