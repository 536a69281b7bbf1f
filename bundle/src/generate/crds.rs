//! The APIs of an operator: owned CRDs and examples.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Note;
use super::object::name;
use super::words::words;
use crate::pointer::{as_list, as_text};

/// A served version of a CRD.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Served {
    pub(super) name: String,
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
}

/// The served versions of a CRD, in its order.
pub(super) fn served(crd: &Value) -> Vec<Served> {
    let spec = &crd["spec"];
    let of = |version: &str| Served {
        name: name(crd).to_owned(),
        group: as_text(&spec["group"]).to_owned(),
        version: version.to_owned(),
        kind: as_text(&spec["names"]["kind"]).to_owned(),
    };
    let versions = as_list(&spec["versions"]).iter();
    let served: Vec<_> = versions
        .filter(|version| version["served"] != json!(false))
        .map(|version| of(as_text(&version["name"])))
        .collect();
    // v1beta1 has a single version without a list.
    match (served.is_empty(), spec["version"].as_str()) {
        (true, Some(version)) => vec![of(version)],
        _ => served,
    }
}

/// Lists the owned CRDs, with their descriptions from the base: first in its order, then in that of the manifests.
pub(super) fn own(spec: &mut Value, crds: &[Value], notes: &mut Vec<Note>) {
    let definitions = &mut spec["customresourcedefinitions"];
    let mut known: BTreeMap<[String; 3], usize> = BTreeMap::new();
    let mut fresh = Vec::new();
    for version in crds.iter().flat_map(served) {
        let key = [version.name, version.version, version.kind];
        let entry = json!({"name": key[0], "version": key[1], "kind": key[2]});
        known.entry(key).or_insert_with(|| {
            fresh.push(Some(entry));
            fresh.len() - 1
        });
    }
    let mut owned = Vec::new();
    for description in as_list(&definitions["owned"]) {
        let key = ["name", "version", "kind"].map(|key| as_text(&description[key]).to_owned());
        match known.get(&key).map(|index| fresh[*index].take()) {
            Some(Some(_)) => owned.push(description.clone()),
            Some(None) => {}
            None => notes.push(Note::new(
                format!(
                    "the base describes `{}` {} of CRD `{}`, which no manifest serves",
                    key[2], key[1], key[0]
                ),
                "it is left out; add the CRD to the input, or run `kubewright generate kustomize manifests`",
            )),
        }
    }
    owned.extend(fresh.into_iter().flatten());
    owned.iter_mut().for_each(|entry| describe(entry, crds));
    if owned.is_empty() {
        super::object::remove(definitions, "owned");
    } else {
        definitions["owned"] = owned.into();
    }
    if definitions.is_null() || *definitions == json!({}) {
        super::object::remove(spec, "customresourcedefinitions");
    }
}

/// Describes an owned CRD that the base does not describe, as its schema does: reviewers ask for a description.
fn describe(entry: &mut Value, crds: &[Value]) {
    let Some(crd) = crds.iter().find(|crd| entry["name"] == name(crd)) else {
        return;
    };
    let of_version = as_list(&crd["spec"]["versions"])
        .iter()
        .find(|version| version["name"] == entry["version"]);
    let schemas = [
        of_version.map(|version| &version["schema"]),
        Some(&crd["spec"]["validation"]),
    ];
    let described = schemas
        .into_iter()
        .flatten()
        .find_map(|schema| schema["openAPIV3Schema"]["description"].as_str());
    let names = &crd["spec"]["names"];
    if as_text(&entry["displayName"]).is_empty() {
        entry["displayName"] = words(as_text(&names["kind"])).into();
    }
    if as_text(&entry["description"]).is_empty() {
        let described = described.map(str::to_owned);
        let fallback = || {
            format!(
                "{} is the Schema for the {} API",
                as_text(&names["kind"]),
                as_text(&names["plural"])
            )
        };
        entry["description"] = described.unwrap_or_else(fallback).into();
    }
}

/// The examples as JSON text.
pub(super) fn examples(examples: &[Value]) -> String {
    format!("{:#}", Value::from(examples.to_vec()))
}
