//! Values of any shape. Mirrors how yaml v2 fills an `interface{}`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::mem::{Discriminant, discriminant};

use super::decode::{Codec, Decoder, Expected, Input, Printer, fatal};
use super::{Options, Value};
use crate::diagnostic::Label;
use crate::few::Few;
use crate::text::quote::Quoted;
use crate::text::{Span, Spanned};
use crate::version::Version;
use crate::yaml::resolve::Integer;
use crate::yaml::{self, Kind, Pairs, Resolved};

/// Go's `interface{}`.
#[derive(Debug)]
pub struct Any;

impl Codec for Any {
    type Slot = Option<Box<Spanned<Value>>>;

    const EXPECTED: Expected = "a value";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("interface {}")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        let value = match input.node.kind {
            Kind::Scalar { text, .. } => match decoder.resolve(input) {
                Some(resolved) => scalar_value(resolved, text),
                None => return false,
            },
            Kind::Sequence(items) => {
                let outer = decoder.enter_list();
                let mut values = Vec::with_capacity(items.len());
                for &item in items {
                    let mut value = None;
                    if decoder.unmarshal::<Self>(item, &mut value) {
                        values.extend(value.map(|value| value.value));
                    }
                }
                decoder.leave_key(outer);
                Value::List(values)
            }
            Kind::Mapping(pairs) => {
                let mut entries = Entries::default();
                decoder.any_entries(pairs, &mut entries);
                Value::Map(entries.pairs)
            }
            Kind::Alias(_) => return false,
        };
        *slot = Some(Box::new(Spanned::new(value, input.node.span)));
        true
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        *slot = Some(Box::new(Spanned::new(Value::Null, at)));
    }

    fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        Self::decode(decoder, input, slot)
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if let Some(value) = slot {
            printer.value(key, value);
        }
    }
}

/// What yaml v2 makes of a text; `None` if it refuses it.
#[must_use]
pub fn value_of(text: &str) -> Option<Value> {
    let yaml::Parsed { document, errors } = yaml::parse(text);
    if !errors.is_empty() {
        return None;
    }
    let Some(root) = document.root() else {
        return Some(Value::Null);
    };
    let mut decoder = Decoder::new(&document, Options::default());
    decoder.may_repeat = true;
    let mut slot = None;
    let is_read = decoder.unmarshal::<Any>(root, &mut slot);
    let is_refused = !is_read || !decoder.finish().diagnostics.is_empty();
    (!is_refused).then(|| slot.map_or(Value::Null, |value| value.value))
}

fn scalar_value(resolved: Resolved<'_>, text: &str) -> Value {
    match resolved {
        Resolved::Null => Value::Null,
        Resolved::Bool(value) => Value::Bool(value),
        Resolved::Integer(Integer::Signed(value)) => Value::Int(value),
        Resolved::Integer(Integer::Unsigned(value)) => Value::Uint(value),
        Resolved::Float(value) => Value::Float(value),
        Resolved::Timestamp(_) => Value::Text(text.to_owned()),
        Resolved::String(value) => Value::Text(value.into_owned()),
    }
}

/// A map under construction.
#[derive(Debug, Default)]
struct Entries {
    pairs: Vec<(Value, Value)>,
    /// Where the keys stand.
    spans: Vec<Span>,
    /// The keys, for looking them up.
    known: HashMap<(Discriminant<Value>, String), usize>,
}

impl Decoder<'_> {
    fn any_entries(&mut self, pairs: Pairs<'_>, entries: &mut Entries) {
        for (key, value) in pairs.iter() {
            if self.is_merge_key(key) {
                self.merge(value, &mut |decoder, merged| {
                    if let Kind::Mapping(pairs) = merged.node.kind {
                        decoder.any_entries(pairs, entries);
                    }
                    true
                });
                continue;
            }
            let mut name = None;
            if !self.unmarshal::<Any>(key, &mut name) {
                continue;
            }
            let span = self.document.span(key);
            let name = name.map_or(Value::Null, |name| name.value);
            if matches!(name, Value::List(_) | Value::Map(_)) {
                let finding = fatal(
                    "bad-map-key",
                    span,
                    "a list or a mapping cannot be a key",
                    format!("yaml: invalid map key: {}", GoSyntax(&name)),
                );
                self.refuse(finding);
                continue;
            }
            let mut entry = None;
            if !self.unmarshal::<Any>(value, &mut entry) {
                continue;
            }
            // A number that is none differs from itself.
            let is_nan = matches!(name, Value::Float(float) if float.is_nan());
            let identity = match name {
                Value::Null => "<nil>".to_owned(),
                Value::Float(0.0) => "0".to_owned(),
                _ => GoSyntax(&name).to_string(),
            };
            if let Some(&first) = entries
                .known
                .get(&(discriminant(&name), identity.clone()))
                .filter(|_| !is_nan)
            {
                if self.may_repeat {
                    entries.pairs[first].1 = entry.map_or(Value::Null, |entry| entry.value);
                    continue;
                }
                let line = self.document.node(value).line;
                let finding = self.type_error(
                    line,
                    "repeated-key",
                    span,
                    format!("{identity} is set twice"),
                    format!("key {identity} already set in map"),
                );
                finding.secondary.push(Label {
                    span: entries.spans[first],
                    text: "first set here".to_owned(),
                });
                continue;
            }
            entries
                .known
                .insert((discriminant(&name), identity), entries.pairs.len());
            entries.spans.push(span);
            entries
                .pairs
                .push((name, entry.map_or(Value::Null, |entry| entry.value)));
        }
    }
}

