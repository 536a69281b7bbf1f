//! Projects as earlier commits wrote them: `testdata/histories.json.gz`, which `release/editions.py` makes from the golden files of
//! those commits.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;

use super::super::project::Project;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata");

/// A project as an earlier commit wrote it.
pub(crate) struct History {
    /// The commit and the project.
    pub(crate) name: String,
    files: BTreeMap<PathBuf, String>,
}

#[derive(Deserialize)]
struct Archive {
    texts: Vec<String>,
    projects: BTreeMap<String, BTreeMap<PathBuf, usize>>,
}

/// All of them.
pub(crate) fn all() -> Vec<History> {
    let file = File::open(Path::new(ROOT).join("histories.json.gz")).unwrap();
    let Archive { texts, projects } = serde_json::from_reader(GzDecoder::new(file)).unwrap();
    let projects = projects.into_iter().map(|(name, files)| History {
        name,
        files: files
            .into_iter()
            .map(|(path, text)| (path, texts[text].clone()))
            .collect(),
    });
    let projects: Vec<_> = projects.collect();
    assert!(projects.len() >= 10);
    projects
}

impl History {
    pub(crate) fn named(name: &str) -> Self {
        all().into_iter().find(|history| history.name == name).unwrap()
    }

    /// The project in a folder.
    pub(crate) fn project(&self) -> Project {
        let project = Project::empty();
        for (path, text) in &self.files {
            project.write(path.to_str().unwrap(), text);
        }
        project
    }
}

const STORED: &str = "/// +kubebuilder:storageversion\n";

/// The files that say in which version objects are stored.
pub(crate) fn storage_versions(project: &Project) -> Vec<PathBuf> {
    let stored = project
        .files()
        .into_iter()
        .filter(|(_, text)| text.contains(STORED));
    stored.map(|(path, _)| path).collect()
}

/// What this version writes for the `PROJECT` of a project.
pub(crate) fn today(project: &Project) -> BTreeMap<PathBuf, String> {
    let folder = Project::empty();
    let input = project.path().to_str().unwrap();
    let here = "path=../../../..";
    let args = [
        "alpha",
        "generate",
        "--input-dir",
        input,
        "--output-dir",
        ".",
        "--runtime",
        here,
    ];
    let said = folder.run(&args);
    assert_eq!(said.status, 0, "{}", said.err);
    comparable(&folder)
}

/// The files to compare: not `PROJECT`, and nothing that depends on the storage version.
pub(crate) fn comparable(project: &Project) -> BTreeMap<PathBuf, String> {
    let files = project.files().into_iter();
    let files =
        files.filter(|(path, _)| path != Path::new("PROJECT") && !path.starts_with("config/crd/bases"));
    files
        .map(|(path, text)| (path, text.replace(STORED, "")))
        .collect()
}
