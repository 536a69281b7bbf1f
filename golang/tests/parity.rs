//! The Go types of the cases about parity: the Rust types made of them give the CRDs of controller-gen.

#![expect(clippy::unwrap_used, reason = "a failed test may panic")]

#[expect(dead_code, reason = "other tests look for the folder of a case")]
#[path = "../../testdata/parity/compare.rs"]
mod compare;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_golang::{Api, Options, Source, translate};
use serde_json::Value;

/// The Go files of a case, by the folder of their package.
fn packages(folder: &Path, path: &str, found: &mut BTreeMap<String, Vec<Source>>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
        if entry.is_dir() {
            packages(&entry, &format!("{path}/{name}"), found);
        } else if name.ends_with(".go") {
            let text = fs::read_to_string(&entry).unwrap();
            found.entry(path.to_owned()).or_default().push((name, text));
        }
    }
}

fn case(folder: &Path, name: &str) -> Vec<String> {
    let mut sources = BTreeMap::new();
    packages(
        &folder.join("go"),
        &format!("kubewright.dev/parity/{name}/go"),
        &mut sources,
    );
    let has_group = |files: &Vec<Source>| files.iter().any(|(_, text)| text.contains("+groupName="));
    let apis: Vec<Api> = sources
        .iter()
        .filter(|(_, files)| has_group(files))
        .map(|(path, _)| {
            let below = path.split("/go").last().unwrap_or_default().trim_matches('/');
            let mut module = vec!["api"];
            module.extend(below.split('/').filter(|part| !part.is_empty()));
            Api::new(path, module)
        })
        .collect();
    let options = fs::read_to_string(folder.join("options")).unwrap_or_default();
    let embedded = options.contains("generateEmbeddedObjectMeta=true");
    let translation = match translate(
        &sources,
        &apis,
        &Options::default().embedded_object_meta(embedded),
    ) {
        Ok(translation) => translation,
        Err(problem) => return vec![format!("{name}: {problem}")],
    };
    let mut found = Vec::new();
    for kind in &translation.kinds {
        found.extend(
            kind.problem
                .as_ref()
                .map(|problem| format!("{name}: {}: {problem}", kind.name)),
        );
    }
    let bare = options.contains("maxDescLen");
    for wanted in wanted(&folder.join("expected")) {
        let crd = wanted["metadata"]["name"].as_str().unwrap();
        let Some(given) = translation.crds.iter().find(|given| given.metadata.name == crd) else {
            found.push(format!("{name}: no {crd}"));
            continue;
        };
        let mut given = serde_json::to_value(given).unwrap();
        let mut wanted = wanted.clone();
        for crd in [&mut given, &mut wanted] {
            // A setting of the command, and not of the types.
            crd["spec"]
                .as_object_mut()
                .unwrap()
                .remove("preserveUnknownFields");
            if bare {
                undescribed(crd);
            }
        }
        found.extend(compare::differences(
            &format!("{name}: {crd}"),
            &given["spec"],
            &wanted["spec"],
        ));
    }
    found
}

/// The CRDs of a case.
fn wanted(folder: &Path) -> Vec<Value> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let documents = files.flat_map(|file| compare::documents(&file));
    documents
        .filter(|document| document["kind"] == "CustomResourceDefinition")
        .collect()
}

/// Removes the descriptions of schemas. Some cases cut them, which their options say.
fn undescribed(value: &mut Value) {
    match value {
        Value::Object(keys) => {
            keys.retain(|key, value| key != "description" || !value.is_string());
            keys.values_mut().for_each(undescribed);
        }
        Value::Array(items) => items.iter_mut().for_each(undescribed),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_case_gives_its_crds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/parity");
    let mut found = Vec::new();
    let mut names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    let mut count = 0;
    for path in names.iter().filter(|path| path.join("go").is_dir()) {
        count += 1;
        found.extend(case(path, path.file_name().unwrap().to_str().unwrap()));
    }
    assert!(count > 25, "only {count} cases");
    assert!(found.is_empty(), "{}", found.join("\n"));
}
