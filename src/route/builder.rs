//! Making a tree route by route.

use std::sync::OnceLock;
use std::time::Duration;

use super::tree::Route;
use super::{Grouping, Options, RouteIndex, RouteTree};
use crate::few::Few;
use crate::matcher::MatcherSet;
use crate::text::{Span, Spanned};
use crate::version::Version;

/// What one route of a configuration says itself.
#[derive(Clone, Debug, Default)]
pub struct RouteSettings {
    /// The whole route in its source.
    pub span: Span,
    /// Name of the receiver.
    pub receiver: Option<Spanned<String>>,
    /// By which labels alerts are put together.
    pub group_by: Option<Spanned<Grouping>>,
    /// How long a new group waits before it is first sent.
    pub group_wait: Option<Spanned<Duration>>,
    /// How long at least between two messages of one group.
    pub group_interval: Option<Spanned<Duration>>,
    /// How long until an unchanged group is sent again.
    pub repeat_interval: Option<Spanned<Duration>>,
    /// What an alert must satisfy.
    pub matchers: MatcherSet,
    /// Whether the next siblings are tried too when this route takes an alert.
    pub continues: bool,
    /// Names of time intervals that silence this route.
    pub mute_time_intervals: Few<Spanned<String>>,
    /// Names of time intervals outside of which this route is silent.
    pub active_time_intervals: Few<Spanned<String>>,
}

/// A tree under construction. Parents come before their children, siblings in their order.
#[derive(Debug)]
pub struct TreeBuilder {
    tree: RouteTree,
}

impl TreeBuilder {
    /// A tree of one route, as the given release reads it.
    #[must_use]
    pub fn new(root: RouteSettings, version: Version) -> Self {
        let mut builder = Self {
            tree: RouteTree {
                routes: Vec::new(),
                version,
                index: OnceLock::new(),
            },
        };
        builder.push(None, root);
        builder
    }

    /// Makes room for so many more routes.
    pub fn reserve(&mut self, more: usize) {
        self.tree.routes.reserve_exact(more);
    }

    /// Adds a route behind the last child of `parent`.
    ///
    /// # Panics
    /// If `parent` is of another, larger tree.
    pub fn child(&mut self, parent: RouteIndex, settings: RouteSettings) -> RouteIndex {
        self.push(Some(parent), settings)
    }

    /// The finished tree.
    #[must_use]
    pub fn finish(self) -> RouteTree {
        self.tree
    }

    fn push(&mut self, parent: Option<RouteIndex>, mut settings: RouteSettings) -> RouteIndex {
        let routes = &mut self.tree.routes;
        let index = RouteIndex(u32::try_from(routes.len()).expect("a text of at most 4 GiB holds fewer routes"));
        let options = match parent {
            Some(parent) => routes[parent.position()].options.overridden(index, &mut settings),
            None => Options::defaults().overridden(index, &mut settings),
        };
        let sibling_position = match parent {
            Some(parent) => {
                let siblings = &mut routes[parent.position()].children;
                siblings.push(index);
                u32::try_from(siblings.len() - 1).expect("there are no more than routes")
            }
            None => 0,
        };
        routes.push(Route {
            span: settings.span,
            parent,
            sibling_position,
            children: Few::default(),
            matchers: settings.matchers,
            continues: settings.continues,
            options,
            mute_time_intervals: settings.mute_time_intervals,
            active_time_intervals: settings.active_time_intervals,
        });
        index
    }
}
