//! Which routes the alerts of tests go to.

use std::collections::BTreeSet;

use crate::proof::Reachability;
use crate::route::{RouteIndex, RouteTree};
use crate::trace::Trace;

/// The routes of a tree, by whether a test's alert goes to their receiver from there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Some test's alert does.
    pub covered: Vec<RouteIndex>,
    /// None does, though an alert could, or nobody knows.
    pub missed: Vec<RouteIndex>,
    /// No alert can: proved. These do not count.
    pub unreachable: Vec<RouteIndex>,
}

impl Coverage {
    /// The coverage of `traces`.
    #[must_use]
    pub fn of<'a>(tree: &RouteTree, reachability: &Reachability, traces: impl IntoIterator<Item = &'a Trace>) -> Self {
        let taken: BTreeSet<RouteIndex> = traces
            .into_iter()
            .flat_map(|trace| trace.deliveries.iter().map(|delivery| delivery.route))
            .collect();
        let mut coverage = Self::default();
        for (route, _) in tree.iter() {
            let list = if taken.contains(&route) {
                &mut coverage.covered
            } else if reachability.delivered(route).is_unreachable() {
                &mut coverage.unreachable
            } else {
                &mut coverage.missed
            };
            list.push(route);
        }
        coverage
    }

    /// How many routes count.
    #[must_use]
    pub fn total(&self) -> usize {
        self.covered.len() + self.missed.len()
    }

    /// Of a hundred routes that count, how many are covered; 100 if none counts.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // a file holds far fewer routes than 2^52
    pub fn percent(&self) -> f64 {
        if self.total() == 0 {
            return 100.0;
        }
        100.0 * self.covered.len() as f64 / self.total() as f64
    }
}
