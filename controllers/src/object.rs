//! Objects as JSON.
//!
//! They are not decoded: what a template has is copied as it is, also fields that a newer API server knows and this crate does
//! not.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::kind::Kind;

static NULL: Value = Value::Null;

/// The kind, namespace and name of an object. The namespace of cluster-scoped objects is empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The kind.
    pub(crate) kind: Kind,
    /// The namespace, or nothing.
    pub(crate) namespace: String,
    /// The name.
    pub(crate) name: String,
}

impl Key {
    /// Creates a key.
    pub(crate) fn new(kind: Kind, namespace: &str, name: &str) -> Self {
        Self {
            kind,
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            write!(formatter, "{} {}", self.kind, self.name)
        } else {
            write!(formatter, "{} {}/{}", self.kind, self.namespace, self.name)
        }
    }
}

/// An object, which is cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object(Arc<Value>);

impl Object {
    /// Takes an object without the fields that no controller reads.
    pub(crate) fn new(mut value: Value) -> Self {
        if let Some(metadata) = value.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.remove("managedFields");
        }
        Self(Arc::new(value))
    }

    /// Returns a copy to change.
    pub(crate) fn to_value(&self) -> Value {
        Value::clone(&self.0)
    }

    /// Returns the value at a JSON pointer, or null.
    pub(crate) fn at(&self, pointer: &str) -> &Value {
        at(&self.0, pointer)
    }

    /// Returns the string at a JSON pointer, or nothing.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.at(pointer).as_str().unwrap_or_default()
    }

    /// Returns the integer at a JSON pointer.
    pub(crate) fn int(&self, pointer: &str) -> Option<i64> {
        self.at(pointer).as_i64()
    }

    /// Returns whether there is `true` at a JSON pointer.
    pub(crate) fn is(&self, pointer: &str) -> bool {
        self.at(pointer).as_bool().unwrap_or(false)
    }

    /// Returns the list at a JSON pointer.
    pub(crate) fn list(&self, pointer: &str) -> &[Value] {
        self.at(pointer).as_array().map_or(&[], Vec::as_slice)
    }

    /// Returns the time at a JSON pointer.
    pub(crate) fn time(&self, pointer: &str) -> Option<Timestamp> {
        self.text(pointer).parse().ok()
    }

    pub(crate) fn name(&self) -> &str {
        self.text("/metadata/name")
    }

    pub(crate) fn namespace(&self) -> &str {
        self.text("/metadata/namespace")
    }

    pub(crate) fn uid(&self) -> &str {
        self.text("/metadata/uid")
    }

    pub(crate) fn generation(&self) -> i64 {
        self.int("/metadata/generation").unwrap_or(0)
    }

    pub(crate) fn created(&self) -> Timestamp {
        self.time("/metadata/creationTimestamp")
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The resource version, which grows with each change.
    pub(crate) fn version(&self) -> u64 {
        self.text("/metadata/resourceVersion").parse().unwrap_or(0)
    }

    pub(crate) fn is_deleting(&self) -> bool {
        !self.at("/metadata/deletionTimestamp").is_null()
    }

    pub(crate) fn label(&self, name: &str) -> Option<&str> {
        self.at("/metadata/labels").get(name)?.as_str()
    }

    pub(crate) fn annotation(&self, name: &str) -> Option<&str> {
        self.at("/metadata/annotations").get(name)?.as_str()
    }

    pub(crate) fn has_finalizer(&self, name: &str) -> bool {
        self.list("/metadata/finalizers")
            .iter()
            .any(|finalizer| finalizer == name)
    }

    pub(crate) fn owners(&self) -> impl Iterator<Item = Owner<'_>> {
        self.list("/metadata/ownerReferences").iter().map(Owner)
    }

    /// The owner that controls it.
    pub(crate) fn controller(&self) -> Option<Owner<'_>> {
        self.owners().find(|owner| owner.0["controller"] == true)
    }

    pub(crate) fn is_controlled_by(&self, owner: &Self) -> bool {
        self.controller()
            .is_some_and(|controller| controller.uid() == owner.uid())
    }

    /// The status of a condition, or nothing.
    pub(crate) fn condition(&self, kind: &str) -> &str {
        condition(self.list("/status/conditions"), kind)
            .and_then(|condition| condition["status"].as_str())
            .unwrap_or_default()
    }
}

/// One owner reference.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner<'a>(pub(crate) &'a Value);

impl Owner<'_> {
    pub(crate) fn uid(&self) -> &str {
        self.0["uid"].as_str().unwrap_or_default()
    }

    pub(crate) fn name(&self) -> &str {
        self.0["name"].as_str().unwrap_or_default()
    }

    pub(crate) fn kind(&self) -> Kind {
        Kind::of(
            self.0["apiVersion"].as_str().unwrap_or_default(),
            self.0["kind"].as_str().unwrap_or_default(),
        )
    }

    pub(crate) fn blocks(&self) -> bool {
        self.0["blockOwnerDeletion"] == true
    }
}

/// The reference by which an owner controls what it creates.
pub(crate) fn controller_reference(api_version: &str, kind: &str, owner: &Object) -> Value {
    json!({
        "apiVersion": api_version, "kind": kind, "name": owner.name(), "uid": owner.uid(),
        "controller": true, "blockOwnerDeletion": true,
    })
}

/// The value at a JSON pointer without escapes, or null. `Value::pointer` allocates for each step, and controllers read
/// some fields of all objects at each change.
pub(crate) fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    let mut steps = pointer.split('/').skip(1);
    let found = steps.try_fold(value, |value, step| match value {
        Value::Object(fields) => fields.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    });
    found.unwrap_or(&NULL)
}

pub(crate) fn condition<'a>(conditions: &'a [Value], kind: &str) -> Option<&'a Value> {
    conditions.iter().find(|condition| condition["type"] == kind)
}

/// A list of conditions in which one is added, replaced if its status or reason differs, or left as it is.
pub(crate) fn set_condition(conditions: &mut Vec<Value>, mut new: Value) {
    let old = condition(conditions, new["type"].as_str().unwrap_or_default());
    if let Some(old) = old {
        if old["status"] == new["status"] && old["reason"] == new["reason"] {
            return;
        }
        if old["status"] == new["status"] {
            new["lastTransitionTime"] = old["lastTransitionTime"].clone();
        }
    }
    conditions.retain(|condition| condition["type"] != new["type"]);
    conditions.push(new);
}

/// A status without the counts that are zero, as Go omits them.
pub(crate) fn counts(counts: &[(&str, i64)]) -> Map<String, Value> {
    let set = counts.iter().filter(|(_, count)| *count != 0);
    set.map(|(name, count)| ((*name).to_owned(), json!(count)))
        .collect()
}

/// A time as objects have it.
pub(crate) fn stamp(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second())
        .unwrap_or(time)
        .to_string()
}
