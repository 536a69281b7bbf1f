//! Reads the source of a project, and turns it into CRDs, roles and webhook configurations, or into diagnostics for all
//! problems in it. Nothing is compiled.
//!
//! [`source`] reads module trees and resolves names in them; an [`Analysis`] is made of it. This is a crate of its own
//! because it is optimized for speed wherever it is built, and the CLI around it is not.

#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod comments;
mod computed;
mod described;
mod diagnostic;
mod doc_places;
mod facts;
mod fields;
mod focus;
#[doc(hidden)]
pub mod fuzzing;
mod graph;
mod item;
mod kinds;
mod kube;
pub mod quoted;
mod requests;
pub mod source;
pub mod threads;
mod unread;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::{Errors, Located, Message, Part};
use kubewright_core::tables::Minor;
use kubewright_kube_types::{Keys, Stated};

use source::{FileId, ItemId, Kubernetes, Source};

pub use described::Described;
pub use diagnostic::{Diagnostic, Level};
pub use facts::{Facts, Found};
pub use item::{Declared, Docs, Form, Items, Reference, Stretch};
pub use kinds::{Document, Origin, Refusal, Settings};
pub use kube::{Answers, External, Reading, Unknown};
pub use kubewright_usage::{Unfollowed, wildcards};
pub use requests::{Line, Missing, Request, Requests, requests};

use graph::Types;

/// The crate with our derives.
const RUNTIME: &str = "kubewright-runtime";

/// A project, parsed and resolved.
pub struct Analysis {
    source: Source<Items>,
    targets: BTreeMap<ItemId, Vec<kubewright_core::lower::Target<ItemId>>>,
    minors: BTreeMap<ItemId, Minor>,
    /// The kinds with kube's own derive.
    kube: kube::Kinds,
}

impl Analysis {
    /// Reads a project, and collects what is wrong with single items. `reading` decides how kinds with kube's derive are read.
    ///
    /// # Errors
    ///
    /// If files cannot be read.
    pub fn read(
        directory: &Path,
        paths: &[String],
        reading: &Reading,
    ) -> Result<(Self, Errors<Diagnostic>), Vec<Diagnostic>> {
        let mut source = Source::load(Items::default(), directory, paths)?;
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
        let mut errors = Errors::new();
        let kube = kube::made(&mut source, reading, &mut errors);
        let mut analysis = Self {
            source,
            targets,
            minors: BTreeMap::new(),
            kube,
        };
        analysis.minors(&mut errors);
        analysis.items(&mut errors);
        analysis.comments(&mut errors);
        Ok((analysis, errors))
    }

    /// The kinds with kube's derive whose CRD cannot be known from the source.
    pub fn unknown(&self) -> &[Unknown] {
        &self.kube.unknown
    }

    /// The keys of what is stated that no kind needs; none if a kind could not be read to the end.
    pub fn unused(&self, stated: &Stated) -> Keys {
        let used = self.kube.used.as_ref();
        used.map(|used| stated.besides(used)).unwrap_or_default()
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

    fn at(&self, file: FileId, error: Located<Stretch>) -> Diagnostic {
        let file = self.source.file(file);
        let Stretch { range, part } = error.place;
        let range = match part {
            Some(part) => focus::part(&file.text, range, part),
            None => range,
        };
        Diagnostic::at(&file.path, file.text.clone(), range, error.message)
    }

    /// Creates a diagnostic at a site of a type, or a part of the marker there.
    fn at_site(&self, id: ItemId, error: Located<(usize, Part)>) -> Diagnostic {
        let item = self.source.item(id);
        let sites = item.data.as_ref().map_or(&[][..], |data| &data.sites);
        let stretch = |(site, part)| Stretch {
            range: sites.get(site).unwrap_or(&item.range).clone(),
            part,
        };
        self.at(item.file, error.map(stretch))
    }

    /// The Kubernetes version of each root type's package.
    fn minors(&mut self, errors: &mut Errors<Diagnostic>) {
        let mut known = BTreeMap::new();
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
                    errors.push(Diagnostic::error(
                        Message::new(message).help(format!("use a version from {oldest} to {newest}")),
                    ));
                    Minor::NEWEST
                })
            });
            self.minors.insert(*id, minor);
        }
    }

    /// What is wrong with single items.
    fn items(&self, errors: &mut Errors<Diagnostic>) {
        for (id, item) in self.source.items() {
            let Some(data) = &item.data else { continue };
            let reached = self.targets.contains_key(&id);
            let selected = self.source.file(item.file).selected;
            if !reached && !selected {
                continue;
            }
            let text = &self.source.file(item.file).text;
            for error in &data.errors {
                // Of a type that has no schema, only the docs are checked.
                let in_docs = || {
                    let written = &text[error.place.range.clone()];
                    // `#[doc = include_str!(...)]`, of which schemars' derives know the text.
                    let is_computed = written == "doc" && !data.schemars && data.kube.is_none();
                    is_computed || ["//", "/*"].iter().any(|sign| written.starts_with(sign))
                };
                if reached || in_docs() {
                    errors.push(self.at(item.file, error.clone()));
                }
            }
            if data.form == Form::Unknown
                && !data.schemars
                && let Some(marker) = data.schema_marker()
            {
                let message = format!("`+{}` is on `{}`, which has no schema", marker.name, item.name);
                let message = Message::new(message).help("add `#[derive(Schema)]`");
                errors.push(self.at_site(id, message.at((marker.at, None))));
            }
        }
        for fact in self.source.selected_facts() {
            let found = fact.data.errors.iter().cloned();
            errors.extend(found.map(|error| self.at(fact.file, error)));
        }
    }

    /// Markers in comments that are not doc comments.
    fn comments(&self, errors: &mut Errors<Diagnostic>) {
        for (id, file) in self.source.files().filter(|(_, file)| file.selected) {
            let found = comments::errors(&file.text, file.asides()).into_iter();
            let found = found.map(|error| {
                let stretch = |range| Stretch { range, part: None };
                self.at(id, error.map(stretch))
            });
            if self.source.depends(file.package, RUNTIME) {
                errors.extend(found);
            } else {
                // Without our derives, such markers are those of the Go types that somebody has copied.
                errors.extend(comments::warning(found.collect()));
            }
        }
    }
}
