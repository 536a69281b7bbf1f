//! CRDs in YAML, as the API server would read them.

use std::collections::BTreeMap;

use kubewright_core::crd::Crd;
use kubewright_core::yaml;
use serde_json::{Value, json};

use crate::commands::errors::{Stop, fail};

/// What `kubectl apply` leaves in objects.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Adds the CRDs of a text to `all`, by their names. Other objects are left out.
pub(super) fn collect(text: &str, from: &str, all: &mut BTreeMap<String, Crd>) -> Result<(), Stop> {
    // Reading all YAML of a repository takes longer than searching it.
    if !text.contains("CustomResourceDefinition") {
        return Ok(());
    }
    let documents: Vec<Value> = yaml::all_from_str(text).map_err(|error| {
        fail(
            format!("{from} is not valid YAML: {}", error.first_line()),
            "correct the file",
        )
    })?;
    for document in documents {
        let items = match &document["items"] {
            Value::Array(items)
                if document["kind"]
                    .as_str()
                    .is_some_and(|kind| kind.ends_with("List")) =>
            {
                items.clone()
            }
            _ => vec![document],
        };
        for object in items
            .into_iter()
            .filter(|object| object["kind"] == "CustomResourceDefinition")
        {
            let crd = read(object, from)?;
            if let Some(twice) = all.insert(crd.metadata.name.clone(), crd) {
                return Err(fail(
                    format!(
                        "the CRD `{}` appears twice, the second time in {from}",
                        twice.metadata.name
                    ),
                    "name a folder that has each CRD once",
                ));
            }
        }
    }
    Ok(())
}

fn read(mut object: Value, from: &str) -> Result<Crd, Stop> {
    let name = object["metadata"]["name"]
        .as_str()
        .unwrap_or("without a name")
        .to_owned();
    let version = object["apiVersion"].as_str().unwrap_or_default();
    if version != "apiextensions.k8s.io/v1" {
        return Err(fail(
            format!(
                "the CRD `{name}` of {from} has the API version `{version}`, not `apiextensions.k8s.io/v1`"
            ),
            "convert it to v1; Kubernetes serves no other version since 1.22",
        ));
    }
    complete(&mut object);
    serde_json::from_value(object).map_err(|error| {
        let reason = error.to_string();
        // The list of all keywords helps nobody.
        let reason = reason.split(", expected one of").next().unwrap_or_default();
        fail(
            format!("the CRD `{name}` of {from} is not valid: {reason}"),
            "correct the CRD",
        )
    })
}

/// Fills in what the API server would, and removes what others have added in a cluster.
fn complete(object: &mut Value) {
    if let Some(annotations) = object
        .pointer_mut("/metadata/annotations")
        .and_then(Value::as_object_mut)
    {
        annotations.remove(LAST_APPLIED);
    }
    if let Some(client) = object
        .pointer_mut("/spec/conversion/webhook/clientConfig")
        .and_then(Value::as_object_mut)
    {
        client.remove("caBundle");
    }
    let kind = object
        .pointer("/spec/names/kind")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if let Some(names) = object.pointer_mut("/spec/names").and_then(Value::as_object_mut) {
        names
            .entry("listKind")
            .or_insert_with(|| json!(format!("{kind}List")));
        names
            .entry("singular")
            .or_insert_with(|| json!(kind.to_lowercase()));
    }
}
