//! `eq`, `lt` and their kin. Numbers of different types are not compared.

use super::alertmanager::Own;
use super::format;
use super::time;
use super::value::Value;

const INVALID: &str = "invalid type for comparison";

/// What Go compares by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bool,
    Int,
    Float,
    Text,
    Other,
}

fn kind(value: &Value) -> Kind {
    match value {
        Value::Bool(_) => Kind::Bool,
        Value::Int(_) | Value::Byte(_) => Kind::Int,
        Value::Float(_) => Kind::Float,
        Value::Text(_) | Value::Html(_) => Kind::Text,
        Value::Own(own) => match **own {
            Own::Duration(_) | Own::Month(_) | Own::Weekday(_) => Kind::Int,
            Own::Url(_) => Kind::Text,
            _ => Kind::Other,
        },
        _ => Kind::Other,
    }
}

fn incompatible(a: &Value, b: &Value) -> String {
    format!(
        "incompatible types for comparison: {} and {}",
        a.type_name(),
        b.type_name()
    )
}

/// The number of what is a whole one.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Byte(number) => Some((*number).into()),
        Value::Own(own) => own.whole(),
        _ => None,
    }
}

/// Whether a value equals any of the others.
pub(super) fn equal(value: &Value, others: &[Value]) -> Result<bool, String> {
    if others.is_empty() {
        return Err("missing argument for comparison".to_owned());
    }
    let is_nothing = |value: &Value| matches!(value, Value::Missing | Value::Nil);
    for other in others {
        let is_equal = match (value, other) {
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (a, b) if kind(a) == Kind::Int && kind(b) == Kind::Int => whole(a) == whole(b),
            #[allow(clippy::float_cmp, reason = "that is what Go does")]
            (Value::Float(a), Value::Float(b)) => a == b,
            (Value::Text(a) | Value::Html(a), Value::Text(b) | Value::Html(b)) => a == b,
            (a, b) if is_nothing(a) || is_nothing(b) => is_nothing(a) && is_nothing(b),
            (a, b) if kind(a) != kind(b) => return Err(incompatible(a, b)),
            (Value::Time(a), Value::Time(b)) => a == b,
            (a, b) if time::zoned(a).is_some() && time::zoned(b).is_some() => time::zoned(a) == time::zoned(b),
            (_, b) => {
                return Err(format!("non-comparable type {}: {}", format::printed(b), b.type_name()));
            }
        };
        if is_equal {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the first is less.
pub(super) fn less(a: &Value, b: &Value) -> Result<bool, String> {
    if kind(a) == Kind::Other || kind(b) == Kind::Other {
        return Err(INVALID.to_owned());
    }
    match (a, b) {
        (a, b) if kind(a) == Kind::Int && kind(b) == Kind::Int => Ok(whole(a) < whole(b)),
        (Value::Float(a), Value::Float(b)) => Ok(a < b),
        (Value::Text(a) | Value::Html(a), Value::Text(b) | Value::Html(b)) => Ok(a < b),
        (Value::Bool(_), Value::Bool(_)) => Err(INVALID.to_owned()),
        _ => Err(incompatible(a, b)),
    }
}

/// Whether the first is not greater; false of what is no number.
pub(super) fn less_or_equal(a: &Value, b: &Value) -> Result<bool, String> {
    if less(a, b)? {
        return Ok(true);
    }
    equal(a, std::slice::from_ref(b))
}
