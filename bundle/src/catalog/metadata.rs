//! The property `olm.csv.metadata`: what clients show of a CSV.

use serde_json::{Map, Value, json};

/// Fields that are written even if they are empty, and fields that are left out then.
struct Shape {
    always: &'static [&'static str],
    filled: &'static [&'static str],
}

const LINK: Shape = Shape {
    always: &[],
    filled: &["name", "url"],
};
const MAINTAINER: Shape = Shape {
    always: &[],
    filled: &["name", "email"],
};
const MODE: Shape = Shape {
    always: &["type", "supported"],
    filled: &[],
};
const API: Shape = Shape {
    always: &["group", "version", "kind"],
    filled: &[],
};
const RESOURCE: Shape = Shape {
    always: &["name", "kind", "version"],
    filled: &[],
};
const DESCRIPTOR: Shape = Shape {
    always: &["path"],
    filled: &["displayName", "description", "x-descriptors", "value"],
};
const CRD: Shape = Shape {
    always: &["name", "version", "kind"],
    filled: &["displayName", "description"],
};
const SERVICE: Shape = Shape {
    always: &["name", "group", "version", "kind"],
    filled: &["deploymentName", "containerPort", "displayName", "description"],
};

/// The parts of CRDs and API services that are lists.
const LISTS: [(&str, &Shape); 4] = [
    ("resources", &RESOURCE),
    ("statusDescriptors", &DESCRIPTOR),
    ("specDescriptors", &DESCRIPTOR),
    ("actionDescriptors", &DESCRIPTOR),
];

pub(super) fn csv_metadata(csv: &Value) -> Value {
    let spec = &csv["spec"];
    let mut all = json!({
        "annotations": csv["metadata"]["annotations"],
        "apiServiceDefinitions": definitions(&spec["apiservicedefinitions"], &SERVICE),
        "crdDescriptions": definitions(&spec["customresourcedefinitions"], &CRD),
        "description": spec["description"],
        "displayName": spec["displayName"],
        "installModes": list(&spec["installModes"], &MODE),
        "keywords": spec["keywords"],
        "labels": csv["metadata"]["labels"],
        "links": list(&spec["links"], &LINK),
        "maintainers": list(&spec["maintainers"], &MAINTAINER),
        "maturity": spec["maturity"],
        "minKubeVersion": spec["minKubeVersion"],
        "nativeAPIs": list(&spec["nativeAPIs"], &API),
        "provider": object(&spec["provider"], &LINK),
    });
    if let Some(fields) = all.as_object_mut() {
        // Objects stay, as Go writes them.
        let kept = ["apiServiceDefinitions", "crdDescriptions", "provider"];
        fields.retain(|key, value| kept.contains(&key.as_str()) || !is_empty(value));
    }
    all
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(value) => value.as_i64() == Some(0),
        Value::String(value) => value.is_empty(),
        Value::Array(value) => value.is_empty(),
        Value::Object(value) => value.is_empty(),
    }
}

fn object(value: &Value, shape: &Shape) -> Value {
    let mut fields = Map::new();
    for key in shape.always {
        let absent = if *key == "supported" {
            json!(false)
        } else {
            json!("")
        };
        let written = Some(&value[*key]).filter(|value| !value.is_null());
        fields.insert((*key).to_owned(), written.cloned().unwrap_or(absent));
    }
    for key in shape.filled.iter().filter(|key| !is_empty(&value[**key])) {
        fields.insert((*key).to_owned(), value[*key].clone());
    }
    Value::Object(fields)
}

fn list(value: &Value, shape: &Shape) -> Value {
    value
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| object(one, shape))
        .collect()
}

fn definitions(value: &Value, shape: &Shape) -> Value {
    let mut all = Map::new();
    for key in ["owned", "required"] {
        let described: Vec<_> = value[key]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| description(one, shape))
            .collect();
        if !described.is_empty() {
            all.insert(key.to_owned(), described.into());
        }
    }
    Value::Object(all)
}

fn description(value: &Value, shape: &Shape) -> Value {
    let mut one = object(value, shape);
    for (key, shape) in LISTS {
        let parts = list(&value[key], shape);
        if !is_empty(&parts) {
            one[key] = parts;
        }
    }
    one
}
