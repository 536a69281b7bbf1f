//! kube's transformations, which make schemas structural.

use kubewright_core::diagnostic::Message;
use serde_json::{Map, Value, json};

use super::{Object, inside};
use crate::era::Era;
use crate::json::{MARKERS, markers_of_both};

/// kube's `StructuralSchemaRewriter`.
pub(super) fn rewrite(schema: &mut Value, era: Era) -> Result<(), Message> {
    let mut first = Ok(());
    inside(schema, &mut |schema| {
        let made = rewrite(schema, era);
        if first.is_ok() {
            first = made;
        }
    });
    first?;
    let Value::Object(map) = schema else { return Ok(()) };
    normalize(map);
    let has_alternatives = map.contains_key("oneOf") || map.contains_key("anyOf");
    if let Some(Value::Array(mut one_of)) = map.remove("oneOf") {
        hoist_properties(&mut one_of, map, true, era)?;
        hoist_enums(&mut one_of, map)?;
        if !one_of.is_empty() {
            map.insert("oneOf".to_owned(), one_of.into());
        }
    }
    if let Some(Value::Array(mut any_of)) = map.remove("anyOf") {
        hoist_properties(&mut any_of, map, era < Era::V3_1, era)?;
        map.insert("anyOf".to_owned(), any_of.into());
    }
    if map.get("properties").is_some_and(has_members) {
        match map.get("additionalProperties") {
            Some(Value::Bool(true)) => {
                map.remove("additionalProperties");
                map.insert("x-kubernetes-preserve-unknown-fields".to_owned(), true.into());
            }
            Some(Value::Bool(false)) if era >= Era::V3_0_1 => {
                map.remove("additionalProperties");
            }
            _ => {}
        }
    }
    map.remove("uniqueItems");
    if has_alternatives {
        normalize(map);
    }
    Ok(())
}

fn has_members(value: &Value) -> bool {
    match value {
        Value::Object(all) => !all.is_empty(),
        Value::Array(all) => !all.is_empty(),
        _ => false,
    }
}

/// Sorts `required`, and removes what is empty.
fn normalize(map: &mut Object) {
    match map.get_mut("required") {
        Some(Value::Array(all)) => {
            all.retain(Value::is_string);
            all.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            all.dedup();
            if all.is_empty() {
                map.remove("required");
            }
        }
        Some(_) => {
            map.remove("required");
        }
        None => {}
    }
    for key in ["properties", "patternProperties"] {
        if map.get(key).is_some_and(|value| !has_members(value)) {
            map.remove(key);
        }
    }
}

/// The keywords about objects.
pub(crate) const OBJECT: [&str; 7] = [
    "maxProperties",
    "minProperties",
    "required",
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
];

/// The keywords about arrays.
pub(crate) const ARRAY: [&str; 6] = [
    "items",
    "additionalItems",
    "maxItems",
    "minItems",
    "uniqueItems",
    "contains",
];

/// Moves the properties and the type of each alternative to the schema around them.
fn hoist_properties(
    branches: &mut [Value],
    around: &mut Object,
    describe: bool,
    era: Era,
) -> Result<(), Message> {
    for branch in branches {
        let Value::Object(branch) = branch else { continue };
        let has = |keys: &[&str]| keys.iter().any(|key| branch.contains_key(*key));
        // In schemars 0.8, what is said about objects is a part of its own, which may be empty.
        let is_empty = era.is_old() && branch.get("type").is_some_and(|ty| ty == "object");
        if has(&OBJECT) || is_empty {
            let description = branch.remove("description");
            let mut properties = match branch.remove("properties") {
                Some(Value::Object(properties)) => properties,
                _ => Map::new(),
            };
            if let Some(description) = description
                && describe
                && properties.len() == 1
                && let Some(Value::Object(only)) = properties.values_mut().next()
            {
                only.insert("description".to_owned(), description);
            }
            let common = around.entry("properties").or_insert_with(|| json!({}));
            for (name, property) in properties {
                let Value::Object(common) = &mut *common else {
                    continue;
                };
                match common.get(&name) {
                    Some(other) if plain(other) == plain(&property) && *other != property => {
                        let message = Message::new(format!(
                            "two variants have the field `{name}` with different markers, and it has one schema"
                        ));
                        return Err(message.help("put the markers on a type that both fields have"));
                    }
                    Some(other) if *other != property => {
                        return Err(panics(format!(
                            "two variants have different schemas for `{name}`"
                        )));
                    }
                    Some(_) => {}
                    None => {
                        common.insert(name, property);
                    }
                }
            }
            branch.remove("additionalProperties");
            if let Some(ty) = branch.remove("type") {
                one_type(around, ty)?;
            }
        } else if era >= Era::V3_1 && !has(&ARRAY) && !has(&["enum", "anyOf", "oneOf"]) {
            for key in ["type", "description", "default"] {
                branch.remove(key);
            }
        }
    }
    Ok(())
}

