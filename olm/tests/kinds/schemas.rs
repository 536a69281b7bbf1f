//! Our kinds have the fields of the CRDs of OLM, with the same types.

use std::fs;

use kube::CustomResourceExt as _;
use kubewright_core::yaml;
use kubewright_olm::kinds::{
    CatalogSource, ClusterCatalog, ClusterExtension, ClusterServiceVersion, InstallPlan, OLMConfig,
    OperatorGroup, Subscription,
};
use kubewright_oracles::Tool;
use serde_json::{Map, Value};

/// The schemas of a CRD file.
pub(crate) fn folders() -> [std::path::PathBuf; 3] {
    let v1 = Tool::Catalogd.sources().join("helm/olmv1/base");
    [
        Tool::Olm.sources().join("deploy/chart/crds"),
        v1.join("catalogd/crd/standard"),
        v1.join("operator-controller/crd/experimental"),
    ]
}

/// The schema of a kind and version in OLM's CRDs.
fn theirs(name: &str, version: &str) -> Value {
    for folder in folders() {
        for file in fs::read_dir(folder).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let crd: Value = yaml::from_str(&text).unwrap();
            if crd["metadata"]["name"] == name {
                let mut versions = crd["spec"]["versions"].as_array().unwrap().iter();
                let found = versions.find(|of_crd| of_crd["name"] == version).unwrap();
                return found["schema"]["openAPIV3Schema"].clone();
            }
        }
    }
    panic!("OLM has no CRD {name}");
}

fn compare(path: &str, ours: &Value, theirs: &Value, problems: &mut Vec<String>) {
    // A field that we keep as JSON.
    if ours["x-kubernetes-preserve-unknown-fields"] == true {
        return;
    }
    if ours["type"] != theirs["type"] {
        problems.push(format!(
            "{path} has the type {}, but OLM's has {}",
            ours["type"], theirs["type"]
        ));
        return;
    }
    let empty = Map::new();
    let fields = |schema: &Value| {
        schema["properties"]
            .as_object()
            .cloned()
            .unwrap_or_else(|| empty.clone())
    };
    let (of_ours, of_theirs) = (fields(ours), fields(theirs));
    for (name, field) in &of_ours {
        let path = format!("{path}.{name}");
        match of_theirs.get(name) {
            Some(other) => compare(&path, field, other, problems),
            // All kinds share one type of conditions, whose further fields are optional.
            None if path.contains(".conditions[].") => {}
            None => problems.push(format!("{path} is not in OLM's schema")),
        }
    }
    for name in of_theirs.keys().filter(|name| !of_ours.contains_key(*name)) {
        problems.push(format!("{path}.{name} is not in our schema"));
    }
    let required = |schema: &Value| schema["required"].as_array().cloned().unwrap_or_default();
    let demanded = required(theirs);
    for name in required(ours).iter().filter(|name| !demanded.contains(name)) {
        problems.push(format!("{path} requires {name}, but OLM's does not"));
    }
    if let Some(items) = ours.get("items") {
        compare(&format!("{path}[]"), items, &theirs["items"], problems);
    }
}

#[test]
fn our_kinds_have_the_fields_of_the_crds() {
    let mut problems = Vec::new();
    for crd in [
        CatalogSource::crd(),
        ClusterCatalog::crd(),
        ClusterExtension::crd(),
        ClusterServiceVersion::crd(),
        InstallPlan::crd(),
        OLMConfig::crd(),
        OperatorGroup::crd(),
        Subscription::crd(),
    ] {
        let crd = serde_json::to_value(crd).unwrap();
        let name = crd["metadata"]["name"].as_str().unwrap();
        let version = &crd["spec"]["versions"][0];
        let theirs = theirs(name, version["name"].as_str().unwrap());
        for part in ["spec", "status"] {
            let ours = &version["schema"]["openAPIV3Schema"]["properties"][part];
            compare(
                &format!("{name}: {part}"),
                ours,
                &theirs["properties"][part],
                &mut problems,
            );
        }
    }
    assert_eq!(problems, [""; 0]);
}
