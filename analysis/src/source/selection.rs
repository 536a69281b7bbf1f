//! `paths=`: the packages to read, and which of their files are selected.

use kubewright_core::diagnostic::{Errors, Message};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::PROJECT;
use super::absolute;
use super::manifest::Manifest;
use crate::diagnostic::Diagnostic;
use crate::quoted::quoted;

mod workspace;

pub(super) use workspace::is_named;

/// Folders that `/...` does not enter, as Go tools do not, and cargo's own output.
const PASSED_OVER: [&str; 4] = ["target", "testdata", "vendor", "node_modules"];

/// The result of `paths`.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// The packages, by folder.
    pub(super) packages: BTreeMap<PathBuf, Manifest>,
    pub(super) rules: Vec<Rule>,
}

/// The files that one path selects.
#[derive(Debug)]
pub(super) struct Rule {
    /// The path as given.
    word: String,
    /// The absolute path.
    place: PathBuf,
    kind: RuleKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RuleKind {
    /// All files of the package in this folder.
    Package,
    /// The files in this folder and below.
    Below,
    /// The files directly in this folder.
    In,
    /// This file.
    File,
}

impl Rule {
    pub(super) fn matches(&self, file: &Path, package: &Path) -> bool {
        match self.kind {
            RuleKind::Package => package == self.place,
            RuleKind::Below => file.starts_with(&self.place) || package.starts_with(&self.place),
            RuleKind::In => file.parent() == Some(&self.place),
            RuleKind::File => file == self.place,
        }
    }

    pub(super) fn without_match(&self) -> Diagnostic {
        let word = &self.word;
        let message = match self.kind {
            RuleKind::File => Message::new(format!("`{word}` is a file that is not part of a crate"))
                .help("declare it with `mod` in its parent module"),
            RuleKind::Package | RuleKind::Below | RuleKind::In => {
                Message::new(format!("`{word}` has no source file of a crate"))
                    .help("name a folder with `.rs` files of a crate")
            }
        };
        Diagnostic::of_file(&self.place, message)
    }
}

impl Selection {
    /// Finds packages and selection rules; `directory` is absolute.
    pub(super) fn find(directory: &Path, paths: &[String], errors: &mut Errors<Diagnostic>) -> Self {
        let mut selection = Self::default();
        let default = ["./...".to_owned()];
        for word in if paths.is_empty() { &default } else { paths } {
            if let Err(problem) = selection.path(directory, word) {
                errors.push(problem);
            }
        }
        for manifest in selection.packages.values() {
            if let Some(package) = &manifest.package
                && package.targets.roots().next().is_none()
            {
                let message = Message::new("this package has neither a library nor a binary")
                    .help("create `src/lib.rs` or `src/main.rs`");
                errors.push(Diagnostic::of_file(&manifest.path, message));
            }
        }
        selection
    }

    fn path(&mut self, directory: &Path, word: &str) -> Result<(), Diagnostic> {
        let (start, deep) = match word.strip_suffix("...") {
            Some("") => (".", true),
            Some(start) if start.ends_with(['/', '\\']) => (start, true),
            Some(_) | None => (word, false),
        };
        if !Path::new(start).is_absolute() && !start.starts_with('.') {
            return self.package_named(directory, word);
        }
        let place = absolute(&directory.join(start));
        let place = if place.ends_with("Cargo.toml") {
            place.parent().unwrap_or(&place).to_owned()
        } else {
            place
        };
        if place.is_file() {
            let (place, kind) = (place, if deep { RuleKind::Below } else { RuleKind::File });
            self.enclosing(word, &place)?;
            self.rule(word, place, kind);
            return Ok(());
        }
        if let Err(error) = std::fs::read_dir(&place) {
            return Err(Diagnostic::of_file(
                &place,
                format!("`{word}` cannot be read: {error}"),
            ));
        }
        match (deep, place.join("Cargo.toml").is_file()) {
            (true, _) => self.below(word, place),
            (false, true) => self.here(word, place),
            (false, false) => {
                self.enclosing(word, &place)?;
                self.rule(word, place, RuleKind::In);
                Ok(())
            }
        }
    }

    fn rule(&mut self, word: &str, place: PathBuf, kind: RuleKind) {
        self.rules.push(Rule {
            word: word.to_owned(),
            place,
            kind,
        });
    }

    fn add(&mut self, manifest: Manifest) {
        if manifest.package.is_some() {
            self.packages.insert(manifest.folder().to_owned(), manifest);
        }
    }