fn plain(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Value::Object(map) = &mut schema {
        map.remove(MARKERS);
    }
    schema
}

fn panics(reason: String) -> Message {
    let message = Message::new(format!(
        "kube cannot make a schema of this kind, and panics: {reason}"
    ));
    message.help("give the enum one form for all variants, or write its schema by hand")
}

/// Moves the values of each alternative that is a list of values.
fn hoist_enums(branches: &mut Vec<Value>, around: &mut Object) -> Result<(), Message> {
    let mut result = Ok(());
    branches.retain(|branch| {
        let Some(Value::Array(values)) = branch.get("enum") else {
            return true;
        };
        if let Some(ty) = branch.get("type") {
            let made = one_type(around, ty.clone());
            if result.is_ok() {
                result = made;
            }
        }
        if let Value::Array(common) = around.entry("enum").or_insert_with(|| json!([])) {
            common.extend(values.iter().cloned());
        }
        false
    });
    result
}

fn one_type(around: &mut Object, ty: Value) -> Result<(), Message> {
    match around.get("type") {
        Some(other) if *other != ty => {
            let written = |ty: &Value| ty.as_str().map_or_else(|| ty.to_string(), str::to_owned);
            let (one, other) = (written(other), written(&ty));
            let reason = format!("one variant is of type `{one}`, and another of type `{other}`");
            Err(panics(reason))
        }
        Some(_) => Ok(()),
        None => {
            around.insert("type".to_owned(), ty);
            Ok(())
        }
    }
}

/// kube's `OptionalEnum` and `OptionalIntOrString`. The second does not see what the first looks at, so one walk does for both.
pub(super) fn optionals(schema: &mut Value, era: Era) {
    inside(schema, &mut |schema| optionals(schema, era));
    let Value::Object(map) = schema else { return };
    optional_enum(map, era);
    optional_int_or_string(map);
}

/// kube's `OptionalEnum`: `anyOf` of a schema and `null` becomes the schema with `nullable`.
fn optional_enum(map: &mut Object, era: Era) {
    let Some([Value::Object(first), Value::Object(second)]) =
        map.get("anyOf").and_then(Value::as_array).map(Vec::as_slice)
    else {
        return;
    };
    // Before 3.1, only those without data; in 3.0.0, only fields without a text or a default.
    if (era < Era::V3_1 && !first.contains_key("enum")) || (era == Era::V3_0_0 && map.len() > 1) {
        return;
    }
    if first.contains_key("nullable")
        || second.get("enum") != Some(&json!([null]))
        || second.get("nullable") != Some(&Value::Bool(true))
    {
        return;
    }
    let mut first = first.clone();
    markers_of_both(&mut first, map);
    map.remove("anyOf");
    map.extend(first);
    map.insert("nullable".to_owned(), true.into());
}

/// kube's `OptionalIntOrString`.
pub(crate) fn optional_int_or_strings(schema: &mut Value) {
    inside(schema, &mut optional_int_or_strings);
    if let Value::Object(map) = schema {
        optional_int_or_string(map);
    }
}

fn optional_int_or_string(map: &mut Object) {
    let (mut properties, mut required) = (None, None);
    for (key, value) in map {
        match (key.as_str(), value) {
            ("properties", Value::Object(all)) => properties = Some(all),
            ("required", Value::Array(all)) => required = Some(all),
            _ => {}
        }
    }
    let is_required = |name: &String| { required.iter() }.any(|all| all.iter().any(|one| one == name));
    for (name, property) in properties.into_iter().flatten() {
        let Value::Object(property) = property else {
            continue;
        };
        if property.get("x-kubernetes-int-or-string") == Some(&Value::Bool(true))
            && !is_required(name)
            && !property.contains_key("nullable")
        {
            property.insert("nullable".to_owned(), true.into());
        }
    }
}
