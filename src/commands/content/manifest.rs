//! What the CRDs and roles of such projects have in common.

use std::path::Path;

use kubewright_core::{names, yaml};
use serde_json::{Value, json};

use crate::plan;
use crate::project::{Project, Resource};

/// An object that accepts unknown fields.
pub(in crate::commands) const OPEN: &str = "x-kubernetes-preserve-unknown-fields";

/// The object in a file; `null` if there is no file.
pub(in crate::commands) fn known(path: &Path, directory: &Path) -> Result<Value, String> {
    let shown = path.display();
    match plan::if_exists(std::fs::read_to_string(directory.join(path))) {
        Ok(Some(text)) => yaml::from_str(&text)
            .map_err(|error| format!("`{shown}` is not valid YAML: {}", error.first_line())),
        Ok(None) => Ok(Value::Null),
        Err(error) => Err(format!("`{shown}` cannot be read: {}", plan::reason(&error))),
    }
}

/// The text of a file with one object.
pub(in crate::commands) fn text(object: &Value) -> String {
    // A value made of texts and lists is always written.
    format!("---\n{}", yaml::to_string(object).unwrap_or_default())
}

/// The CRD of a kind.
pub(in crate::commands) fn crd(resource: &Resource, versions: &[Value]) -> Value {
    let identity = &resource.identity;
    let (group, plural) = (identity.qualified_group(), resource.plural());
    let namespaced = resource.api.as_ref().is_none_or(|api| api.namespaced);
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": { "name": format!("{plural}.{group}") },
        "spec": {
            "group": group,
            "names": {
                "kind": identity.kind,
                "listKind": names::list_kind(&identity.kind),
                "plural": plural,
                "singular": names::singular(&identity.kind),
            },
            "scope": if namespaced { "Namespaced" } else { "Cluster" },
            "versions": versions,
        },
    })
}

/// The role of the operator.
pub(in crate::commands) fn role(project: &Project, rules: &[Value]) -> Value {
    let (kind, metadata) = match project.namespaced {
        true => (
            "Role",
            json!({ "name": "manager-role", "namespace": format!("{}-system", project.name) }),
        ),
        false => ("ClusterRole", json!({ "name": "manager-role" })),
    };
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": kind,
        "metadata": metadata,
        "rules": rules,
    })
}
