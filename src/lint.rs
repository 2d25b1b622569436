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
pub use context::{Context, Options, Workings, put_runframe_first};
pub use page::{index, nearest_name, page, summary};
pub use reach::{Takes, possible_routes};
pub use rule::{Needs, Rule};
pub use rules::RULES;
pub use suppress::without_suppressed;

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diagnostic::Diagnostic;
use crate::runner::Runner;

/// What the rules find, in no particular order but always the same, suppressed or not: see [`without_suppressed`].
///
/// `is_accepted` says whether Alertmanager loads the configuration: rules about the whole of it wait for that.
#[must_use]
pub fn run(context: &Context<'_>, is_accepted: bool, runner: Runner) -> Vec<Diagnostic> {
    let due = due(is_accepted);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(rule) = due.get(number) else { return done };
            let mut findings = Vec::new();
            (rule.check)(context, &mut findings);
            done.push((number, findings));
        }
    };
    let (mut done, others) = runner.both(
        || {
            if is_accepted {
                context.prepare_tree();
            }
            work()
        },
        || {
            if is_accepted {
                context.prepare_rules();
            }
            work()
        },
    );
    done.extend(others);
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().flat_map(|(_, findings)| findings).collect()
}

/// The rules that can run, in the order they are begun: while proofs are prepared, those that need none; then what takes
/// longest, so that nobody waits for it at the end.
fn due(is_accepted: bool) -> Vec<&'static Rule> {
    let rank = |rule: &&Rule| match rule.needs {
        Needs::Proofs => {
            let long = rules::LONGEST.iter().position(|long| long.name == rule.name);
            1 + long.unwrap_or(rules::LONGEST.len())
        }
        Needs::Anything | Needs::AcceptedConfig => 0,
    };
    let can_run = |rule: &&Rule| is_accepted || rule.needs == Needs::Anything;
    let mut due: Vec<_> = RULES.iter().copied().filter(can_run).collect();
    due.sort_by_key(rank);
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_is_begun_before_what_waits_for_it() {
        let place = |name| due(true).iter().position(|rule| rule.name == name);
        assert_eq!(due(true).len(), RULES.len());
        assert!(place("unexpected-url") < place("contradictory-matchers"));
        assert!(place("contradictory-matchers") < place("duplicate-delivery"));
        assert!(place("duplicate-delivery") < place("critical-elsewhere"));
        assert!(due(false).iter().all(|rule| rule.needs == Needs::Anything));
    }
}
