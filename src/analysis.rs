//! Turns source text into manifests, or into diagnostics for all problems in it.

mod comments;
mod facts;
mod focus;
mod graph;
mod item;
mod kinds;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;
use kubewright_core::tables::Minor;

use crate::report::{Diagnostic, Level};
use crate::source::{FileId, ItemId, Kubernetes, Problem, Source};

pub use facts::{Facts, Found};
pub use item::{Declared, Docs, Form, Items, Reference};
pub use kinds::{Document, Settings};

use graph::Types;

/// A project, parsed and resolved.
pub struct Analysis {
    source: Source<Items>,
    targets: BTreeMap<ItemId, Vec<kubewright_core::lower::Target<ItemId>>>,
    minors: BTreeMap<ItemId, Minor>,
    diagnostics: Vec<Diagnostic>,
}

impl Analysis {
    /// Reads a project. [`Self::diagnostics`] returns the problems of single items.
    ///
    /// # Errors
    ///
    /// If files cannot be read.
    pub fn read(directory: &Path, paths: &[String]) -> Result<Self, Vec<Diagnostic>> {
        let mut source = Source::load(Items, directory, paths)
            .map_err(|problems| problems.into_iter().map(diagnostic).collect::<Vec<_>>())?;
        let described: Vec<_> = source
            .selected_items()
            .filter(|(_, item)| {
                item.data
                    .as_ref()
                    .is_some_and(|data| data.form == Form::Described)
            })
            .map(|(id, _)| id)
            .collect();
        let targets = graph::resolve(&mut source, described);
        let mut analysis = Self {
            source,
            targets,
            minors: BTreeMap::new(),
            diagnostics: Vec::new(),
        };
        analysis.minors();
        analysis.faults();
        analysis.comments();
        Ok(analysis)
    }

    /// The problems of the items.
    pub fn diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    /// The files that `paths` name, by their whole paths.
    #[must_use]
    pub fn files_read(&self) -> BTreeSet<PathBuf> {
        let files = self.source.files().filter(|(_, file)| file.selected);
        files.map(|(_, file)| file.disk().to_owned()).collect()
    }

    fn types(&self) -> Types<'_> {
        Types::new(&self.source, &self.targets)
    }

    fn at(&self, file: FileId, range: Range<usize>, message: Message) -> Diagnostic {
        let file = self.source.file(file);
        let range = match message.part.clone() {
            Some(part) => focus::part(&file.text, range, *part),
            None => range,
        };
        Diagnostic {
            level: Level::Error,
            message,
            path: Some(file.path.clone()),
            text: file.text.clone(),
            range: Some(range),
        }
    }

    /// Creates a diagnostic at a site of a type.
    fn at_site(&self, id: ItemId, site: usize, message: Message) -> Diagnostic {
        let item = self.source.item(id);
        let sites = item.data.as_ref().map_or(&[][..], |data| &data.sites);
        let range = sites.get(site).unwrap_or(&item.range).clone();
        self.at(item.file, range, message)
    }

    /// The Kubernetes version of each root type's package.
    fn minors(&mut self) {
        let mut known = BTreeMap::new();
        let mut problems = Vec::new();
        for id in self.targets.keys() {
            let package = self.source.file(self.source.item(*id).file).package;
            let minor = *known.entry(package).or_insert_with(|| {
                let stated = match self.source.kubernetes(package) {
                    Kubernetes::Latest | Kubernetes::Unstated => return Minor::NEWEST,
                    Kubernetes::Earliest => return Minor::OLDEST,
                    Kubernetes::Minor(minor) => minor,
                };
                let found = u8::try_from(stated)
                    .ok()
                    .and_then(|minor| Minor::try_from(minor).ok());
                found.unwrap_or_else(|| {
                    let (name, _) = self.source.package(package);
                    let message = format!(
                        "package `{name}` is for Kubernetes 1.{stated}, whose types kubewright does not have"
                    );
                    let (oldest, newest) = (Minor::OLDEST, Minor::NEWEST);
                    problems.push(Diagnostic::error(
                        Message::new(message).help(format!("use a version from {oldest} to {newest}")),
                    ));
                    Minor::NEWEST
                })
            });
            self.minors.insert(*id, minor);
        }
        self.diagnostics.extend(problems);
    }

    /// Problems within single items.
    fn faults(&mut self) {
        let mut found = Vec::new();
        for (id, item) in self.source.items() {
            let Some(data) = &item.data else { continue };
            let reached = self.targets.contains_key(&id);
            let selected = self.source.file(item.file).selected;
            if !reached && !selected {
                continue;
            }
            let text = &self.source.file(item.file).text;
            for (range, message) in &data.faults {
                // Of a type that has no schema, only the docs are checked.
                let in_docs = || {
                    ["//", "/*"]
                        .iter()
                        .any(|sign| text[range.clone()].starts_with(sign))
                };
                if reached || in_docs() {
                    found.push(self.at(item.file, range.clone(), message.clone()));
                }
            }
            if let (Form::Unknown, Some(marker)) = (data.form, data.schema_marker()) {
                let message = format!("`+{}` is on `{}`, which has no schema", marker.name, item.name);
                let message = Message::new(message).help("add `#[derive(Schema)]`");
                found.push(self.at_site(id, marker.at, message));
            }
        }
        for fact in self.source.selected_facts() {
            let faults = fact.data.faults.iter().cloned();
            found.extend(faults.map(|(range, message)| self.at(fact.file, range, message)));
        }
        self.diagnostics.extend(found);
    }

    /// Markers in comments that are not doc comments.
    fn comments(&mut self) {
        let mut found = Vec::new();
        for (id, file) in self.source.files().filter(|(_, file)| file.selected) {
            let faults = comments::faults(&file.text);
            found.extend(
                faults
                    .into_iter()
                    .map(|(range, message)| self.at(id, range, message)),
            );
        }
        self.diagnostics.extend(found);
    }
}

fn diagnostic(problem: Problem) -> Diagnostic {
    let Problem {
        path,
        text,
        range,
        message,
    } = problem;
    Diagnostic {
        level: Level::Error,
        message,
        path: Some(path),
        text,
        range,
    }
}
