//! CRDs of public Go modules.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright_core::crd::Crd;
use kubewright_import::documents;
use serde_json::Value;

/// A module of the list.
pub(crate) struct Pinned {
    folders: Vec<PathBuf>,
}

fn testdata(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../testdata/import")
        .join(name);
    fs::read_to_string(path).unwrap()
}

/// The lines of a list, without comments.
fn lines(name: &str) -> Vec<String> {
    let text = testdata(name);
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// The modules, downloaded.
pub(crate) fn pinned() -> Vec<Pinned> {
    let lines = lines("modules.txt");
    let parts: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let empty = std::env::temp_dir();
    let output = Command::new("go")
        .args(["mod", "download", "-json"])
        .args(parts.iter().map(|parts| format!("{}@{}", parts[0], parts[1])))
        .current_dir(empty)
        .output()
        .unwrap();
    let answers = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
    let answers: BTreeMap<String, Value> = answers
        .map(|answer| answer.unwrap())
        .map(|answer| (answer["Path"].as_str().unwrap().to_owned(), answer))
        .collect();
    let pinned = |parts: &Vec<&str>| {
        let answer = &answers[parts[0]];
        assert_eq!(answer["Error"], Value::Null, "{answer}");
        assert_eq!(answer["Sum"], parts[2], "{} has another content", parts[0]);
        let root = Path::new(answer["Dir"].as_str().unwrap());
        Pinned {
            folders: parts[3..].iter().map(|folder| root.join(folder)).collect(),
        }
    };
    parts.iter().map(pinned).collect()
}

impl Pinned {
    /// The CRDs of its folders, in the order of the files.
    pub(crate) fn crds(&self) -> Vec<(String, Crd)> {
        let mut all = Vec::new();
        for folder in &self.folders {
            let mut files: Vec<PathBuf> = fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
                .collect();
            files.sort();
            assert!(!files.is_empty(), "{} has no files", folder.display());
            for file in files {
                let text = fs::read_to_string(&file).unwrap();
                let found =
                    documents(&text).unwrap_or_else(|problem| panic!("{}: {problem}", file.display()));
                all.extend(
                    found
                        .crds
                        .into_iter()
                        .map(|crd| (file.display().to_string(), crd)),
                );
            }
        }
        all
    }
}
