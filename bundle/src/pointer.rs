//! Parts of an object at a JSON pointer.

use serde_json::Value;

/// The list at a JSON pointer; empty if there is none.
///
/// ```
/// let object = serde_json::json!({ "spec": { "ports": [1, 2] } });
/// assert_eq!(kubewright_bundle::pointer::items(&object, "/spec/ports").len(), 2);
/// assert!(kubewright_bundle::pointer::items(&object, "/spec/hosts").is_empty());
/// ```
#[must_use]
pub fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The text at a JSON pointer; empty if there is none.
///
/// ```
/// let object = serde_json::json!({ "metadata": { "name": "a" } });
/// assert_eq!(kubewright_bundle::pointer::text(&object, "/metadata/name"), "a");
/// assert_eq!(kubewright_bundle::pointer::text(&object, "/metadata/uid"), "");
/// ```
#[must_use]
pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
