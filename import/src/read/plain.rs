//! Removes what has no effect: values that mean the same as no value, and what the API server wrote itself.

use kubewright_core::schema::Schema;
use serde_json::{Map, Number, Value};

/// The metadata of one object in one cluster: no part of the definition.
const OF_THE_OBJECT: &[&str] = &[
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "managedFields",
    "namespace",
    "ownerReferences",
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
        metadata.retain(|key, value| !OF_THE_OBJECT.contains(&key.as_str()) && !value.is_null());
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

/// Fills in the zero values of Go's types, which the API server takes for what is missing, and removes everything that is no part of
/// the definition.
pub(super) fn fill(document: &mut Value) {
    let Some(top) = document.as_object_mut() else {
        return;
    };
    top.retain(|key, _| ["apiVersion", "kind", "metadata", "spec"].contains(&key.as_str()));
    let metadata = filled(top, "metadata", &[("name", "".into())]);
    metadata.retain(|key, _| ["annotations", "labels", "name"].contains(&key.as_str()));
    let spec = filled(
        top,
        "spec",
        &[
            ("group", "".into()),
            ("scope", "".into()),
            ("versions", Value::Array(Vec::new())),
        ],
    );
    let names = ["kind", "listKind", "plural", "singular"].map(|key| (key, "".into()));
    filled(spec, "names", &names);
    for version in list(spec, "versions") {
        default(
            version,
            &[
                ("name", "".into()),
                ("served", false.into()),
                ("storage", false.into()),
            ],
        );
        for column in list(version, "additionalPrinterColumns") {
            default(column, &["jsonPath", "name", "type"].map(|key| (key, "".into())));
        }
        for field in list(version, "selectableFields") {
            default(field, &[("jsonPath", "".into())]);
        }
        if let Some(scale) = object(version, "subresources").and_then(|below| object(below, "scale")) {
            default(
                scale,
                &["specReplicasPath", "statusReplicasPath"].map(|key| (key, "".into())),
            );
        }
    }
}

fn filled<'a>(
    parent: &'a mut Map<String, Value>,
    key: &str,
    defaults: &[(&str, Value)],
) -> &'a mut Map<String, Value> {
    let entry = parent.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if !entry.is_object() {
        *entry = Value::Object(Map::new());
    }
    let Value::Object(keys) = entry else {
        unreachable!("it was made an object");
    };
    default(keys, defaults);
    keys
}

fn default(keys: &mut Map<String, Value>, defaults: &[(&str, Value)]) {
    for (key, value) in defaults {
        keys.entry(*key).or_insert_with(|| value.clone());
    }
}

fn list<'a>(
    parent: &'a mut Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    let items = parent.get_mut(key).and_then(Value::as_array_mut);
    items.into_iter().flatten().filter_map(Value::as_object_mut)
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
            // The API server reads a default of `null` as none.
            ("default", value) => value.is_null(),
            ("example", _) => false,
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
