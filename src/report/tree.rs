//! The routing tree: one file a format, all of the same [`Chart`].

pub mod dot;
pub mod json;
pub mod mermaid;
pub mod svg;
pub mod text;

use std::collections::{BTreeMap, BTreeSet};

use crate::alert::LabelSet;
use crate::duration::format_prometheus;
use crate::route::{Effective, Grouping, Origin, Route, RouteIndex, RouteTree};
use crate::text::SourceFile;

/// A tree and what is known of its routes.
#[derive(Debug)]
pub struct Chart<'a> {
    /// The configuration.
    pub source: &'a SourceFile,
    /// Its tree.
    pub tree: &'a RouteTree,
    /// Receivers through which Runframe is reached.
    pub runframe_receivers: &'a BTreeSet<String>,
    /// What was proved about each route; nothing is said of a route that is missing here.
    pub reach: &'a BTreeMap<RouteIndex, Reach>,
}

/// Whether an alert can come to a route and stay there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This one does.
    Reached(LabelSet),
    /// None can, for the reason given.
    Dead(String),
    /// Not decided within the budget.
    Undecided,
}

impl Chart<'_> {
    /// Line of a route in its file.
    fn line(&self, route: RouteIndex) -> u32 {
        self.source.position(self.tree[route].span().start).line
    }

    /// Why no alert stays on a route, if that was proved.
    fn death(&self, route: RouteIndex) -> Option<&str> {
        match self.reach.get(&route) {
            Some(Reach::Dead(reason)) => Some(reason),
            _ => None,
        }
    }

    fn reaches_runframe(&self, route: RouteIndex) -> bool {
        self.runframe_receivers
            .contains(&self.tree[route].options().receiver.value)
    }
}

/// What a route asks of an alert: `severity="critical", team=~"db|web"`; of one that asks nothing `any alert`.
#[must_use]
pub fn condition(route: &Route) -> String {
    if route.matchers().is_empty() {
        return "any alert".to_owned();
    }
    let texts: Vec<String> = route.matchers().iter().map(ToString::to_string).collect();
    texts.join(", ")
}

/// As in `by alertname, cluster`, `by all labels`, `in one group`.
#[must_use]
pub fn grouping(grouping: &Grouping) -> String {
    match grouping {
        Grouping::All => "by all labels".to_owned(),
        Grouping::By(names) if names.is_empty() => "in one group".to_owned(),
        Grouping::By(names) => format!("by {}", names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")),
    }
}

/// What a route sets itself, a text each; of the root, also what is the default.
fn settings(tree: &RouteTree, index: RouteIndex) -> Vec<String> {
    let route = &tree[index];
    let options = route.options();
    let is_root = route.parent().is_none();
    let mut settings = Vec::new();
    if route.continues() {
        settings.push("continue".to_owned());
    }
    if is_root || is_set_at(&options.group_by, index) {
        settings.push(grouping(&options.group_by.value));
    }
    for (name, duration) in [
        ("wait", &options.group_wait),
        ("interval", &options.group_interval),
        ("repeat", &options.repeat_interval),
    ] {
        if is_root || is_set_at(duration, index) {
            settings.push(format!("{name} {}", format_prometheus(duration.value)));
        }
    }
    for (word, names) in [
        ("mute", route.mute_time_intervals()),
        ("active", route.active_time_intervals()),
    ] {
        if !names.is_empty() {
            let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
            settings.push(format!("{word} {}", names.join(", ")));
        }
    }
    settings
}

fn is_set_at<T>(value: &Effective<T>, index: RouteIndex) -> bool {
    matches!(value.origin, Origin::Route(at, _) if at == index)
}
