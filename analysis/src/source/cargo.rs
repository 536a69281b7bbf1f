//! Cargo's own answers, for what the quick reading of manifests and lock files does not know: patches, patterns of members.
//!
//! To ask takes a hundred times as long as to read, so it is only done where reading finds nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use kubewright_core::diagnostic::Message;
use serde::Deserialize;

/// The result of `cargo metadata` for a workspace.
#[derive(Clone, Debug)]
pub(super) struct Metadata {
    /// The folders of the members that cargo takes by default.
    pub(super) default_members: Vec<PathBuf>,
    /// The folders of all members.
    pub(super) members: Vec<PathBuf>,
    /// By folder.
    packages: BTreeMap<PathBuf, Resolved>,
}

/// What cargo has found for a package.
#[derive(Clone, Debug)]
struct Resolved {
    features: BTreeSet<String>,
    dependencies: Vec<Edge>,
}

/// A package that another one depends on.
#[derive(Clone, Debug)]
struct Edge {
    /// Its name in the code of the other one.
    name: String,
    package: String,
    folder: PathBuf,
}

/// Cargo's answer about a workspace, which is asked for when it is needed first.
#[derive(Debug)]
pub(super) struct Question {
    manifest: PathBuf,
    answer: OnceLock<Result<Metadata, Message>>,
}

impl Question {
    /// The question about the workspace of a manifest.
    pub(super) fn about(manifest: &Path) -> Self {
        Self {
            manifest: manifest.to_owned(),
            answer: OnceLock::new(),
        }
    }

    pub(super) fn answer(&self) -> Result<&Metadata, &Message> {
        let answer = self.answer.get_or_init(|| Metadata::ask(&self.manifest, true));
        answer.as_ref()
    }
}

#[derive(Deserialize)]
struct Answer {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    #[serde(default)]
    workspace_default_members: Vec<String>,
    resolve: Option<Resolve>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    manifest_path: PathBuf,
}

/// The program `cargo`: the one that runs this command, if one does.
pub(super) fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dep>,
    features: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Dep {
    name: String,
    pkg: String,
}

impl Metadata {
    /// Asks cargo about the workspace of a manifest. Nothing is downloaded, and `Cargo.lock` stays as it is.
    pub(super) fn ask(manifest: &Path, dependencies: bool) -> Result<Self, Message> {
        let mut command = Command::new(program());
        command
            .args([
                "metadata",
                "--format-version",
                "1",
                "--offline",
                "--quiet",
                "--manifest-path",
            ])
            .arg(manifest);
        if let Some(folder) = manifest.parent() {
            command.current_dir(folder);
        }
        // Without its dependencies, a workspace needs no lock file.
        command.arg(if dependencies { "--locked" } else { "--no-deps" });
        let failed = |reason: String| {
            Message::new(format!("`cargo metadata --offline` fails: {reason}"))
                .help("run `cargo build` for the whole error")
        };
        let output = command.output().map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            let first = errors
                .lines()
                .map(str::trim)
                .find(|line| !line.is_empty())
                .unwrap_or_default();
            return Err(failed(first.trim_start_matches("error: ").to_owned()));
        }
        let answer: Answer =
            serde_json::from_slice(&output.stdout).map_err(|error| failed(error.to_string()))?;
        Ok(Self::of(answer))
    }

    fn of(answer: Answer) -> Self {
        let Answer {
            packages,
            workspace_members,
            workspace_default_members,
            resolve,
        } = answer;
        let places: BTreeMap<_, _> = packages
            .iter()
            .filter_map(|package| {
                Some((
                    package.id.as_str(),
                    (&package.name, package.manifest_path.parent()?),
                ))
            })
            .collect();
        let folders = |ids: &[String]| {
            let found = ids.iter().filter_map(|id| places.get(id.as_str()));
            found.map(|(_, folder)| folder.to_path_buf()).collect()
        };
        let of_node = |node: &Node| {
            let (_, folder) = places.get(node.id.as_str())?;
            let edge = |dep: &Dep| {
                let (package, folder) = places.get(dep.pkg.as_str())?;
                Some(Edge {
                    name: dep.name.clone(),
                    package: (*package).clone(),
                    folder: folder.to_path_buf(),
                })
            };
            let resolved = Resolved {
                features: node.features.clone(),
                dependencies: node.deps.iter().filter_map(edge).collect(),
            };
            Some((folder.to_path_buf(), resolved))
        };
        let nodes = resolve.iter().flat_map(|resolve| &resolve.nodes);
        Self {
            default_members: folders(&workspace_default_members),
            members: folders(&workspace_members),
            packages: nodes.filter_map(of_node).collect(),
        }
    }

    /// The folder of a package that the one in another folder depends on, by this name in its code.
    pub(super) fn folder(&self, dependent: &Path, package: &str, name: &str) -> Option<&Path> {
        let all = &self.package(dependent)?.dependencies;
        let same: Vec<_> = all.iter().filter(|edge| edge.package == package).collect();
        let found = match same[..] {
            [only] => only,
            _ => same.iter().copied().find(|edge| edge.name == name)?,
        };
        Some(&found.folder)
    }

    /// The features that any crate of the workspace enables in the package in a folder, on any platform.
    pub(super) fn features(&self, folder: &Path) -> Option<&BTreeSet<String>> {
        Some(&self.package(folder)?.features)
    }

    fn package(&self, folder: &Path) -> Option<&Resolved> {
        if let Some(found) = self.packages.get(folder) {
            return Some(found);
        }
        let folder = folder.canonicalize().ok()?;
        let same = |other: &Path| other.canonicalize().is_ok_and(|other| other == folder);
        let (_, found) = self.packages.iter().find(|(other, _)| same(other))?;
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Metadata;

    #[test]
    fn a_failure_has_the_first_line_of_cargo() {
        let error = Metadata::ask(Path::new("/nowhere/Cargo.toml"), false)
            .err()
            .unwrap();
        let text = error.to_string();
        assert!(text.starts_with("`cargo metadata --offline` fails: "), "{text}");
        assert!(
            text.ends_with("; run `cargo build` for the whole error"),
            "{text}"
        );
    }
}
