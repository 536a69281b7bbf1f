//! schemars's own transformations for OpenAPI 3.0.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{insert, inside, remove};
use crate::schema::{has_type, object};

pub(super) fn unevaluated_properties(schema: &mut Value) {
    inside(schema, &mut unevaluated_properties);
    let Some(value) = remove(schema, "unevaluatedProperties") else {
        return;
    };
    insert(schema, "additionalProperties", value);
    let mut names = BTreeSet::new();
    property_names(schema, &mut names);
    if names.is_empty() {
        return;
    }
    if let Value::Object(properties) = object(schema).entry("properties").or_insert_with(|| json!({})) {
        for name in names {
            properties.entry(name).or_insert(Value::Bool(true));
        }
    }
}

/// The names of properties here and in the alternatives.
fn property_names(schema: &Value, names: &mut BTreeSet<String>) {
    if let Some(Value::Object(properties)) = schema.get("properties") {
        names.extend(properties.keys().cloned());
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for schema in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
            property_names(schema, names);
        }
    }
}

/// `true` and `false` become objects, except in `additionalProperties`, into which only schemars 0.8 (`old`) looks.
pub(super) fn booleans(schema: &mut Value, old: bool) {
    if schema.is_boolean() {
        object(schema);
        return;
    }
    let kept = match schema.get("additionalProperties") {
        Some(inner) if old && !inner.is_boolean() => None,
        _ => remove(schema, "additionalProperties"),
    };
    inside(schema, &mut |schema| booleans(schema, old));
    if let Some(kept) = kept {
        insert(schema, "additionalProperties", kept);
    }
}

pub(super) fn nullable(schema: &mut Value) {
    if has_type(schema, "null") {
        insert(schema, "nullable", true.into());
        let only_null = match schema.get("type") {
            Some(Value::Array(all)) => all.iter().all(|ty| ty == "null"),
            _ => true,
        };
        if only_null {
            insert(schema, "const", Value::Null);
            remove(schema, "type");
        } else if let Some(Value::Array(all)) = schema.get_mut("type") {
            all.retain(|ty| ty != "null");
            if let [only] = &mut all[..] {
                let only = only.take();
                insert(schema, "type", only);
            }
        }
    }
    inside(schema, &mut nullable);
}

pub(super) fn single_example(schema: &mut Value) {
    inside(schema, &mut single_example);
    if let Some(Value::Array(examples)) = remove(schema, "examples")
        && let Some(first) = examples.into_iter().next()
    {
        insert(schema, "example", first);
    }
}

pub(super) fn constants(schema: &mut Value) {
    inside(schema, &mut constants);
    if let Some(value) = remove(schema, "const") {
        insert(schema, "enum", json!([value]));
    }
}

pub(super) fn prefix_items(schema: &mut Value) {
    inside(schema, &mut prefix_items);
    if let Some(items) = remove(schema, "prefixItems")
        && let Some(before) = insert(schema, "items", items)
    {
        insert(schema, "additionalItems", before);
    }
}