/// Go's `map[string]interface{}`.
#[derive(Debug)]
pub struct AnyMap;

impl Codec for AnyMap {
    type Slot = Few<(Spanned<String>, Value)>;

    const EXPECTED: Expected = "a mapping";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("map[string]interface {}")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        decoder.map_entries(input, "map[string]interface {}", slot, &mut |decoder, _, value| {
            let mut any = None;
            let good = decoder.unmarshal::<Any>(value, &mut any);
            good.then(|| any.map_or(Value::Null, |any| any.value))
        })
    }

    fn clear(_at: Span, slot: &mut Self::Slot) {
        slot.clear();
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        if !slot.is_empty() {
            printer.mapping(key, |printer| {
                for (name, value) in slot {
                    printer.value(name, value);
                }
            });
        }
    }
}

/// A value as Go's `%#v` writes it.
struct GoSyntax<'a>(&'a Value);

impl fmt::Display for GoSyntax<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => f.write_str("interface {}(nil)"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Uint(value) => write!(f, "{value:#x}"),
            Value::Float(value) => write_go_float(f, *value),
            Value::Text(value) => Quoted(value).fmt(f),
            Value::List(items) => {
                f.write_str("[]interface {}{")?;
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        f.write_str(", ")?;
                    }
                    Self(item).fmt_inside(f)?;
                }
                f.write_str("}")
            }
            Value::Map(pairs) => {
                f.write_str("map[interface {}]interface {}{")?;
                let mut pairs: Vec<_> = pairs.iter().collect();
                pairs.sort_by(|(a, _), (b, _)| go_order(a, b));
                for (number, (key, value)) in pairs.into_iter().enumerate() {
                    if number > 0 {
                        f.write_str(", ")?;
                    }
                    Self(key).fmt_inside(f)?;
                    f.write_str(":")?;
                    Self(value).fmt_inside(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

impl GoSyntax<'_> {
    fn fmt_inside(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The order in which Go prints the keys of a map: by the addresses of their types, which are what they are in the real
/// binaries, then by value.
fn go_order(a: &Value, b: &Value) -> std::cmp::Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Text(_) => 1,
        Value::Int(_) => 2,
        Value::Uint(_) => 3,
        Value::Float(_) => 4,
        Value::Bool(_) => 5,
        Value::List(_) => 6,
        Value::Map(_) => 7,
    };
    rank(a).cmp(&rank(b)).then_with(|| match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Uint(a), Value::Uint(b)) => a.cmp(b),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        _ => std::cmp::Ordering::Equal,
    })
}

/// `%g` with as few digits as tell the number apart: an exponent from a million on, or behind four zeros.
fn write_go_float(f: &mut fmt::Formatter<'_>, value: f64) -> fmt::Result {
    if value.is_nan() {
        return f.write_str("NaN");
    }
    if value.is_infinite() {
        return f.write_str(if value > 0.0 { "+Inf" } else { "-Inf" });
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return write!(f, "{value}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(f, "{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_yaml_v2_reads_them() {
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(value_of(""), Some(Value::Null));
        assert_eq!(value_of("# nothing"), Some(Value::Null));
        assert_eq!(value_of("010"), Some(Value::Int(8)));
        assert_eq!(value_of("yes"), Some(Value::Bool(true)));
        assert_eq!(value_of("a: 1\na: b"), Some(Value::Map(vec![(text("a"), text("b"))])));
        // What stands behind the first value is not looked at.
        assert_eq!(value_of("[FIRING:1] disk"), Some(Value::List(vec![text("FIRING:1")])));
        assert_eq!(value_of("{a: 1"), None);
        assert_eq!(value_of("*x"), None);
    }

    #[test]
    fn values_are_written_as_go_writes_them() {
        let text = |text: &str| Value::Text(text.to_owned());
        let map = Value::Map(vec![
            (text("b"), Value::Uint(255)),
            (
                text("a"),
                Value::List(vec![Value::Null, Value::Bool(true), Value::Int(-1)]),
            ),
        ]);
        assert_eq!(
            GoSyntax(&map).to_string(),
            r#"map[interface {}]interface {}{"a":[]interface {}{interface {}(nil), true, -1}, "b":0xff}"#
        );
    }
}
