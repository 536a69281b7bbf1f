//! A project in a folder of its own, and commands run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright::{Streams, run};
use tempfile::TempDir;

pub(crate) struct Project {
    folder: TempDir,
}

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) const MANIFEST: &str = "\
[package]
name = \"project\"
version = \"0.1.0\"
edition = \"2024\"

[dependencies]
k8s-openapi = { version = \"0.29\", features = [\"v1_35\"] }
kubewright-runtime = \"0.1\"
serde = \"1\"
";

/// The source of a kind, with these lines above its only field.
pub(crate) fn kind(name: &str, lines: &str) -> String {
    format!(
        "#[derive(CustomResource)]\n#[resource(group = \"example.com\", version = \"v1\")]\npub struct {name} {{\n\
         pub metadata: ObjectMeta,\npub spec: {name}Spec,\n}}\n\
         #[derive(Serialize, Schema)]\npub struct {name}Spec {{\n{lines}\npub size: i32,\n}}\n"
    )
}

pub(crate) const IMPORTS: &str = "\
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::Serialize;
";

impl Project {
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A package whose library has this text.
    pub(crate) fn with(library: &str) -> Self {
        let project = Self::empty();
        project.write("Cargo.toml", MANIFEST);
        project.write("src/lib.rs", library);
        project
    }

    pub(crate) fn copy(from: &Path) -> Self {
        let project = Self::empty();
        for (path, text) in files(from) {
            project.write(path.to_str().unwrap(), &text);
        }
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn files(&self) -> BTreeMap<PathBuf, String> {
        files(self.path())
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let streams = Streams {
            out: &mut out,
            err: &mut err,
            is_terminal: false,
            input: None,
        };
        let status = run(std::iter::once(&"kubewright").chain(args), self.path(), streams);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said {
            status,
            out: text(out),
            err: text(err),
        }
    }
}

/// The text of each file below a folder.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), text);
            }
        }
    }
    found
}

/// Whether expectations are to be written instead of compared.
pub(crate) fn overwrites() -> bool {
    std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite")
}
