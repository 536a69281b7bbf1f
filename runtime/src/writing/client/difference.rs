//! What differs between an object and how it should be.

use serde_json::{Map, Value};

/// What became of an object.
///
/// ```
/// use kubewright_runtime::apply::Written;
///
/// /// The reason of an event, if there is something to tell.
/// fn reason(written: Written) -> Option<&'static str> {
///     match written {
///         Written::Created => Some("Created"),
///         Written::Updated => Some("Updated"),
///         Written::Unchanged => None,
///     }
/// }
/// assert_eq!(reason(Written::Unchanged), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was as it should be.
    Unchanged,
    /// It was not there.
    Created,
    /// It was changed.
    Updated,
}

/// The JSON merge patch that makes `after` of `before`; none if they are the same.
///
/// ```
/// use kubewright_runtime::apply::merge_patch;
/// use serde_json::json;
///
/// let before = json!({ "spec": { "size": 3, "old": 1, "same": [] } });
/// let after = json!({ "spec": { "size": 4, "same": [] } });
/// assert_eq!(merge_patch(&before, &after), Some(json!({ "spec": { "size": 4, "old": null } })));
/// assert_eq!(merge_patch(&after, &after), None);
/// ```
#[must_use]
pub fn merge_patch(before: &Value, after: &Value) -> Option<Value> {
    if before == after {
        return None;
    }
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return Some(after.clone());
    };
    let mut patch = Map::new();
    for key in before.keys().filter(|key| !after.contains_key(*key)) {
        patch.insert(key.clone(), Value::Null);
    }
    for (key, after) in after {
        let value = match before.get(key) {
            Some(before) => merge_patch(before, after),
            None => Some(after.clone()),
        };
        if let Some(value) = value {
            patch.insert(key.clone(), value);
        }
    }
    Some(Value::Object(patch))
}
