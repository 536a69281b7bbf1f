//! The generated manifests, compared with those of the Go project.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kubewright_core::changes::{Rule, compare};
use kubewright_core::crd::Crd;
use kubewright_import::documents;
use serde_json::Value;

use super::old::{Old, crds_of};

/// How many differences of a CRD are shown.
const SHOWN: usize = 10;

/// Notes about manifests that are not those of the Go project.
pub(super) fn manifests(old: &Old, directory: &Path) -> Vec<String> {
    let mut notes = crds(old, directory);
    for file in ["config/rbac/role.yaml", "config/webhook/manifests.yaml"] {
        let path = Path::new(file);
        let new = fs::read_to_string(directory.join(path)).unwrap_or_default();
        let Some(text) = old.text(path) else { continue };
        let (old_tree, new_tree) = (objects(&text), objects(&new));
        if old_tree != new_tree {
            let first = old_tree.iter().find(|object| !new_tree.contains(object));
            let name = first
                .and_then(|object| object["metadata"]["name"].as_str())
                .unwrap_or("an object");
            notes.push(format!(
                "`{file}` differs from that of the Go project in `{name}`; compare the two files"
            ));
        }
    }
    notes
}

fn crds(old: &Old, directory: &Path) -> Vec<String> {
    let new = made(directory);
    let mut notes = Vec::new();
    for crd in crds_of(old) {
        let name = crd.metadata.name.clone();
        let Some(new) = new.get(&name) else {
            notes.push(format!(
                "the CRD `{name}` of the Go project is not among the new ones"
            ));
            continue;
        };
        let changes = compare(&bare(&crd), &bare(new));
        let (texts, others): (Vec<_>, Vec<_>) = changes
            .iter()
            .partition(|change| change.rule == Rule::Documentation);
        if !others.is_empty() {
            let lines: Vec<String> = others
                .iter()
                .take(SHOWN)
                .map(|change| format!("\n  {change}"))
                .collect();
            let more = match others.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!("\n  and {more} more"),
            };
            notes.push(format!(
                "the CRD `{name}` differs from that of the Go project:{}{more}",
                lines.concat()
            ));
        }
        if !texts.is_empty() {
            notes.push(format!(
                "the CRD `{name}` has other descriptions in {} places than that of the Go project; types of Kubernetes have none here",
                texts.len()
            ));
        }
    }
    notes
}

/// The CRDs of the new project, by their names.
fn made(directory: &Path) -> BTreeMap<String, Crd> {
    let mut found = BTreeMap::new();
    let entries = fs::read_dir(directory.join("config/crd/bases"))
        .into_iter()
        .flatten();
    for entry in entries.filter_map(Result::ok) {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        let crds = documents(&text)
            .map(|documents| documents.crds)
            .unwrap_or_default();
        found.extend(crds.into_iter().map(|crd| (crd.metadata.name.clone(), crd)));
    }
    found
}

/// A CRD without the annotation of the tool that wrote it, and without the conversion, which kustomize adds in Go.
fn bare(crd: &Crd) -> Crd {
    let mut crd = crd.clone();
    crd.metadata.annotations.clear();
    crd.spec.conversion = None;
    crd
}

/// The objects of a file. The API server does not care about their order.
fn objects(text: &str) -> Vec<Value> {
    let documents = text
        .split("\n---")
        .map(|document| document.trim_start_matches("---").trim());
    let mut objects: Vec<Value> = documents
        .filter(|document| !document.is_empty())
        .filter_map(|document| kubewright_core::yaml::from_str(document).ok())
        .collect();
    objects.sort_by_key(|object: &Value| format!("{}{}", object["kind"], object["metadata"]["name"]));
    objects
}
