//! From configured routes to the tree.

use std::sync::Arc;

use super::{Grouping, RouteIndex, RouteSettings, RouteTree, TreeBuilder};
use crate::config::{self, Config, GroupBy};
use crate::text::Spanned;
use crate::version::Version;

/// An empty `group_by` list is a setting of its own, and not the same as none, since 0.31.
const EMPTY_GROUP_BY_COUNTS: Version = Version::V0_33;

impl RouteTree {
    /// The tree of a configuration, as the given release reads it; `None` if it has no root route.
    ///
    /// Of a configuration with errors, the tree of what could be read.
    #[must_use]
    pub fn from_config(config: &Config, version: Version) -> Option<Self> {
        let root = config.route.as_ref()?;
        let mut tree = TreeBuilder::new(settings(root, version), version);
        tree.reserve(root.routes.len());
        // Routes may nest deeper than a stack; the next route in file order is always the last one here.
        let mut waiting: Vec<_> = root
            .routes
            .iter()
            .rev()
            .map(|route| (RouteIndex::ROOT, route))
            .collect();
        while let Some((parent, route)) = waiting.pop() {
            let index = tree.child(parent, settings(route, version));
            waiting.extend(route.routes.iter().rev().map(|child| (index, child)));
        }
        Some(tree.finish())
    }
}

fn settings(route: &config::Route, version: Version) -> RouteSettings {
    RouteSettings {
        span: route.span,
        receiver: route.receiver.clone(),
        group_by: route.group_by.as_ref().and_then(|group_by| grouping(group_by, version)),
        group_wait: route.group_wait,
        group_interval: route.group_interval,
        repeat_interval: route.repeat_interval,
        matchers: route.matchers.clone(),
        continues: route.continues.is_some_and(|continues| continues.value),
        mute_time_intervals: route.mute_time_intervals.clone(),
        active_time_intervals: route.active_time_intervals.clone(),
    }
}

/// What a list means; `None` if it is as good as absent.
fn grouping(group_by: &GroupBy, version: Version) -> Option<Spanned<Grouping>> {
    let grouping = if group_by.all {
        Grouping::All
    } else if group_by.labels.is_empty() && version < EMPTY_GROUP_BY_COUNTS {
        return None;
    } else {
        Grouping::By(Arc::new(
            group_by.labels.iter().map(|name| name.value.clone()).collect(),
        ))
    };
    Some(Spanned::new(grouping, group_by.span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::Matcher;
    use crate::text::Span;

    fn here<T>(value: T) -> Spanned<T> {
        Spanned::new(value, Span::at(0))
    }

    fn route(receiver: &str, routes: Vec<config::Route>) -> config::Route {
        config::Route {
            receiver: Some(here(receiver.to_owned())),
            matchers: [here(Matcher::equal("r", receiver))].into_iter().collect(),
            routes: routes.into(),
            ..config::Route::default()
        }
    }

    fn tree(root: config::Route, version: Version) -> RouteTree {
        let config = Config {
            route: Some(root),
            ..Config::default()
        };
        RouteTree::from_config(&config, version).expect("there is a root")
    }

    #[test]
    fn routes_are_numbered_in_file_order() {
        let root = route(
            "0",
            vec![
                route("1", vec![route("2", vec![]), route("3", vec![])]),
                route("4", vec![]),
            ],
        );
        let tree = tree(root, Version::default());
        for (index, route) in tree.iter() {
            assert_eq!(route.options().receiver.value, index.to_string());
        }
        assert_eq!(
            tree.route_id(tree.index_of(3).expect("it exists")),
            r#"{r="0"}/{r="1"}/0/{r="3"}/1"#
        );
    }

    #[test]
    fn an_empty_group_by_counts_only_in_newer_releases() {
        let mut child = route("1", vec![]);
        child.group_by = Some(Box::default());
        let mut root = route("0", vec![child]);
        root.group_by = Some(Box::new(GroupBy {
            labels: vec![here("a".to_owned())],
            ..GroupBy::default()
        }));
        for (version, expected) in [(Version::V0_28, 1), (Version::V0_33, 0)] {
            let tree = tree(root.clone(), version);
            let child = tree.index_of(1).expect("it exists");
            let labels = [("a", "1")].into_iter().collect();
            assert_eq!(tree.group_labels(child, &labels).len(), expected, "{version}");
        }
    }
}
