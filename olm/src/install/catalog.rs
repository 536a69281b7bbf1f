//! The catalog with the bundle, as a file.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::source::Source;
use crate::cluster::text;
use crate::failure::{Failure, Result};

/// The channel in the catalog.
pub(super) const CHANNEL: &str = "kubewright-run-bundle";

/// Renders a catalog with one channel and the bundle at its head. The bundle has its objects and no
/// image: for an image, OLM starts a Job that unpacks it, which needs the image in a registry that the cluster can reach.
pub(super) fn render(source: &Source, replaces: Option<&str>) -> Result<String> {
    let csv = source
        .bundle
        .csv()
        .ok_or_else(|| Failure::new("the bundle has no ClusterServiceVersion"))?;
    let version = text(&csv.object, "/spec/version");
    if version.is_empty() {
        return Err(Failure::new(format!(
            "`{}` has no `spec.version`",
            csv.path.display()
        )));
    }
    let mut properties = vec![property(
        "olm.package",
        json!({ "packageName": source.package, "version": version }),
    )];
    let crds = &csv.object["spec"]["customresourcedefinitions"];
    for (list, kind) in [("owned", "olm.gvk"), ("required", "olm.gvk.required")] {
        for crd in crds[list].as_array().into_iter().flatten() {
            let group = text(crd, "/name").split_once('.').map_or("", |(_, group)| group);
            properties.push(property(
                kind,
                json!({ "group": group, "version": crd["version"], "kind": crd["kind"] }),
            ));
        }
    }
    for dependency in &source.bundle.dependencies {
        let kind = match text(dependency, "/type") {
            "olm.gvk" => "olm.gvk.required",
            "olm.package" => {
                let value = &dependency["value"];
                let range = json!({ "packageName": value["packageName"], "versionRange": value["version"] });
                properties.push(property("olm.package.required", range));
                continue;
            }
            other => other,
        };
        properties.push(property(kind, dependency["value"].clone()));
    }
    properties.extend(source.bundle.properties.iter().cloned());
    for manifest in &source.bundle.manifests {
        let data = BASE64_STANDARD.encode(manifest.object.to_string());
        properties.push(property("olm.bundle.object", json!({ "data": data })));
    }
    let mut entry = json!({ "name": source.csv });
    let mut documents = vec![
        json!({ "schema": "olm.package", "name": source.package, "defaultChannel": CHANNEL }),
        json!({ "schema": "olm.bundle", "name": source.csv, "package": source.package, "properties": properties }),
    ];
    if let Some(replaces) = replaces {
        entry["replaces"] = replaces.into();
    }
    documents.push(
        json!({ "schema": "olm.channel", "name": CHANNEL, "package": source.package, "entries": [entry] }),
    );
    Ok(documents.iter().map(|document| format!("{document}\n")).collect())
}

fn property(kind: &str, value: Value) -> Value {
    json!({ "type": kind, "value": value })
}
