//! The difference between an object and its desired state.

use serde_json::{Map, Value};

/// What a write did.
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
    /// Nothing: the object was as desired.
    Unchanged,
    /// The object was created.
    Created,
    /// The object was changed.
    Updated,
}

/// Returns the JSON merge patch that turns `before` into `after`, or `None` if they are equal.
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
