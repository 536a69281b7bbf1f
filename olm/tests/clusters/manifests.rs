//! The manifests of a release of OLM, whose controllers do not run in Pods here.

use std::fs;
use std::path::Path;

use kubewright_oracles::Tool;
use serde_json::json;

/// Writes `crds.yaml` and `olm.yaml`.
pub(crate) fn write(folder: &Path) {
    let mut crds = String::new();
    for entry in fs::read_dir(Tool::Olm.sources().join("deploy/chart/crds")).unwrap() {
        crds += &format!("---\n{}\n", fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    fs::write(folder.join("crds.yaml"), crds).unwrap();
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "olm-operator", "namespace": "olm" },
        "spec": {
            "selector": { "matchLabels": { "app": "olm" } },
            "template": { "metadata": { "labels": { "app": "olm" } }, "spec": { "containers": [{ "name": "olm", "image": "olm" }] } },
        },
    });
    let config = json!({ "apiVersion": "operators.coreos.com/v1", "kind": "OLMConfig", "metadata": { "name": "cluster" } });
    let namespace = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "olm" } });
    let text = format!("{deployment}\n---\n{config}\n---\n{namespace}\n");
    fs::write(folder.join("olm.yaml"), text).unwrap();
}
