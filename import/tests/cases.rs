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
