//! One JSON object for all alerts, as `docs/schema/route.json` describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::Traced;
use crate::alert::LabelSet;
use crate::incident::ServiceKey;
use crate::report::route_json::{JsonGrouping, JsonMatcher, JsonSetting};
use crate::suppression::Muting;
use crate::trace::{Delivery, IncidentOutline, NotDelivered, Trace, Verdict, walk};

/// The version of the shape below; a field that goes or changes its meaning makes a new one.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
struct JsonTraces<'a> {
    version: u32,
    path: &'a str,
    /// The key the text was decoded from.
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<&'a str>,
    /// `null`: time intervals were not looked at.
    at: Option<String>,
    firing: &'a [LabelSet],
    alerts: Vec<JsonTrace<'a>>,
}

#[derive(Serialize)]
struct JsonTrace<'a> {
    labels: &'a LabelSet,
    fingerprint: String,
    receivers: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    walk: Option<Vec<JsonStep<'a>>>,
    deliveries: Vec<JsonDelivery<'a>>,
    inhibited_by: Option<JsonInhibition<'a>>,
    incident: Option<JsonIncident<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_delivered: Option<JsonObstacle>,
}

#[derive(Serialize)]
struct JsonStep<'a> {
    route: usize,
    line: u32,
    depth: usize,
    matchers: Vec<JsonMatcher<'a>>,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    missed: Option<JsonMiss<'a>>,
}

#[derive(Serialize)]
struct JsonMiss<'a> {
    matcher: JsonMatcher<'a>,
    line: u32,
    /// `null`: the alert lacks the label.
    value: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonDelivery<'a> {
    route: usize,
    line: u32,
    path: Vec<usize>,
    receiver: &'a str,
    runframe: bool,
    /// Whether Runframe is told when the alert ends.
    tells_resolves: bool,
    group_labels: &'a LabelSet,
    group_key: &'a str,
    group_by: JsonSetting<JsonGrouping<'a>>,
    group_wait: JsonSetting<String>,
    group_interval: JsonSetting<String>,
    repeat_interval: JsonSetting<String>,
    mute_time_intervals: Vec<&'a str>,
    active_time_intervals: Vec<&'a str>,
    /// `null`: not muted, or time intervals were not looked at.
    muted: Option<JsonMuting<'a>>,
}

#[derive(Serialize)]
struct JsonMuting<'a> {
    reason: &'static str,
    intervals: &'a [String],
}

#[derive(Serialize)]
struct JsonInhibition<'a> {
    labels: &'a LabelSet,
    rule: usize,
    rule_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_name: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonIncident<'a> {
    title: JsonMapped<&'a str>,
    severity: JsonMapped<&'static str>,
    service: JsonMapped<Option<&'a str>>,
    description: &'a str,
    /// Whether the linked services were told; if not, the service is what the label says.
    services_known: bool,
}

#[derive(Serialize)]
struct JsonMapped<T> {
    value: T,
    source: String,
}

#[derive(Serialize)]
struct JsonObstacle {
    reason: &'static str,
    message: String,
}

/// Writes the object and a final line break. Every route that was asked is listed for a single alert, or if asked for.
pub fn render(traced: &Traced<'_>, out: &mut dyn Write) -> io::Result<()> {
    let with_walk = traced.is_verbose || traced.traces.len() == 1;
    let json = JsonTraces {
        version: FORMAT_VERSION,
        path: traced.source.path(),
        inside: traced.source.inside(),
        at: traced.at.map(|at| at.to_string()),
        firing: traced.firing,
        alerts: traced
            .traces
            .iter()
            .map(|trace| trace_json(traced, trace, with_walk))
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}

fn trace_json<'a>(traced: &'a Traced<'_>, trace: &'a Trace, with_walk: bool) -> JsonTrace<'a> {
    let tree = &traced.setup.tree;
    let receiver = |delivery: &Delivery| tree[delivery.route].options().receiver.value.as_str();
    JsonTrace {
        labels: &trace.labels,
        fingerprint: trace.fingerprint.to_string(),
        receivers: trace.deliveries.iter().map(receiver).collect(),
        walk: with_walk.then(|| steps_json(traced, trace)),
        deliveries: trace
            .deliveries
            .iter()
            .map(|delivery| delivery_json(traced, delivery))
            .collect(),
        inhibited_by: trace.inhibition.map(|inhibition| {
            let rule = &traced.setup.inhibit_rules[inhibition.rule];
            JsonInhibition {
                labels: &traced.firing[inhibition.source],
                rule: inhibition.rule,
                rule_line: traced.source.position(rule.span.start).line,
                rule_name: rule.name.as_deref(),
            }
        }),
        incident: trace.incident.as_ref().ok().map(incident_json),
        not_delivered: trace.incident.as_ref().err().map(|&obstacle| JsonObstacle {
            reason: match obstacle {
                NotDelivered::NoReceiver => "no_receiver",
                NotDelivered::NotRouted => "not_routed",
                NotDelivered::Inhibited => "inhibited",
                NotDelivered::Muted => "muted",
            },
            message: obstacle.to_string(),
        }),
    }
}

