//! Running templates: labels and annotations of alerting rules as Prometheus renders them, and texts of a webhook's own
//! payload as Alertmanager does.
//!
//! Mirrors Go's `text/template` and `fmt` for the values such templates meet, and the functions of both, errors included.
//! What is knowingly different: a template may take only so many steps, complex numbers are refused, and `query` has no
//! Prometheus to ask, so that a placeholder stands for what it answers and for all that is computed from it.

mod alertmanager;
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

use jiff::Timestamp;

use super::{Functions, TemplateError, parse};
use crate::version::Version;

pub use super::syntax::Template;
pub use alertmanager::{AnnouncedAlert, Announcement};

use alertmanager::Own;
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
    /// Whether it asked for more than is done here.
    is_too_much: bool,
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
        alertmanager: None,
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

/// A text of a configuration could not be rendered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnnouncementError {
    /// Alertmanager cannot render it either, in its words.
    #[error("{0}")]
    Failed(String),
    /// Only Alertmanager knows what it comes to.
    #[error("{0}")]
    NotSimulated(String),
}

/// Reads a template file, for the templates it defines.
///
/// # Errors
/// If it does not parse.
pub fn parse_file(name: &str, text: &str) -> Result<Template, TemplateError> {
    parse(name, text, Functions::Alertmanager, Version::V0_33)
}

/// Renders a text of a configuration as Alertmanager 0.33 does. `library` are the template files, in their order.
///
/// # Errors
/// If the template does not parse, or fails, or does what is not done here.
pub fn render_announcement(
    text: &str,
    data: &Announcement,
    library: &[Template],
    now: Timestamp,
) -> Result<String, AnnouncementError> {
    if !text.contains("{{") {
        return Ok(text.to_owned());
    }
    let template = parse("", text, Functions::Alertmanager, Version::V0_33)
        .map_err(|error| AnnouncementError::Failed(error.to_string()))?;
    let context = functions::Context {
        external_url: &data.external_url,
        alertmanager: Some(now),
    };
    let mut execution = Execution::new(&template, context).with_library(library);
    match execution.run(&Own::Message(data.clone()).into()) {
        Ok(()) => Ok(execution.output),
        Err(words) if execution.usage.is_too_much => Err(AnnouncementError::NotSimulated(words)),
        Err(words) if words.contains("not defined") && is_of_alertmanager(&words) => Err(
            AnnouncementError::NotSimulated(format!("{words} here: it is one of Alertmanager's own")),
        ),
        Err(words) => Err(AnnouncementError::Failed(words)),
    }
}

/// Whether an error names one of the templates that come with Alertmanager.
fn is_of_alertmanager(words: &str) -> bool {
    let own = words.rsplit_once("template \"").map_or("", |(_, name)| name);
    own.starts_with("__") || own.contains(".default.") || own.starts_with("email.")
}

/// Where Prometheus at `external_url` shows an expression, as alerts link to it.
#[must_use]
pub fn graph_url(external_url: &str, expression: &str) -> String {
    let base = external_url.trim_end_matches('/');
    format!("{base}/graph?g0.expr={}&g0.tab=1", escape::query(expression))
}

#[cfg(test)]
mod tests;
