//! Which routes alerts get to, and what keeps them from the others.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::budget::{Budget, Undecided};
use super::prover::Prover;
use super::search::{Answer, Check, Search};
use super::vocabulary::{Condition, LabelId, RouteConditions};
use super::walk::{child, taker_before};
use crate::alert::LabelSet;
use crate::route::{RouteIndex, RouteTree};

/// Steps one question may take.
const STEPS_PER_ROUTE: u64 = 2_000_000;

/// Steps all questions about one tree may take: this many, and [`STEPS_FOR_EACH_ROUTE`] more for each route.
const STEPS_PER_TREE: u64 = 100_000_000;
const STEPS_FOR_EACH_ROUTE: u64 = 2_000;

/// Steps to make one reason smaller. Reasons are right without.
const STEPS_PER_REASON: u64 = 20_000;

/// Up to so many routes a reason is made smaller.
const ROUTES_PER_REASON: usize = 24;

/// Whether alerts get somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// They do, for example this one. Labels not in it are absent.
    Reachable {
        /// Label values are short, and come from the configuration where that will do.
        witness: Arc<LabelSet>,
    },
    /// No alert does.
    Unreachable {
        /// What keeps them away.
        because: Because,
    },
    /// Unknown: the answer would have cost too much.
    NotDecided {
        /// What it would have taken.
        why: Undecided,
    },
}

impl Reach {
    /// Whether it is proved that no alert gets there.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }

    /// An alert that gets there.
    #[must_use]
    pub fn witness(&self) -> Option<&LabelSet> {
        match self {
            Self::Reachable { witness } => Some(&**witness),
            Self::Unreachable { .. } | Self::NotDecided { .. } => None,
        }
    }
}

/// What keeps all alerts away from a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// Matchers on the way from the root to the route, all on one label, which no value satisfies together. Without any
    /// one of them some value would. In the order of the way.
    Contradiction(Vec<MatcherPlace>),
    /// These routes between them take every alert that satisfies the route's matchers and those above it: siblings
    /// before it or before a route above it, or, where the question is what the route itself delivers, its children. In
    /// file order.
    TakenBy(Vec<RouteIndex>),
    /// No alert gets to this route above it.
    Above(RouteIndex),
}

/// One matcher of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MatcherPlace {
    /// The route.
    pub route: RouteIndex,
    /// Which of the route's matchers, in the order of its set.
    pub position: usize,
}

/// For each route of a tree, whether alerts get there.
#[derive(Clone, Debug)]
pub struct Reachability {
    entered: Vec<Reach>,
    delivered: Vec<Reach>,
}

impl Reachability {
    /// Proves it for all routes of `tree`.
    #[must_use]
    pub fn of(tree: &RouteTree) -> Self {
        Prover::new(tree).reachability()
    }

    /// Whether alerts get to the route, be it to go on to a child.
    #[must_use]
    pub fn entered(&self, route: RouteIndex) -> &Reach {
        &self.entered[route.position()]
    }

    /// Whether the route itself, not a child, delivers alerts.
    #[must_use]
    pub fn delivered(&self, route: RouteIndex) -> &Reach {
        &self.delivered[route.position()]
    }
}

/// Who may take an alert away before the route in question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takers<'a> {
    /// Siblings before it and before the routes above it.
    Before,
    /// Those, and its children.
    BeforeAndChildren,
    /// Those listed.
    Only(&'a [RouteIndex]),
}

impl Prover<'_> {
    /// For each route, whether alerts get there.
    #[must_use]
    pub fn reachability(&self) -> Reachability {
        let steps = STEPS_PER_TREE + STEPS_FOR_EACH_ROUTE * self.tree.route_count() as u64;
        let mut questions = Questions {
            tree: self.tree,
            conditions: self.conditions(),
            search: Search::new(self.vocabulary()),
            budget: Budget::new(steps),
        };
        let mut proved = Reachability {
            entered: Vec::with_capacity(self.tree.route_count()),
            delivered: Vec::with_capacity(self.tree.route_count()),
        };
        for (route, _) in self.tree.iter() {
            let (entered, delivered) = questions.prove(route, &proved);
            proved.entered.push(entered);
            proved.delivered.push(delivered);
        }
        proved
    }
}

struct Questions<'p> {
    tree: &'p RouteTree,
    conditions: &'p RouteConditions,
    search: Search<'p>,
    budget: Budget,
}

