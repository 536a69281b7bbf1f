//! The CRDs, with the schemas of the charts' values.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kubewright_charts::Chart;
use serde_json::{Value, json};

use crate::commands::content::manifest::{self, OPEN};
use crate::commands::errors::{Stop, fail};
use crate::project::Resource;

/// The paths and texts of the CRDs. That of `open`, and those that are open already, accept any `spec`.
pub(super) fn all(
    charts: &[(&Resource, Chart)],
    open: Option<&Resource>,
    directory: &Path,
) -> Result<Vec<(PathBuf, String)>, Stop> {
    let mut kinds: BTreeMap<PathBuf, Vec<&(&Resource, Chart)>> = BTreeMap::new();
    for one in charts {
        kinds.entry(one.0.crd()).or_default().push(one);
    }
    let texts = kinds.into_iter().map(|(path, versions)| {
        let known = manifest::known(&path, directory)
            .map_err(|error| fail(error, "correct the file, or delete it to get a new one"))?;
        let mut made = Vec::new();
        for (at, (resource, chart)) in versions.iter().enumerate() {
            let is_open = open.is_some_and(|open| open.identity == resource.identity)
                || is_open(&known, &resource.identity.version);
            let schema = match is_open {
                true => json!({ "type": "object", OPEN: true }),
                false => chart.schema().map_err(|error| {
                    fail(
                        format!("the chart `{}`: {error}", chart.name()),
                        "correct the chart",
                    )
                })?,
            };
            made.push(version(resource, schema, at == 0));
        }
        let crd = manifest::crd(versions[0].0, &made);
        Ok((path, manifest::text(&crd)))
    });
    texts.collect()
}

fn is_open(crd: &Value, version: &str) -> bool {
    let mut versions = crd["spec"]["versions"].as_array().into_iter().flatten();
    let found = versions.find(|other| other["name"] == version);
    found.is_some_and(|version| {
        let spec = &version["schema"]["openAPIV3Schema"]["properties"]["spec"];
        spec[OPEN] == true && spec.get("properties").is_none()
    })
}

fn version(resource: &Resource, spec: Value, storage: bool) -> Value {
    let kind = &resource.identity.kind;
    let text = |text: &str| json!({ "type": "string", "description": text });
    let mut spec = spec;
    spec["description"] = format!("spec has the values of the release of this {kind}.").into();
    let condition = json!({
        "type": "object",
        "required": ["lastTransitionTime", "message", "reason", "status", "type"],
        "properties": {
            "lastTransitionTime": { "type": "string", "format": "date-time" },
            "message": { "type": "string" },
            "observedGeneration": { "type": "integer", "format": "int64" },
            "reason": { "type": "string" },
            "status": { "type": "string", "enum": ["True", "False", "Unknown"] },
            "type": { "type": "string" },
        },
    });
    let status = json!({
        "type": "object",
        "description": "status is what the operator has observed.",
        OPEN: true,
        "properties": {
            "conditions": {
                "type": "array",
                "items": condition,
                "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["type"],
            },
            "deployedRelease": {
                "type": "object",
                "properties": {
                    "manifest": { "type": "string" },
                    "name": { "type": "string" },
                    "revision": { "type": "integer" },
                },
            },
        },
    });
    let column = |name: &str, kind: &str, path: &str| json!({ "name": name, "type": kind, "jsonPath": path });
    let deployed = |field: &str| format!(".status.conditions[?(@.type==\"Deployed\")].{field}");
    json!({
        "name": resource.identity.version,
        "served": true,
        "storage": storage,
        "subresources": { "status": {} },
        "additionalPrinterColumns": [
            column("Deployed", "string", &deployed("status")),
            column("Revision", "integer", ".status.deployedRelease.revision"),
            column("Age", "date", ".metadata.creationTimestamp"),
        ],
        "schema": { "openAPIV3Schema": {
            "type": "object",
            "description": format!("{kind} is a Helm release."),
            "properties": {
                "apiVersion": text("apiVersion is the version of the schema of this object."),
                "kind": text("kind is the type of this object."),
                "metadata": { "type": "object" },
                "spec": spec,
                "status": status,
            },
        }},
    })
}
