//! Writes what `crd()` gives for each kind of each case into the `.json` beside the case.

#![allow(dead_code)]

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;

include!(concat!(env!("OUT_DIR"), "/cases.rs"));

fn main() {
    for (name, crds) in cases() {
        let path = format!("{}/../cases/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = serde_json::to_string_pretty(&crds).unwrap();
        std::fs::write(path, text + "\n").unwrap();
    }
}