impl Questions<'_> {
    fn prove(&mut self, route: RouteIndex, proved: &Reachability) -> (Reach, Reach) {
        let above = self.tree[route].parent().map(|parent| (parent, proved.entered(parent)));
        if let Some((parent, Reach::Unreachable { because })) = above {
            let because = match because {
                Because::Above(top) => Because::Above(*top),
                Because::Contradiction(_) | Because::TakenBy(_) => Because::Above(parent),
            };
            let reach = Reach::Unreachable { because };
            return (reach.clone(), reach);
        }
        let path = self.tree.path(route);
        if self.tree[route].children().is_empty() {
            let reach = self.ask(&path, Takers::Before);
            return (reach.clone(), reach);
        }
        let delivered = self.ask(&path, Takers::BeforeAndChildren);
        let entered = match &delivered {
            Reach::Reachable { .. }
            | Reach::Unreachable {
                because: Because::Contradiction(_),
            } => delivered.clone(),
            _ => self.ask(&path, Takers::Before),
        };
        match entered {
            // The children have no part in it.
            Reach::Unreachable { .. } => (entered.clone(), entered),
            _ => (entered, delivered),
        }
    }

    fn ask(&mut self, path: &[RouteIndex], takers: Takers<'_>) -> Reach {
        let mut part = self.budget.part(STEPS_PER_ROUTE);
        let (found, mut takers) = self.look(path, takers, &mut part);
        self.budget.settle(&part, STEPS_PER_ROUTE);
        match found {
            Answer::Alert(witness) => Reach::Reachable {
                witness: Arc::new(witness),
            },
            Answer::NotDecided(why) => Reach::NotDecided { why },
            Answer::Nothing if takers.is_empty() => Reach::Unreachable {
                because: Because::Contradiction(self.contradiction(path)),
            },
            Answer::Nothing => {
                takers.sort_unstable();
                takers.dedup();
                Reach::Unreachable {
                    because: Because::TakenBy(self.fewer(path, takers)),
                }
            }
        }
    }

    /// An alert that gets down `path` and is taken by none of `takers`; and which of them took alerts on the way.
    fn look(&mut self, path: &[RouteIndex], takers: Takers<'_>, budget: &mut Budget) -> (Answer, Vec<RouteIndex>) {
        let (tree, conditions) = (self.tree, self.conditions);
        let base = path.iter().flat_map(|&route| conditions.of(route)).copied();
        let mut met = Vec::new();
        let found = self.search.find(base, budget, |store, budget| {
            budget.spend(path.len() as u64);
            let taker = match takers {
                Takers::Only(routes) => routes
                    .iter()
                    .copied()
                    .find(|&route| tree[route].matchers().is_match(store.witness())),
                Takers::Before => taker_before(tree, conditions, path, store, budget),
                Takers::BeforeAndChildren => taker_before(tree, conditions, path, store, budget)
                    .or_else(|| child(tree, conditions, path, store, budget)),
            };
            taker.map_or(Check::Met, |taker| {
                met.push(taker);
                Check::Failed(conditions.of(taker).to_vec())
            })
        });
        (found, met)
    }

    /// As few of `takers` as will do, found by leaving out one after the other.
    fn fewer(&mut self, path: &[RouteIndex], takers: Vec<RouteIndex>) -> Vec<RouteIndex> {
        if takers.len() < 2 || takers.len() > ROUTES_PER_REASON {
            return takers;
        }
        let mut suffices = |some: &[RouteIndex]| {
            let mut part = self.budget.part(STEPS_PER_REASON);
            let (found, _) = self.look(path, Takers::Only(some), &mut part);
            self.budget.settle(&part, STEPS_PER_REASON);
            found == Answer::Nothing
        };
        if let Some(&one) = takers.iter().find(|&&taker| suffices(&[taker])) {
            return vec![one];
        }
        let mut kept = takers;
        let mut at = 0;
        while at < kept.len() {
            let mut without = kept.clone();
            without.remove(at);
            if suffices(&without) {
                kept = without;
            } else {
                at += 1;
            }
        }
        kept
    }

    /// Of contradicting matchers on `path`, those it takes.
    fn contradiction(&mut self, path: &[RouteIndex]) -> Vec<MatcherPlace> {
        let vocabulary = self.search.vocabulary();
        let all = path.iter().flat_map(|&route| {
            (0..)
                .zip(self.conditions.of(route))
                .map(move |(position, &condition)| (MatcherPlace { route, position }, condition))
        });
        let mut by_label: BTreeMap<LabelId, Vec<(MatcherPlace, Condition)>> = BTreeMap::new();
        for (place, condition) in all.clone() {
            let label = vocabulary.label_of(condition.test);
            by_label.entry(label).or_default().push((place, condition));
        }
        let mut part = self.budget.part(STEPS_PER_ROUTE);
        let found = by_label.into_values().find_map(|some| {
            let conditions = some.iter().map(|(_, condition)| *condition);
            let end = self.search.contradiction(conditions, &mut part)?;
            Some((some, end))
        });
        let Some((mut open, mut end)) = found else {
            self.budget.settle(&part, STEPS_PER_ROUTE);
            return all.map(|(place, _)| place).collect();
        };
        // The last one up to which they contradict is needed. With it in front, fewer of those before it may do.
        let mut needed = Vec::new();
        while end > needed.len() {
            open.truncate(end - needed.len());
            needed.extend(open.pop());
            let again = needed.iter().chain(&open).map(|(_, condition)| *condition);
            match self.search.contradiction(again, &mut part) {
                Some(again) => end = again,
                None => {
                    needed.append(&mut open);
                    break;
                }
            }
        }
        self.budget.settle(&part, STEPS_PER_ROUTE);
        needed.sort_unstable_by_key(|(place, _)| *place);
        needed.into_iter().map(|(place, _)| place).collect()
    }
}

#[cfg(test)]
mod tests;
