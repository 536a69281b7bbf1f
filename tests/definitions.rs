//! `kubewright validate` about CRDs: it refuses what an API server refuses, and nothing that one takes.
//!
//! `tests/refused.rs` asks an API server about the cases in `testdata/refused` and `testdata/accepted`.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

fn testdata(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata")
        .join(folder)
}

/// What `validate` finds in files and folders.
fn findings(paths: &[PathBuf]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_kubewright"))
        .args(["validate", "--output", "json"])
        .args(paths)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"))
}

/// The files with CRDs below a folder.
fn crds(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let is_yaml = path.extension().is_some_and(|extension| extension == "yaml");
            if path.is_dir() {
                // Patches have only parts of CRDs.
                open.extend((!path.ends_with("patches")).then_some(path));
            } else if is_yaml
                && fs::read_to_string(&path)
                    .unwrap()
                    .contains("kind: CustomResourceDefinition\n")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn crds_that_the_api_server_refuses_are_refused() {
    let files = crds(&testdata("refused"));
    let found: BTreeSet<_> = findings(&files)
        .iter()
        .map(|finding| finding["file"].as_str().unwrap().to_owned())
        .collect();
    let mut wrong = Vec::new();
    for file in &files {
        let is_refused = fs::read_to_string(file).unwrap().starts_with("# refused:");
        let name = file.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        let name = name.display().to_string();
        if is_refused != found.contains(&name) {
            wrong.push(name);
        }
    }
    assert!(files.len() > 180, "only {} cases", files.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crds_that_the_api_server_takes_are_taken() {
    let folders = ["accepted", "crd", "parity", "import", "projects", "kube"];
    let files: Vec<_> = folders
        .iter()
        .flat_map(|folder| crds(&testdata(folder)))
        .collect();
    assert!(files.len() > 100, "only {} files", files.len());
    let found = findings(&files);
    assert!(found.is_empty(), "{found:#?}");
}

/// CRDs of public projects. `import/tests/modules.rs` downloads them and checks their sums.
#[test]
fn crds_of_public_modules_are_taken() {
    let lines = fs::read_to_string(testdata("import/modules.txt")).unwrap();
    let output = Command::new("go").args(["env", "GOMODCACHE"]).output().unwrap();
    let cache = PathBuf::from(String::from_utf8(output.stdout).unwrap().trim());
    let mut files = Vec::new();
    for line in lines
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let parts: Vec<_> = line.split_whitespace().collect();
        let module = format!("{}@{}", parts[0], parts[1]);
        let done = Command::new("go")
            .args(["mod", "download", &module])
            .current_dir(env::temp_dir())
            .status();
        assert!(done.unwrap().success(), "{module}");
        files.extend(
            parts[3..]
                .iter()
                .flat_map(|folder| crds(&cache.join(&module).join(folder))),
        );
    }
    assert!(files.len() > 90, "only {} files", files.len());
    let found = findings(&files);
    assert!(found.is_empty(), "{found:#?}");
}
