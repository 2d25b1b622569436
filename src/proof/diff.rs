//! Which alerts two trees treat differently.
//!
//! The trees are laid side by side first ([`alignment`](self)): an alert can only fare differently if it gets to a route
//! that has no counterpart, or stays on one that treats it differently. Only there is searched, and what both trees do alike
//! on the way is left out of the reasons. So comparing a large tree with itself costs nothing, and an empty answer is a
//! proof.

mod alignment;
mod side;

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::budget::{Budget, Undecided};
use super::search::{Answer, Check, Search};
use super::vocabulary::Vocabulary;
use super::walk::{child, taker_before};
use crate::alert::LabelSet;
use crate::route::{RouteIndex, RouteTree};
use alignment::Alignment;
use side::{Side, SideBySide};

/// Steps the questions about one route may take.
const STEPS_PER_ROUTE: u64 = 20_000_000;

/// Steps all questions about two trees may take.
const STEPS_PER_COMPARISON: u64 = 400_000_000;

/// What two trees treat differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// One entry for each way in which alerts fare differently. If there is none and [`Self::is_complete`], all alerts
    /// there can be fare alike.
    pub classes: Vec<ChangedClass>,
    /// Whether there are no others: the limit was not met and nothing was too costly.
    pub is_complete: bool,
    /// Why something was not decided.
    pub not_decided: Option<Undecided>,
}

/// Alerts that fare differently, all in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedClass {
    /// One of them.
    pub witness: LabelSet,
    /// The routes of the old tree that deliver it.
    pub old: Vec<RouteIndex>,
    /// The routes of the new tree that deliver it.
    pub new: Vec<RouteIndex>,
    /// Of the deliveries of the old tree, those the new tree does not make.
    pub gone: Vec<RouteIndex>,
    /// Of the deliveries of the new tree, those the old tree does not make.
    pub added: Vec<RouteIndex>,
}

/// Compares two trees. `treatment` says what a route does with an alert it delivers, as far as it matters: its receiver, say,
/// and its options. Looks for at most `limit` classes.
pub fn compare<T: Eq + Hash>(
    old: &RouteTree,
    new: &RouteTree,
    treatment: impl Fn(&RouteTree, RouteIndex) -> T,
    limit: usize,
) -> Difference {
    let mut vocabulary = Vocabulary::default();
    let mut treatments = HashMap::new();
    let mut side = |tree| {
        let conditions = vocabulary.add_tree(tree);
        let treatments = tree
            .iter()
            .map(|(route, _)| {
                let next = treatments.len();
                *treatments.entry(treatment(tree, route)).or_insert(next)
            })
            .collect();
        Side {
            tree,
            conditions,
            treatments,
        }
    };
    let trees = SideBySide {
        old: side(old),
        new: side(new),
    };
    let alignment = Alignment::of(&trees);
    let mut comparison = Comparison {
        trees: &trees,
        alignment: &alignment,
        known: HashSet::new(),
        classes: Vec::new(),
        limit,
    };
    let mut search = Search::new(&vocabulary);
    let mut budget = Budget::new(STEPS_PER_COMPARISON);
    let mut not_decided = None;
    for (side, routes) in [(&trees.old, &alignment.old_sites), (&trees.new, &alignment.new_sites)] {
        for &route in routes {
            let mut part = budget.part(STEPS_PER_ROUTE);
            if let Err(why) = comparison.look(side, route, &mut search, &mut part) {
                not_decided = Some(why);
            }
            budget.settle(&part, STEPS_PER_ROUTE);
        }
    }
    Difference {
        is_complete: not_decided.is_none() && comparison.classes.len() < limit,
        classes: comparison.classes,
        not_decided,
    }
}

struct Comparison<'c> {
    trees: &'c SideBySide<'c>,
    alignment: &'c Alignment,
    /// Deliveries gone and added, as classes have them.
    known: HashSet<(Vec<RouteIndex>, Vec<RouteIndex>)>,
    classes: Vec<ChangedClass>,
    limit: usize,
}

impl Comparison<'_> {
    /// Looks at all alerts that `route` of `side` delivers.
    fn look(
        &mut self,
        side: &Side<'_>,
        route: RouteIndex,
        search: &mut Search<'_>,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        let Side { tree, conditions, .. } = side;
        let path = tree.path(route);
        let base = path.iter().flat_map(|&step| conditions.of(step)).copied();
        let answer = search.find(base, budget, |store, budget| {
            if self.classes.len() >= self.limit {
                return Check::Met;
            }
            let taker = taker_before(tree, conditions, &path, store, budget)
                .or_else(|| child(tree, conditions, &path, store, budget));
            if let Some(taker) = taker {
                return Check::Failed(conditions.of(taker).to_vec());
            }
            self.record(store.witness());
            Check::Failed(self.trees.reasons(self.alignment, store, budget))
        });
        match answer {
            Answer::Alert(_) | Answer::Nothing => Ok(()),
            Answer::NotDecided(why) => Err(why),
        }
    }

    fn record(&mut self, witness: &LabelSet) {
        let trees = self.trees;
        let (old, new) = (trees.old.tree.matched(witness), trees.new.tree.matched(witness));
        let (mut gone, mut added) = (old.clone(), new.clone());
        // Counterparts go first, so that of several routes that treat alerts alike those that have moved are named.
        gone.retain(|&route| {
            let counterpart = self.alignment.counterpart(route);
            let at = added.iter().position(|&other| {
                Some(other) == counterpart && trees.old.treatment(route) == trees.new.treatment(other)
            });
            at.map(|at| added.remove(at)).is_none()
        });
        gone.retain(|&route| {
            let alike = |&other: &RouteIndex| trees.old.treatment(route) == trees.new.treatment(other);
            let at = added.iter().position(alike);
            at.map(|at| added.remove(at)).is_none()
        });
        let is_change = !(gone.is_empty() && added.is_empty());
        if is_change && self.known.insert((gone.clone(), added.clone())) {
            self.classes.push(ChangedClass {
                witness: witness.clone(),
                old,
                new,
                gone,
                added,
            });
        }
    }
}

#[cfg(test)]
mod tests;
