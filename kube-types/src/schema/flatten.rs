//! `#[serde(flatten)]`: the schema of a field becomes part of the schema around it.

use serde_json::map::Entry;
use serde_json::{Map, Value, json};

use crate::json::{MARKERS, object};
use crate::repair::REPAIRS;

/// The schema of a flattened type.
pub(super) fn flattened(mut schema: Value, is_optional: bool) -> Value {
    // A unit variant is an object when it is flattened: `{"Variant": null}`.
    if let Some(variants) = unit_variants(&mut schema)
        && let Value::Array(one_of) = object(&mut schema).entry("oneOf").or_insert_with(|| json!([]))
    {
        let names = variants.iter().filter_map(Value::as_str);
        one_of.extend(names.map(
            |name| json!({"type": "object", "properties": {name: {"type": "null"}}, "required": [name]}),
        ));
    }
    if is_optional {
        if let Value::Object(map) = &mut schema {
            map.remove("required");
            if let Some(one_of) = map.remove("oneOf") {
                flatten(&mut schema, json!({"anyOf": [{"oneOf": one_of}, {}]}));
            }
        }
        if let Some(Value::Array(any_of)) = schema.get_mut("anyOf")
            && !any_of.contains(&json!({}))
        {
            any_of.push(json!({}));
        }
    }
    allow_unknown(&mut schema);
    schema
}

fn unit_variants(schema: &mut Value) -> Option<Vec<Value>> {
    let is_text = |schema: &Value| schema.get("type").and_then(Value::as_str) == Some("string");
    if is_text(schema)
        && let Value::Object(map) = schema
        && let Some(Value::Array(all)) = map.remove("enum")
    {
        map.remove("type");
        return Some(all);
    }
    let one_of = schema.get_mut("oneOf")?.as_array_mut()?;
    let first = one_of.first_mut()?;
    if is_text(first)
        && let Value::Object(map) = first
        && let Some(Value::Array(all)) = map.remove("enum")
    {
        one_of.remove(0);
        return Some(all);
    }
    None
}

/// Removes `additionalProperties: false` here and in the alternatives.
pub(super) fn allow_unknown(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    for key in ["additionalProperties", "unevaluatedProperties"] {
        if map.get(key) == Some(&Value::Bool(false)) {
            map.remove(key);
        }
    }
    immediate(map, &mut allow_unknown);
}

/// Runs `work` on the schemas that apply to the same object.
pub(crate) fn immediate(map: &mut Map<String, Value>, work: &mut dyn FnMut(&mut Value)) {
    for (key, value) in map.iter_mut() {
        match key.as_str() {
            "if" | "then" | "else" => work(value),
            "allOf" | "anyOf" | "oneOf" => value.as_array_mut().into_iter().flatten().for_each(&mut *work),
            _ => {}
        }
    }
}

/// Puts the keywords of `other` into `schema`.
pub(super) fn flatten(schema: &mut Value, other: Value) {
    match other {
        Value::Bool(true) => {
            let Value::Object(map) = schema else { return };
            if !map.contains_key("additionalProperties") && !map.contains_key("unevaluatedProperties") {
                let key = if has_alternatives(map) {
                    "unevaluatedProperties"
                } else {
                    "additionalProperties"
                };
                map.insert(key.to_owned(), true.into());
            }
        }
        Value::Object(mut other) => {
            let map = object(schema);
            unevaluated(map, &other);
            unevaluated(&mut other, map);
            for (key, value) in other {
                put(map, key, value);
            }
        }
        _ => {}
    }
}

fn put(map: &mut Map<String, Value>, key: String, value: Value) {
    match map.entry(key) {
        Entry::Vacant(vacant) => {
            vacant.insert(value);
        }
        Entry::Occupied(occupied) => match occupied.key().as_str() {
            "required" | "allOf" | MARKERS | REPAIRS => {
                if let (Value::Array(old), Value::Array(new)) = (occupied.into_mut(), value) {
                    old.extend(new);
                }
            }
            "properties" | "patternProperties" => {
                if let (Value::Object(old), Value::Object(new)) = (occupied.into_mut(), value) {
                    old.extend(new);
                }
            }
            "oneOf" | "anyOf" => {
                let (key, current) = occupied.remove_entry();
                put(map, "allOf".to_owned(), json!([{&key: current}, {key: value}]));
            }
            _ => {}
        },
    }
}

fn unevaluated(map: &mut Map<String, Value>, other: &Map<String, Value>) {
    if map.contains_key("additionalProperties")
        && (other.contains_key("unevaluatedProperties") || has_alternatives(other))
        && let Some(value) = map.remove("additionalProperties")
    {
        map.insert("unevaluatedProperties".to_owned(), value);
    }
}

fn has_alternatives(map: &Map<String, Value>) -> bool {
    ["if", "allOf", "anyOf", "oneOf", "$ref"]
        .iter()
        .any(|key| map.contains_key(*key))
}
