//! The tree, and the walk through it.

use std::fmt;
use std::ops::{Index, Range};
use std::sync::OnceLock;

use super::index::MatchIndex;
use super::{GroupKey, Options, key};
use crate::alert::LabelSet;
use crate::few::Few;
use crate::matcher::{Matcher, MatcherSet};
use crate::text::{Span, Spanned};
use crate::version::Version;

/// A route of one [`RouteTree`]: its number in file order, the root first, children before the next sibling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RouteIndex(pub(super) u32);

impl RouteIndex {
    /// The root, which every tree has.
    pub const ROOT: Self = Self(0);

    /// The number.
    #[must_use]
    pub fn position(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for RouteIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One route.
#[derive(Clone, Debug)]
pub struct Route {
    pub(super) span: Span,
    pub(super) parent: Option<RouteIndex>,
    pub(super) sibling_position: u32,
    pub(super) children: Few<RouteIndex>,
    pub(super) matchers: MatcherSet,
    pub(super) continues: bool,
    pub(super) options: Options,
    pub(super) mute_time_intervals: Few<Spanned<String>>,
    pub(super) active_time_intervals: Few<Spanned<String>>,
}

impl Route {
    /// The whole route in its source.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The route above; `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<RouteIndex> {
        self.parent
    }

    /// The routes right below, in file order.
    #[must_use]
    pub fn children(&self) -> &[RouteIndex] {
        &self.children
    }

    /// Which of its parent's children it is; 0 for the root.
    #[must_use]
    pub fn sibling_position(&self) -> usize {
        self.sibling_position as usize
    }

    /// What an alert must satisfy.
    #[must_use]
    pub fn matchers(&self) -> &MatcherSet {
        &self.matchers
    }

    /// The matchers in the order of the set, with their places.
    pub fn spanned_matchers(&self) -> impl Iterator<Item = (&Matcher, Span)> {
        self.matchers.spanned()
    }

    /// Whether the next siblings are tried too when this route takes an alert.
    #[must_use]
    pub fn continues(&self) -> bool {
        self.continues
    }

    /// What is in force here, set here or inherited.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Names of time intervals that silence this route; never inherited.
    #[must_use]
    pub fn mute_time_intervals(&self) -> &[Spanned<String>] {
        &self.mute_time_intervals
    }

    /// Names of time intervals outside of which this route is silent; never inherited.
    #[must_use]
    pub fn active_time_intervals(&self) -> &[Spanned<String>] {
        &self.active_time_intervals
    }
}

/// All routes of a configuration, in file order.
#[derive(Clone, Debug)]
pub struct RouteTree {
    pub(super) routes: Vec<Route>,
    pub(super) version: Version,
    /// Made when first looked at.
    pub(super) index: OnceLock<MatchIndex>,
}

impl RouteTree {
    /// The routes that take an alert with these labels, in tree order; never none.
    ///
    /// From the root down: the first child that matches takes the alert, later ones too as long as those before them
    /// say `continue`; where no child matches, the route itself takes it.
    #[must_use]
    pub fn matched(&self, labels: &LabelSet) -> Vec<RouteIndex> {
        let mut matched = Vec::new();
        let root = RouteIndex::ROOT;
        if !self[root].matchers.is_match(labels) {
            // No configuration that Alertmanager accepts has matchers on its root.
            return vec![root];
        }
        // Routes on the way down, each with the position of the child to look at next.
        let mut path = vec![(root, 0)];
        while let Some((route, from)) = path.pop() {
            let children = &self[route].children;
            let Some(at) = self.find_child(route, labels, from..children.len(), |_| true) else {
                // A later look at a route comes behind a child that has taken the alert.
                if from == 0 {
                    matched.push(route);
                }
                continue;
            };
            let child = children[at];
            if self[child].continues {
                path.push((route, at + 1));
            }
            path.push((child, 0));
        }
        matched
    }

    /// Among the children of `parent` at the positions `range`, the position of the first that these labels satisfy and
    /// `wanted` says yes to. Does not look at all of them where they tell apart by the value of a label.
    #[must_use]
    pub fn find_child(
        &self,
        parent: RouteIndex,
        labels: &LabelSet,
        range: Range<usize>,
        wanted: impl Fn(&Route) -> bool,
    ) -> Option<usize> {
        self.index().find(&self.routes, parent, labels, range, wanted)
    }

    /// Among the children of `parent` at the positions `range`, the positions of those that an alert may match whose
    /// labels have the values `value` knows (a missing label: the empty text), in no particular order. All of these are
    /// there, and possibly more.
    #[must_use]
    pub fn candidate_children<'a>(
        &self,
        parent: RouteIndex,
        range: Range<usize>,
        value: impl Fn(&str) -> Option<&'a str>,
    ) -> Vec<usize> {
        self.index().candidates(parent, range, value)
    }

    /// Makes what finding children needs, which otherwise the first look-up does.
    pub fn prepare(&self) {
        self.index();
    }

    fn index(&self) -> &MatchIndex {
        self.index.get_or_init(|| MatchIndex::new(&self.routes))
    }

    /// How many routes there are; at least one.
    #[must_use]
    pub fn route_count(&self) -> usize {
        self.routes.len()
    }

    /// All routes in file order.
    pub fn iter(&self) -> impl Iterator<Item = (RouteIndex, &Route)> {
        (0..).map(RouteIndex).zip(&self.routes)
    }

    /// The route whose number this is.
    #[must_use]
    pub fn index_of(&self, position: usize) -> Option<RouteIndex> {
        let number = u32::try_from(position).ok()?;
        (position < self.routes.len()).then_some(RouteIndex(number))
    }

    /// The routes from the root down to `route`, which is the last.
    #[must_use]
    pub fn path(&self, route: RouteIndex) -> Vec<RouteIndex> {
        let mut path: Vec<_> = std::iter::successors(Some(route), |&at| self[at].parent).collect();
        path.reverse();
        path
    }

    /// The matchers from the root down to `route`, as text: `{}/{a="b"}`. Not unique.
    #[must_use]
    pub fn route_key(&self, route: RouteIndex) -> String {
        key::route_key(self, route)
    }

    /// As [`Self::route_key`], with the position among the siblings behind each step: `{}/{a="b"}/0`. Unique.
    #[must_use]
    pub fn route_id(&self, route: RouteIndex) -> String {
        key::route_id(self, route)
    }

    /// The labels by which `route` groups an alert with these labels.
    #[must_use]
    pub fn group_labels(&self, route: RouteIndex, labels: &LabelSet) -> LabelSet {
        self[route].options.group_by.value.group_labels(labels)
    }

    /// What names the group of these group labels on `route`.
    #[must_use]
    pub fn group_key(&self, route: RouteIndex, group_labels: &LabelSet) -> GroupKey {
        GroupKey::new(&self.route_key(route), group_labels, self.version)
    }
}

impl Index<RouteIndex> for RouteTree {
    type Output = Route;

    /// # Panics
    /// If the index is of another, larger tree.
    fn index(&self, route: RouteIndex) -> &Route {
        &self.routes[route.position()]
    }
}
