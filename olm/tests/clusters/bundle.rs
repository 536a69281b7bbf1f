//! Bundles to install.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// Objects of a bundle, which a test can change before it is written.
pub(crate) struct Bundle {
    pub(crate) package: String,
    pub(crate) csv: Value,
    pub(crate) others: Vec<Value>,
}

impl Bundle {
    /// An operator with one CRD, `lamps.PACKAGE.example.com`, that supports all modes.
    pub(crate) fn new(package: &str, version: &str) -> Self {
        let group = format!("{package}.example.com");
        let mode = |name: &str| json!({ "type": name, "supported": true });
        let csv = json!({
            "apiVersion": "operators.coreos.com/v1alpha1",
            "kind": "ClusterServiceVersion",
            "metadata": { "name": format!("{package}.v{version}"), "namespace": "placeholder" },
            "spec": {
                "version": version,
                "displayName": package,
                "installModes": [mode("OwnNamespace"), mode("SingleNamespace"), mode("MultiNamespace"), mode("AllNamespaces")],
                "customresourcedefinitions": { "owned": [{ "name": format!("lamps.{group}"), "version": "v1", "kind": "Lamp" }] },
                "install": { "strategy": "deployment", "spec": {
                    "permissions": [{ "serviceAccountName": package, "rules": [
                        { "apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"] },
                    ] }],
                    "clusterPermissions": [{ "serviceAccountName": package, "rules": [
                        { "apiGroups": [group], "resources": ["lamps"], "verbs": ["*"] },
                    ] }],
                    "deployments": [{ "name": format!("{package}-manager"), "spec": {
                        "replicas": 1,
                        "selector": { "matchLabels": { "app": package } },
                        "template": {
                            "metadata": { "labels": { "app": package } },
                            "spec": { "serviceAccountName": package, "containers": [{ "name": "manager", "image": "example.com/a:v1" }] },
                        },
                    } }],
                } },
            },
        });
        let crd = json!({
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": { "name": format!("lamps.{group}") },
            "spec": {
                "group": group, "scope": "Namespaced", "names": { "kind": "Lamp", "plural": "lamps" },
                "versions": [{ "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": { "type": "object" } } }],
            },
        });
        Self {
            package: package.to_owned(),
            csv,
            others: vec![crd],
        }
    }

    pub(crate) fn write(&self, folder: &Path) {
        if folder.exists() {
            fs::remove_dir_all(folder).unwrap();
        }
        fs::create_dir_all(folder.join("manifests")).unwrap();
        fs::create_dir_all(folder.join("metadata")).unwrap();
        let write = |name: &str, object: &Value| fs::write(folder.join(name), object.to_string()).unwrap();
        write("manifests/csv.yaml", &self.csv);
        for (index, other) in self.others.iter().enumerate() {
            write(&format!("manifests/other-{index}.yaml"), other);
        }
        let prefix = "operators.operatorframework.io.bundle";
        let annotations = json!({
            format!("{prefix}.mediatype.v1"): "registry+v1",
            format!("{prefix}.manifests.v1"): "manifests/",
            format!("{prefix}.metadata.v1"): "metadata/",
            format!("{prefix}.package.v1"): self.package,
            format!("{prefix}.channels.v1"): "alpha",
        });
        write(
            "metadata/annotations.yaml",
            &json!({ "annotations": annotations }),
        );
    }
}
