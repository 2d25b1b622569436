//! Running the templates of alerting rules: labels and annotations, as Prometheus renders them.
//!
//! Mirrors Go's `text/template` and `fmt` for the values such templates meet, and Prometheus' functions, errors included.
//! What is knowingly different: a template may take only so many steps, complex numbers are refused, and `query` has no
//! Prometheus to ask, so that a placeholder stands for what it answers and for all that is computed from it.

mod compare;
mod escape;
mod execute;
mod float;
mod format;
mod functions;
mod humanize;
mod pattern;
mod time;
mod value;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Functions, parse};
use crate::version::Version;

use execute::Execution;
use value::{Labels, Root, Value};

/// What Prometheus puts in front of every template of a rule.
pub const PREFIX: &str = "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}\
                          {{$externalURL := .ExternalURL}}{{$value := .Value}}";

/// What the templates of a rule are rendered with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// Labels of the series that the expression gave.
    pub labels: BTreeMap<String, String>,
    /// Its value.
    pub value: f64,
    /// Labels that Prometheus adds to whatever it sends.
    pub external_labels: BTreeMap<String, String>,
    /// Where Prometheus says it can be reached.
    pub external_url: String,
}

/// What a template looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Labels of the series that it asked for and that are not there: they came out empty.
    pub missing_labels: BTreeSet<String>,
    /// Queries whose answers only a running Prometheus knows.
    pub queries: BTreeSet<String>,
    /// Whether it looked at the value.
    pub value: bool,
}

/// A rendered template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Its text.
    pub text: String,
    /// What it looked at.
    pub usage: Usage,
}

/// A template that could not be rendered. Displays as what Prometheus puts in place of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("<error expanding template: {0}>")]
pub struct RenderError(String);

/// Renders a label or an annotation of the alerting rule of this name.
///
/// # Errors
/// If the template does not parse, or fails.
pub fn render(alert: &str, text: &str, sample: &Sample) -> Result<Rendered, RenderError> {
    let name = format!("__alert_{alert}");
    if !text.contains("{{") {
        return Ok(Rendered {
            text: text.to_owned(),
            usage: Usage::default(),
        });
    }
    let template = parse(&name, &format!("{PREFIX}{text}"), Functions::Prometheus, Version::V0_33)
        .map_err(|error| RenderError(format!("error parsing template {name}: {error}")))?;
    let labels = |pairs: &BTreeMap<String, String>, are_of_alert| {
        Rc::new(Labels {
            pairs: pairs.clone(),
            are_of_alert,
        })
    };
    let data = Value::Data(Rc::new(Root {
        labels: labels(&sample.labels, true),
        external_labels: labels(&sample.external_labels, false),
        external_url: sample.external_url.as_str().into(),
        value: sample.value,
    }));
    let context = functions::Context {
        external_url: &sample.external_url,
    };
    let mut execution = Execution::new(&template, context);
    execution
        .run(&data)
        .map_err(|error| RenderError(format!("error executing template {name}: {error}")))?;
    Ok(Rendered {
        text: execution.output,
        usage: execution.usage,
    })
}

/// Where Prometheus at `external_url` shows an expression, as alerts link to it.
#[must_use]
pub fn graph_url(external_url: &str, expression: &str) -> String {
    let base = external_url.trim_end_matches('/');
    format!("{base}/graph?g0.expr={}&g0.tab=1", escape::query(expression))
}

#[cfg(test)]
mod tests;
