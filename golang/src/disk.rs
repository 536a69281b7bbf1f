//! A Go module on disk, with the modules that it requires.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use kubewright_core::tables::Minor;

use crate::packages::{Source, Sources};

/// The packages of a Go module and, as far as they are on disk, of the modules that it requires: in `vendor`, at the path of a
/// `replace`, or in Go's module cache.
///
/// ```
/// # fn main() -> std::io::Result<()> {
/// let folder = std::env::temp_dir().join(format!("kubewright-golang-{}", std::process::id()));
/// std::fs::create_dir_all(folder.join("api/v1"))?;
/// std::fs::write(folder.join("go.mod"), "module example.com/tea\n")?;
/// std::fs::write(folder.join("api/v1/tea.go"), "package v1\n")?;
///
/// use kubewright_golang::{Disk, Sources};
/// let disk = Disk::open(&folder, None)?;
/// assert_eq!(disk.module(), "example.com/tea");
/// assert!(disk.files("example.com/tea/api/v1").is_some());
/// # std::fs::remove_dir_all(&folder)
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    module: String,
    /// Where modules are, by their paths.
    modules: BTreeMap<String, PathBuf>,
    /// The versions of modules in `go.mod`.
    versions: BTreeMap<String, String>,
}

impl Disk {
    /// Reads `go.mod` in a folder. `cache` is Go's module cache.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn open(root: &Path, cache: Option<&Path>) -> io::Result<Self> {
        let text = fs::read_to_string(root.join("go.mod"))?;
        let mut disk = Self {
            root: root.to_owned(),
            module: String::new(),
            modules: BTreeMap::new(),
            versions: BTreeMap::new(),
        };
        let mut replaced = Vec::new();
        for (keyword, words) in directives(&text) {
            match (keyword, words.as_slice()) {
                ("module", [path]) => disk.module = (*path).to_owned(),
                ("require", [path, version, ..]) => {
                    disk.versions.insert((*path).to_owned(), (*version).to_owned());
                }
                ("replace", words) => replaced.push(words.to_vec()),
                _ => {}
            }
        }
        let cached =
            |path: &str, version: &str| Some(cache?.join(format!("{}@{}", escaped(path), escaped(version))));
        for (path, version) in &disk.versions {
            disk.modules
                .extend(cached(path, version).map(|folder| (path.clone(), folder)));
        }
        for words in replaced {
            let Some(at) = words.iter().position(|word| *word == "=>") else {
                continue;
            };
            let folder = match &words[at + 1..] {
                [folder] => Some(root.join(folder)),
                [path, version] => cached(path, version),
                _ => None,
            };
            let old = words.first().map(|path| (*path).to_owned());
            disk.modules.extend(old.zip(folder));
        }
        disk.modules.insert(disk.module.clone(), root.to_owned());
        Ok(disk)
    }

    /// Returns the path of the module.
    #[must_use]
    pub fn module(&self) -> &str {
        &self.module
    }

    /// Returns whether `go.mod` says where this module is, so that its packages can be found.
    #[must_use]
    pub fn knows(&self, module: &str) -> bool {
        self.modules.contains_key(module)
    }

    /// Returns the version that `go.mod` requires of a module, such as `v0.36.0`.
    #[must_use]
    pub fn version(&self, module: &str) -> Option<&str> {
        self.versions.get(module).map(String::as_str)
    }

    /// Returns the minor version of Kubernetes whose types the module uses, if this release knows it.
    #[must_use]
    pub fn minor(&self) -> Option<Minor> {
        let version = self
            .version("k8s.io/api")
            .or(self.version("k8s.io/apimachinery"))?;
        let number = version.strip_prefix("v0.")?.split('.').next()?;
        format!("1.{number}").parse().ok()
    }

    /// Returns the folder of a package, if it exists.
    #[must_use]
    pub fn folder(&self, path: &str) -> Option<PathBuf> {
        let below = |module: &str| match path.strip_prefix(module)? {
            "" => Some(""),
            rest => rest.strip_prefix('/'),
        };
        let vendored = self.root.join("vendor").join(path);
        let of_modules = self
            .modules
            .iter()
            .filter_map(|(module, folder)| Some((module, folder.join(below(module)?))));
        let mut candidates: Vec<(&String, PathBuf)> = of_modules.collect();
        // The module with the longest path has the package.
        candidates.sort_by_key(|(module, _)| std::cmp::Reverse(module.len()));
        let own = below(&self.module).is_some();
        let vendored = (!own).then_some(vendored).into_iter();
        vendored
            .chain(candidates.into_iter().map(|(_, folder)| folder))
            .find(|folder| folder.is_dir())
    }
}

impl Sources for Disk {
    fn files(&self, path: &str) -> Option<Vec<Source>> {
        let folder = self.folder(path)?;
        let mut files: Vec<PathBuf> = fs::read_dir(&folder)
            .ok()?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| is_source(path))
            .collect();
        files.sort();
        let read = |path: PathBuf| {
            let text = fs::read_to_string(&path).ok()?;
            let shown = path.strip_prefix(&self.root).unwrap_or(&path);
            is_built(&text).then(|| (shown.display().to_string(), text))
        };
        let sources: Vec<Source> = files.into_iter().filter_map(read).collect();
        (!sources.is_empty()).then_some(sources)
    }
}

fn is_source(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let generated = name.starts_with("zz_generated");
    name.ends_with(".go") && !name.ends_with("_test.go") && !name.starts_with(['.', '_']) && !generated
}

/// Returns whether a file belongs to the package: `//go:build ignore` marks files that do not.
fn is_built(text: &str) -> bool {
    !text.lines().any(|line| line.trim_end() == "//go:build ignore")
}

/// The directives of a `go.mod`: keyword and words.
fn directives(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut block = None;
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let words: Vec<&str> = line
            .split_whitespace()
            .map(|word| word.trim_matches(['"', '`']))
            .collect();
        match (block, words.as_slice()) {
            (_, []) => {}
            (Some(_), [")"]) => block = None,
            (Some(keyword), words) => found.push((keyword, words.to_vec())),
            (None, [keyword, "("]) => block = Some(*keyword),
            (None, [keyword, rest @ ..]) => found.push((keyword, rest.to_vec())),
        }
    }
    found
}

/// A path as Go's module cache writes it: `!a` for `A`.
fn escaped(path: &str) -> String {
    let mut escaped = String::new();
    for char in path.chars() {
        if char.is_ascii_uppercase() {
            escaped.push('!');
        }
        escaped.push(char.to_ascii_lowercase());
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_mod() {
        let text =
            "module a.b/c // it\n\nrequire x v1.0.0\nrequire (\n\ty v2 // indirect\n)\nreplace y => ../y\n";
        let found = directives(text);
        assert_eq!(found[0], ("module", vec!["a.b/c"]));
        assert_eq!(found[2], ("require", vec!["y", "v2"]));
        assert_eq!(found[3], ("replace", vec!["y", "=>", "../y"]));
        assert_eq!(
            escaped("github.com/BurntSushi/toml"),
            "github.com/!burnt!sushi/toml"
        );
    }
}
