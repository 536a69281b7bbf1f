//! The deployments of the `ClusterServiceVersion`.

use serde_json::{Map, Value, json};

use super::{Certificates, Target, names};
use crate::Bundle;
use crate::certificates::VOLUMES;
use crate::pointer::{as_list, as_text};

/// The deployments, with OLM's annotations and certificates.
pub(super) fn all(bundle: &Bundle, target: &Target<'_>) -> Vec<Value> {
    let annotations = annotations(bundle, target);
    let deployments = target.deployments().iter();
    deployments
        .map(|described| deployment(described, &annotations, target))
        .collect()
}

fn deployment(described: &Value, annotations: &Map<String, Value>, target: &Target<'_>) -> Value {
    let name = as_text(&described["name"]);
    let mut spec = described["spec"].clone();
    spec["revisionHistoryLimit"] = 1.into();
    let metadata = &mut spec["template"]["metadata"];
    let mut all = annotations.clone();
    all.extend(metadata["annotations"].as_object().cloned().unwrap_or_default());
    all.insert("olm.targetNamespaces".to_owned(), target.watch.join(",").into());
    all.insert(
        "olm.operatorNamespace".to_owned(),
        target.install.namespace.clone().into(),
    );
    metadata["annotations"] = all.into();
    let has_webhooks = target
        .webhooks()
        .iter()
        .any(|webhook| webhook["deploymentName"] == described["name"]);
    if has_webhooks && target.install.certificates != Certificates::None {
        mount(&mut spec["template"]["spec"], &names::certificate(name));
    }
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": names::object([
            ("name", name.into()),
            ("namespace", target.install.namespace.clone().into()),
            ("labels", described["label"].clone()),
        ]),
        "spec": spec,
    })
}

/// The annotations of the `ClusterServiceVersion`, with the properties of the metadata.
fn annotations(bundle: &Bundle, target: &Target<'_>) -> Map<String, Value> {
    const PROPERTIES: &str = "olm.properties";
    let metadata = &target.csv["metadata"];
    let mut annotations = metadata["annotations"].as_object().cloned().unwrap_or_default();
    if !bundle.properties.is_empty() {
        let own = annotations.get(PROPERTIES).and_then(Value::as_str);
        let mut all: Vec<Value> = own
            .and_then(|own| serde_json::from_str(own).ok())
            .unwrap_or_default();
        all.extend(bundle.properties.iter().cloned());
        annotations.insert(PROPERTIES.to_owned(), Value::from(all).to_string().into());
    }
    annotations
}

/// Replaces volumes of the names and folders that OLM uses.
fn mount(pod: &mut Value, secret: &str) {
    let taken = |mount: &&Value| VOLUMES.iter().any(|volume| mount["mountPath"] == volume.folder);
    let mounts = as_list(&pod["containers"])
        .iter()
        .flat_map(|container| as_list(&container["volumeMounts"]));
    let mut replaced: Vec<Value> = mounts.filter(taken).map(|mount| mount["name"].clone()).collect();
    replaced.extend(VOLUMES.iter().map(|volume| Value::from(volume.name)));
    let others = |values: &Value| -> Vec<Value> {
        let kept = as_list(values)
            .iter()
            .filter(|value| !replaced.contains(&value["name"]));
        kept.cloned().collect()
    };
    let mut volumes = others(&pod["volumes"]);
    volumes.extend(VOLUMES.iter().map(|volume| {
        json!({
            "name": volume.name,
            "secret": {
                "secretName": secret,
                "items": [
                    { "key": "tls.crt", "path": volume.certificate },
                    { "key": "tls.key", "path": volume.key },
                ],
            },
        })
    }));
    pod["volumes"] = volumes.into();
    for container in pod["containers"].as_array_mut().into_iter().flatten() {
        let mut mounts = others(&container["volumeMounts"]);
        mounts.extend(
            VOLUMES
                .iter()
                .map(|volume| json!({ "name": volume.name, "mountPath": volume.folder })),
        );
        container["volumeMounts"] = mounts.into();
    }
}
