//! The routing tree: one file a format, all of the same [`Chart`].

pub mod dot;
pub mod json;
pub mod mermaid;
pub mod svg;
pub mod text;

use std::collections::BTreeSet;

use crate::duration::format_prometheus;
use crate::proof::{Because, Reach, Reachability};
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
    /// What was proved about its routes.
    pub reachability: &'a Reachability,
}

impl Chart<'_> {
    /// Line of a route in its file.
    fn line(&self, route: RouteIndex) -> u32 {
        self.source.position(self.tree[route].span().start).line
    }

    /// What is to be said of whether alerts get to a route: nothing if they do.
    fn fate(&self, route: RouteIndex) -> Option<Fate> {
        match self.reachability.entered(route) {
            Reach::Reachable { .. } => None,
            Reach::Unreachable { because } => Some(Fate::Dead(reason(self.source, self.tree, because))),
            Reach::NotDecided { why } => Some(Fate::NotDecided(format!("reachability not decided: {why}"))),
        }
    }

    fn is_dead(&self, route: RouteIndex) -> bool {
        self.reachability.entered(route).is_unreachable()
    }

    fn reaches_runframe(&self, route: RouteIndex) -> bool {
        self.runframe_receivers
            .contains(&self.tree[route].options().receiver.value)
    }
}

/// Why no, or perhaps no, alert gets to a route.
enum Fate {
    Dead(String),
    NotDecided(String),
}

impl Fate {
    /// What is to be said, in words.
    fn text(&self) -> String {
        match self {
            Self::Dead(reason) => format!("dead: {reason}"),
            Self::NotDecided(text) => text.clone(),
        }
    }

    fn is_dead(&self) -> bool {
        matches!(self, Self::Dead(_))
    }
}

/// What keeps all alerts away from a route, in words: `line 9 takes everything`.
#[must_use]
pub fn reason(source: &SourceFile, tree: &RouteTree, because: &Because) -> String {
    let line = |route: RouteIndex| source.position(tree[route].span().start).line;
    match because {
        Because::TakenBy(routes) => {
            let lines: Vec<u32> = routes.iter().map(|&route| line(route)).collect();
            let takes = if lines.len() == 1 { "takes" } else { "together take" };
            format!("{} {takes} everything", in_lines(&lines))
        }
        Because::Contradiction(places) => {
            let matchers: Vec<(String, u32)> = places
                .iter()
                .filter_map(|place| {
                    let (matcher, span) = tree[place.route].spanned_matchers().nth(place.position)?;
                    Some((matcher.to_string(), source.position(span.start).line))
                })
                .collect();
            let is_one_line = matchers.windows(2).all(|pair| pair[0].1 == pair[1].1);
            let last = matchers.len().saturating_sub(1);
            let texts: Vec<String> = matchers
                .iter()
                .enumerate()
                .map(|(at, (matcher, line))| {
                    if is_one_line && at < last {
                        matcher.clone()
                    } else {
                        format!("{matcher} (line {line})")
                    }
                })
                .collect();
            let both = if texts.len() == 2 { "both " } else { "" };
            format!("no value satisfies {both}{}", texts.join(" and "))
        }
        Because::Above(route) => format!("no alert gets to line {} above it", line(*route)),
    }
}

/// As in `line 9` and `lines 9, 12 and 14`; of many, the first few.
fn in_lines(lines: &[u32]) -> String {
    const LINES_MAX: usize = 6;
    let texts: Vec<String> = lines.iter().take(LINES_MAX).map(u32::to_string).collect();
    match (texts.as_slice(), lines.len()) {
        ([], _) => "nothing".to_owned(),
        ([one], _) => format!("line {one}"),
        (some, count) if count > LINES_MAX => format!("lines {} and {} more", some.join(", "), count - LINES_MAX),
        ([first @ .., last], _) => format!("lines {} and {last}", first.join(", ")),
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
