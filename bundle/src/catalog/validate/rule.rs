//! Rules of catalogs, and what they report.

use crate::catalog::{Catalog, Object};
use crate::finding::{Finding, Severity};

/// One thing that can be wrong with a catalog.
#[derive(Debug)]
pub struct Rule {
    /// The identifier, which does not change between versions.
    pub id: &'static str,
    /// What is wrong, in one line.
    pub about: &'static str,
    pub(super) check: fn(&Catalog, &mut Report),
}

/// The findings of one rule.
pub(super) struct Report {
    rule: &'static Rule,
    pub(super) findings: Vec<Finding>,
}

impl Report {
    pub(super) fn new(rule: &'static Rule) -> Self {
        Self {
            rule,
            findings: Vec::new(),
        }
    }

    /// A finding at a value of an object, by a path with dots.
    pub(super) fn add(
        &mut self,
        object: &Object,
        path: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let path: Vec<_> = path.split('.').filter(|part| !part.is_empty()).collect();
        self.at(object, &path, message, help);
    }

    /// A finding at a value of an object, by keys and indexes.
    pub(super) fn at(
        &mut self,
        object: &Object,
        path: &[impl AsRef<str>],
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let path: Vec<_> = path.iter().map(AsRef::as_ref).collect();
        self.findings.push(Finding {
            rule: self.rule.id,
            severity: Severity::Error,
            file: Some(object.file.clone()),
            line: Some(object.line_of(&path)),
            message: message.into(),
            help: help.into(),
        });
    }
}
