//! `#[serde(flatten)]` as schemars 0.8 has it: two schemas become one, field by field.

use std::collections::BTreeSet;

use serde_json::map::Entry;
use serde_json::{Map, Value, json};

use crate::json::{MARKERS, has_type, object};
use crate::repair::REPAIRS;

/// The first schema with what the other one has besides.
pub(super) fn merge(mut first: Value, mut other: Value) -> Value {
    if has_type(&first, "null") {
        return other;
    }
    if has_type(&other, "null") {
        return first;
    }
    let additional = additional(&first, &other);
    let Value::Object(other) = std::mem::take(object(&mut other)).into() else {
        return first;
    };
    let map = object(&mut first);
    for (key, value) in other {
        put(map, key, value);
    }
    match additional {
        Some(schema) => map.insert("additionalProperties".to_owned(), schema),
        None => map.remove("additionalProperties"),
    };
    first
}

fn put(map: &mut Map<String, Value>, key: String, value: Value) {
    match map.entry(key) {
        Entry::Vacant(vacant) => {
            vacant.insert(value);
        }
        Entry::Occupied(mut occupied) => match occupied.key().as_str() {
            "type" => {
                let all: BTreeSet<String> = [occupied.get(), &value].into_iter().flat_map(types).collect();
                let mut all: Vec<String> = all.into_iter().collect();
                let joined = match (all.pop(), all.is_empty()) {
                    (Some(only), true) => only.into(),
                    (last, _) => {
                        all.extend(last);
                        json!(all)
                    }
                };
                occupied.insert(joined);
            }
            "enum" | "examples" | "required" | MARKERS | REPAIRS => {
                if let (Value::Array(old), Value::Array(new)) = (occupied.into_mut(), value) {
                    old.extend(new);
                }
            }
            "properties" | "patternProperties" => {
                if let (Value::Object(old), Value::Object(new)) = (occupied.into_mut(), value) {
                    old.extend(new);
                }
            }
            key if key.starts_with("x-") || key == "nullable" => {
                occupied.insert(value);
            }
            _ => {}
        },
    }
}

fn types(value: &Value) -> Vec<String> {
    match value {
        Value::String(only) => vec![only.clone()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Whether a schema says something about objects, if only that it is one.
fn is_of_objects(schema: &Value) -> bool {
    let keys = [
        "properties",
        "required",
        "additionalProperties",
        "patternProperties",
    ];
    has_type(schema, "object") || keys.iter().any(|key| schema.get(key).is_some())
}

/// The more permissive of the two: absent is as permissive as it gets, but for `true`, which stays.
fn additional(first: &Value, other: &Value) -> Option<Value> {
    let of = |schema: &Value| schema.get("additionalProperties").cloned();
    if !is_of_objects(first) {
        return of(other);
    }
    if !is_of_objects(other) {
        return of(first);
    }
    match (of(first), of(other)) {
        (Some(Value::Bool(true)), _) | (_, Some(Value::Bool(true))) => Some(true.into()),
        (None, _) | (_, None) => None,
        (Some(Value::Bool(false)), schema) | (schema, Some(Value::Bool(false))) => schema,
        (Some(first), Some(other)) => Some(merge(first, other)),
    }
}
