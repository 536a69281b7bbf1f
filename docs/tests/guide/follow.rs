//! Each page is followed, from its first block to its last.
//!
//! What the tutorials make is kept in `testdata/projects`, where it is compiled and its tests are run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_guide::page::{Step, pages, root, steps};
use kubewright_guide::reader::Reader;

use super::reference::golden::overwrites;

#[test]
fn every_page_can_be_followed() {
    let mut wrong = Vec::new();
    let mut followed = 0;
    for page in pages().unwrap() {
        let name = page.strip_prefix(root()).unwrap().display().to_string();
        let steps = steps(&fs::read_to_string(&page).unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut reader = Reader::new(folder.path());
        followed += usize::from(!steps.is_empty());
        match steps.iter().try_for_each(|step| reader.take(step)) {
            Ok(()) if page.parent().unwrap().ends_with("tutorial") => keep(&page, reader.folder()),
            Ok(()) => {}
            Err(error) => wrong.push(format!("{name}: {error:#}")),
        }
    }
    assert!(followed > 5);
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The commands that need a cluster are run by a test that reads the page.
#[test]
fn a_test_that_follows_a_page_exists() {
    let mut elsewhere = 0;
    for page in pages().unwrap() {
        let page = fs::canonicalize(page).unwrap();
        let path = page.strip_prefix(fs::canonicalize(root()).unwrap()).unwrap();
        let path = path.to_str().unwrap().to_owned();
        for step in steps(&fs::read_to_string(&page).unwrap()).unwrap() {
            let Step::Elsewhere { test, .. } = step else {
                continue;
            };
            let source = fs::read_to_string(root().join(&test));
            let source = source.unwrap_or_else(|error| panic!("{path}: {test}: {error}"));
            assert!(
                source.contains(&format!("\"{path}\"")),
                "{test} does not read {path}"
            );
            elsewhere += 1;
        }
    }
    assert!(elsewhere > 0);
}

/// What is compiled, and what `kubewright manifests` makes the rest from.
const KEPT: [&str; 4] = ["Cargo.toml", "PROJECT", "src", "tests/operator"];

/// Compares with what is kept, or keeps it.
fn keep(page: &Path, project: &Path) {
    let name = page.file_stem().unwrap().to_str().unwrap();
    let tree = root()
        .join("testdata/projects")
        .join(format!("tutorial-{name}/tree"));
    let checkout = fs::canonicalize(root()).unwrap();
    let mut made = BTreeMap::new();
    for part in KEPT {
        read(&project.join(part), Path::new(part), &mut made);
    }
    for text in made.values_mut() {
        *text = text.replace(checkout.to_str().unwrap(), "../../../..");
        *text = text.replace(
            "\n[[test]]\nname = \"e2e\"\npath = \"tests/e2e/main.rs\"\nrequired-features = [\"e2e\"]\n",
            "",
        );
    }
    if overwrites() {
        let _ = fs::remove_dir_all(&tree);
        for (path, text) in &made {
            let path = tree.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let mut kept = BTreeMap::new();
    for part in KEPT {
        read(&tree.join(part), Path::new(part), &mut kept);
    }
    assert!(
        made == kept,
        "{} is not what the page makes: run `make bless`",
        tree.display()
    );
}

/// A file, or all files of a folder, by their paths.
fn read(from: &Path, path: &Path, files: &mut BTreeMap<PathBuf, String>) {
    if from.is_dir() {
        for entry in fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            read(&from.join(&name), &path.join(&name), files);
        }
    } else if let Ok(text) = fs::read_to_string(from) {
        files.insert(path.to_owned(), text);
    }
}
