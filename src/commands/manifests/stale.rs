//! Files of an earlier run that no kind corresponds to any more.

use std::collections::BTreeMap;
use std::path::Path;

use kubewright_core::crd::VERSION_ANNOTATION;
use kubewright_core::yaml;
use serde::Deserialize;

use crate::plan::Plan;

/// The part of a manifest that identifies its origin.
#[derive(Deserialize)]
struct Manifest {
    kind: Option<String>,
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

/// Removes the CRDs of deleted kinds: files in their folder that have our annotation and were not generated in this
/// run.
///
/// Roles and webhook configurations have no annotation, so their origin is unknown, and they stay.
pub(super) fn remove(plan: &mut Plan, folder: &Path, directory: &Path) {
    let Ok(entries) = std::fs::read_dir(directory.join(folder)) else {
        return;
    };
    for entry in entries.flatten() {
        let path = folder.join(entry.file_name());
        let is_yaml = path.extension().is_some_and(|extension| extension == "yaml");
        if is_yaml
            && !plan.writes(&path)
            && std::fs::read_to_string(entry.path()).is_ok_and(|text| is_ours(&text))
        {
            plan.remove(path);
        }
    }
}

fn is_ours(text: &str) -> bool {
    // Most other files do not even contain the annotation's text.
    if !text.contains(VERSION_ANNOTATION) {
        return false;
    }
    yaml::from_str::<Manifest>(text).is_ok_and(|manifest| {
        let annotated = |metadata: Metadata| metadata.annotations.contains_key(VERSION_ANNOTATION);
        manifest.kind.as_deref() == Some("CustomResourceDefinition")
            && manifest.metadata.is_some_and(annotated)
    })
}
