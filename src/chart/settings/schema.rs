//! JSON schemas of values.

use std::collections::BTreeSet;

use serde_json::{Value, json};

pub(super) fn boolean() -> Value {
    json!({ "type": "boolean" })
}

pub(super) fn string() -> Value {
    json!({ "type": "string" })
}

pub(super) fn number(least: u64) -> Value {
    json!({ "type": "integer", "minimum": least })
}

pub(super) fn port() -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": 65535 })
}

pub(super) fn object() -> Value {
    json!({ "type": "object" })
}

pub(super) fn strings() -> Value {
    json!({ "type": "object", "additionalProperties": { "type": "string" } })
}

/// Strings by keys that the templates do not set themselves.
pub(super) fn others_than(taken: &BTreeSet<String>) -> Value {
    let mut schema = strings();
    if !taken.is_empty() {
        schema["propertyNames"] = json!({ "not": { "enum": taken } });
    }
    schema
}

pub(super) fn objects() -> Value {
    json!({ "type": "array", "items": { "type": "object" } })
}

pub(super) fn texts() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

pub(super) fn one_of(values: &[&str]) -> Value {
    json!({ "type": "string", "enum": values })
}

/// A text that is not empty.
pub(super) fn some() -> Value {
    json!({ "type": "string", "minLength": 1 })
}
