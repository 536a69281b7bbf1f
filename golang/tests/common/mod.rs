//! CRDs as controller-gen writes them, compared with those of the Rust types.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kubewright_core::crd::Crd;
use serde_json::Value;

/// The CRDs in the YAML files of a folder, by their names.
pub(crate) fn crds(folder: &Path) -> BTreeMap<String, Crd> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    let mut all = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let documents = kubewright_import::documents(&text);
        let documents = documents.unwrap_or_else(|problem| panic!("{}: {problem}", file.display()));
        all.extend(
            documents
                .crds
                .into_iter()
                .map(|crd| (crd.metadata.name.clone(), crd)),
        );
    }
    all
}

/// The specification of a CRD as a tree; without descriptions if `bare`.
pub(crate) fn tree(crd: &Crd, bare: bool) -> Value {
    let mut crd = crd.clone();
    crd.spec.conversion = None;
    if bare {
        for version in &mut crd.spec.versions {
            version.schema.open_api_v3_schema.limit_descriptions(0);
        }
    }
    serde_json::to_value(&crd.spec).unwrap()
}

/// Where two trees differ.
pub(crate) fn differences(wanted: &Value, given: &Value, path: &str, found: &mut Vec<String>) {
    match (wanted, given) {
        (Value::Object(wanted), Value::Object(given)) => {
            let mut keys: Vec<&String> = wanted.keys().chain(given.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                let null = Value::Null;
                let (wanted, given) = (wanted.get(key).unwrap_or(&null), given.get(key).unwrap_or(&null));
                differences(wanted, given, &format!("{path}.{key}"), found);
            }
        }
        (Value::Array(wanted), Value::Array(given)) if wanted.len() == given.len() => {
            for (index, (wanted, given)) in wanted.iter().zip(given).enumerate() {
                differences(wanted, given, &format!("{path}[{index}]"), found);
            }
        }
        _ if wanted == given => {}
        _ => {
            let short = |value: &Value| value.to_string().chars().take(160).collect::<String>();
            found.push(format!("{path}: wanted {}, got {}", short(wanted), short(given)));
        }
    }
}

/// Returns whether the only differences are descriptions that are missing: those of Kubernetes' own types.
pub(crate) fn missing(wanted: &Value, given: &Value) -> bool {
    let mut found = Vec::new();
    differences(wanted, given, "", &mut found);
    found
        .iter()
        .all(|line| line.contains(".description: ") && line.ends_with(", got null"))
}
