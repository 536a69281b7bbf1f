//! Schemas as JSON, changed in place.

use serde_json::{Map, Value, json};

/// The key with the markers of a schema: numbers in [`Marked`](crate::marked::Marked). No JSON of anybody has it.
pub(crate) const MARKERS: &str = "\u{1}markers";

/// An object as a schema, for keys to be set: `true` is `{}`, and `false` is `{"not": {}}`.
pub(crate) fn object(schema: &mut Value) -> &mut Map<String, Value> {
    if !schema.is_object() {
        *schema = match schema {
            Value::Bool(false) => json!({"not": {}}),
            _ => json!({}),
        };
    }
    match schema {
        Value::Object(map) => map,
        _ => unreachable!("it was made an object"),
    }
}

/// An object with these values, which `json!` would copy.
pub(crate) fn object_of<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter();
    Value::Object(entries.map(|(key, value)| (key.to_owned(), value)).collect())
}

pub(crate) fn has_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(ty)) => ty == name,
        Some(Value::Array(all)) => all.iter().any(|ty| ty == name),
        _ => false,
    }
}

/// Puts the markers of `other` after those of `schema`, whose keys then replace those of `other`.
pub(crate) fn markers_of_both(schema: &mut Map<String, Value>, other: &Map<String, Value>) {
    if let Some(Value::Array(more)) = other.get(MARKERS)
        && let Value::Array(own) = schema.entry(MARKERS).or_insert_with(|| json!([]))
    {
        own.extend(more.iter().cloned());
    }
}
