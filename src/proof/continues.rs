//! What `continue` does: alerts delivered twice, and nothing at all.

use super::budget::{Budget, Undecided};
use super::prover::Prover;
use super::search::{Answer, Check, Search};
use super::walk::{Reasons, child, taker_before};
use crate::alert::LabelSet;
use crate::route::{Route, RouteIndex, RouteTree};

/// Steps one question may take.
const STEPS_PER_ROUTE: u64 = 2_000_000;

/// Steps all questions about one tree may take.
const STEPS_PER_TREE: u64 = 100_000_000;

/// What was found about the routes of a tree, in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continues<T> {
    /// What was asked for.
    pub found: Vec<T>,
    /// Routes of which it is unknown, as the answer would have cost too much.
    pub not_decided: Vec<(RouteIndex, Undecided)>,
}

/// An alert that two routes deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The route that delivers it first. It, or one above it, continues.
    pub first: RouteIndex,
    /// The route that delivers it again.
    pub second: RouteIndex,
    /// The alert.
    pub witness: LabelSet,
}

/// A `continue: true` without effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UselessContinue {
    /// The route that says it.
    pub route: RouteIndex,
    /// Why it has no effect.
    pub why: Useless,
}

/// Why continuing has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Useless {
    /// No sibling comes behind.
    Last,
    /// No alert the route takes matches a sibling behind.
    NoneMatches,
}

impl Prover<'_> {
    /// Routes of which `wanted` says yes that deliver an alert which an earlier such route delivers too: one pair for
    /// each later route.
    pub fn duplicates(&self, wanted: impl Fn(RouteIndex) -> bool) -> Continues<Duplicate> {
        let (tree, conditions) = (self.tree, self.conditions());
        let has_wanted = subtrees(tree, &wanted);
        let is_repeated = |route| has_wanted[position(route)] && tree[route].continues();
        let continued = continued_before(tree, is_repeated);
        let second = tree.iter().map(|(route, _)| route);
        let candidates = second.filter(|&route| wanted(route) && continued[position(route)]);
        let mut search = Search::new(self.vocabulary());
        ask_each(candidates, |route, budget| {
            let path = tree.path(route);
            let base = path.iter().flat_map(|&step| conditions.of(step)).copied();
            let mut first = None;
            let answer = search.find(base, budget, |store, budget| {
                let taker = taker_before(tree, conditions, &path, store, budget)
                    .or_else(|| child(tree, conditions, &path, store, budget));
                if let Some(taker) = taker {
                    return Check::Failed(conditions.of(taker).to_vec());
                }
                let matched = tree.matched(store.witness());
                budget.spend(matched.len() as u64);
                first = matched.into_iter().find(|&matched| matched < route && wanted(matched));
                if first.is_some() {
                    return Check::Met;
                }
                let mut reasons = Reasons::new(tree, conditions, store);
                for step in path.windows(2) {
                    let [parent, next] = *step else { continue };
                    let before = tree[next].sibling_position();
                    reasons.no_match(parent, before, budget, is_repeated);
                    let siblings = tree[parent].children();
                    let wanted = |sibling: &Route| is_repeated(siblings[sibling.sibling_position()]);
                    let mut from = 0;
                    while let Some(at) = tree.find_child(parent, store.witness(), from..before, wanted) {
                        reasons.satisfied(siblings[at]);
                        reasons.way(siblings[at], budget, &|route| has_wanted[position(route)]);
                        from = at + 1;
                    }
                }
                Check::Failed(reasons.into_conditions())
            });
            match answer {
                Answer::Alert(witness) => Ok(first.map(|first| Duplicate {
                    first,
                    second: route,
                    witness,
                })),
                Answer::Nothing => Ok(None),
                Answer::NotDecided(why) => Err(why),
            }
        })
    }

    /// Routes that continue and need not. Routes that no alert gets to are not looked at: `is_entered` says which do.
    pub fn useless_continues(&self, is_entered: impl Fn(RouteIndex) -> bool) -> Continues<UselessContinue> {
        let (tree, conditions) = (self.tree, self.conditions());
        let candidates = tree
            .iter()
            .filter(|(index, route)| route.continues() && route.parent().is_some() && is_entered(*index))
            .map(|(index, _)| index);
        let mut search = Search::new(self.vocabulary());
        ask_each(candidates, |route, budget| {
            let useless = |why| Ok(Some(UselessContinue { route, why }));
            let Some(parent) = tree[route].parent() else {
                return Ok(None);
            };
            let behind = tree[route].sibling_position() + 1..tree[parent].children().len();
            if behind.is_empty() {
                return useless(Useless::Last);
            }
            let path = tree.path(route);
            let base = path.iter().flat_map(|&step| conditions.of(step)).copied();
            let answer = search.find(base, budget, |store, budget| {
                if let Some(taker) = taker_before(tree, conditions, &path, store, budget) {
                    return Check::Failed(conditions.of(taker).to_vec());
                }
                if tree
                    .find_child(parent, store.witness(), behind.clone(), |_| true)
                    .is_some()
                {
                    return Check::Met;
                }
                let mut reasons = Reasons::new(tree, conditions, store);
                reasons.no_child(parent, behind.clone(), budget, |_| true);
                Check::Failed(reasons.into_conditions())
            });
            match answer {
                Answer::Alert(_) => Ok(None),
                Answer::Nothing => useless(Useless::NoneMatches),
                Answer::NotDecided(why) => Err(why),
            }
        })
    }
}

fn ask_each<T>(
    routes: impl Iterator<Item = RouteIndex>,
    mut ask: impl FnMut(RouteIndex, &mut Budget) -> Result<Option<T>, Undecided>,
) -> Continues<T> {
    let mut budget = Budget::new(STEPS_PER_TREE);
    let mut answers = Continues {
        found: Vec::new(),
        not_decided: Vec::new(),
    };
    for route in routes {
        let mut part = budget.part(STEPS_PER_ROUTE);
        match ask(route, &mut part) {
            Ok(found) => answers.found.extend(found),
            Err(why) => answers.not_decided.push((route, why)),
        }
        budget.settle(&part, STEPS_PER_ROUTE);
    }
    answers
}

fn position(route: RouteIndex) -> usize {
    route.position()
}

/// For each route, whether it or one below is `wanted`.
fn subtrees(tree: &RouteTree, wanted: impl Fn(RouteIndex) -> bool) -> Vec<bool> {
    let mut has = vec![false; tree.route_count()];
    let mut routes: Vec<_> = tree.iter().collect();
    routes.reverse();
    for (index, route) in routes {
        has[position(index)] |= wanted(index);
        if let Some(parent) = route.parent() {
            has[position(parent)] |= has[position(index)];
        }
    }
    has
}

/// For each route, whether a sibling before it, or before one above it, is `wanted`.
fn continued_before(tree: &RouteTree, wanted: impl Fn(RouteIndex) -> bool) -> Vec<bool> {
    let mut before = vec![false; tree.route_count()];
    for (index, route) in tree.iter() {
        let mut any = before[position(index)];
        for &child in route.children() {
            before[position(child)] = any;
            any |= wanted(child);
        }
    }
    before
}

#[cfg(test)]
mod tests;
