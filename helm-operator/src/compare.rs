//! Compares objects with what the chart rendered, field by field.

use serde_json::Value;

/// Returns whether an object has every rendered field. Fields that only the object has are ignored: the API server sets
/// defaults, and other controllers have fields of their own.
///
/// A `false` does not mean that there is a difference: the API server stores `1000m` as `1`. Only an apply shows that.
pub(crate) fn matches(rendered: &Value, object: &Value) -> bool {
    match (rendered, object) {
        (Value::Object(fields), Value::Object(others)) => fields.iter().all(|(name, value)| {
            let other = others.get(name).unwrap_or(&Value::Null);
            matches(value, other)
        }),
        // The API server leaves out what is empty.
        (empty, Value::Null) => is_empty(empty),
        (Value::Array(items), Value::Array(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| matches(item, other))
        }
        (one, other) => one == other,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(is_empty),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn defaults_and_fields_of_others_do_not_count() {
        let rendered = json!({ "spec": { "ports": [{ "port": 80 }], "selector": null, "empty": {} } });
        let object = json!({ "spec": { "ports": [{ "port": 80, "protocol": "TCP" }], "type": "ClusterIP" }, "status": {} });
        assert!(matches(&rendered, &object));
        for changed in [
            json!({ "spec": { "ports": [{ "port": 81 }] } }),
            json!({ "spec": { "ports": [{ "port": 80 }, { "port": 81 }] } }),
            json!({ "spec": { "ports": [] } }),
            json!({ "spec": {} }),
            json!({}),
        ] {
            assert!(!matches(&rendered, &changed), "{changed}");
        }
    }
}
