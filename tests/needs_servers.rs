//! `tests/needs-servers.txt` is true: each test that starts an API server is in it, and nothing that is gone.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "repository/files.rs"]
mod files;

use files::files;

/// The folders of test programs.
const FOLDERS: &[&str] = &[
    "tests",
    "core/tests",
    "runtime/tests",
    "envtest/tests",
    "olm/tests",
    "helm-operator/tests",
    "ansible-operator/tests",
    "conformance/tests",
    "validation/tests",
    "docs/tests",
];

/// How a test starts an API server.
const STARTS: &str = concat!("Environment", "::");

/// Entries of the list: the program, and a part of a test's name.
fn list() -> Vec<(&'static str, Option<&'static str>)> {
    let lines = include_str!("needs-servers.txt").lines();
    let entries = lines.map(|line| line.split('#').next().unwrap_or_default().trim());
    let entries = entries.filter(|line| !line.is_empty());
    entries
        .map(|line| match line.split_once(' ') {
            Some((program, test)) => (program, Some(test.trim())),
            None => (line, None),
        })
        .collect()
}

/// The program that a file belongs to: `tests/x.rs`, or a file below `tests/x`.
fn program_of(path: &Path, folder: &Path) -> String {
    let first = path.strip_prefix(folder).unwrap().components().next().unwrap();
    Path::new(first.as_os_str())
        .file_stem()
        .unwrap()
        .to_string_lossy()
        .into_owned()
}

/// Every file of a test program, with its program.
fn sources() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in FOLDERS.iter().filter(|folder| root.join(folder).is_dir()) {
        for path in files(folder, &[".rs"]) {
            found.push((program_of(&path, &root.join(folder)), path));
        }
    }
    found
}

#[test]
fn every_test_that_starts_an_api_server_is_listed() {
    let listed = list();
    let mut missing = Vec::new();
    for (program, path) in sources() {
        let text = fs::read_to_string(&path).unwrap();
        // Helpers of several programs are in a folder that is not a program itself.
        if !text.contains(STARTS) || program == "common" {
            continue;
        }
        let module = path.file_stem().unwrap().to_string_lossy().into_owned();
        let covers = |(name, test): &(&str, Option<&str>)| {
            *name == program
                && test.is_none_or(|test| {
                    test.starts_with(&format!("{module}::")) || text.contains(&format!("fn {test}"))
                })
        };
        // The tests that use the helpers of `projects/cluster.rs` are in `projects.rs`.
        let by_helper = |(name, test): &(&str, Option<&str>)| {
            *name == program && test.is_some_and(|test| test.contains(module.as_str()))
        };
        if !listed.iter().any(|entry| covers(entry) || by_helper(entry)) {
            missing.push(path);
        }
    }
    assert!(
        missing.is_empty(),
        "add these to tests/needs-servers.txt: {missing:?}"
    );
}

#[test]
fn everything_listed_exists() {
    let sources = sources();
    let programs: BTreeSet<_> = sources.iter().map(|(program, _)| program.as_str()).collect();
    for (program, test) in list() {
        assert!(programs.contains(program), "no test program `{program}`");
        let Some(test) = test else { continue };
        let exists = sources
            .iter()
            .filter(|(name, _)| name == program)
            .any(|(_, path)| {
                let is_module = test.strip_suffix("::") == path.file_stem().and_then(|stem| stem.to_str());
                is_module || fs::read_to_string(path).unwrap().contains(&format!("fn {test}("))
            });
        assert!(exists, "no test `{test}` in `{program}`");
    }
}
