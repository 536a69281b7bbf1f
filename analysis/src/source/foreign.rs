//! Finds the source of a dependency on this machine.

use kubewright_core::diagnostic::Message;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::{Table, Value};

use super::cargo::Question;
use super::manifest::{self, Dependency, Manifest};
use crate::diagnostic::Diagnostic;

/// The lock files read so far.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    locks: BTreeMap<PathBuf, Vec<Locked>>,
    /// Cargo's answers, by the lock file that they came from.
    asked: BTreeMap<PathBuf, Arc<Question>>,
}

/// A `[[package]]` of `Cargo.lock`.
#[derive(Clone, Debug)]
struct Locked {
    name: String,
    version: String,
    source: Option<String>,
    /// `name`, `name version` or `name version (source)`.
    dependencies: Vec<String>,
}

/// The lock file with the versions of a package's dependencies.
pub(super) fn lock_of(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .map(|folder| folder.join("Cargo.lock"))
        .find(|path| path.is_file())
}

/// The same for a package: that of the workspace that it names, if it names one.
pub(super) fn lock_for(manifest: &Manifest) -> Option<PathBuf> {
    let package = manifest.package.as_ref();
    match package.and_then(|package| package.workspace.as_ref()) {
        Some(root) => Some(root.join("Cargo.lock")).filter(|path| path.is_file()),
        None => lock_of(manifest.folder()),
    }
}

impl Foreign {
    /// What cargo is asked about the workspace of a lock file.
    pub(super) fn question(&mut self, dependent: &Manifest, lock: &Path) -> Arc<Question> {
        let asked = self.asked.entry(lock.to_owned());
        asked
            .or_insert_with(|| Arc::new(Question::about(&dependent.path)))
            .clone()
    }

    /// The folder with a dependency's source.
    pub(super) fn folder(
        &mut self,
        dependent: &Manifest,
        dependency: &Dependency,
        lock: Option<&Path>,
    ) -> Result<PathBuf, Message> {
        if let Some(path) = &dependency.path {
            return Ok(path.clone());
        }
        let name = &dependency.package;
        let lock = lock.ok_or_else(|| {
            Message::new(format!(
                "the version of `{name}` is not known: there is no `Cargo.lock`"
            ))
            .help("run `cargo generate-lockfile`")
        })?;
        let packages = self.lock(lock)?;
        let locked = choose(packages, dependent, name).cloned();
        let is_known = packages.iter().any(|package| package.name == *name);
        let candidates = locked.iter().flat_map(|locked| candidates(lock, locked));
        let found = { candidates }.find(|folder| folder.join("Cargo.toml").is_file());
        if let Some(folder) = found {
            return Ok(folder);
        }
        // A package without a source is one of the workspace, or a patch: cargo knows where it is.
        // Nor does a line of the lock file say which of two versions a name stands for.
        match self.question(dependent, lock).answer() {
            Ok(metadata) => {
                if let Some(folder) = metadata.folder(dependent.folder(), name, &dependency.name) {
                    return Ok(folder.to_owned());
                }
            }
            Err(message) if is_known && locked.as_ref().is_none_or(|locked| locked.source.is_none()) => {
                return Err(message.clone());
            }
            Err(_) => {}
        }
        Err(match locked {
            Some(locked) => Message::new(format!(
                "the source of `{name}` {} is not on this machine",
                locked.version
            ))
            .help("run `cargo fetch`"),
            None => Message::new(format!("`Cargo.lock` does not name `{name}`"))
                .help("run `cargo generate-lockfile`"),
        })
    }

    /// The version of a package that the dependent uses, directly or by others.
    pub(super) fn version(
        &mut self,
        dependent: &Manifest,
        name: &str,
        lock: &Path,
    ) -> Result<Option<String>, Message> {
        let packages = self.lock(lock)?;
        let named = || packages.iter().filter(|package| package.name == name);
        let found = choose(packages, dependent, name).or_else(|| named().next());
        Ok(found.map(|package| package.version.clone()))
    }

    /// Whether a package in the lock file is not from a registry.
    pub(super) fn is_fork(&mut self, dependent: &Manifest, name: &str, lock: &Path) -> Result<bool, Message> {
        let packages = self.lock(lock)?;
        let named = || packages.iter().filter(|package| package.name == name);
        let found = choose(packages, dependent, name).or_else(|| named().next());
        Ok(found.is_some_and(|package| {
            let source = package.source.as_deref().unwrap_or_default();
            !source.starts_with("registry+") && !source.starts_with("sparse+")
        }))
    }

    fn lock(&mut self, path: &Path) -> Result<&[Locked], Message> {
        if !self.locks.contains_key(path) {
            let table = manifest::table(path).map_err(Diagnostic::into_message)?;
            self.locks.insert(path.to_owned(), packages(&table));
        }
        Ok(self.locks.get(path).map(Vec::as_slice).unwrap_or_default())
    }
}

