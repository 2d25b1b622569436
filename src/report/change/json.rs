//! One JSON object, as `docs/schema/diff.json` describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::{Compared, REGROUPED, Side, aspect_name, incident_note};
use crate::alert::LabelSet;
use crate::change::{Altered, ClassChange, DeliveryChange, IncidentChange};
use crate::report::route_json::JsonMatcher;
use crate::route::RouteIndex;
use crate::text::Span;
use crate::trace::Trace;

/// The version of the shape below; a field that goes or changes its meaning makes a new one.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
struct JsonChange<'a> {
    version: u32,
    old: &'a str,
    /// The key the text was decoded from.
    #[serde(skip_serializing_if = "Option::is_none")]
    old_inside: Option<&'a str>,
    new: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_inside: Option<&'a str>,
    /// Proved.
    equal: bool,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_decided: Option<String>,
    classes: Vec<JsonClass<'a>>,
    inhibit_rules: JsonRules<'a>,
    settings: JsonSettings<'a>,
}

#[derive(Serialize)]
struct JsonSettings<'a> {
    receivers: Vec<JsonAltered<'a>>,
    sections: Vec<JsonAltered<'a>>,
}

/// Where it stands; a line is `null` if it is not there.
#[derive(Serialize)]
struct JsonAltered<'a> {
    name: &'a str,
    old_line: Option<u32>,
    new_line: Option<u32>,
}

#[derive(Serialize)]
struct JsonClass<'a> {
    witness: &'a LabelSet,
    receivers: JsonPair<Vec<&'a str>>,
    changes: Vec<JsonDelivery<'a>>,
    incidents: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
}

#[derive(Serialize)]
struct JsonPair<T> {
    old: T,
    new: T,
}

#[derive(Serialize)]
struct JsonDelivery<'a> {
    kind: &'static str,
    receiver: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<JsonRoute>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<JsonRoute>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aspects: Vec<JsonAspect>,
}

#[derive(Serialize)]
struct JsonRoute {
    route: usize,
    line: u32,
    group_key: Option<String>,
}

#[derive(Serialize)]
struct JsonAspect {
    what: &'static str,
    old: String,
    new: String,
}

#[derive(Serialize)]
struct JsonRules<'a> {
    gone: Vec<JsonRule<'a>>,
    added: Vec<JsonRule<'a>>,
}

#[derive(Serialize)]
struct JsonRule<'a> {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    source_matchers: Vec<JsonMatcher<'a>>,
    target_matchers: Vec<JsonMatcher<'a>>,
    equal: &'a [String],
}

/// Writes the object and a final line break.
pub fn render(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let change = &compared.change;
    let json = JsonChange {
        version: FORMAT_VERSION,
        old: compared.old.source.path(),
        old_inside: compared.old.source.inside(),
        new: compared.new.source.path(),
        new_inside: compared.new.source.inside(),
        equal: change.is_equal(),
        complete: change.is_complete,
        not_decided: change.not_decided.map(|why| why.to_string()),
        classes: change.classes.iter().map(|class| class_json(compared, class)).collect(),
        inhibit_rules: JsonRules {
            gone: rules_json(&compared.old, &change.inhibit_rules_gone),
            added: rules_json(&compared.new, &change.inhibit_rules_added),
        },
        settings: JsonSettings {
            receivers: altered_json(compared, &change.settings.receivers),
            sections: altered_json(compared, &change.settings.sections),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}

fn class_json<'a>(compared: &'a Compared<'_>, class: &'a ClassChange) -> JsonClass<'a> {
    let incidents = class.incidents();
    JsonClass {
        witness: class.witness(),
        receivers: JsonPair {
            old: Compared::receivers(&compared.old, &class.old),
            new: Compared::receivers(&compared.new, &class.new),
        },
        changes: class
            .deliveries
            .iter()
            .map(|delivery| delivery_json(compared, class, delivery))
            .collect(),
        incidents: match incidents {
            IncidentChange::Begins => "begin",
            IncidentChange::Ends => "end",
            IncidentChange::NoLongerResolved => "no_longer_resolved",
            IncidentChange::Regrouped => "regrouped",
            IncidentChange::None => "unchanged",
        },
        note: match incidents {
            IncidentChange::Regrouped => Some(REGROUPED),
            other => incident_note(other),
        },
    }
}

fn delivery_json<'a>(compared: &'a Compared<'_>, class: &ClassChange, delivery: &DeliveryChange) -> JsonDelivery<'a> {
    let before = |route| Some(route_json(&compared.old, &class.old, route));
    let after = |route| Some(route_json(&compared.new, &class.new, route));
    match delivery {
        DeliveryChange::Gone(route) => JsonDelivery {
            kind: "gone",
            receiver: compared.old.receiver(*route),
            old: before(*route),
            new: None,
            aspects: Vec::new(),
        },
        DeliveryChange::Added(route) => JsonDelivery {
            kind: "added",
            receiver: compared.new.receiver(*route),
            old: None,
            new: after(*route),
            aspects: Vec::new(),
        },
        DeliveryChange::Altered { old, new, aspects } => JsonDelivery {
            kind: "altered",
            receiver: compared.new.receiver(*new),
            old: before(*old),
            new: after(*new),
            aspects: aspects
                .iter()
                .map(|aspect| {
                    let (_, before, after) = compared.aspect(*old, *new, aspect);
                    JsonAspect {
                        what: aspect_name(aspect),
                        old: before,
                        new: after,
                    }
                })
                .collect(),
        },
    }
}

fn route_json(side: &Side<'_>, trace: &Trace, route: RouteIndex) -> JsonRoute {
    let delivery = trace.deliveries.iter().find(|delivery| delivery.route == route);
    JsonRoute {
        route: route.position(),
        line: side.line(route),
        group_key: delivery.map(|delivery| delivery.group_key.to_string()),
    }
}

fn altered_json<'a>(compared: &Compared<'_>, altered: &'a [Altered]) -> Vec<JsonAltered<'a>> {
    let line = |side: &Side<'_>, span: Option<Span>| span.map(|span| side.source.position(span.start).line);
    altered
        .iter()
        .map(|altered| JsonAltered {
            name: &altered.name,
            old_line: line(&compared.old, altered.old),
            new_line: line(&compared.new, altered.new),
        })
        .collect()
}

fn rules_json<'a>(side: &Side<'a>, positions: &[usize]) -> Vec<JsonRule<'a>> {
    let rules = positions.iter().map(|&position| &side.setup.inhibit_rules[position]);
    rules
        .map(|rule| JsonRule {
            line: side.source.position(rule.span.start).line,
            name: rule.name.as_deref(),
            source_matchers: rule.source.iter().map(JsonMatcher::of).collect(),
            target_matchers: rule.target.iter().map(JsonMatcher::of).collect(),
            equal: &rule.equal,
        })
        .collect()
}
