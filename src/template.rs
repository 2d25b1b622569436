//! Go's templates: their syntax, and those of alerting rules run.
//!
//! Alertmanager parses template files, and a few fields, when it loads a configuration. [`check`] says whether they
//! parse, in Go's words; [`run`] renders labels and annotations of rules as Prometheus does. Mirrors `text/template/parse`; `html/template`, with which Alertmanager parses files a second
//! time, finds nothing more before a template runs.

mod lexer;
mod number;
mod parser;
mod pipeline;
pub mod run;
mod syntax;
mod tree;

use crate::version::Version;

use syntax::Template;

/// Which functions a template may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Functions {
    /// Those of the language: what a templated field may use.
    BuiltIn,
    /// Alertmanager's own as well: what template files may use.
    Alertmanager,
    /// Prometheus' own as well: what labels and annotations of rules may use. Those of the newest release.
    Prometheus,
}

const BUILT_IN: [&str; 19] = [
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf",
    "println", "slice", "urlquery",
];

/// Alertmanager's functions, and since when they are known.
const OF_ALERTMANAGER: [(&str, Version); 20] = [
    ("append", Version::V0_33),
    ("date", Version::V0_28),
    ("dict", Version::V0_33),
    ("humanizeDuration", Version::V0_28),
    ("join", Version::V0_25),
    ("list", Version::V0_33),
    ("match", Version::V0_25),
    ("now", Version::V0_33),
    ("reReplaceAll", Version::V0_25),
    ("safeHtml", Version::V0_25),
    ("safeUrl", Version::V0_33),
    ("since", Version::V0_28),
    ("stringSlice", Version::V0_25),
    ("title", Version::V0_25),
    ("toJson", Version::V0_33),
    ("toLower", Version::V0_25),
    ("toUpper", Version::V0_25),
    ("trimSpace", Version::V0_28),
    ("tz", Version::V0_28),
    ("urlUnescape", Version::V0_33),
];

/// Prometheus' functions.
const OF_PROMETHEUS: [&str; 26] = [
    "args",
    "externalURL",
    "first",
    "graphLink",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "label",
    "match",
    "parseDuration",
    "pathPrefix",
    "query",
    "reReplaceAll",
    "safeHtml",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "tableLink",
    "title",
    "toLower",
    "toTime",
    "toUpper",
    "value",
];

impl Functions {
    /// Every function, in no particular order.
    pub fn names(self, version: Version) -> impl Iterator<Item = &'static str> {
        let (alertmanagers, prometheus): (&[(&str, Version)], &[&str]) = match self {
            Self::BuiltIn => (&[], &[]),
            Self::Alertmanager => (&OF_ALERTMANAGER, &[]),
            Self::Prometheus => (&[], &OF_PROMETHEUS),
        };
        let alertmanagers = alertmanagers
            .iter()
            .filter(move |&&(_, since)| since <= version)
            .map(|&(name, _)| name);
        BUILT_IN
            .into_iter()
            .chain(alertmanagers)
            .chain(prometheus.iter().copied())
    }
}

/// Why a text is no template; displays as Go says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("template: {name}:{line}: {message}")]
pub struct TemplateError {
    name: String,
    line: u32,
    offset: usize,
    message: String,
}

impl TemplateError {
    /// What is wrong, without name and line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The line Go names, from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The byte offset of the last token that was read.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }
}

/// Checks the syntax of a template. The name, of a file without its folders, is part of every error; a field has none.
pub fn check(name: &str, text: &str, functions: Functions, version: Version) -> Result<(), TemplateError> {
    parse(name, text, functions, version).map(drop)
}

/// Parses a template.
fn parse(name: &str, text: &str, functions: Functions, version: Version) -> Result<Template, TemplateError> {
    parser::Parser::new(name, text, functions, version).parse()
}

#[cfg(test)]
mod tests;
