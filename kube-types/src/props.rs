//! A schema as JSON → the keywords that a CRD has.

use kubewright_core::diagnostic::Message;
use kubewright_core::schema::{Schema, is_keyword};
use serde_json::{Map, Number, Value};

use crate::json::MARKERS;

/// Removes what a CRD does not have.
///
/// # Errors
///
/// If kube panics, or the API server rejects the CRD.
pub(crate) fn cleaned(value: &mut Value) -> Result<(), Message> {
    clean(value, &mut Vec::new())
}

/// Converts the schema of a kind.
///
/// # Errors
///
/// If kube panics.
pub(crate) fn schema(value: Value) -> Result<Schema, Message> {
    serde_json::from_value(value).map_err(|error| {
        Message::new(format!(
            "kube cannot make a schema of this kind, and panics: {error}"
        ))
    })
}

fn at(path: &[String]) -> String {
    match path {
        [] => "the kind".to_owned(),
        path => format!("`.{}`", path.join(".").replace(".[", "[")),
    }
}

fn refused(path: &[String], what: &str, help: &str) -> Message {
    Message::new(format!("{} {what}, which the API server rejects", at(path))).help(help)
}

/// Removes keywords that CRDs do not have, and finds those that no structural schema may have.
fn clean(schema: &mut Value, path: &mut Vec<String>) -> Result<(), Message> {
    let Value::Object(map) = schema else { return Ok(()) };
    // Most schemas have neither, so one look at each keyword is enough.
    if map.iter().any(|(key, value)| may_be_refused(key, value)) {
        check(map, path)?;
    }
    let is_kept = |key: &str, value: &Value| (is_keyword(key) && !value.is_null()) || key == MARKERS;
    if map.iter().any(|(key, value)| !is_kept(key, value)) {
        map.retain(|key, value| is_kept(key, value));
    }
    for (key, value) in map.iter_mut() {
        match key.as_str() {
            "minimum" | "maximum" | "multipleOf" => {
                if let Value::Number(number) = value {
                    *number = rounded(number);
                }
            }
            "properties" => {
                for (name, schema) in value.as_object_mut().into_iter().flat_map(Map::iter_mut) {
                    path.push(name.clone());
                    clean(schema, path)?;
                    path.pop();
                }
            }
            "items" => {
                path.push("[*]".to_owned());
                clean(value, path)?;
                path.pop();
            }
            "additionalProperties" | "not" => clean(value, path)?,
            "allOf" | "anyOf" | "oneOf" => {
                for schema in value.as_array_mut().into_iter().flatten() {
                    clean(schema, path)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn may_be_refused(key: &str, value: &Value) -> bool {
    match key {
        "$ref" | "patternProperties" | "exclusiveMinimum" | "exclusiveMaximum" => true,
        "type" | "items" => value.is_array(),
        _ => false,
    }
}

/// What no structural schema may have.
fn check(map: &Map<String, Value>, path: &[String]) -> Result<(), Message> {
    if map.contains_key("$ref") {
        return Err(refused(
            path,
            "refers to its own type",
            "replace the type of the field that repeats it",
        ));
    }
    if map.contains_key("patternProperties") {
        return Err(refused(
            path,
            "is a map whose keys have a pattern or are numbers",
            "use `String` keys",
        ));
    }
    if let Some(Value::Array(types)) = map.get("type") {
        let types: Vec<_> = types.iter().filter_map(Value::as_str).collect();
        let message = format!(
            "kube panics for {}: it has the types {}",
            at(path),
            types.join(" and ")
        );
        return Err(
            Message::new(message).help("replace its schema with `#[schemars(schema_with = \"...\")]`")
        );
    }
    if matches!(map.get("items"), Some(Value::Array(_))) {
        return Err(refused(path, "is a tuple", "use a struct with named fields"));
    }
    for key in ["exclusiveMinimum", "exclusiveMaximum"] {
        if map.get(key).is_some_and(|value| !value.is_boolean()) {
            let message = format!("kube panics for {}: `{key}` must be a boolean", at(path));
            return Err(Message::new(message).help("use `range` with inclusive bounds"));
        }
    }
    Ok(())
}

/// A number as kube has it, which are all `f64`; whole ones are written as integers.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn rounded(number: &Number) -> Number {
    let Some(float) = number.as_f64() else {
        return number.clone();
    };
    let is_whole = float.fract() == 0.0 && float.abs() < 9.0e18;
    match is_whole {
        true => Number::from(float as i64),
        false => Number::from_f64(float).unwrap_or_else(|| number.clone()),
    }
}
