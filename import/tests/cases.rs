//! The CRDs of the repository: each becomes types that give the same CRD.

#![expect(clippy::unwrap_used, reason = "a failed test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use kubewright_import::{Options, documents, modules};

fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
}

#[test]
fn every_crd_comes_back() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let mut files = Vec::new();
    yaml_files(&testdata.join("crd"), &mut files);
    yaml_files(&testdata.join("parity"), &mut files);
    files.sort();
    let mut problems = Vec::new();
    let mut count = 0;
    for file in files {
        let name = file.strip_prefix(&testdata).unwrap().display().to_string();
        let documents = match documents(&fs::read_to_string(&file).unwrap()) {
            Ok(documents) => documents,
            Err(problem) => {
                problems.push(format!("{name}: {problem}"));
                continue;
            }
        };
        for crd in &documents.crds {
            count += 1;
            if let Err(problem) = modules(crd, &Options::default()) {
                problems.push(format!("{name}: {problem}"));
            }
        }
    }
    assert!(count > 80, "only {count} CRDs");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// As large as CRDs can be: etcd stores 1.5 MiB.
#[test]
fn a_crd_of_a_mebibyte_comes_back() {
    let field = |index: usize| {
        let description = format!("Field{index} has a long description. ").repeat(30);
        let schema = serde_json::json!({
            "type": "object",
            "description": description,
            "properties": { "size": { "type": "integer", "minimum": index } },
        });
        (format!("field{index}"), schema)
    };
    let fields: serde_json::Map<_, _> = (0..1000).map(field).collect();
    let schema = serde_json::json!({
        "type": "object",
        "properties": { "spec": { "type": "object", "properties": fields } },
    });
    let crd = serde_json::json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": { "name": "teas.example.com" },
        "spec": {
            "group": "example.com",
            "names": { "kind": "Tea", "plural": "teas" },
            "scope": "Namespaced",
            "versions": [
                { "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": schema } },
            ],
        },
    });
    let text = crd.to_string();
    assert!(text.len() > 1 << 20, "only {} bytes", text.len());
    let documents = documents(&text).unwrap();
    let made = modules(&documents.crds[0], &Options::default()).unwrap();
    assert!(made[0].text.contains("pub struct Field999 {"));
}