fn steps_json<'a>(traced: &'a Traced<'_>, trace: &'a Trace) -> Vec<JsonStep<'a>> {
    let tree = &traced.setup.tree;
    let line = |offset| traced.source.position(offset).line;
    let steps = walk(tree, &trace.labels).into_iter();
    steps
        .map(|step| JsonStep {
            route: step.route.position(),
            line: line(tree[step.route].span().start),
            depth: step.depth,
            matchers: tree[step.route].matchers().iter().map(JsonMatcher::of).collect(),
            verdict: match step.verdict {
                Verdict::Kept => "kept",
                Verdict::PassedOn => "passed_on",
                Verdict::Missed { .. } => "missed",
            },
            missed: match step.verdict {
                Verdict::Missed { matcher, span, value } => Some(JsonMiss {
                    matcher: JsonMatcher::of(matcher),
                    line: line(span.start),
                    value,
                }),
                Verdict::Kept | Verdict::PassedOn => None,
            },
        })
        .collect()
}

fn delivery_json<'a>(traced: &'a Traced<'_>, delivery: &'a Delivery) -> JsonDelivery<'a> {
    let tree = &traced.setup.tree;
    let node = &tree[delivery.route];
    let options = node.options();
    JsonDelivery {
        route: delivery.route.position(),
        line: traced.source.position(node.span().start).line,
        path: tree
            .path(delivery.route)
            .into_iter()
            .map(crate::route::RouteIndex::position)
            .collect(),
        receiver: &options.receiver.value,
        runframe: delivery.is_to_runframe,
        tells_resolves: delivery.tells_resolves,
        group_labels: &delivery.group_labels,
        group_key: delivery.group_key.as_str(),
        group_by: JsonSetting::of(traced.source, &options.group_by, JsonGrouping::of),
        group_wait: JsonSetting::of_duration(traced.source, &options.group_wait),
        group_interval: JsonSetting::of_duration(traced.source, &options.group_interval),
        repeat_interval: JsonSetting::of_duration(traced.source, &options.repeat_interval),
        mute_time_intervals: node.mute_time_intervals().iter().map(|name| name.as_str()).collect(),
        active_time_intervals: node.active_time_intervals().iter().map(|name| name.as_str()).collect(),
        muted: delivery.muting.as_ref().map(|muting| JsonMuting {
            reason: match muting {
                Muting::Inactive(_) => "outside_active_intervals",
                Muting::Muted(_) => "inside_mute_intervals",
            },
            intervals: muting.names(),
        }),
    }
}

fn incident_json(incident: &IncidentOutline) -> JsonIncident<'_> {
    JsonIncident {
        title: JsonMapped {
            value: &incident.title.value,
            source: incident.title.source.to_string(),
        },
        severity: JsonMapped {
            value: incident.severity.value.code(),
            source: incident.severity.source.to_string(),
        },
        service: JsonMapped {
            value: incident.service.value.as_ref().map(ServiceKey::as_str),
            source: incident.service_reason(),
        },
        description: &incident.description,
        services_known: incident.are_services_known,
    }
}
