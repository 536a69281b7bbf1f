//! `testdata/parity`: what `kubewright manifests` writes for each case against what controller-gen wrote.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "../testdata/parity/compare.rs"]
mod compare;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

#[test]
fn manifests_are_those_of_controller_gen() {
    let mut cases: Vec<String> = fs::read_dir(compare::case(""))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("expected").is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    cases.sort();
    assert!(cases.len() > 25, "only {} cases", cases.len());
    let differences: Vec<String> = cases.iter().flat_map(|case| differences(case)).collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

fn differences(name: &str) -> Vec<String> {
    let case = compare::case(name);
    let output = tempfile::tempdir().unwrap();
    let options = fs::read_to_string(case.join("options"));
    let options = options.as_deref().unwrap_or("crd:omitToolVersion=true");
    let done = Command::new(env!("CARGO_BIN_EXE_kubewright"))
        .arg("manifests")
        .args(options.split_whitespace())
        .arg("paths=./...")
        .arg(format!("output:dir={}", output.path().display()))
        .current_dir(case.join("rust"))
        .output()
        .unwrap();
    if !done.status.success() {
        return vec![format!("{name}: {}", String::from_utf8_lossy(&done.stderr))];
    }
    compare::differences(name, &files(output.path()), &files(&case.join("expected")))
}

/// The documents of each file of a folder.
fn files(folder: &Path) -> Value {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, Value::from(compare::documents(&entry.path())))
        })
        .collect()
}
