//! Nulls mean "missing" to a reader that has defaults.

use serde_json::Value;

/// Takes null fields out of objects, however deep.
pub(super) fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::strip;
    use serde_json::json;

    #[test]
    fn null_fields_go_and_everything_else_stays() {
        let mut value = json!({"a": null, "b": {"c": null, "d": 0}, "e": [{"f": null}, null, ""]});
        strip(&mut value);
        assert_eq!(value, json!({"b": {"d": 0}, "e": [{}, null, ""]}));
    }
}
