//! Writes what types and markers say about their kinds into a base.

use kubewright_bundle::generate::words::words;
use kubewright_core::csv::{Description, Descriptor};
use serde_json::{Map, Value, json};

use crate::project::Resource;
use kubewright_analysis::Described;

/// Describes the kinds in `owned`: those with an order first, then those of the base in its order, then the others by name, kind and
/// version.
pub(super) fn describe(csv: &mut Value, kinds: &[Described]) {
    let definitions = &mut csv["spec"]["customresourcedefinitions"];
    let mut owned = match definitions["owned"].take() {
        Value::Array(owned) => owned,
        _ => Vec::new(),
    };
    let mut kinds: Vec<_> = kinds.iter().collect();
    kinds.sort_by_key(|kind| (&kind.crd, &kind.kind, &kind.version));
    for kind in &kinds {
        let at = owned
            .iter()
            .position(|entry| is_of(entry, kind))
            .unwrap_or_else(|| {
                owned.push(json!({"name": kind.crd, "version": kind.version, "kind": kind.kind}));
                owned.len() - 1
            });
        describe_one(&mut owned[at], kind);
    }
    owned.sort_by_key(|entry| {
        let kind = kinds.iter().find(|kind| is_of(entry, kind));
        let order = kind.and_then(|kind| kind.description.as_ref()?.order);
        order.unwrap_or(u64::MAX)
    });
    if owned.is_empty() {
        if let Some(fields) = definitions.as_object_mut() {
            fields.remove("owned");
        }
        if definitions.is_null() || *definitions == json!({}) {
            csv["spec"]
                .as_object_mut()
                .map(|spec| spec.remove("customresourcedefinitions"));
        }
        return;
    }
    definitions["owned"] = owned.into();
}

/// A kind without a type in Rust.
pub(super) fn untyped(resource: &Resource) -> Described {
    Described {
        crd: format!("{}.{}", resource.plural(), resource.identity.qualified_group()),
        version: resource.identity.version.clone(),
        kind: resource.identity.kind.clone(),
        docs: String::new(),
        description: None,
    }
}

fn is_of(entry: &Value, kind: &Described) -> bool {
    entry["name"] == kind.crd && entry["version"] == kind.version && entry["kind"] == kind.kind
}

fn describe_one(entry: &mut Value, kind: &Described) {
    let is_empty = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().is_empty();
    let Some(description) = &kind.description else {
        if is_empty(entry, "displayName") {
            entry["displayName"] = words(&kind.kind).into();
        }
        if is_empty(entry, "description") {
            entry["description"] = described_as(kind, &kind.docs).into();
        }
        return;
    };
    match &description.display_name {
        Some(name) => entry["displayName"] = name.clone().into(),
        None if is_empty(entry, "displayName") => entry["displayName"] = words(&kind.kind).into(),
        None => {}
    }
    entry["description"] = described_as(kind, &description.description).into();
    put(entry, "resources", resources(description));
    put(entry, "specDescriptors", descriptors(&description.spec));
    put(entry, "statusDescriptors", descriptors(&description.status));
}

/// The description; reviewers ask for one.
fn described_as(kind: &Described, docs: &str) -> String {
    match docs.is_empty() {
        true => format!("{} is an API of the operator.", words(&kind.kind)),
        false => docs.to_owned(),
    }
}

/// Sets a list, unless markers say nothing about it.
fn put(entry: &mut Value, key: &str, list: Vec<Value>) {
    if !list.is_empty() {
        entry[key] = list.into();
    }
}

fn resources(description: &Description) -> Vec<Value> {
    let resource =
        |[kind, version, name]: &[String; 3]| json!({"kind": kind, "name": name, "version": version});
    description.resources.iter().map(resource).collect()
}

fn descriptors(descriptors: &[Descriptor]) -> Vec<Value> {
    let one = |descriptor: &Descriptor| {
        let last = descriptor.path.rsplit('.').next().unwrap_or_default();
        let name = last.trim_end_matches("[0]");
        let mut fields = Map::new();
        let name = descriptor.display_name.clone().unwrap_or_else(|| words(name));
        fields.insert("displayName".to_owned(), name.into());
        fields.insert("path".to_owned(), descriptor.path.clone().into());
        if !descriptor.description.is_empty() {
            fields.insert("description".to_owned(), descriptor.description.clone().into());
        }
        if !descriptor.x_descriptors.is_empty() {
            fields.insert(
                "x-descriptors".to_owned(),
                descriptor.x_descriptors.clone().into(),
            );
        }
        Value::Object(fields)
    };
    descriptors.iter().map(one).collect()
}
