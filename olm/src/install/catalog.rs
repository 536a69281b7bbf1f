//! The catalog with the bundle, as a file.

use kubewright_bundle::catalog;
use kubewright_bundle::catalog::render::Form;
use kubewright_bundle::pointer::text;
use serde_json::{Value, json};

use crate::failure::{Failure, Result};
use crate::source::Source;

/// The channel in the catalog.
pub(crate) const CHANNEL: &str = "kubewright-run-bundle";

/// Renders a catalog with the bundle. The bundle has its objects and no
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
    let properties = catalog::render::properties(&source.bundle, Form::Objects);
    let properties = properties.map_err(|problem| Failure::new(problem.to_string()))?;
    let rendered = json!({
        "schema": "olm.bundle", "name": source.csv, "package": source.package, "properties": properties,
    });
    Ok(documents(source, &rendered, replaces))
}

/// A catalog with one channel that has a rendered bundle, as JSON documents.
pub(crate) fn documents(source: &Source, bundle: &Value, replaces: Option<&str>) -> String {
    let mut entry = json!({ "name": source.csv });
    if let Some(replaces) = replaces {
        entry["replaces"] = replaces.into();
    }
    let documents = [
        json!({ "schema": "olm.package", "name": source.package, "defaultChannel": CHANNEL }),
        json!({ "schema": "olm.channel", "name": CHANNEL, "package": source.package, "entries": [entry] }),
        bundle.clone(),
    ];
    documents.iter().map(|document| format!("{document}\n")).collect()
}
