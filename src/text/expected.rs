//! What readers of YAML and JSON say of a value of another kind than belongs there, in words of YAML.

/// `invalid type: map, expected a sequence` as "expected a list, not a mapping"; anything else as it is.
#[must_use]
pub fn in_plain_words(reason: &str) -> String {
    let found = ["invalid type: ", "invalid value: "]
        .into_iter()
        .find_map(|begin| reason.strip_prefix(begin));
    match found.and_then(|found| found.rsplit_once(", expected ")) {
        Some((found, expected)) => {
            let most = most(found, expected).unwrap_or_default();
            format!("expected {}{most}, not {}", wanted(expected), given(found))
        }
        None => reason.to_owned(),
    }
}

/// What bounds a number that is whole and not below nothing.
fn most(found: &str, expected: &str) -> Option<String> {
    let number = found.strip_prefix("integer `")?;
    let most = match expected {
        "u8" => u8::MAX.into(),
        "u16" => u16::MAX.into(),
        "u32" => u32::MAX.into(),
        "u64" => u64::MAX,
        _ => return None,
    };
    (!number.starts_with('-')).then(|| format!(" up to {most}"))
}

fn wanted(expected: &str) -> &str {
    match expected {
        "a sequence" => "a list",
        "a map" => "a mapping",
        "a string" | "string" | "str" => "a text",
        "a boolean" | "bool" => "`true` or `false`",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        "i8" | "i16" | "i32" | "i64" => "an integer",
        "f32" | "f64" => "a number",
        expected if expected.starts_with("struct ") => "a mapping",
        expected => expected,
    }
}

fn given(found: &str) -> String {
    match found.split_once(' ') {
        None if found == "sequence" => "a list".to_owned(),
        None if found == "map" => "a mapping".to_owned(),
        None if found == "null" => "nothing".to_owned(),
        Some(("unit", "value")) => "nothing".to_owned(),
        Some(("string", text)) => text.to_owned(),
        // Of one that is too large its type is told, too.
        Some(("integer", number)) => number.split(" as ").next().unwrap_or(number).to_owned(),
        Some(("boolean", flag)) => flag.to_owned(),
        Some(("floating", rest)) => rest.trim_start_matches("point ").to_owned(),
        _ => found.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_as_yaml_names_them() {
        for (reason, expected) in [
            (
                "invalid type: map, expected a sequence",
                "expected a list, not a mapping",
            ),
            (
                "invalid type: string \"rf\", expected a sequence",
                "expected a list, not \"rf\"",
            ),
            (
                "invalid type: string \"a, expected b\", expected u32",
                "expected a whole number, not \"a, expected b\"",
            ),
            (
                "invalid value: integer `-1`, expected u64",
                "expected a whole number, not `-1`",
            ),
            (
                "invalid value: integer `99999999999`, expected u32",
                "expected a whole number up to 4294967295, not `99999999999`",
            ),
            (
                "invalid type: integer `99999999999999999999` as u128, expected u32",
                "expected a whole number up to 4294967295, not `99999999999999999999`",
            ),
            (
                "invalid type: floating point `1.5`, expected u64",
                "expected a whole number, not `1.5`",
            ),
            (
                "invalid type: unit value, expected a string",
                "expected a text, not nothing",
            ),
            (
                "invalid type: sequence, expected struct Case",
                "expected a mapping, not a list",
            ),
            (
                "invalid type: boolean `true`, expected a label's value",
                "expected a label's value, not `true`",
            ),
            ("missing field `a`", "missing field `a`"),
        ] {
            assert_eq!(in_plain_words(reason), expected);
        }
    }
}
