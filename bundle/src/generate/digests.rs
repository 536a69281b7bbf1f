//! Digests instead of tags of images.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::images::PREFIX;
use super::object::kind;
use crate::pointer::{as_list, as_text};

/// The images of manifests and of a base whose digests [`Options::digests`](super::Options::digests) needs.
///
/// ```
/// use kubewright_bundle::generate::images;
/// use serde_json::json;
///
/// let containers = json!([{"image": "example.com/a:v1"}, {"image": "example.com/b@sha256:1"}]);
/// let manager = json!({"kind": "Deployment", "spec": {"template": {"spec": {"containers": containers}}}});
/// assert_eq!(Vec::from_iter(images(&[manager], None)), ["example.com/a:v1"]);
/// ```
#[must_use]
pub fn images(objects: &[Value], base: Option<&Value>) -> BTreeSet<String> {
    let mut objects = objects.to_vec();
    let mut base = base.cloned();
    let mut found = BTreeSet::new();
    each(&mut objects, base.as_mut(), &mut |image| {
        if !image.contains('@') {
            found.insert(image.clone());
        }
    });
    found
}

/// Replaces tags by digests.
pub(super) fn pin(objects: &mut [Value], base: Option<&mut Value>, digests: &BTreeMap<String, String>) {
    each(objects, base, &mut |image| {
        if let Some(digest) = digests.get(image) {
            *image = format!("{}@{digest}", untagged(image));
        }
    });
}

/// Adds the images of all containers.
pub(super) fn add_containers(related: &mut Vec<Value>, deployments: &[Value]) {
    for deployment in deployments {
        let pod = &deployment["spec"]["template"]["spec"];
        for container in ["containers", "initContainers"]
            .iter()
            .flat_map(|key| as_list(&pod[key]))
        {
            let image = as_text(&container["image"]);
            if image.is_empty() || related.iter().any(|entry| as_text(&entry["image"]) == image) {
                continue;
            }
            let own = as_text(&container["name"]);
            let is_taken = related.iter().any(|entry| as_text(&entry["name"]) == own);
            let name = match is_taken {
                true => format!("{}-{own}", super::object::name(deployment)),
                false => own.to_owned(),
            };
            related.push(json!({"name": name, "image": image}));
        }
    }
}

/// Visits every image.
fn each(objects: &mut [Value], base: Option<&mut Value>, visit: &mut dyn FnMut(&mut String)) {
    let mut visit_text = |value: Option<&mut Value>| {
        if let Some(Value::String(image)) = value
            && !image.is_empty()
        {
            visit(image);
        }
    };
    let (mut csvs, mut deployments) = (base.into_iter().collect::<Vec<_>>(), Vec::new());
    for object in objects {
        match kind(object) {
            "ClusterServiceVersion" => csvs.push(object),
            "Deployment" => deployments.push(object),
            _ => {}
        }
    }
    for csv in csvs {
        let related = csv
            .pointer_mut("/spec/relatedImages")
            .and_then(Value::as_array_mut);
        related
            .into_iter()
            .flatten()
            .for_each(|entry| visit_text(entry.get_mut("image")));
    }
    for deployment in deployments {
        for list in ["containers", "initContainers"] {
            let containers = deployment.pointer_mut(&format!("/spec/template/spec/{list}"));
            for container in containers.and_then(Value::as_array_mut).into_iter().flatten() {
                visit_text(container.get_mut("image"));
                let variables = container.get_mut("env").and_then(Value::as_array_mut);
                for variable in variables.into_iter().flatten() {
                    if as_text(&variable["name"]).starts_with(PREFIX) {
                        visit_text(variable.get_mut("value"));
                    }
                }
            }
        }
    }
}

/// The image without its tag. A colon before a slash belongs to the port of the registry.
fn untagged(image: &str) -> &str {
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => image,
    }
}
