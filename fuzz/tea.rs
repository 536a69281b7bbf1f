//! The kind whose objects targets judge.

use kubewright_core::crd::Crd;
use kubewright_validation::Kind;
use serde_json::{Value, json};

/// The kind `Tea` with these keys of its only version; `None` if they are no schema.
pub(crate) fn kind(version: &Value) -> Option<Kind> {
    let mut whole = json!({"name": "v1", "served": true, "storage": true});
    for (key, value) in version.as_object()? {
        whole[key] = value.clone();
    }
    let crd: Crd = serde_json::from_value(json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "teas.example.com"},
        "spec": {
            "group": "example.com",
            "names": {"kind": "Tea", "plural": "teas", "singular": "tea"},
            "scope": "Namespaced",
            "versions": [whole],
        },
    }))
    .ok()?;
    Some(Kind::all(&crd).remove(0))
}

/// Gives an object what every object of the kind has.
pub(crate) fn complete(object: &mut Value) {
    let Some(fields) = object.as_object_mut() else {
        return;
    };
    let every = json!({"apiVersion": "example.com/v1", "kind": "Tea", "metadata": {"name": "green"}});
    for (key, value) in every.as_object().into_iter().flatten() {
        fields.entry(key.clone()).or_insert_with(|| value.clone());
    }
}
