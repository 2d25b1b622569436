//! The way of one alert through two trees at once.

use super::alignment::Alignment;
use crate::proof::budget::Budget;
use crate::proof::store::Store;
use crate::proof::vocabulary::{Condition, RouteConditions};
use crate::proof::walk::Reasons;
use crate::route::{RouteIndex, RouteTree};

/// One of the trees.
pub(super) struct Side<'t> {
    pub(super) tree: &'t RouteTree,
    pub(super) conditions: RouteConditions,
    /// By route; equal numbers are equal treatments, on both sides.
    pub(super) treatments: Vec<usize>,
}

impl Side<'_> {
    pub(super) fn treatment(&self, route: RouteIndex) -> usize {
        self.treatments[route.position()]
    }
}

/// Both trees.
pub(super) struct SideBySide<'t> {
    pub(super) old: Side<'t>,
    pub(super) new: Side<'t>,
}

/// Among the children of one route, where an alert goes.
struct Taken {
    /// Children that take it, ascending.
    children: Vec<RouteIndex>,
    /// Position behind the last child that is looked at.
    end: usize,
}

impl Taken {
    fn new(tree: &RouteTree, route: RouteIndex, store: &Store<'_>) -> Self {
        let siblings = tree[route].children();
        let mut children = Vec::new();
        let mut from = 0;
        while let Some(at) = tree.find_child(route, store.witness(), from..siblings.len(), |_| true) {
            children.push(siblings[at]);
            from = at + 1;
            if !tree[siblings[at]].continues() {
                return Self { children, end: from };
            }
        }
        Self {
            children,
            end: siblings.len(),
        }
    }
}

impl SideBySide<'_> {
    /// Conditions that the witness satisfies, and that make every alert that does fare as differently, or as alike, as it.
    pub(super) fn reasons(&self, alignment: &Alignment, store: &Store<'_>, budget: &mut Budget) -> Vec<Condition> {
        let mut way = Way {
            trees: self,
            alignment,
            store,
            old: Reasons::new(self.old.tree, &self.old.conditions, store),
            new: Reasons::new(self.new.tree, &self.new.conditions, store),
        };
        way.pair(RouteIndex::ROOT, RouteIndex::ROOT, budget);
        let mut conditions = way.old.into_conditions();
        conditions.extend(way.new.into_conditions());
        conditions
    }
}

struct Way<'w> {
    trees: &'w SideBySide<'w>,
    alignment: &'w Alignment,
    store: &'w Store<'w>,
    old: Reasons<'w>,
    new: Reasons<'w>,
}

impl Way<'_> {
    /// Why the alert goes on as it does from these two, which are counterparts.
    ///
    /// Children that are the same on both sides and continue are *shared*: whether the alert matches them makes no difference
    /// between the sides, but for one thing. A route delivers an alert itself only if no child takes it. So unless some
    /// other child takes it on both sides, it matters whether any shared child does.
    fn pair(&mut self, old: RouteIndex, new: RouteIndex, budget: &mut Budget) {
        let (old_tree, new_tree) = (self.trees.old.tree, self.trees.new.tree);
        let (old_taken, new_taken) = (
            Taken::new(old_tree, old, self.store),
            Taken::new(new_tree, new, self.store),
        );
        let alignment = self.alignment;
        let is_shared_pair = |a: RouteIndex, b: RouteIndex| {
            old_tree[a].continues()
                && alignment.is_same(a)
                && old_tree[a].sibling_position() < old_taken.end
                && new_tree[b].sibling_position() < new_taken.end
        };
        let is_shared_old = |route| {
            alignment
                .counterpart(route)
                .is_some_and(|other| is_shared_pair(route, other))
        };
        let is_shared_new = |route| {
            alignment
                .origin(route)
                .is_some_and(|other| is_shared_pair(other, route))
        };

        let is_settled = old_taken.children.iter().any(|&route| !is_shared_old(route))
            && new_taken.children.iter().any(|&route| !is_shared_new(route));
        let first_shared = old_taken.children.iter().copied().find(|&route| is_shared_old(route));
        let shared_matter = !is_settled && first_shared.is_none();
        if let (false, Some(route)) = (is_settled, first_shared) {
            self.old.satisfied(route);
        }

        self.old.no_match(old, old_taken.end, budget, |route| {
            shared_matter || !is_shared_old(route)
        });
        // What is on both sides has been dealt with.
        self.new
            .no_match(new, new_taken.end, budget, |route| !is_shared_new(route));

        for &route in old_taken.children.iter().filter(|&&route| !is_shared_old(route)) {
            self.old.satisfied(route);
            match alignment.counterpart(route) {
                Some(other) if new_taken.children.contains(&other) => {
                    if !alignment.is_same(route) {
                        self.pair(route, other, budget);
                    }
                }
                _ => self.old.way(route, budget, &|_| true),
            }
        }
        for &route in new_taken.children.iter().filter(|&&route| !is_shared_new(route)) {
            self.new.satisfied(route);
            let is_done = alignment
                .origin(route)
                .is_some_and(|other| old_taken.children.contains(&other));
            if !is_done {
                self.new.way(route, budget, &|_| true);
            }
        }
    }
}
