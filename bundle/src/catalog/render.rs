//! What a catalog has of a bundle.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use thiserror::Error;

use super::BUNDLE;
use super::metadata::csv_metadata;
use crate::{Bundle, names};

/// How a catalog describes a bundle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// By the part of the CSV that clients show. OLM pulls the image for the rest.
    #[default]
    Metadata,
    /// By all objects of the bundle, which OLM v0 can install without pulling the image.
    Objects,
}

/// Why a bundle cannot be part of a catalog.
#[derive(Debug, Error)]
pub enum Problem {
    /// It has no CSV.
    #[error("the bundle has no ClusterServiceVersion")]
    NoCsv,
    /// It names no package.
    #[error("the annotations of the bundle name no package")]
    NoPackage,
    /// The CSV has no version.
    #[error("the ClusterServiceVersion has no version")]
    NoVersion,
    /// A required CRD has no group.
    #[error("`{0}` is not the name of a CRD; write `<plural>.<group>`")]
    NoGroup(String),
    /// The CSV owns a CRD that the bundle does not have.
    #[error("the CSV owns `{0}`, but the bundle does not have it")]
    CrdMissing(String),
}

/// Renders a bundle as the object of a catalog.
///
/// # Errors
///
/// If the bundle lacks what the catalog needs.
pub fn render(bundle: &Bundle, image: &str, form: Form) -> Result<Value, Problem> {
    let csv = bundle.csv().ok_or(Problem::NoCsv)?;
    let package = bundle.package().ok_or(Problem::NoPackage)?;
    all_owned_exist(bundle, &csv.object)?;
    let mut rendered = json!({
        "schema": BUNDLE,
        "name": csv.name(),
        "package": package,
        "image": image,
        "properties": properties(bundle, form)?,
    });
    let related = related_images(&csv.object, image);
    if !related.is_empty() {
        rendered["relatedImages"] = related.into();
    }
    Ok(rendered)
}

/// The properties that describe a bundle in a catalog.
///
/// # Errors
///
/// If the bundle has no CSV, names no package or no version, or requires a CRD without a group.
pub fn properties(bundle: &Bundle, form: Form) -> Result<Vec<Value>, Problem> {
    let csv = bundle.csv().ok_or(Problem::NoCsv)?;
    let package = bundle.package().ok_or(Problem::NoPackage)?;
    let mut properties: Vec<Property> = gathered(bundle, &csv.object, package)?.into_iter().collect();
    match form {
        Form::Metadata => properties.push(Property::new("olm.csv.metadata", csv_metadata(&csv.object))),
        Form::Objects => {
            let objects = bundle.manifests.iter().map(|manifest| {
                let data = STANDARD.encode(go_json(&manifest.object));
                Property::new("olm.bundle.object", json!({"data": data}))
            });
            let mut objects: Vec<_> = objects.collect();
            objects.sort();
            properties.extend(objects);
        }
    }
    Ok(properties.into_iter().map(Property::into_value).collect())
}

/// A property, ordered as catalogs are: by its type, then by the text of its value.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Property {
    kind: String,
    text: String,
}

impl Property {
    fn new(kind: &str, value: Value) -> Self {
        Self {
            kind: kind.to_owned(),
            text: value.to_string(),
        }
    }

    fn into_value(self) -> Value {
        let value: Value = serde_json::from_str(&self.text).unwrap_or_default();
        json!({"type": self.kind, "value": value})
    }
}

fn gvk(value: &Value) -> Value {
    json!({"group": value["group"], "kind": value["kind"], "version": value["version"]})
}

