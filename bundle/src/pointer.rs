//! Parts of an object: lists and texts, empty if there are none.

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
    value.pointer(pointer).map_or(&[], as_list)
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
    value.pointer(pointer).map_or("", as_text)
}

/// The value as a list; empty if it is something else.
///
/// ```
/// let object = serde_json::json!({ "ports": [1, 2] });
/// assert_eq!(kubewright_bundle::pointer::as_list(&object["ports"]).len(), 2);
/// assert!(kubewright_bundle::pointer::as_list(&object["hosts"]).is_empty());
/// ```
#[must_use]
pub fn as_list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The value as a text; empty if it is something else.
///
/// ```
/// let object = serde_json::json!({ "name": "a" });
/// assert_eq!(kubewright_bundle::pointer::as_text(&object["name"]), "a");
/// assert_eq!(kubewright_bundle::pointer::as_text(&object["uid"]), "");
/// ```
#[must_use]
pub fn as_text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
