//! Pieces of JSON that everything about routes shares.

use serde::Serialize;

use crate::duration::format_prometheus;
use crate::matcher::Matcher;
use crate::route::{Effective, Grouping, Origin};
use crate::text::SourceFile;

use std::time::Duration;

/// A matcher in parts and as a whole.
#[derive(Serialize)]
pub(super) struct JsonMatcher<'a> {
    label: &'a str,
    op: &'a str,
    value: &'a str,
    text: String,
}

impl<'a> JsonMatcher<'a> {
    pub(super) fn of(matcher: &'a Matcher) -> Self {
        Self {
            label: matcher.name(),
            op: matcher.op().as_str(),
            value: matcher.value(),
            text: matcher.to_string(),
        }
    }
}

/// A value in force and where it was set.
#[derive(Serialize)]
pub(super) struct JsonSetting<T> {
    value: T,
    /// Number of the route it was set on; `null` for Alertmanager's default.
    set_on: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

impl<T> JsonSetting<T> {
    pub(super) fn of<'a, V>(source: &SourceFile, setting: &'a Effective<V>, value: impl FnOnce(&'a V) -> T) -> Self {
        let (set_on, line) = match setting.origin {
            Origin::Default => (None, None),
            Origin::Route(route, span) => (Some(route.position()), Some(source.position(span.start).line)),
        };
        Self {
            value: value(&setting.value),
            set_on,
            line,
        }
    }
}

impl JsonSetting<String> {
    /// In Prometheus' notation.
    pub(super) fn of_duration(source: &SourceFile, setting: &Effective<Duration>) -> Self {
        Self::of(source, setting, |&duration| format_prometheus(duration))
    }
}

/// `"..."` for all labels, else their names.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum JsonGrouping<'a> {
    All(&'static str),
    By(Vec<&'a str>),
}

impl<'a> JsonGrouping<'a> {
    pub(super) fn of(grouping: &'a Grouping) -> Self {
        match grouping {
            Grouping::All => Self::All("..."),
            Grouping::By(names) => Self::By(names.iter().map(String::as_str).collect()),
        }
    }
}
