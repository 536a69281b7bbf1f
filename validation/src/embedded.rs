//! Objects in objects: `x-kubernetes-embedded-resource`.

use serde_json::{Map, Value};

use crate::cause::{Cause, Reason};
use crate::metadata::{self, Naming, api_version, kind_name};
use crate::node::Node;
use crate::path::{Path, Step};
use crate::prune::Unknown;

/// Decodes the metadata of all embedded objects.
///
/// # Errors
///
/// For the first that the API server cannot decode.
pub(crate) fn coerce(value: &mut Value, node: &Node, unknown: &mut Vec<Unknown>) -> Result<(), Cause> {
    coerce_below(value, node, &Path::Root, unknown)
}

fn coerce_below(
    value: &mut Value,
    node: &Node,
    path: &Path<'_>,
    unknown: &mut Vec<Unknown>,
) -> Result<(), Cause> {
    match value {
        Value::Object(fields) => {
            if node.embedded {
                coerce_one(fields, path, unknown)?;
            }
            for (key, value) in fields.iter_mut() {
                match (node.properties.get(key), node.values()) {
                    (Some(property), _) => coerce_below(value, property, &path.field(key), unknown)?,
                    (None, Some(below)) => coerce_below(value, below, &path.entry(key), unknown)?,
                    (None, None) => {}
                }
            }
        }
        Value::Array(items) => {
            if let Some(below) = node.items.as_deref() {
                for (index, item) in items.iter_mut().enumerate() {
                    coerce_below(item, below, &path.item(index), unknown)?;
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    Ok(())
}

fn coerce_one(
    fields: &mut Map<String, Value>,
    path: &Path<'_>,
    unknown: &mut Vec<Unknown>,
) -> Result<(), Cause> {
    let undecodable = |path: &Path<'_>, value: &Value, detail: &str| Cause {
        reason: Reason::Undecodable,
        ..Cause::invalid(path, value, detail)
    };
    for key in ["apiVersion", "kind"] {
        if let Some(value) = fields.get(key)
            && !value.is_string()
        {
            return Err(undecodable(&path.field(key), value, "must be a string"));
        }
    }
    let Some(value) = fields.get("metadata") else {
        return Ok(());
    };
    let at = path.field("metadata");
    let kept = metadata::decode(value).map_err(|error| undecodable(&at, value, &error))?;
    let above = at.steps();
    unknown.extend(kept.unknown.into_iter().map(|below| {
        let steps: Vec<Step> = above.iter().cloned().chain(below).collect();
        Unknown::new(steps)
    }));
    fields.insert("metadata".to_owned(), kept.value);
    Ok(())
}

/// Checks all embedded objects.
pub(crate) fn check(value: &Value, node: &Node) -> Vec<Cause> {
    let mut causes = Vec::new();
    walk(value, node, &Path::Root, &mut causes);
    causes
}

fn walk(value: &Value, node: &Node, path: &Path<'_>, causes: &mut Vec<Cause>) {
    match value {
        Value::Object(fields) => {
            if node.embedded {
                check_one(fields, path, causes);
            }
            for (key, value) in fields {
                match (node.properties.get(key), node.values()) {
                    (Some(property), _) => walk(value, property, &path.field(key), causes),
                    (None, Some(below)) => walk(value, below, &path.entry(key), causes),
                    (None, None) => {}
                }
            }
        }
        Value::Array(items) => {
            if let Some(below) = node.items.as_deref() {
                for (index, item) in items.iter().enumerate() {
                    walk(item, below, &path.item(index), causes);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn check_one(fields: &Map<String, Value>, path: &Path<'_>, causes: &mut Vec<Cause>) {
    for (key, problem) in [
        ("apiVersion", api_version as fn(&str) -> Option<String>),
        ("kind", kind_name),
    ] {
        let at = path.field(key);
        match fields.get(key) {
            None => causes.push(Cause::required(&at, "")),
            Some(value @ Value::String(text)) if text.is_empty() => {
                causes.push(Cause::invalid(&at, value, "must not be empty"));
            }
            Some(value @ Value::String(text)) => {
                if let Some(problem) = problem(text) {
                    causes.push(Cause::invalid(&at, value, &problem));
                }
            }
            Some(value) => causes.push(Cause::invalid(&at, value, "must be a string")),
        }
    }
    if let Some(metadata) = fields.get("metadata") {
        let namespaced = metadata["namespace"]
            .as_str()
            .is_some_and(|text| !text.is_empty());
        let at = path.field("metadata");
        causes.extend(metadata::check(metadata, namespaced, Naming::Segment, &at));
    }
}
