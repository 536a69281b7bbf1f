//! The transformations that schemars (for OpenAPI 3.0) and kube apply, in their order.

mod openapi;
mod structural;

use serde_json::{Map, Value};

use crate::era::Era;
use crate::schema::object;

pub(crate) use structural::{ARRAY, OBJECT, optional_int_or_strings};

/// What schemars does for OpenAPI 3.0.
pub(crate) fn openapi(schema: &mut Value, era: Era) {
    if era.is_old() {
        openapi::booleans(schema, true);
        openapi::single_example(schema);
        openapi::prefix_items(schema);
        return;
    }
    openapi::unevaluated_properties(schema);
    openapi::booleans(schema, false);
    openapi::nullable(schema);
    openapi::single_example(schema);
    openapi::constants(schema);
    openapi::prefix_items(schema);
    // kube adds this one again.
    openapi::nullable(schema);
}

/// What kube does to make a schema structural.
///
/// # Errors
///
/// Where kube panics; the text is the reason.
pub(crate) fn structural(schema: &mut Value, era: Era) -> Result<(), String> {
    structural::rewrite(schema, era)?;
    if era > Era::V2 {
        structural::optional_enums(schema, era);
        optional_int_or_strings(schema);
    }
    Ok(())
}

/// Runs `work` on the schemas inside of a schema.
fn inside(schema: &mut Value, work: &mut dyn FnMut(&mut Value)) {
    let Value::Object(map) = schema else { return };
    for (key, value) in map.iter_mut() {
        // Most values are texts and numbers.
        if !matches!(value, Value::Object(_) | Value::Array(_) | Value::Bool(_)) {
            continue;
        }
        match key.as_str() {
            "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "additionalProperties"
            | "propertyNames"
            | "additionalItems" => each([value], work),
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
                each(value.as_array_mut().into_iter().flatten(), work);
            }
            "items" => match value {
                Value::Array(all) => each(all, work),
                value => each([value], work),
            },
            "properties" | "patternProperties" | "$defs" | "definitions" => {
                each(value.as_object_mut().into_iter().flat_map(Map::values_mut), work);
            }
            _ => {}
        }
    }
}

fn each<'a>(all: impl IntoIterator<Item = &'a mut Value>, work: &mut dyn FnMut(&mut Value)) {
    for schema in all {
        if schema.is_object() || schema.is_boolean() {
            work(schema);
        }
    }
}

fn remove(schema: &mut Value, key: &str) -> Option<Value> {
    schema.as_object_mut()?.remove(key)
}

fn insert(schema: &mut Value, key: &str, value: Value) -> Option<Value> {
    object(schema).insert(key.to_owned(), value)
}
