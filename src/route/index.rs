//! Finding the children of a route that an alert may match without looking at all of them.
//!
//! Siblings mostly tell apart by the value of a label (`team="a"`, `team="b"`, `service=~"api-a-.*"`). For each route
//! the index keeps where among its children a label value, or its beginning or end, leads; children that nothing of the
//! kind tells apart are looked at one by one. So a look-up never costs more than a scan, and where equality tells the
//! children apart its cost does not depend on their number.

use std::ops::Range;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use super::tree::Route;
use super::{RouteIndex, affix};
use crate::alert::LabelSet;
use crate::matcher::{MatchOp, Matcher, MatcherSet};

/// Up to so many children a scan is as fast as a look-up.
const SCANNED: usize = 6;

/// A matcher that lists more values than this does not tell children apart: the index would outgrow the tree.
const VALUES_PER_CHILD: usize = 64;

/// For each route, in file order, how to find the child that takes an alert.
#[derive(Clone, Debug, Default)]
pub(super) struct MatchIndex {
    nodes: Vec<Option<Box<Children>>>,
}

/// The children of one route, by what tells them apart. Positions are among the children, ascending.
#[derive(Clone, Debug, Default)]
struct Children {
    labels: Vec<Label>,
    /// By name, where in `labels` it is.
    places: HashMap<Box<str>, usize>,
    unkeyed: Vec<u32>,
    /// By position: which of `rests` is still to be looked at once the child has been found.
    rest: Vec<u32>,
    /// Sets of matchers, each once: siblings mostly share what does not tell them apart, so that looking at it stays
    /// near however many they are.
    rests: Vec<MatcherSet>,
}

/// Children told apart by one label.
#[derive(Clone, Debug)]
struct Label {
    name: Box<str>,
    whole: HashMap<Arc<str>, Positions>,
    /// One table for each length that occurs, in bytes.
    beginnings: Vec<(usize, HashMap<Arc<str>, Positions>)>,
    endings: Vec<(usize, HashMap<Arc<str>, Positions>)>,
    all: Vec<u32>,
}

/// Mostly one.
#[derive(Clone, Debug)]
enum Positions {
    One(u32),
    Many(Vec<u32>),
}

impl Positions {
    fn as_slice(&self) -> &[u32] {
        match self {
            Self::One(position) => std::slice::from_ref(position),
            Self::Many(positions) => positions,
        }
    }

    /// Behind all others; once, even if said twice.
    fn push(&mut self, position: u32) {
        match self {
            Self::One(last) if *last == position => {}
            Self::Many(positions) if positions.last() == Some(&position) => {}
            Self::One(first) => *self = Self::Many(vec![*first, position]),
            Self::Many(positions) => positions.push(position),
        }
    }
}

