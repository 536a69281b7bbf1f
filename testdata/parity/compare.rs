//! Compares manifests as trees, for the tests of both doors.
//!
//! Bounds that controller-gen joins with `allOf` are folded first, as we fold them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// The bounds of which the smaller one is the stricter one, and those of which the larger one is.
const UPPER: [&str; 4] = ["maximum", "maxLength", "maxItems", "maxProperties"];
const LOWER: [&str; 4] = ["minimum", "minLength", "minItems", "minProperties"];

/// The folder of a case.
pub(crate) fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("testdata/parity"))
        .find(|folder| folder.is_dir())
        .unwrap()
        .join(name)
}

/// The documents of a file, folded.
pub(crate) fn documents(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    let mut documents: Vec<Value> = serde_saphyr::from_multiple(&text).unwrap();
    documents.iter_mut().for_each(fold);
    documents
}

/// Writes the stricter of the bounds in each `allOf` beside it.
fn fold(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(fold),
        Value::Object(keys) => {
            keys.values_mut().for_each(fold);
            fold_bounds(keys);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn fold_bounds(schema: &mut Map<String, Value>) {
    let branches = match schema.remove("allOf") {
        Some(Value::Array(branches)) => branches,
        // A property of that name.
        Some(other) => {
            schema.insert("allOf".to_owned(), other);
            return;
        }
        None => return,
    };
    let mut left = Vec::new();
    for mut branch in branches {
        let keys = branch.as_object_mut().unwrap();
        for key in UPPER.into_iter().chain(LOWER) {
            let Some(bound) = keys.remove(key) else { continue };
            let stricter = schema.get(key).is_none_or(|old| {
                let (old, new) = (old.as_f64().unwrap(), bound.as_f64().unwrap());
                if UPPER.contains(&key) {
                    new < old
                } else {
                    new > old
                }
            });
            if stricter {
                schema.insert(key.to_owned(), bound);
            }
        }
        if !keys.is_empty() {
            left.push(branch);
        }
    }
    if !left.is_empty() {
        schema.insert("allOf".to_owned(), left.into());
    }
}

/// What differs, a line each.
pub(crate) fn differences(place: &str, ours: &Value, theirs: &Value) -> Vec<String> {
    let mut found = Vec::new();
    differ(place, ours, theirs, &mut found);
    found
}

fn differ(place: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            for (key, value) in ours {
                match theirs.get(key) {
                    Some(other) => differ(&format!("{place}/{key}"), value, other, found),
                    None => found.push(format!("{place}/{key}: only ours has {value}")),
                }
            }
            for (key, value) in theirs.iter().filter(|(key, _)| !ours.contains_key(*key)) {
                found.push(format!("{place}/{key}: only theirs has {value}"));
            }
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            for (index, (value, other)) in ours.iter().zip(theirs).enumerate() {
                differ(&format!("{place}/{index}"), value, other, found);
            }
        }
        // 5 and 5.0 are the same bound.
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => {}
        (one, other) if one == other => {}
        (one, other) => found.push(format!("{place}: ours is {one}, theirs {other}")),
    }
}
