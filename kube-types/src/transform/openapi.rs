//! schemars's own transformations for OpenAPI 3.0.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Object, inside_keys};
use crate::json::object;
use crate::repair::{Effect, note_in};

/// Runs all of them on a schema and those inside, as schemars 0.8 (`old`) or 1 does.
///
/// schemars walks through the whole schema for each. Each of them looks only at the schema itself and at the names of properties,
/// so one walk does the same. kube makes schemas nullable again, which finds nothing.
///
/// For strict schemas it looks everywhere, and adds no properties that accept anything: they would hide those of the alternatives.
pub(super) fn all(schema: &mut Value, old: bool, strict: bool) {
    walk(
        schema,
        Where {
            old,
            strict,
            booleans: true,
            unevaluated: true,
        },
    );
}

/// What is done at a place.
#[derive(Clone, Copy)]
struct Where {
    old: bool,
    strict: bool,
    /// Booleans stay what they are in `additionalProperties`, into which only schemars 0.8 looks.
    booleans: bool,
    /// What has become `additionalProperties` is not looked into for more of the same.
    unevaluated: bool,
}

fn walk(schema: &mut Value, at: Where) {
    if schema.is_boolean() {
        if at.booleans {
            object(schema);
        }
        return;
    }
    let Value::Object(map) = schema else { return };
    let Where { old, strict, .. } = at;
    let mut moved = false;
    if !old {
        moved = at.unevaluated && unevaluated_properties(map, strict);
        nullable(map);
    }
    single_example(map);
    if !old {
        constants(map);
    }
    prefix_items(map);
    inside_keys(schema, &mut |key, schema| {
        let is_additional = key == "additionalProperties";
        let inner = Where {
            booleans: at.booleans && (!is_additional || (old || strict) && !schema.is_boolean()),
            unevaluated: strict || (at.unevaluated && !(moved && is_additional)),
            ..at
        };
        walk(schema, inner);
    });
}

fn unevaluated_properties(map: &mut Object, strict: bool) -> bool {
    let Some(value) = map.remove("unevaluatedProperties") else {
        return false;
    };
    map.insert("additionalProperties".to_owned(), value);
    let mut names = BTreeSet::new();
    if strict {
        // The properties of the alternatives become those of the schema, with their own schemas.
        let own = map.remove("properties");
        property_names(map, &mut names);
        map.extend(own.map(|own| ("properties".to_owned(), own)));
        if !names.is_empty() {
            let text = "kube panics where an enum and a map are flattened; the variants keep their schemas";
            note_in(map, Effect::Refused, text);
        }
        return true;
    }
    property_names(map, &mut names);
    if names.is_empty() {
        return true;
    }
    if let Value::Object(properties) = map.entry("properties").or_insert_with(|| json!({})) {
        for name in names {
            properties.entry(name).or_insert(Value::Bool(true));
        }
    }
    true
}

/// The names of properties here and in the alternatives.
fn property_names(map: &Object, names: &mut BTreeSet<String>) {
    if let Some(Value::Object(properties)) = map.get("properties") {
        names.extend(properties.keys().cloned());
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let all = map.get(key).and_then(Value::as_array).into_iter().flatten();
        for schema in all.filter_map(Value::as_object) {
            property_names(schema, names);
        }
    }
}

fn nullable(map: &mut Object) {
    let Some(ty) = map.get_mut("type") else { return };
    match ty {
        Value::String(ty) if ty == "null" => only_null(map),
        Value::Array(all) if all.iter().any(|ty| ty == "null") => {
            all.retain(|ty| ty != "null");
            match &mut all[..] {
                [] => return only_null(map),
                [only] => *ty = only.take(),
                _ => {}
            }
            map.insert("nullable".to_owned(), true.into());
        }
        _ => {}
    }
}

fn only_null(map: &mut Object) {
    map.remove("type");
    map.insert("const".to_owned(), Value::Null);
    map.insert("nullable".to_owned(), true.into());
}

fn single_example(map: &mut Object) {
    if let Some(Value::Array(examples)) = map.remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        map.insert("example".to_owned(), first);
    }
}

fn constants(map: &mut Object) {
    if let Some(value) = map.remove("const") {
        map.insert("enum".to_owned(), json!([value]));
    }
}

fn prefix_items(map: &mut Object) {
    if let Some(items) = map.remove("prefixItems")
        && let Some(before) = map.insert("items".to_owned(), items)
    {
        map.insert("additionalItems".to_owned(), before);
    }
}
