//! Lists whose items must be unique: sets, and maps by keys.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::cause::Cause;
use crate::node::{ListType, Node};
use crate::path::Path;

/// Checks all lists in a value.
pub(crate) fn check(value: &Value, node: &Node) -> Vec<Cause> {
    let mut causes = Vec::new();
    if let Value::Object(fields) = value {
        walk_object(fields, node, &Path::Root, &mut causes);
    }
    causes
}

fn walk(value: &Value, node: &Node, path: &Path<'_>, causes: &mut Vec<Cause>) {
    match value {
        Value::Array(items) => {
            match &node.list {
                ListType::Atomic => {}
                ListType::Set => {
                    for index in repeated(items.iter()) {
                        causes.push(Cause::duplicate(&path.item(index), &items[index]));
                    }
                }
                ListType::Map(keys) => check_map(items, keys, path, causes),
            }
            if let Some(below) = node.items.as_deref() {
                for (index, item) in items.iter().enumerate() {
                    walk(item, below, &path.item(index), causes);
                }
            }
        }
        Value::Object(fields) => walk_object(fields, node, path, causes),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn walk_object(fields: &Map<String, Value>, node: &Node, path: &Path<'_>, causes: &mut Vec<Cause>) {
    if let Some(below) = node.values() {
        for (key, value) in fields {
            walk(value, below, &path.entry(key), causes);
        }
    }
    for (name, value) in fields {
        if let Some(below) = node.properties.get(name) {
            walk(value, below, &path.field(name), causes);
        }
    }
}

/// The indexes of the second values of those that occur more than once.
fn repeated<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<usize> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut indexes = Vec::new();
    for (index, value) in values.enumerate() {
        let times = seen.entry(value.to_string()).or_default();
        *times += 1;
        if *times == 2 {
            indexes.push(index);
        }
    }
    indexes
}

fn check_map(items: &[Value], keys: &[String], path: &Path<'_>, causes: &mut Vec<Cause>) {
    let strange = items.iter().position(|item| !item.is_null() && !item.is_object());
    if let Some(index) = strange {
        let detail = "must be an object for an array of list-type map";
        causes.push(Cause::invalid(&path.item(index), &items[index], detail));
        return;
    }
    let keyed = items.iter().map(|item| {
        let fields = keys
            .iter()
            .filter_map(|key| Some((key.clone(), item.get(key)?.clone())));
        Value::Object(fields.collect())
    });
    let keyed: Vec<Value> = keyed.collect();
    for index in repeated(keyed.iter()) {
        causes.push(Cause::duplicate(&path.item(index), &keyed[index]));
    }
}
