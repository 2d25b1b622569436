//! One JSON object, as `docs/schema/tree.json` describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::{Chart, reason};
use crate::alert::LabelSet;
use crate::proof::{Because, Reach};
use crate::report::route_json::{JsonGrouping, JsonMatcher, JsonSetting};

/// The version of the shape below; a field that goes or changes its meaning makes a new one.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
struct JsonTree<'a> {
    version: u32,
    path: &'a str,
    /// The key the text was decoded from.
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<&'a str>,
    /// In file order; a route names its parent by its place in this list.
    routes: Vec<JsonRoute<'a>>,
}

#[derive(Serialize)]
struct JsonRoute<'a> {
    route: usize,
    parent: Option<usize>,
    line: u32,
    matchers: Vec<JsonMatcher<'a>>,
    r#continue: bool,
    receiver: JsonSetting<&'a str>,
    runframe: bool,
    group_by: JsonSetting<JsonGrouping<'a>>,
    group_wait: JsonSetting<String>,
    group_interval: JsonSetting<String>,
    repeat_interval: JsonSetting<String>,
    mute_time_intervals: Vec<&'a str>,
    active_time_intervals: Vec<&'a str>,
    route_key: String,
    /// Whether alerts get to the route, be it to go on to a child.
    reachable: JsonReach<'a>,
    /// Whether the route itself, not a child, delivers alerts.
    delivers: JsonReach<'a>,
}

#[derive(Serialize)]
struct JsonReach<'a> {
    /// `null`: not decided.
    proved: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<&'a LabelSet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    /// The routes that take everything, if that is why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taken_by: Vec<usize>,
}

impl<'a> JsonReach<'a> {
    fn of(chart: &Chart<'_>, reach: &'a Reach) -> Self {
        match reach {
            Reach::Reachable { witness } => Self {
                proved: Some(true),
                witness: Some(witness),
                because: None,
                taken_by: Vec::new(),
            },
            Reach::Unreachable { because } => Self {
                proved: Some(false),
                witness: None,
                because: Some(reason(chart.source, chart.tree, because)),
                taken_by: match because {
                    Because::TakenBy(routes) => routes.iter().map(|route| route.position()).collect(),
                    Because::Contradiction(_) | Because::Above(_) => Vec::new(),
                },
            },
            Reach::NotDecided { why } => Self {
                proved: None,
                witness: None,
                because: Some(why.to_string()),
                taken_by: Vec::new(),
            },
        }
    }
}

/// Writes the object and a final line break.
pub fn render(chart: &Chart<'_>, out: &mut dyn Write) -> io::Result<()> {
    let json = JsonTree {
        version: FORMAT_VERSION,
        path: chart.source.path(),
        inside: chart.source.inside(),
        routes: chart
            .tree
            .iter()
            .map(|(index, route)| {
                let options = route.options();
                JsonRoute {
                    route: index.position(),
                    parent: route.parent().map(crate::route::RouteIndex::position),
                    line: chart.line(index),
                    matchers: route.matchers().iter().map(JsonMatcher::of).collect(),
                    r#continue: route.continues(),
                    receiver: JsonSetting::of(chart.source, &options.receiver, String::as_str),
                    runframe: chart.reaches_runframe(index),
                    group_by: JsonSetting::of(chart.source, &options.group_by, JsonGrouping::of),
                    group_wait: JsonSetting::of_duration(chart.source, &options.group_wait),
                    group_interval: JsonSetting::of_duration(chart.source, &options.group_interval),
                    repeat_interval: JsonSetting::of_duration(chart.source, &options.repeat_interval),
                    mute_time_intervals: route.mute_time_intervals().iter().map(|name| name.as_str()).collect(),
                    active_time_intervals: route.active_time_intervals().iter().map(|name| name.as_str()).collect(),
                    route_key: chart.tree.route_key(index),
                    reachable: JsonReach::of(chart, chart.reachability.entered(index)),
                    delivers: JsonReach::of(chart, chart.reachability.delivered(index)),
                }
            })
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}
