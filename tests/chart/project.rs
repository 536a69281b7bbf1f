//! A project in a folder of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use kubewright_oracles::output;

pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// The project with webhooks, as its commands make it.
    pub(crate) fn new() -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/projects/webhooks/tree");
        copy(&tree, project.path());
        project
    }

    /// The same with a chart.
    pub(crate) fn with_chart() -> Self {
        let project = Self::new();
        project.kubewright(&["edit", "--plugins", "helm"]).unwrap();
        project
    }

    /// A project with one kind and no webhooks.
    pub(crate) fn small(flags: &[&str]) -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let init = [
            "init",
            "--domain",
            "example.com",
            "--project-name",
            "tenant-operator",
        ];
        project.kubewright(&[&init[..], flags].concat()).unwrap();
        let api = [
            "create",
            "api",
            "--group",
            "tenancy",
            "--version",
            "v1",
            "--kind",
            "Tenant",
        ];
        let both = ["--resource", "--controller"];
        project.kubewright(&[&api[..], &both].concat()).unwrap();
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn chart(&self) -> String {
        self.path().join("dist/chart").display().to_string()
    }

    pub(crate) fn kubewright(&self, arguments: &[&str]) -> Result<String, String> {
        output(
            Command::new(env!("CARGO_BIN_EXE_kubewright"))
                .args(arguments)
                .current_dir(self.path()),
        )
    }

    /// What kustomize builds of `config/default`.
    pub(crate) fn kustomize(&self) -> String {
        kustomize(&self.path().join("config/default"))
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The texts of the chart, by path.
    pub(crate) fn chart_files(&self) -> BTreeMap<PathBuf, String> {
        self.files("dist/chart")
    }

    /// The texts of a folder that may not exist, by path.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<PathBuf, String> {
        let (folder, mut found) = (self.path().join(folder), BTreeMap::new());
        if folder.is_dir() {
            read(&folder, Path::new(""), &mut found);
        }
        found
    }

    /// What a command that succeeds prints beside its output: notes.
    pub(crate) fn said(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kubewright"));
        let output = command.args(arguments).current_dir(self.path()).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }
}

pub(crate) fn kustomize(folder: &Path) -> String {
    output(Command::new("kubectl").arg("kustomize").arg(folder)).unwrap()
}

pub(crate) fn copy(from: &Path, to: &Path) {
    let mut files = BTreeMap::new();
    read(from, Path::new(""), &mut files);
    for (path, text) in files {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn read(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = folder.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => read(root, &path, found),
            false => _ = found.insert(path.clone(), fs::read_to_string(root.join(path)).unwrap()),
        }
    }
}
