//! What the API server may change in an object, and what not.

use serde_json::Value;

/// The object but for what every object has.
pub(super) fn without_metadata(mut object: Value) -> Value {
    if let Some(object) = object.as_object_mut() {
        object.remove("metadata");
    }
    object
}

/// Where `read` is not what was sent.
///
/// A `null` may be dropped, and a value may be added where the schema has a default.
pub(super) fn differences(sent: &Value, read: &Value, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(sent, read, schema, "", &mut found);
    found
}

fn compare(sent: &Value, read: &Value, schema: &Value, path: &str, found: &mut Vec<String>) {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            for (key, value) in sent {
                let path = format!("{path}.{key}");
                let inner = below(schema, key);
                match read.get(key) {
                    Some(_) if value.is_null() && !inner["default"].is_null() => {}
                    Some(read) => compare(value, read, inner, &path, found),
                    None if value.is_null() => {}
                    None => found.push(format!("{path} is gone")),
                }
            }
            for key in read.keys().filter(|key| !sent.contains_key(*key)) {
                if below(schema, key)["default"].is_null() && !read[key].is_null() {
                    found.push(format!("{path}.{key} was added: {}", read[key]));
                }
            }
        }
        (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
            for (index, (sent, read)) in sent.iter().zip(read).enumerate() {
                compare(sent, read, &schema["items"], &format!("{path}[{index}]"), found);
            }
        }
        (Value::Number(a), Value::Number(b)) if a.is_f64() || b.is_f64() => {
            if a.as_f64() != b.as_f64() {
                found.push(format!("{path} was {a} and is {b}"));
            }
        }
        _ if sent == read => {}
        _ => found.push(format!("{path} was {sent} and is {read}")),
    }
}

fn below<'a>(schema: &'a Value, key: &str) -> &'a Value {
    match &schema["properties"][key] {
        Value::Null => &schema["additionalProperties"],
        property => property,
    }
}