/// What a label value must be, begin with or end with for a child to match. Never the empty text, which is also the
/// value of a missing label.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key<'a> {
    Whole(&'a str),
    Beginning(&'a str),
    Ending(&'a str),
}

impl MatchIndex {
    pub(super) fn new(routes: &[Route]) -> Self {
        Self {
            nodes: routes.iter().map(|route| Children::new(routes, route)).collect(),
        }
    }

    /// The first of the children of `parent` in `range` that `labels` satisfy and `wanted` says yes to.
    pub(super) fn find(
        &self,
        routes: &[Route],
        parent: RouteIndex,
        labels: &LabelSet,
        range: Range<usize>,
        wanted: impl Fn(&Route) -> bool,
    ) -> Option<usize> {
        let siblings = &routes[parent.position()].children;
        let child = |position: usize| &routes[siblings[position].position()];
        let Some(Some(children)) = self.nodes.get(parent.position()) else {
            let matches = |route: &Route| wanted(route) && route.matchers.is_match(labels);
            return range.into_iter().find(|&position| matches(child(position)));
        };
        let matches = |position: usize| wanted(child(position)) && children.rest(position).is_match(labels);
        let mut first = range.end;
        children.each_group_of(labels, |positions| {
            let from = match positions.first() {
                Some(&position) if position as usize >= range.start => 0,
                _ => positions.partition_point(|&position| (position as usize) < range.start),
            };
            let before = positions[from..]
                .iter()
                .map(|&position| position as usize)
                .take_while(|&position| position < first)
                .find(|&position| matches(position));
            first = before.unwrap_or(first);
        });
        (first < range.end).then_some(first)
    }

    /// The children of `parent` in `range` that an alert may match whose labels have the values `value` knows, in no
    /// particular order: all that do, and some more.
    pub(super) fn candidates<'a>(
        &self,
        parent: RouteIndex,
        range: Range<usize>,
        value: impl Fn(&str) -> Option<&'a str>,
    ) -> Vec<usize> {
        let Some(Some(children)) = self.nodes.get(parent.position()) else {
            return range.collect();
        };
        let mut found = Vec::new();
        children.each_group(value, |positions| {
            let positions = positions.iter().map(|&position| position as usize);
            found.extend(positions.filter(|position| range.contains(position)));
        });
        found
    }
}

impl Children {
    /// `None` if a scan does as well.
    fn new(routes: &[Route], parent: &Route) -> Option<Box<Self>> {
        if parent.children.len() <= SCANNED {
            return None;
        }
        // Those of all children in one list, and where those of each end.
        let mut matchers: Vec<KeyedMatcher<'_>> = Vec::new();
        let mut ends = Vec::with_capacity(parent.children.len());
        for child in &parent.children {
            let child = &routes[child.position()];
            matchers.extend(child.matchers.iter().filter_map(KeyedMatcher::new));
            ends.push(matchers.len());
        }
        let mut shared: HashMap<(&str, Key<'_>), usize> = HashMap::new();
        let mut keyed: HashMap<&str, usize> = HashMap::new();
        for matcher in &matchers {
            *keyed.entry(matcher.label).or_default() += 1;
            for key in matcher.keys() {
                *shared.entry((matcher.label, key)).or_default() += 1;
            }
        }
        // The matcher whose value fewest siblings share tells apart best; then the label most siblings are told apart
        // by, so that few labels are looked up.
        let cost = |matcher: &KeyedMatcher<'_>| {
            let crowd = matcher.keys().map(|key| shared[&(matcher.label, key)]).max();
            (crowd, usize::MAX - keyed[matcher.label])
        };
        let mut children = Self::default();
        #[expect(
            clippy::mutable_key_type,
            reason = "a matcher is hashed and compared by its text, never by what it compiles lazily"
        )]
        let mut rests: HashMap<Vec<&Matcher>, u32> = HashMap::new();
        let mut start = 0;
        for (position, (end, child)) in (0..).zip(ends.into_iter().zip(&parent.children)) {
            let candidates = &matchers[start..end];
            start = end;
            let best = candidates
                .iter()
                .min_by(|a, b| cost(a).cmp(&cost(b)).then_with(|| a.label.cmp(b.label)));
            let decided = best.and_then(KeyedMatcher::decided);
            let rest: Vec<&Matcher> = routes[child.position()]
                .matchers
                .iter()
                .filter(|&matcher| decided != Some(matcher))
                .collect();
            let next = u32::try_from(rests.len()).unwrap_or(u32::MAX);
            let rest = *rests.entry(rest).or_insert_with_key(|rest| {
                children.rests.push(rest.iter().copied().cloned().collect());
                next
            });
            children.rest.push(rest);
            let Some(best) = best else {
                children.unkeyed.push(position);
                continue;
            };
            let place = match children.places.get(best.label) {
                Some(&place) => place,
                None => {
                    let place = children.labels.len();
                    children.labels.push(Label::new(best.label));
                    children.places.insert(best.label.into(), place);
                    place
                }
            };
            children.labels[place].add(best, position);
        }
        (!children.labels.is_empty()).then(|| Box::new(children))
    }

    /// What an alert that was found to lead to this child must still satisfy.
    fn rest(&self, position: usize) -> &MatcherSet {
        &self.rests[self.rest[position] as usize]
    }

    /// Hands on the positions of children an alert with these labels may match.
    fn each_group_of(&self, labels: &LabelSet, mut group: impl FnMut(&[u32])) {
        if self.labels.len() <= labels.len() {
            return self.each_group(|name| labels.get(name).or(Some("")), group);
        }
        for (name, value) in labels.iter().filter(|(_, value)| !value.is_empty()) {
            if let Some(&place) = self.places.get(name) {
                self.labels[place].each_group(value, &mut group);
            }
        }
        group(&self.unkeyed);
    }

    /// Hands on the positions of children an alert may match whose labels have the values `value` knows. A label that
    /// is missing has the empty value.
    fn each_group<'a>(&self, value: impl Fn(&str) -> Option<&'a str>, mut group: impl FnMut(&[u32])) {
        for label in &self.labels {
            match value(&label.name) {
                None => group(&label.all),
                Some("") => {}
                Some(value) => label.each_group(value, &mut group),
            }
        }
        group(&self.unkeyed);
    }
}

