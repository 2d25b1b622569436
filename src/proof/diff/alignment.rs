//! Which routes of two trees are each other's counterparts.

use std::collections::HashMap;

use super::side::{Side, SideBySide};
use crate::proof::vocabulary::Condition;
use crate::route::RouteIndex;

/// Counterparts have the same matchers, continue alike, lie below counterparts, and come in the same order among their
/// siblings.
pub(super) struct Alignment {
    /// By route of the old tree.
    counterparts: Vec<Option<RouteIndex>>,
    /// By route of the new tree.
    origins: Vec<Option<RouteIndex>>,
    /// By route of the old tree: whether it and its counterpart are the same with all that is below them.
    same: Vec<bool>,
    /// Routes whose deliveries need a look: an alert that fares differently is delivered by one of them.
    pub(super) old_sites: Vec<RouteIndex>,
    pub(super) new_sites: Vec<RouteIndex>,
}

/// Numbers routes so that equal numbers are equal routes.
#[derive(Default)]
struct Numbering<'n> {
    shallow: HashMap<(&'n [Condition], bool), usize>,
    deep: HashMap<(usize, usize, Vec<usize>), usize>,
}

/// By route of one tree.
struct Numbers {
    /// Of matchers and `continue`.
    shallow: Vec<usize>,
    /// Of these, treatment and children.
    deep: Vec<usize>,
}

impl<'n> Numbering<'n> {
    fn number(&mut self, side: &'n Side<'_>) -> Numbers {
        let count = side.tree.route_count();
        let mut numbers = Numbers {
            shallow: vec![0; count],
            deep: vec![0; count],
        };
        let mut routes: Vec<_> = side.tree.iter().collect();
        // Children come behind their parents.
        routes.reverse();
        for (index, route) in routes {
            let next = self.shallow.len();
            let shallow = *self
                .shallow
                .entry((side.conditions.of(index), route.continues()))
                .or_insert(next);
            let children = route.children().iter().map(|child| numbers.deep[child.position()]);
            let next = self.deep.len();
            let key = (shallow, side.treatment(index), children.collect());
            numbers.shallow[index.position()] = shallow;
            numbers.deep[index.position()] = *self.deep.entry(key).or_insert(next);
        }
        numbers
    }
}

impl Alignment {
    pub(super) fn of(trees: &SideBySide<'_>) -> Self {
        let mut numbering = Numbering::default();
        let old = numbering.number(&trees.old);
        let new = numbering.number(&trees.new);
        let mut alignment = Self {
            counterparts: vec![None; old.deep.len()],
            origins: vec![None; new.deep.len()],
            same: vec![false; old.deep.len()],
            old_sites: Vec::new(),
            new_sites: Vec::new(),
        };
        let mut pairs = vec![(RouteIndex::ROOT, RouteIndex::ROOT)];
        while let Some((a, b)) = pairs.pop() {
            alignment.counterparts[a.position()] = Some(b);
            alignment.origins[b.position()] = Some(a);
            let (old_children, new_children) = (trees.old.tree[a].children(), trees.new.tree[b].children());
            if old.deep[a.position()] == new.deep[b.position()] {
                alignment.same[a.position()] = true;
                pairs.extend(old_children.iter().copied().zip(new_children.iter().copied()));
                continue;
            }
            if trees.old.treatment(a) != trees.new.treatment(b) {
                alignment.old_sites.push(a);
            }
            let keys = |routes: &[RouteIndex], numbers: &Numbers| {
                let key = |route: &RouteIndex| (numbers.deep[route.position()], numbers.shallow[route.position()]);
                routes.iter().map(key).collect::<Vec<_>>()
            };
            let aligned = align(&keys(old_children, &old), &keys(new_children, &new));
            pairs.extend(aligned.into_iter().map(|(x, y)| (old_children[x], new_children[y])));
        }
        alignment
            .old_sites
            .extend(unmatched(&alignment.counterparts, &trees.old));
        alignment.new_sites.extend(unmatched(&alignment.origins, &trees.new));
        alignment.old_sites.sort_unstable();
        alignment
    }

    /// The route of the new tree that is the counterpart of this one of the old tree.
    pub(super) fn counterpart(&self, old: RouteIndex) -> Option<RouteIndex> {
        self.counterparts[old.position()]
    }

    /// The route of the old tree whose counterpart this one of the new tree is.
    pub(super) fn origin(&self, new: RouteIndex) -> Option<RouteIndex> {
        self.origins[new.position()]
    }

    /// Whether this route of the old tree and its counterpart are the same with all that is below them.
    pub(super) fn is_same(&self, old: RouteIndex) -> bool {
        self.same[old.position()]
    }
}

fn unmatched<'a>(others: &'a [Option<RouteIndex>], side: &'a Side<'_>) -> impl Iterator<Item = RouteIndex> + 'a {
    let routes = side.tree.iter().map(|(index, _)| index);
    routes.filter(|index| others[index.position()].is_none())
}

/// Pairs of positions, ascending on both sides, of elements that are equal deep down, and, between these, of such that are
/// equal on the surface. As many as a longest ascending run finds.
fn align(old: &[(usize, usize)], new: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let deep = |&(deep, _): &(usize, usize)| deep;
    let shallow = |&(_, shallow): &(usize, usize)| shallow;
    let anchors = ascending(
        &old.iter().map(deep).collect::<Vec<_>>(),
        &new.iter().map(deep).collect::<Vec<_>>(),
    );
    let mut pairs = Vec::with_capacity(anchors.len());
    let (mut from_old, mut from_new) = (0, 0);
    for anchor in anchors.into_iter().map(Some).chain([None]) {
        let (to_old, to_new) = anchor.unwrap_or((old.len(), new.len()));
        let between = ascending(
            &old[from_old..to_old].iter().map(shallow).collect::<Vec<_>>(),
            &new[from_new..to_new].iter().map(shallow).collect::<Vec<_>>(),
        );
        pairs.extend(between.into_iter().map(|(x, y)| (from_old + x, from_new + y)));
        pairs.extend(anchor);
        (from_old, from_new) = (to_old + 1, to_new + 1);
    }
    pairs
}

/// Pairs of positions of equal elements, ascending on both sides. The n-th element of a kind pairs with the n-th.
fn ascending(old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
    let places: HashMap<_, _> = numbered(new).zip(0..).collect();
    let pair = |(at, key)| Some((at, *places.get(&key)?));
    let pairs: Vec<_> = (0..).zip(numbered(old)).filter_map(pair).collect();
    longest_ascending(&pairs)
}

/// Each element with how often it has occurred so far.
fn numbered(elements: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    let mut seen: HashMap<usize, usize> = HashMap::new();
    elements.iter().map(move |&element| {
        let count = seen.entry(element).or_insert(0);
        *count += 1;
        (element, *count)
    })
}

/// The longest part of `pairs` whose second halves ascend; the first halves do.
fn longest_ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the pair that ends a run of it with the least second half; and for each pair the one before.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, &(_, second)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < second);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut run: Vec<_> = std::iter::successors(ends.last().copied(), |&at| before[at])
        .map(|at| pairs[at])
        .collect();
    run.reverse();
    run
}
