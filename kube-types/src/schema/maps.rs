//! Maps: what their keys make of the schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// The schema of a map, from the schemas of its keys and its values.
pub(super) fn map(key: &Value, value: &Value) -> Value {
    let options: Option<Vec<&Map<String, Value>>> = match key.get("anyOf").and_then(Value::as_array) {
        Some(all) => all.iter().map(Value::as_object).collect(),
        None => key.as_object().map(|key| vec![key]),
    };
    let Some(options) = options else {
        return json!({"type": "object", "additionalProperties": value});
    };
    let mut open = false;
    let mut integers = None;
    let mut patterns = BTreeSet::new();
    let mut names = BTreeSet::new();
    for option in options {
        let pattern = option.get("pattern").and_then(Value::as_str);
        let all = option.get("enum").and_then(Value::as_array);
        let all = all.and_then(|all| all.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
        match (pattern, all, option.get("type").and_then(Value::as_str)) {
            (Some(pattern), _, Some("string")) => {
                patterns.insert(pattern);
            }
            (None, Some(all), Some("string")) => names.extend(all),
            (_, _, Some("integer")) => {
                let signed = option.get("minimum").and_then(Value::as_u64) != Some(0);
                integers = Some(integers == Some(true) || signed);
            }
            _ => open = true,
        }
    }
    match integers {
        Some(true) => patterns.insert(r"^-?\d+$"),
        Some(false) => patterns.insert(r"^\d+$"),
        None => false,
    };
    let mut schema = json!({"type": "object"});
    schema["additionalProperties"] = if open { value.clone() } else { Value::Bool(false) };
    let each = |names: BTreeSet<&str>| -> Value {
        let all = names.into_iter().map(|name| (name.to_owned(), value.clone()));
        Value::Object(all.collect())
    };
    if !patterns.is_empty() {
        schema["patternProperties"] = each(patterns);
    }
    if !names.is_empty() {
        schema["properties"] = each(names);
    }
    schema
}
