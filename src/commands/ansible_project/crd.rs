//! The CRDs. They accept any `spec` until somebody gives them a schema, which stays.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::commands::content::manifest::{self, OPEN};
use crate::project::{Project, Resource};

/// Returns the paths and texts of CRDs that lack a version, or versions that are no longer in the project.
pub(super) fn all(project: &Project, directory: &Path) -> Result<Vec<(PathBuf, String)>, String> {
    let mut kinds: BTreeMap<PathBuf, Vec<&Resource>> = BTreeMap::new();
    for resource in project.types() {
        kinds.entry(resource.crd()).or_default().push(resource);
    }
    let mut texts = Vec::new();
    for (path, resources) in kinds {
        let known = manifest::known(&path, directory)?;
        let crd = crd(&resources, &known);
        if crd != known {
            texts.push((path, manifest::text(&crd)));
        }
    }
    Ok(texts)
}

/// A CRD with the versions of a project. Those that the file has already stay as they are.
fn crd(resources: &[&Resource], known: &Value) -> Value {
    let existing = known["spec"]["versions"].as_array();
    let of_version = |name: &str| {
        existing
            .into_iter()
            .flatten()
            .find(|version| version["name"] == name)
    };
    let has_storage = resources.iter().any(|resource| {
        of_version(&resource.identity.version).is_some_and(|version| version["storage"] == true)
    });
    let versions = resources.iter().enumerate().map(|(at, resource)| {
        let known = of_version(&resource.identity.version).cloned();
        known.unwrap_or_else(|| version(resource, at == 0 && !has_storage))
    });
    let versions: Vec<_> = versions.collect();
    if known.is_object() {
        let mut crd = known.clone();
        crd["spec"]["versions"] = versions.into();
        return crd;
    }
    manifest::crd(resources[0], &versions)
}

fn version(resource: &Resource, storage: bool) -> Value {
    let kind = &resource.identity.kind;
    let text = |text: &str| json!({ "type": "string", "description": text });
    let open = |text: String| json!({ "type": "object", "description": text, OPEN: true });
    let column = |name: &str, kind: &str, path: &str| json!({ "name": name, "type": kind, "jsonPath": path });
    let condition = |kind: &str| format!(".status.conditions[?(@.type==\"{kind}\")].status");
    json!({
        "name": resource.identity.version,
        "served": true,
        "storage": storage,
        "subresources": { "status": {} },
        "additionalPrinterColumns": [
            column("Successful", "string", &condition("Successful")),
            column("Age", "date", ".metadata.creationTimestamp"),
        ],
        "schema": { "openAPIV3Schema": {
            "type": "object",
            "description": format!("{kind} is reconciled with Ansible."),
            "properties": {
                "apiVersion": text("apiVersion is the version of the schema of this object."),
                "kind": text("kind is the type of this object."),
                "metadata": { "type": "object" },
                "spec": open(format!("spec has the variables of the runs for this {kind}.")),
                "status": open("status has the results of the runs, and what they report.".to_owned()),
            },
        }},
    })
}
