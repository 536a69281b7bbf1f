//! File-based catalogs: packages, channels and bundles in YAML and JSON files.

mod documents;
mod ignore;
mod metadata;
pub mod render;
mod shapes;
pub mod template;
pub mod validate;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Files;
use crate::finding::{Finding, Severity};

pub use documents::{Document, documents};

/// The schema of packages.
pub const PACKAGE: &str = "olm.package";
/// The schema of channels.
pub const CHANNEL: &str = "olm.channel";
/// The schema of bundles.
pub const BUNDLE: &str = "olm.bundle";
/// The schema of deprecations.
pub const DEPRECATIONS: &str = "olm.deprecations";

/// The objects of a catalog.
///
/// ```
/// use kubewright_bundle::Files;
/// use kubewright_bundle::catalog::{Catalog, PACKAGE};
///
/// let mut files = Files::default();
/// files.insert("catalog.yaml", "schema: olm.package\nname: a\n---\nschema: olm.channel\npackage: a\nname: stable\n");
/// let (catalog, findings) = Catalog::parse(&files);
/// assert!(findings.is_empty());
/// assert_eq!(catalog.of_schema(PACKAGE).next().unwrap().name(), "a");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// All objects, in the order of their files.
    pub objects: Vec<Object>,
}

/// An object of a catalog, and where it is.
#[derive(Clone, Debug)]
pub struct Object {
    /// The file, relative to the catalog.
    pub file: PathBuf,
    /// The line of the file that the object's document starts in, from 1.
    pub line: usize,
    /// The document.
    text: String,
    /// The object.
    pub value: Value,
}

impl Catalog {
    /// Reads all files that no `.indexignore` excludes, and reports those that cannot be read.
    #[must_use]
    pub fn parse(files: &Files) -> (Self, Vec<Finding>) {
        let ignored = ignore::Patterns::of(files);
        let mut catalog = Self::default();
        let mut findings = Vec::new();
        for (path, content) in files.iter() {
            let is_list = path.file_name().is_some_and(|name| name == ignore::FILE);
            if is_list || ignored.matches(path) {
                continue;
            }
            match str::from_utf8(content) {
                Ok(text) => read(path, text, &mut catalog, &mut findings),
                Err(_) => findings.push(unreadable(path, None, "it is not text")),
            }
        }
        (catalog, findings)
    }

    /// The objects of a schema.
    pub fn of_schema(&self, schema: &str) -> impl Iterator<Item = &Object> {
        self.objects
            .iter()
            .filter(move |object| object.value["schema"] == schema)
    }
}

impl Object {
    /// The object's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.value["name"].as_str().unwrap_or_default()
    }

    /// The package that the object belongs to.
    #[must_use]
    pub fn package(&self) -> &str {
        self.value["package"].as_str().unwrap_or_default()
    }

    /// The line of a value in the object's file.
    #[must_use]
    pub fn line_of(&self, path: &[&str]) -> usize {
        let in_document = crate::place::line(&self.text, 0, path).unwrap_or(1);
        self.line + in_document - 1
    }
}

fn read(path: &Path, text: &str, catalog: &mut Catalog, findings: &mut Vec<Finding>) {
    for document in documents(text) {
        match document.value() {
            Ok(None) => {}
            Ok(Some(value)) => catalog.objects.push(Object {
                file: path.to_path_buf(),
                line: document.line,
                text: document.text.to_owned(),
                value,
            }),
            Err(reason) => findings.push(unreadable(path, Some(document.line), &reason)),
        }
    }
}

fn unreadable(path: &Path, line: Option<usize>, reason: &str) -> Finding {
    Finding {
        rule: "catalog-unreadable",
        severity: Severity::Error,
        file: Some(path.to_path_buf()),
        line,
        message: format!("this file of the catalog cannot be read: {reason}"),
        help: String::from("correct the file, or exclude it with a line in `.indexignore`"),
    }
}
