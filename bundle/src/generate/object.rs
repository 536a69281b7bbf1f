//! Reads and edits objects.

use kubewright_core::yaml;
use serde_json::{Map, Value};

use super::{Fields, GenerateError};

pub(super) fn name(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap_or_default()
}

pub(super) fn kind(object: &Value) -> &str {
    object["kind"].as_str().unwrap_or_default()
}

/// The namespace; empty if there is none.
pub(super) fn namespace(object: &Value) -> &str {
    object["metadata"]["namespace"].as_str().unwrap_or_default()
}

/// The group and the version.
pub(super) fn group_version(object: &Value) -> (&str, &str) {
    let version = object["apiVersion"].as_str().unwrap_or_default();
    version.split_once('/').unwrap_or(("", version))
}

pub(super) fn remove(value: &mut Value, key: &str) {
    if let Some(fields) = value.as_object_mut() {
        fields.remove(key);
    }
}

/// The annotations, which are added if there are none.
pub(super) fn annotations(object: &mut Value) -> &mut Fields {
    let slot = &mut object["metadata"]["annotations"];
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    match slot {
        Value::Object(fields) => fields,
        _ => unreachable!("it was just set"),
    }
}

pub(super) fn yaml(value: &Value) -> Result<String, GenerateError> {
    yaml::to_string(value).map_err(|error| GenerateError::Yaml(error.to_string()))
}
