//! Removes what has no effect: values that mean the same as no value, and what the API server wrote itself.

use kubewright_core::schema::Schema;
use serde_json::{Map, Number, Value};

/// What `kubectl get` prints and nobody writes.
const OF_THE_SERVER: &[&str] = &[
    "creationTimestamp",
    "finalizers",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// Prepares the object of a CRD.
pub(super) fn prepare(document: &mut Value) {
    numbers(document);
    let Some(top) = document.as_object_mut() else {
        return;
    };
    top.remove("status");
    if let Some(metadata) = object(top, "metadata") {
        metadata.retain(|key, value| !OF_THE_SERVER.contains(&key.as_str()) && !value.is_null());
    }
    let Some(spec) = object(top, "spec") else { return };
    spec.retain(|_, value| !value.is_null());
    if let Some(names) = object(spec, "names") {
        names.entry("singular").or_insert_with(|| "".into());
        names.entry("listKind").or_insert_with(|| "".into());
    }
    let versions = spec.get_mut("versions").and_then(Value::as_array_mut);
    for version in versions.into_iter().flatten() {
        let Some(version) = version.as_object_mut() else {
            continue;
        };
        version.retain(|_, value| !value.is_null());
        if let Some(schema) = version
            .get_mut("schema")
            .and_then(|schema| schema.get_mut("openAPIV3Schema"))
        {
            keywords(schema);
        }
    }
}

fn object<'a>(parent: &'a mut Map<String, Value>, key: &str) -> Option<&'a mut Map<String, Value>> {
    parent.get_mut(key).and_then(Value::as_object_mut)
}

/// JSON has one kind of number: `1.0` is `1`.
fn numbers(value: &mut Value) {
    // Beyond, two whole numbers may be one `f64`.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            if let Some(float) = number.as_f64()
                && float.fract() == 0.0
                && float.abs() < EXACT
            {
                #[expect(clippy::cast_possible_truncation, reason = "it is whole and in range")]
                let whole = float as i64;
                *number = Number::from(whole);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(numbers),
        Value::Object(keys) => keys.values_mut().for_each(numbers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Empty keywords.
fn keywords(schema: &mut Value) {
    let Some(keys) = schema.as_object_mut() else {
        return;
    };
    keys.retain(|key, value| {
        let empty = match (key.as_str(), &*value) {
            ("default" | "example", _) => false,
            ("description" | "format" | "title", Value::String(text)) => text.is_empty(),
            (_, Value::Null) => true,
            _ => false,
        };
        !empty
    });
    for key in ["items", "additionalProperties", "not"] {
        if let Some(child) = keys.get_mut(key) {
            keywords(child);
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let branches = keys.get_mut(key).and_then(Value::as_array_mut);
        branches.into_iter().flatten().for_each(keywords);
    }
    if let Some(properties) = object(keys, "properties") {
        properties.values_mut().for_each(keywords);
    }
}

/// The fields that every object has: the API server adds them to a schema without them.
pub(super) fn root(root: &mut Schema) {
    let standard = kubewright_core::crd::root_schema(Schema::default());
    for (name, schema) in standard.properties {
        if !root.properties.contains_key(&name) {
            root.properties.insert(name, schema);
        } else if let Some(own) = root.properties.get_mut(&name)
            && own.description.is_none()
        {
            own.description = schema.description;
        }
    }
}
