//! Values of any shape: webhook payloads, PagerDuty details, Jira fields.

/// A YAML value by its natural type. Timestamps are texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number beyond `i64`.
    Uint(u64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Keys and values, in source order; no key repeats.
    Map(Vec<(Value, Value)>),
}