/// All properties except those that describe the CSV.
fn gathered(bundle: &Bundle, csv: &Value, package: &str) -> Result<BTreeSet<Property>, Problem> {
    let mut all = BTreeSet::new();
    let version = csv["spec"]["version"].as_str().ok_or(Problem::NoVersion)?;
    let mut of_package = json!({"packageName": package, "version": version});
    if let Some(release) = csv["spec"]["release"]
        .as_str()
        .filter(|release| !release.is_empty())
    {
        of_package["release"] = release.into();
    }
    all.insert(Property::new("olm.package", of_package));
    let annotation = csv["metadata"]["annotations"]["olm.properties"].as_str();
    let in_annotation: Vec<Value> = annotation
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    for property in bundle.properties.iter().chain(&in_annotation) {
        match property["type"].as_str().unwrap_or_default() {
            // Derived from the annotations and the CSV.
            "olm.package" => {}
            "olm.gvk" => {
                all.insert(Property::new("olm.gvk", gvk(&property["value"])));
            }
            other => {
                all.insert(Property::new(other, property["value"].clone()));
            }
        }
    }
    for dependency in &bundle.dependencies {
        let value = &dependency["value"];
        let property = match dependency["type"].as_str().unwrap_or_default() {
            "olm.gvk" => Property::new("olm.gvk.required", gvk(value)),
            "olm.package" => {
                let required = json!({"packageName": value["packageName"], "versionRange": value["version"]});
                Property::new("olm.package.required", required)
            }
            other => Property::new(other, value.clone()),
        };
        all.insert(property);
    }
    for crd in bundle.crds() {
        let spec = &crd.object["spec"];
        let versions = spec["versions"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|version| &version["name"]);
        for version in versions.chain(Some(&spec["version"]).filter(|version| version.is_string())) {
            let api = json!({"group": spec["group"], "kind": spec["names"]["kind"], "version": version});
            all.insert(Property::new("olm.gvk", api));
        }
    }
    let described = |pointer: &str| {
        csv.pointer(pointer)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    for service in described("/spec/apiservicedefinitions/owned") {
        all.insert(Property::new("olm.gvk", gvk(&service)));
    }
    for service in described("/spec/apiservicedefinitions/required") {
        all.insert(Property::new("olm.gvk.required", gvk(&service)));
    }
    for crd in described("/spec/customresourcedefinitions/required") {
        let name = crd["name"].as_str().unwrap_or_default();
        let (_, group) = names::plural_and_group(name).ok_or_else(|| Problem::NoGroup(name.to_owned()))?;
        let api = json!({"group": group, "kind": crd["kind"], "version": crd["version"]});
        all.insert(Property::new("olm.gvk.required", api));
    }
    Ok(all)
}

fn all_owned_exist(bundle: &Bundle, csv: &Value) -> Result<(), Problem> {
    let owned = csv
        .pointer("/spec/customresourcedefinitions/owned")
        .and_then(Value::as_array);
    for owned in owned.into_iter().flatten() {
        let name = owned["name"].as_str().unwrap_or_default();
        let has = bundle.crds().any(|crd| {
            let spec = &crd.object["spec"];
            let versions = spec["versions"].as_array();
            let listed =
                versions.is_some_and(|all| all.iter().any(|version| version["name"] == owned["version"]));
            crd.name() == name && (listed || spec["version"] == owned["version"])
        });
        if !has {
            return Err(Problem::CrdMissing(name.to_owned()));
        }
    }
    Ok(())
}

/// The images of the CSV and the bundle's own, sorted.
fn related_images(csv: &Value, image: &str) -> Vec<Value> {
    let listed = csv["spec"]["relatedImages"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut all: Vec<(String, String)> = listed
        .map(|one| (text(&one["image"]), text(&one["name"])))
        .collect();
    let mut add = |image: String| {
        if !all.iter().any(|(known, _)| *known == image) {
            all.push((image, String::new()));
        }
    };
    if !image.is_empty() {
        add(image.to_owned());
    }
    let deployments = csv
        .pointer("/spec/install/spec/deployments")
        .and_then(Value::as_array);
    for deployment in deployments.into_iter().flatten() {
        for key in ["containers", "initContainers"] {
            let containers = deployment["spec"]["template"]["spec"][key].as_array();
            containers
                .into_iter()
                .flatten()
                .for_each(|container| add(text(&container["image"])));
        }
    }
    all.sort();
    all.into_iter()
        .map(|(image, name)| json!({"name": name, "image": image}))
        .collect()
}

/// JSON as Go writes it, which escapes what browsers could take for markup. The order of the objects depends on it.
fn go_json(value: &Value) -> String {
    let mut escaped = String::new();
    for character in value.to_string().chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => escaped.push(other),
        }
    }
    escaped
}
