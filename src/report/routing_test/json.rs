//! One JSON object, as `docs/schema/test.json` describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::{Broken, TestRun};
use crate::alert::LabelSet;
use crate::route::RouteIndex;
use crate::routing_test::{Case, Difference, Line, Mismatch, Outcome};

/// The version of the shape below; a field that goes or changes its meaning makes a new one.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
struct JsonBroken<'a> {
    version: u32,
    path: &'a str,
    passed: bool,
    error: JsonError<'a>,
}

#[derive(Serialize)]
struct JsonError<'a> {
    path: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    message: &'a str,
}

/// Writes the object of a run that came to nothing.
pub fn render_broken(configuration: &str, broken: &Broken<'_>, out: &mut dyn Write) -> io::Result<()> {
    let object = JsonBroken {
        version: FORMAT_VERSION,
        path: configuration,
        passed: false,
        error: JsonError {
            path: broken.path,
            line: broken.position.map(|position| position.line),
            column: broken.position.map(|position| position.column),
            message: &broken.message,
        },
    };
    serde_json::to_writer_pretty(&mut *out, &object)?;
    writeln!(out)
}

#[derive(Serialize)]
struct JsonRun<'a> {
    version: u32,
    path: &'a str,
    /// The key the text was decoded from.
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<&'a str>,
    passed: bool,
    tests: Vec<JsonCase<'a>>,
    coverage: JsonCoverage<'a>,
    summary: JsonSummary,
}

#[derive(Serialize)]
struct JsonCase<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    name: &'a str,
    labels: &'a LabelSet,
    passed: bool,
    receivers: Vec<&'a str>,
    mismatches: Vec<JsonMismatch<'a>>,
}

#[derive(Serialize)]
struct JsonMismatch<'a> {
    what: &'a str,
    #[serde(flatten)]
    difference: JsonDifference<'a>,
    hints: Vec<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum JsonDifference<'a> {
    Value {
        expected: &'a str,
        got: &'a str,
    },
    Lines {
        missing: Vec<&'a str>,
        unexpected: Vec<&'a str>,
        lines: Vec<String>,
    },
}

#[derive(Serialize)]
struct JsonCoverage<'a> {
    percent: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    fail_under: Option<f64>,
    covered: Vec<JsonRoute<'a>>,
    missed: Vec<JsonRoute<'a>>,
    unreachable: Vec<JsonRoute<'a>>,
}

#[derive(Serialize)]
struct JsonRoute<'a> {
    route: usize,
    line: u32,
    route_key: String,
    receiver: &'a str,
}

#[derive(Serialize)]
struct JsonSummary {
    tests: usize,
    failed: usize,
}

/// Writes the object and a final line break.
pub fn render(run: &TestRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    let routes = |list: &[RouteIndex]| list.iter().map(|&route| route_json(run, route)).collect();
    let json = JsonRun {
        version: FORMAT_VERSION,
        path: run.source.path(),
        inside: run.source.inside(),
        passed: run.is_passed(),
        tests: run
            .files
            .iter()
            .flat_map(|file| {
                let cases = file.cases.iter();
                cases.map(|(case, outcome)| case_json(run, &file.path, case, outcome))
            })
            .collect(),
        coverage: JsonCoverage {
            percent: run.coverage.percent(),
            fail_under: run.fail_under,
            covered: routes(&run.coverage.covered),
            missed: routes(&run.coverage.missed),
            unreachable: routes(&run.coverage.unreachable),
        },
        summary: JsonSummary {
            tests: run.total(),
            failed: run.failed(),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}

fn case_json<'a>(run: &'a TestRun<'_>, path: &'a str, case: &'a Case, outcome: &'a Outcome) -> JsonCase<'a> {
    JsonCase {
        path,
        line: case.position.line,
        column: case.position.column,
        name: &case.name,
        labels: &case.labels,
        passed: outcome.is_passed(),
        receivers: outcome
            .trace
            .deliveries
            .iter()
            .map(|delivery| run.receiver(delivery.route))
            .collect(),
        mismatches: outcome
            .mismatches
            .iter()
            .map(|mismatch| mismatch_json(run, mismatch))
            .collect(),
    }
}

fn mismatch_json<'a>(run: &TestRun<'_>, mismatch: &'a Mismatch) -> JsonMismatch<'a> {
    JsonMismatch {
        what: &mismatch.what,
        difference: match &mismatch.difference {
            Difference::Value { expected, got } => JsonDifference::Value { expected, got },
            Difference::Lines(lines) => JsonDifference::Lines {
                missing: lines
                    .iter()
                    .filter_map(|line| match line {
                        Line::Missing(text) => Some(text.as_str()),
                        Line::Same(_) | Line::Unexpected(_) => None,
                    })
                    .collect(),
                unexpected: lines
                    .iter()
                    .filter_map(|line| match line {
                        Line::Unexpected(text) => Some(text.as_str()),
                        Line::Same(_) | Line::Missing(_) => None,
                    })
                    .collect(),
                lines: lines
                    .iter()
                    .map(|line| match line {
                        Line::Same(text) => format!("  {text}"),
                        Line::Missing(text) => format!("- {text}"),
                        Line::Unexpected(text) => format!("+ {text}"),
                    })
                    .collect(),
            },
        },
        hints: mismatch.hints.iter().map(|hint| run.hint(hint)).collect(),
    }
}

fn route_json<'a>(run: &'a TestRun<'_>, route: RouteIndex) -> JsonRoute<'a> {
    JsonRoute {
        route: route.position(),
        line: run.source.position(run.setup.tree[route].span().start).line,
        route_key: run.setup.tree.route_key(route),
        receiver: run.receiver(route),
    }
}
