//! CRDs of an earlier run for which no type exists any more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kubewright_core::crd::VERSION_ANNOTATION;
use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;
use serde::Deserialize;

use super::scope::Owner;
use crate::plan::Plan;

/// The part of a manifest that identifies its origin.
#[derive(Deserialize)]
struct Manifest {
    kind: Option<String>,
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    spec: Spec,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
struct Spec {
    #[serde(default)]
    group: String,
    #[serde(default)]
    names: Names,
}

#[derive(Default, Deserialize)]
struct Names {
    #[serde(default)]
    kind: String,
}

/// A CRD that has our annotation and is not written again.
#[derive(Debug)]
pub(super) struct Stale {
    pub(super) path: PathBuf,
    pub(super) group: String,
    pub(super) kind: String,
}

impl Stale {
    /// Why it is stale, and how to remove it.
    pub(super) fn message(&self, owner: &Owner) -> Message {
        const PRUNE: &str = "`kubewright manifests --prune` removes it";
        let Self { path, group, kind } = self;
        let path = path.display();
        match owner {
            Owner::Project(other) => Message::new(format!(
                "`{path}` is stale: `{}` has the kind `{kind}` of `{group}`",
                other.display()
            ))
            .help(PRUNE),
            Owner::Elsewhere => Message::new(format!(
                "`{path}` is stale: `PROJECT` says that another crate has the kind `{kind}` of `{group}`"
            ))
            .help(PRUNE),
            Owner::This | Owner::ForeignGroup => Message::new(format!(
                "`{path}` is stale: no type of the kind `{kind}` of `{group}` is read"
            ))
            .help(format!(
                "{PRUNE}; if the type is in another crate, name that crate with `kubewright edit --paths`"
            )),
        }
    }
}

/// The CRDs in a folder that have our annotation and that the plan does not write.
///
/// Roles and webhook configurations have no annotation that tells who wrote them, so they stay.
pub(super) fn find(plan: &Plan, folder: &Path, directory: &Path) -> Vec<Stale> {
    let entries = std::fs::read_dir(directory.join(folder));
    let mut found = Vec::new();
    for entry in entries.into_iter().flatten().flatten() {
        let path = folder.join(entry.file_name());
        let is_yaml = path.extension().is_some_and(|extension| extension == "yaml");
        if is_yaml
            && !plan.writes(&path)
            && let Ok(text) = std::fs::read_to_string(entry.path())
            && let Some(Spec { group, names }) = ours(&text)
        {
            let kind = names.kind;
            found.push(Stale { path, group, kind });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The spec of a CRD that has our annotation.
fn ours(text: &str) -> Option<Spec> {
    // A quick check that rules out most other files.
    if !text.contains(VERSION_ANNOTATION) {
        return None;
    }
    let manifest = yaml::from_str::<Manifest>(text).ok()?;
    let is_ours = manifest.kind.as_deref() == Some("CustomResourceDefinition")
        && manifest.metadata.annotations.contains_key(VERSION_ANNOTATION);
    is_ours.then_some(manifest.spec)
}
