//! Texts in JSON as Go's `encoding/json` writes them, byte for byte.

use std::fmt::Write as _;

/// Appends a string. `<`, `>`, `&` and the two Unicode line separators are escaped; everything else that need not be is
/// not. `\b` and `\f` have short forms since Go 1.22.
pub fn push_string(text: &mut String, value: &str, has_short_forms: bool) {
    text.push('"');
    // Everything that needs an escape begins with one of few bytes, so plain stretches are copied whole.
    let mut plain_from = 0;
    for (at, c) in value.char_indices() {
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' if has_short_forms => "\\b",
            '\u{c}' if has_short_forms => "\\f",
            '<' => "\\u003c",
            '>' => "\\u003e",
            '&' => "\\u0026",
            '\u{2028}' => "\\u2028",
            '\u{2029}' => "\\u2029",
            '\0'..' ' => {
                text.push_str(&value[plain_from..at]);
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(c));
                plain_from = at + c.len_utf8();
                continue;
            }
            _ => continue,
        };
        text.push_str(&value[plain_from..at]);
        text.push_str(escape);
        plain_from = at + c.len_utf8();
    }
    text.push_str(&value[plain_from..]);
    text.push('"');
}

/// Appends a number.
///
/// # Errors
/// If it is none, or infinite: Go's words for it.
pub fn push_float(text: &mut String, value: f64) -> Result<(), String> {
    if !value.is_finite() {
        let name = match value {
            value if value.is_nan() => "NaN",
            value if value > 0.0 => "+Inf",
            _ => "-Inf",
        };
        return Err(format!("json: unsupported value: {name}"));
    }
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let scientific = format!("{value:e}");
        let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let sign = if exponent.starts_with('-') { "" } else { "+" };
        let _ = write!(text, "{digits}e{sign}{exponent}");
    } else {
        let _ = write!(text, "{value}");
    }
    Ok(())
}

/// Appends a list, each item as `push` appends it.
///
/// # Errors
/// What `push` says.
pub fn push_list<T>(
    text: &mut String,
    items: impl IntoIterator<Item = T>,
    mut push: impl FnMut(&mut String, T) -> Result<(), String>,
) -> Result<(), String> {
    text.push('[');
    for (position, item) in items.into_iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        push(text, item)?;
    }
    text.push(']');
    Ok(())
}

/// Appends an object with names as Go writes them since 1.22, each value as `push` appends it.
///
/// # Errors
/// What `push` says.
pub fn push_object<'n, T>(
    text: &mut String,
    fields: impl IntoIterator<Item = (&'n str, T)>,
    mut push: impl FnMut(&mut String, T) -> Result<(), String>,
) -> Result<(), String> {
    text.push('{');
    for (position, (name, value)) in fields.into_iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        push_string(text, name, true);
        text.push(':');
        push(text, value)?;
    }
    text.push('}');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn string(value: &str, has_short_forms: bool) -> String {
        let mut text = String::new();
        push_string(&mut text, value, has_short_forms);
        text
    }

    #[test]
    fn strings_are_escaped_as_go_does() {
        let value = "q\"b\\l\nr\rt\tb\u{8}f\u{c}z\0u\u{1f}<>&/'\u{7f}é\u{2028}\u{2029}😀\u{fffd}";
        assert_eq!(
            string(value, true),
            concat!(
                r#""q\"b\\l\nr\rt\tb\bf\fz\u0000u\u001f\u003c\u003e\u0026/'"#,
                "\u{7f}é",
                r"\u2028\u2029",
                "😀\u{fffd}\""
            )
        );
        assert_eq!(string("\u{8}\u{c}", false), r#""\u0008\u000c""#);
    }

    #[test]
    fn numbers_are_written_as_go_writes_them() {
        for (value, expected) in [
            (1.0, "1"),
            (-0.0, "-0"),
            (1.5, "1.5"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (-2.5e30, "-2.5e+30"),
        ] {
            let mut text = String::new();
            assert_eq!(push_float(&mut text, value), Ok(()));
            assert_eq!(text, expected);
        }
        let refused = push_float(&mut String::new(), f64::NEG_INFINITY);
        assert_eq!(refused, Err("json: unsupported value: -Inf".to_owned()));
    }

    #[test]
    fn lists_and_objects_are_put_together() {
        let push_number = |text: &mut String, number| push_float(text, number);
        let written = |push: &dyn Fn(&mut String) -> Result<(), String>| {
            let mut text = String::new();
            push(&mut text).map(|()| text)
        };
        let list = |items: &'static [f64]| written(&|text| push_list(text, items.iter().copied(), push_number));
        assert_eq!(list(&[]).as_deref(), Ok("[]"));
        assert_eq!(list(&[1.0, 2.5]).as_deref(), Ok("[1,2.5]"));
        assert_eq!(list(&[1.0, f64::NAN]), Err("json: unsupported value: NaN".to_owned()));
        let object = written(&|text| push_object(text, [("a<", 1.0), ("b", 2.0)], push_number));
        assert_eq!(object.as_deref(), Ok(r#"{"a\u003c":1,"b":2}"#));
    }

    proptest! {
        /// Any JSON reader reads back the same.
        #[test]
        fn what_is_written_survives(value in ".*", number in proptest::num::f64::NORMAL) {
            for has_short_forms in [false, true] {
                let read: String = serde_json::from_str(&string(&value, has_short_forms)).expect("it is JSON");
                prop_assert_eq!(&read, &value);
            }
            let mut text = String::new();
            prop_assert_eq!(push_float(&mut text, number), Ok(()));
            prop_assert_eq!(text.parse::<f64>().ok(), Some(number));
        }
    }
}
