//! Defaulting, and the nulls that the API server drops before it.

use serde_json::Value;

use crate::node::Node;

/// Drops nulls of fields that are neither nullable nor have a default.
pub(crate) fn drop_nulls(value: &mut Value, node: Option<&Node>) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, value| {
                let below = node.and_then(|node| node.below(key));
                if value.is_null() && below.is_some_and(|below| !below.nullable && below.default.is_none()) {
                    return false;
                }
                drop_nulls(value, below);
                true
            });
        }
        Value::Array(items) => {
            let below = node.and_then(|node| node.items.as_deref());
            for item in items {
                drop_nulls(item, below);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Sets defaults, also inside of defaults.
pub(crate) fn set(value: &mut Value, node: Option<&Node>) {
    let Some(node) = node else { return };
    match value {
        Value::Object(fields) => {
            for (name, property) in &node.properties {
                let Some(default) = &property.default else {
                    continue;
                };
                let missing = match fields.get(name) {
                    None => true,
                    Some(value) => value.is_null() && !property.nullable,
                };
                if missing {
                    fields.insert(name.clone(), default.clone());
                }
            }
            for (key, value) in fields.iter_mut() {
                match node.properties.get(key) {
                    Some(property) => set(value, Some(property)),
                    None => entry(value, node.values()),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                entry(item, node.items.as_deref());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A value of a map or list: a null gets the default of its schema.
fn entry(value: &mut Value, node: Option<&Node>) {
    if let Some(node) = node {
        if value.is_null() && !node.nullable {
            *value = node.default.clone().unwrap_or(Value::Null);
        }
        set(value, Some(node));
    }
}

/// Drops the fields that are null, also in objects in lists.
pub(crate) fn drop_every_null(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_every_null);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_every_null),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