impl Label {
    fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            whole: HashMap::new(),
            beginnings: Vec::new(),
            endings: Vec::new(),
            all: Vec::new(),
        }
    }

    fn add(&mut self, matcher: &KeyedMatcher<'_>, position: u32) {
        self.all.push(position);
        for key in matcher.keys() {
            let (table, text) = match key {
                Key::Whole(text) => (&mut self.whole, text),
                Key::Beginning(text) => (table_of(&mut self.beginnings, text.len()), text),
                Key::Ending(text) => (table_of(&mut self.endings, text.len()), text),
            };
            if let Some(positions) = table.get_mut(text) {
                positions.push(position);
            } else {
                table.insert(matcher.owned(text), Positions::One(position));
            }
        }
    }

    fn each_group(&self, value: &str, group: &mut impl FnMut(&[u32])) {
        let mut look_up = |table: &HashMap<Arc<str>, Positions>, text: &str| {
            if let Some(positions) = table.get(text) {
                group(positions.as_slice());
            }
        };
        look_up(&self.whole, value);
        for (length, table) in &self.beginnings {
            if let Some(text) = value.get(..*length) {
                look_up(table, text);
            }
        }
        for (length, table) in &self.endings {
            if let Some(text) = value.len().checked_sub(*length).and_then(|from| value.get(from..)) {
                look_up(table, text);
            }
        }
    }
}

fn table_of(
    tables: &mut Vec<(usize, HashMap<Arc<str>, Positions>)>,
    length: usize,
) -> &mut HashMap<Arc<str>, Positions> {
    let at = tables
        .iter()
        .position(|(known, _)| *known == length)
        .unwrap_or_else(|| {
            tables.push((length, HashMap::new()));
            tables.len() - 1
        });
    &mut tables[at].1
}

/// A matcher that only certain values of its label satisfy.
struct KeyedMatcher<'a> {
    matcher: &'a Matcher,
    label: &'a str,
    values: Values<'a>,
}

enum Values<'a> {
    Equal(&'a Arc<str>),
    OneOf(&'a [Box<str>]),
    Beginning(String),
    Ending(String),
}

impl<'a> KeyedMatcher<'a> {
    fn new(matcher: &'a Matcher) -> Option<Self> {
        let values = match matcher.op() {
            MatchOp::Equal if !matcher.value().is_empty() => Values::Equal(matcher.shared_value()),
            MatchOp::Regex => {
                let regex = matcher.regex()?;
                match regex.literals() {
                    Some(literals)
                        if literals.len() <= VALUES_PER_CHILD && !literals.iter().any(|literal| literal.is_empty()) =>
                    {
                        Values::OneOf(literals)
                    }
                    Some(_) => return None,
                    None => match affix::required(regex) {
                        affix::Required { beginning, .. } if !beginning.is_empty() => Values::Beginning(beginning),
                        affix::Required { ending, .. } if !ending.is_empty() => Values::Ending(ending),
                        affix::Required { .. } => return None,
                    },
                }
            }
            _ => return None,
        };
        Some(Self {
            matcher,
            label: matcher.name(),
            values,
        })
    }

    /// The matcher, if every value that is looked up under its keys satisfies it.
    fn decided(&self) -> Option<&'a Matcher> {
        match self.values {
            Values::Equal(_) | Values::OneOf(_) => Some(self.matcher),
            Values::Beginning(_) | Values::Ending(_) => None,
        }
    }

    /// One of its keys, to be kept.
    fn owned(&self, key: &str) -> Arc<str> {
        match self.values {
            Values::Equal(value) => value.clone(),
            Values::OneOf(_) | Values::Beginning(_) | Values::Ending(_) => key.into(),
        }
    }

    fn keys(&self) -> impl Iterator<Item = Key<'_>> {
        let (one, many) = match &self.values {
            Values::Equal(value) => (Some(Key::Whole(value)), [].as_slice()),
            Values::OneOf(values) => (None, *values),
            Values::Beginning(text) => (Some(Key::Beginning(text)), [].as_slice()),
            Values::Ending(text) => (Some(Key::Ending(text)), [].as_slice()),
        };
        one.into_iter().chain(many.iter().map(|value| Key::Whole(value)))
    }
}

#[cfg(test)]
mod tests;
