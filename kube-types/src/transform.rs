//! The transformations that schemars (for OpenAPI 3.0) and kube apply, in their order.

mod openapi;
mod structural;

use kubewright_core::diagnostic::Message;
use serde_json::{Map, Value};

use crate::era::Era;

pub(crate) use structural::{ARRAY, OBJECT, optional_int_or_strings};

type Object = Map<String, Value>;

/// What schemars does for OpenAPI 3.0, without what it leaves out if the schema is `strict`.
pub(crate) fn openapi(schema: &mut Value, era: Era, strict: bool) {
    openapi::all(schema, era.is_old(), strict);
}

/// What kube does to make a schema structural.
///
/// # Errors
///
/// Where kube panics, or where markers are on one of several fields that have one schema.
pub(crate) fn structural(schema: &mut Value, era: Era) -> Result<(), Message> {
    structural::rewrite(schema, era)?;
    if era > Era::V2 {
        structural::optionals(schema, era);
    }
    Ok(())
}

/// Runs `work` on the schemas inside of a schema.
fn inside(schema: &mut Value, work: &mut dyn FnMut(&mut Value)) {
    inside_keys(schema, &mut |_, schema| work(schema));
}

/// The same, with the keyword that each schema is behind.
fn inside_keys(schema: &mut Value, work: &mut dyn FnMut(&str, &mut Value)) {
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
            | "additionalItems" => each(key, [value], work),
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
                each(key, value.as_array_mut().into_iter().flatten(), work);
            }
            "items" => match value {
                Value::Array(all) => each(key, all, work),
                value => each(key, [value], work),
            },
            "properties" | "patternProperties" | "$defs" | "definitions" => {
                each(
                    key,
                    value.as_object_mut().into_iter().flat_map(Map::values_mut),
                    work,
                );
            }
            _ => {}
        }
    }
}

fn each<'a>(key: &str, all: impl IntoIterator<Item = &'a mut Value>, work: &mut dyn FnMut(&str, &mut Value)) {
    for schema in all {
        if schema.is_object() || schema.is_boolean() {
            work(key, schema);
        }
    }
}
