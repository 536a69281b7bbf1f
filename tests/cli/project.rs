//! A project in a temporary folder, and commands that run in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use kubewright::{Streams, run_with};
use tempfile::TempDir;

pub(crate) struct Project {
    path: PathBuf,
    /// Removed with the project, unless the test has passed a folder.
    _folder: Option<TempDir>,
}

/// The output of a command.
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
        let folder = tempfile::tempdir().unwrap();
        Self {
            path: folder.path().to_owned(),
            _folder: Some(folder),
        }
    }

    /// An existing folder.
    pub(crate) fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            _folder: None,
        }
    }

    /// A package whose library has this text.
    pub(crate) fn with(library: &str) -> Self {
        let project = Self::empty();
        project.write("Cargo.toml", MANIFEST);
        project.write("PROJECT", "version: \"3\"\n");
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

    /// A member of a workspace below this folder, with a type in the crate `operators/api`.
    pub(crate) fn member(&self) -> Self {
        let folder = self.path.join("operators/one");
        fs::create_dir_all(&folder).unwrap();
        let member = Self::at(&folder);
        for command in [
            "init --project-name one --domain example.com --workspace=../..",
            "create api --group cache --version v1 --kind Memcached --crate ../api",
        ] {
            let said = member.run(&command.split(' ').collect::<Vec<_>>());
            assert_eq!(said.status, 0, "{command}: {}", said.err);
        }
        member
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn files(&self) -> BTreeMap<PathBuf, String> {
        files(self.path())
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        self.said(args, &[], None, None)
    }

    /// The same, with this text piped into it.
    pub(crate) fn pipe(&self, args: &[&str], text: &[u8]) -> Said {
        self.said(args, &[], None, Some(text))
    }

    /// The same, with these variables in the environment.
    pub(crate) fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Said {
        self.said(args, variables, None, None)
    }

    /// The same on a terminal, with this typed input.
    pub(crate) fn answer(&self, args: &[&str], typed: &str) -> Said {
        self.said(args, &[], Some(typed), None)
    }

    fn said(
        &self,
        args: &[&str],
        variables: &[(&str, &str)],
        typed: Option<&str>,
        piped: Option<&[u8]>,
    ) -> Said {
        let mut typed = typed.map(str::as_bytes);
        let mut piped = piped;
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let streams = Streams {
            input: typed.as_mut().map(|typed| typed as &mut dyn BufRead),
            piped: piped.as_mut().map(|piped| piped as &mut dyn Read),
            ..Streams::plain(&mut out, &mut err)
        };
        // The tests depend neither on the year nor on plugins of the machine.
        let year = ("SOURCE_DATE_EPOCH", "1790000000");
        let variable = |name: &str| {
            let mut all = variables.iter().chain([&year]);
            all.find(|(other, _)| *other == name)
                .map(|(_, value)| (*value).into())
        };
        let args = std::iter::once(&"kubewright").chain(args);
        let status = run_with(args, self.path(), &variable, streams);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let said = Said {
            status,
            out: text(out),
            err: text(err),
        };
        assert_eq!(said.repeated(), None, "{said:?}");
        said
    }
}

impl Said {
    /// A message, with its place, that was printed twice.
    fn repeated(&self) -> Option<String> {
        let starts = ["error: ", "warning: ", "note: ", "next: ", "{\"level\""];
        let mut messages: Vec<String> = Vec::new();
        for line in self.err.lines().chain(self.out.lines()) {
            let is_start = starts.iter().any(|start| line.starts_with(start));
            match messages.last_mut().filter(|_| !is_start) {
                Some(message) => *message += line,
                None => messages.push(line.to_owned()),
            }
        }
        let mut seen = BTreeSet::new();
        let mut messages = messages.into_iter().filter(|message| !message.is_empty());
        messages.find(|message| !seen.insert(message.clone()))
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

/// Whether golden files are written instead of compared.
pub(crate) fn overwrites() -> bool {
    std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite")
}