    /// The package of a file or folder.
    fn enclosing(&mut self, word: &str, place: &Path) -> Result<(), Diagnostic> {
        let found = place
            .ancestors()
            .map(|folder| folder.join("Cargo.toml"))
            .find(|path| path.is_file());
        let Some(path) = found else {
            let message = Message::new(format!(
                "`{word}` is not in a package: neither it nor a parent folder has a `Cargo.toml`"
            ))
            .help("name a folder in a package");
            return Err(Diagnostic::of_file(place, message));
        };
        let manifest = Manifest::read(&path)?;
        if manifest.package.is_none() {
            let message = Message::new(format!(
                "`{word}` is in a workspace, but not in one of its packages"
            ))
            .help("name one of them");
            return Err(Diagnostic::of_file(&path, message));
        }
        self.add(manifest);
        Ok(())
    }

    /// A folder with a manifest: its package, or else the members of its workspace.
    fn here(&mut self, word: &str, place: PathBuf) -> Result<(), Diagnostic> {
        let manifest = Manifest::read(&place.join("Cargo.toml"))?;
        let manifests = match (&manifest.package, &manifest.workspace) {
            (Some(_), _) => vec![manifest],
            (None, Some(_)) => workspace::members(&manifest)?,
            (None, None) => return Err(empty(&manifest)),
        };
        for manifest in manifests {
            self.rule(word, manifest.folder().to_owned(), RuleKind::Package);
            self.add(manifest);
        }
        Ok(())
    }

    /// A folder and all below it. In a project, other projects below are not entered, as Go's `./...` enters no other module.
    fn below(&mut self, word: &str, place: PathBuf) -> Result<(), Diagnostic> {
        let mut excluded = Vec::new();
        let mut found = false;
        let is_project = |folder: &Path| folder.join(PROJECT).is_file();
        let in_project = is_project(&place);
        let mut open = vec![place.clone()];
        while let Some(folder) = open.pop() {
            let path = folder.join("Cargo.toml");
            if path.is_file() {
                let manifest = Manifest::read(&path)?;
                if manifest.package.is_none() && manifest.workspace.is_none() {
                    return Err(empty(&manifest));
                }
                let workspace = manifest.workspace.iter().flat_map(|workspace| &workspace.exclude);
                excluded.extend(workspace.map(|exclude| absolute(&folder.join(exclude))));
                found |= manifest.package.is_some();
                self.add(manifest);
            }
            open.extend(
                subfolders(&folder)?
                    .into_iter()
                    .filter(|folder| !(excluded.contains(folder) || in_project && is_project(folder))),
            );
        }
        // Inside a package, below its manifest; or in a folder with several packages, which are all selected.
        if !found || !place.join("Cargo.toml").is_file() {
            let above = self.enclosing(word, &place);
            if !found {
                above?;
            }
        }
        self.rule(word, place, RuleKind::Below);
        Ok(())
    }

    /// A package of the workspace around `directory`, by name.
    fn package_named(&mut self, directory: &Path, word: &str) -> Result<(), Diagnostic> {
        let members = workspace::around(directory)?;
        let name = |manifest: &Manifest| manifest.package.as_ref().map(|package| package.name.clone());
        let names: Vec<_> = members.iter().filter_map(name).collect();
        let Some(manifest) = members
            .into_iter()
            .find(|manifest| name(manifest).as_deref() == Some(word))
        else {
            let known = match names.is_empty() {
                true => "there is no package here".to_owned(),
                false => format!("the packages are {}", quoted(names)),
            };
            let message = Message::new(format!("`{word}` is not a package: {known}"))
                .help(format!("write a folder as `./{word}`"));
            return Err(Diagnostic::of_file(directory, message));
        };
        self.rule(word, manifest.folder().to_owned(), RuleKind::Package);
        self.add(manifest);
        Ok(())
    }
}

/// The folders of all packages of the workspace that a folder lies in.
pub(super) fn members_around(directory: &Path) -> Vec<PathBuf> {
    let members = workspace::around(directory).unwrap_or_default();
    let folders = members.iter().map(|manifest| manifest.folder().to_owned());
    folders.collect()
}

fn empty(manifest: &Manifest) -> Diagnostic {
    let message =
        Message::new("this manifest has neither `[package]` nor `[workspace]`").help("run `cargo init`");
    Diagnostic::of_file(&manifest.path, message)
}

fn subfolders(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let failure = |error| Diagnostic::of_file(folder, format!("this folder cannot be read: {error}"));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failure)? {
        let entry = entry.map_err(failure)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let passed_over = name.starts_with(['.', '_']) || PASSED_OVER.contains(&&*name);
        // Symbolic links are not followed, because one may lead back here.
        if !passed_over && entry.file_type().map_err(failure)?.is_dir() {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}
