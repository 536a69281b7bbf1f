//! What changed in a typed object, put into the object as it was sent.

use serde_json::{Map, Value};

/// `raw` with what differs between `before` and `after`.
///
/// `before` is `raw` as its type sees it: without the fields that the type does not know, with those that it writes
/// though they were not sent. So neither is a change by itself.
pub(super) fn merge(raw: &Value, before: &Value, after: &Value) -> Value {
    if before == after {
        return raw.clone();
    }
    match (raw, before, after) {
        (Value::Object(raw), Value::Object(before), Value::Object(after)) => {
            Value::Object(merge_fields(raw, before, after))
        }
        // In lists of different lengths it is not known which items belong together.
        (Value::Array(raw), Value::Array(before), Value::Array(after))
            if raw.len() == before.len() && before.len() == after.len() =>
        {
            let items = raw.iter().zip(before).zip(after);
            items
                .map(|((raw, before), after)| merge(raw, before, after))
                .collect()
        }
        _ => after.clone(),
    }
}

fn merge_fields(
    raw: &Map<String, Value>,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Map<String, Value> {
    let mut merged = raw.clone();
    for key in before.keys().filter(|key| !after.contains_key(*key)) {
        merged.remove(key);
    }
    for (key, after) in after {
        let none = Value::Null;
        let before = before.get(key);
        if before == Some(after) {
            continue;
        }
        let value = merge(raw.get(key).unwrap_or(&none), before.unwrap_or(&none), after);
        merged.insert(key.clone(), value);
    }
    merged
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_changes_are_taken_over() {
        let cases = [
            // Fields that the type does not know are kept, at any depth.
            (
                json!({"a": {"x": 1, "unknown": 2}, "unknown": 3}),
                json!({"a": {"x": 1}}),
                json!({"a": {"x": 9}}),
                json!({"a": {"x": 9, "unknown": 2}, "unknown": 3}),
            ),
            // Fields that the type writes although they were not sent are not changes.
            (
                json!({"a": 1}),
                json!({"a": 1, "list": []}),
                json!({"a": 2, "list": []}),
                json!({"a": 2}),
            ),
            // Removed fields are removed, and new ones are added.
            (
                json!({"a": 1, "b": 2}),
                json!({"a": 1, "b": 2}),
                json!({"b": 2, "c": {"d": 3}}),
                json!({"b": 2, "c": {"d": 3}}),
            ),
            // Lists of equal length are changed item by item, others as a whole.
            (
                json!([{"n": 1, "unknown": 1}, {"n": 2}]),
                json!([{"n": 1}, {"n": 2}]),
                json!([{"n": 3}, {"n": 2}]),
                json!([{"n": 3, "unknown": 1}, {"n": 2}]),
            ),
            (
                json!([{"n": 1, "unknown": 1}]),
                json!([{"n": 1}]),
                json!([{"n": 0}, {"n": 1}]),
                json!([{"n": 0}, {"n": 1}]),
            ),
            // A value that the type normalizes keeps the form in which it was sent.
            (
                json!({"time": "2026-01-01T00:00:00.000Z", "a": null}),
                json!({"time": "2026-01-01T00:00:00Z"}),
                json!({"time": "2026-01-01T00:00:00Z", "a": 1}),
                json!({"time": "2026-01-01T00:00:00.000Z", "a": 1}),
            ),
        ];
        for (raw, before, after, expected) in cases {
            assert_eq!(merge(&raw, &before, &after), expected, "{raw} {before} {after}");
            assert_eq!(merge(&raw, &before, &before), raw);
        }
    }
}
