//! The way of one alert through a tree, and which of its labels decided on it.

use std::cell::Cell;
use std::ops::Range;

use super::budget::Budget;
use super::store::Store;
use super::vocabulary::{Condition, RouteConditions};
use crate::route::{Route, RouteIndex, RouteTree};

/// Steps to look for the reason why an alert does not match one route.
const STEPS_A_REASON: u64 = 8;

/// The first route that takes the store's witness before it gets down `path`.
pub(super) fn taker_before(
    tree: &RouteTree,
    conditions: &RouteConditions,
    path: &[RouteIndex],
    store: &Store<'_>,
    budget: &mut Budget,
) -> Option<RouteIndex> {
    path.windows(2).find_map(|step| {
        let [parent, child] = *step else { return None };
        let range = 0..tree[child].sibling_position();
        find_child(tree, conditions, parent, store, range, budget, |sibling| {
            !sibling.continues()
        })
    })
}

/// The first child of the last route of `path` that takes the store's witness.
pub(super) fn child(
    tree: &RouteTree,
    conditions: &RouteConditions,
    path: &[RouteIndex],
    store: &Store<'_>,
    budget: &mut Budget,
) -> Option<RouteIndex> {
    let &parent = path.last()?;
    let all = 0..tree[parent].children().len();
    find_child(tree, conditions, parent, store, all, budget, |_| true)
}

fn find_child(
    tree: &RouteTree,
    conditions: &RouteConditions,
    parent: RouteIndex,
    store: &Store<'_>,
    range: Range<usize>,
    budget: &mut Budget,
    wanted: impl Fn(&Route) -> bool,
) -> Option<RouteIndex> {
    let looked_at = Cell::new(0);
    let at = tree.find_child(parent, store.witness(), range, |child| {
        let route = tree[parent].children()[child.sibling_position()];
        looked_at.set(looked_at.get() + conditions.cost(route));
        wanted(child)
    });
    budget.spend(looked_at.get());
    at.map(|at| tree[parent].children()[at])
}

/// Conditions that the store's witness satisfies, collected as reasons. Those the store implies say nothing new.
pub(super) struct Reasons<'r> {
    tree: &'r RouteTree,
    conditions: &'r RouteConditions,
    store: &'r Store<'r>,
    collected: Vec<Condition>,
}

impl<'r> Reasons<'r> {
    pub(super) fn new(tree: &'r RouteTree, conditions: &'r RouteConditions, store: &'r Store<'r>) -> Self {
        Self {
            tree,
            conditions,
            store,
            collected: Vec::new(),
        }
    }

    pub(super) fn into_conditions(self) -> Vec<Condition> {
        self.collected
    }

    /// Why `route`, which delivers the alert, does.
    pub(super) fn delivery(&mut self, route: RouteIndex, budget: &mut Budget) {
        let tree = self.tree;
        let path = tree.path(route);
        for &step in &path {
            self.satisfied(step);
        }
        for step in path.windows(2) {
            let [parent, child] = *step else { continue };
            let before = 0..tree[child].sibling_position();
            self.no_child(parent, before, budget, |sibling| !sibling.continues());
        }
        self.no_child(route, 0..tree[route].children().len(), budget, |_| true);
    }

    /// Why the alert goes from `route` on as it does. Of a child it does not match that only matters if `relevant` says so
    /// of this child with all that is below it.
    pub(super) fn way(&mut self, route: RouteIndex, budget: &mut Budget, relevant: &dyn Fn(RouteIndex) -> bool) {
        let tree = self.tree;
        let children = tree[route].children();
        let mut from = 0;
        while from < children.len() {
            let next = tree.find_child(route, self.store.witness(), from..children.len(), |_| true);
            let end = next.unwrap_or(children.len());
            self.no_child(route, from..end, budget, |sibling| {
                relevant(children[sibling.sibling_position()])
            });
            let Some(at) = next else { break };
            self.satisfied(children[at]);
            self.way(children[at], budget, relevant);
            if !tree[children[at]].continues() {
                break;
            }
            from = at + 1;
        }
    }

    /// Why the alert matches none of those of the first `end` children of `parent` that it does not match and `relevant` says
    /// yes to.
    pub(super) fn no_match(
        &mut self,
        parent: RouteIndex,
        end: usize,
        budget: &mut Budget,
        relevant: impl Fn(RouteIndex) -> bool,
    ) {
        let (tree, store) = (self.tree, self.store);
        let children = tree[parent].children();
        self.no_child(parent, 0..end, budget, |child| {
            relevant(children[child.sibling_position()]) && !child.matchers().is_match(store.witness())
        });
    }

    /// Why the alert matches none of the children of `parent` in `range` that `wanted` says yes to.
    pub(super) fn no_child(
        &mut self,
        parent: RouteIndex,
        range: Range<usize>,
        budget: &mut Budget,
        wanted: impl Fn(&Route) -> bool,
    ) {
        let (tree, store) = (self.tree, self.store);
        if range.is_empty() {
            return;
        }
        let candidates = tree.candidate_children(parent, range, |label| store.only_value(label));
        budget.spend(STEPS_A_REASON * candidates.len() as u64);
        for at in candidates {
            let child = tree[parent].children()[at];
            if wanted(&tree[child]) {
                self.unsatisfied(child);
            }
        }
    }

    pub(super) fn satisfied(&mut self, route: RouteIndex) {
        let store = self.store;
        let news = self
            .conditions
            .of(route)
            .iter()
            .filter(|&&condition| !store.implies(condition));
        self.collected.extend(news);
    }

    pub(super) fn unsatisfied(&mut self, route: RouteIndex) {
        let broken = self.conditions.of(route).iter().map(|condition| condition.negated());
        if broken.clone().any(|condition| self.store.implies(condition)) {
            return;
        }
        // A route it does not match has one.
        self.collected
            .extend({ broken }.find(|&condition| self.store.holds(condition)));
    }
}