fn packages(lock: &Table) -> Vec<Locked> {
    let list = lock
        .get("package")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let read = |table: &Table| {
        let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
        let dependencies = table
            .get("dependencies")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        Some(Locked {
            name: text("name")?,
            version: text("version")?,
            source: text("source"),
            dependencies: dependencies
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        })
    };
    list.filter_map(Value::as_table).filter_map(read).collect()
}

/// The locked package with that name that the dependent uses, unless it uses several.
fn choose<'a>(packages: &'a [Locked], dependent: &Manifest, name: &str) -> Option<&'a Locked> {
    let named: Vec<_> = packages.iter().filter(|package| package.name == name).collect();
    if let [only] = named[..] {
        return Some(only);
    }
    let this = dependent.package.as_ref()?;
    let this = packages
        .iter()
        .find(|package| package.name == this.name && package.version == this.version)?;
    let words = this
        .dependencies
        .iter()
        .map(|line| line.split(' ').collect::<Vec<_>>());
    let mut words = words.filter(|words| words.first() == Some(&name));
    let (Some(words), None) = (words.next(), words.next()) else {
        return None;
    };
    let has_source =
        |package: &Locked, source: &str| package.source.as_deref() == Some(source.trim_matches(['(', ')']));
    named.into_iter().find(|package| {
        words.get(1).is_none_or(|version| package.version == *version)
            && words.get(2).is_none_or(|source| has_source(package, source))
    })
}

fn candidates(lock: &Path, locked: &Locked) -> Vec<PathBuf> {
    let name = format!("{}-{}", locked.name, locked.version);
    let mut found = Vec::new();
    for folder in vendored(lock) {
        found.extend([folder.join(&name), folder.join(&locked.name)]);
    }
    let Some(home) = cargo_home() else { return found };
    match locked.source.as_deref() {
        Some(source) if source.starts_with("git+") => {
            let revision = source.rsplit('#').next().unwrap_or_default();
            found.extend(checkouts(&home, revision, &locked.name));
        }
        Some(_) => {
            found.extend(
                subfolders(&home.join("registry/src"))
                    .into_iter()
                    .map(|index| index.join(&name)),
            );
        }
        None => {}
    }
    found
}

/// `$CARGO_HOME`, or its default.
pub(super) fn cargo_home() -> Option<PathBuf> {
    let set = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    set.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

/// The folders that replace a registry in `.cargo/config.toml`.
fn vendored(lock: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for (folder, config) in configs(lock.parent().unwrap_or(Path::new(""))) {
        let sources = config
            .get("source")
            .and_then(Value::as_table)
            .into_iter()
            .flatten();
        let directories = sources.filter_map(|(_, source)| source.get("directory")?.as_str());
        found.extend(directories.map(|directory| folder.join(directory)));
    }
    found
}

/// The cargo configurations that apply in a folder, nearest first, each with the folder that its paths are relative to.
pub(super) fn configs(folder: &Path) -> Vec<(PathBuf, Table)> {
    let above = folder
        .ancestors()
        .map(|folder| (folder.to_owned(), folder.join(".cargo")));
    let home = cargo_home()
        .into_iter()
        .map(|home| (home.parent().unwrap_or(&home).to_owned(), home));
    let mut found: Vec<(PathBuf, Table)> = Vec::new();
    let mut seen = Vec::new();
    for (base, folder) in above.chain(home) {
        for path in ["config.toml", "config"].map(|name| folder.join(name)) {
            if path.is_file() && !seen.contains(&path) {
                // Cargo reports malformed configurations itself.
                found.extend(manifest::table(&path).ok().map(|table| (base.clone(), table)));
                seen.push(path);
            }
        }
    }
    found
}

/// The folders of a package in the checkouts of a git revision.
fn checkouts(home: &Path, revision: &str, name: &str) -> Vec<PathBuf> {
    let short = revision.get(..7).unwrap_or(revision);
    let mut open: Vec<_> = subfolders(&home.join("git/checkouts"))
        .into_iter()
        .map(|folder| folder.join(short))
        .collect();
    let mut found = Vec::new();
    for _ in 0..4 {
        let is_it = |folder: &&PathBuf| {
            let manifest = manifest::table(&folder.join("Cargo.toml")).ok();
            let package = manifest
                .as_ref()
                .and_then(|manifest| manifest.get("package")?.get("name")?.as_str());
            package == Some(name)
        };
        found.extend(open.iter().filter(is_it).cloned());
        open = open.iter().flat_map(|folder| subfolders(folder)).collect();
    }
    found
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}
