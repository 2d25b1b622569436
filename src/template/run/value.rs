//! The values a template computes with.

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::Timestamp;

use super::alertmanager::Own;

/// A value, as Go's type system has it for templates.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// No value at all: prints as `<no value>`.
    Missing,
    /// The constant `nil`.
    Nil,
    Bool(bool),
    Int(i64),
    /// One of a text's bytes.
    Byte(u8),
    Float(f64),
    Text(Rc<str>),
    /// Text of a type of its own, which functions of texts do not take.
    Html(Rc<str>),
    Labels(Rc<Labels>),
    Dict(Rc<BTreeMap<String, Value>>),
    Time(Timestamp),
    Data(Rc<Root>),
    /// A value of a type of Alertmanager's.
    Own(Rc<Own>),
    /// What only a running Prometheus knows: the answer to this query, and whatever is computed from it.
    Unknown(Rc<str>),
}

/// A map from label names to values.
#[derive(Debug, Default)]
pub(super) struct Labels {
    pub pairs: BTreeMap<String, String>,
    /// Whether they are the alert's own.
    pub are_of_alert: bool,
}

/// What a template of a rule is run on.
#[derive(Debug)]
pub(super) struct Root {
    pub labels: Rc<Labels>,
    pub external_labels: Rc<Labels>,
    pub external_url: Rc<str>,
    pub value: f64,
}

impl Value {
    pub(super) fn text(text: impl Into<Rc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// Go's name of its type.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Missing | Self::Nil => "<nil>",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Byte(_) => "uint8",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
            Self::Html(_) => "template.HTML",
            Self::Labels(_) => "map[string]string",
            Self::Dict(_) => "map[string]interface {}",
            Self::Unknown(_) => "template.queryResult",
            Self::Time(_) => "*time.Time",
            Self::Own(own) => own.type_name(),
            Self::Data(_) => {
                "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }"
            }
        }
    }

    /// Whether a condition takes it for true.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Missing | Self::Nil => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Byte(value) => *value != 0,
            // NaN is true.
            Self::Float(value) => *value != 0.0,
            Self::Text(text) | Self::Html(text) => !text.is_empty(),
            Self::Labels(labels) => !labels.pairs.is_empty(),
            Self::Dict(pairs) => !pairs.is_empty(),
            Self::Time(_) | Self::Data(_) | Self::Unknown(_) => true,
            Self::Own(own) => own.is_true(),
        }
    }
}

/// What stands in a text for what only a running Prometheus knows.
pub(super) fn placeholder(query: &str) -> String {
    format!("<query: {query}>")
}
