//! Rules, and what they report.

use std::path::Path;

use super::subject::Subject;
use crate::finding::{Finding, Severity};
use crate::{Manifest, place};

/// One thing that can be wrong with a bundle.
///
/// ```
/// use kubewright_bundle::validate::rules;
///
/// let rule = rules().find(|rule| rule.id == "owned-crd-missing").unwrap();
/// assert_eq!(rule.validator, "bundle");
/// ```
#[derive(Debug)]
pub struct Rule {
    /// The identifier, which does not change between versions.
    pub id: &'static str,
    /// The validator that it belongs to.
    pub validator: &'static str,
    /// How severe its findings are at most.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub about: &'static str,
    pub(super) check: fn(&Subject<'_>, &mut Report<'_>),
}

/// The findings of one rule.
pub(super) struct Report<'a> {
    rule: &'static Rule,
    subject: &'a Subject<'a>,
    pub(super) findings: Vec<Finding>,
}

/// Where a finding is.
pub(super) enum At<'a> {
    /// The bundle as a whole.
    Bundle,
    /// A file, or a value in it.
    File(&'a Path, Vec<String>),
}

impl<'a> At<'a> {
    /// A value in an object, by a path with dots: `spec.icon.0`.
    ///
    /// Keys that have dots themselves are added with [`At::key`].
    pub(super) fn manifest(manifest: &'a Manifest, path: &str) -> Self {
        Self::file(&manifest.path, path)
    }

    pub(super) fn file(file: &'a Path, path: &str) -> Self {
        let parts = path.split('.').filter(|part| !part.is_empty());
        Self::File(file, parts.map(str::to_owned).collect())
    }

    /// A key below it.
    pub(super) fn key(mut self, key: &str) -> Self {
        if let Self::File(_, parts) = &mut self {
            parts.push(key.to_owned());
        }
        self
    }
}

impl<'a> Report<'a> {
    pub(super) fn new(rule: &'static Rule, subject: &'a Subject<'a>) -> Self {
        let findings = Vec::new();
        Self {
            rule,
            subject,
            findings,
        }
    }

    /// A finding of the rule's severity.
    pub(super) fn add(&mut self, at: At<'_>, message: impl Into<String>, help: impl Into<String>) {
        self.with(self.rule.severity, at, message, help);
    }

    /// A finding that does not stop a release.
    pub(super) fn warn(&mut self, at: At<'_>, message: impl Into<String>, help: impl Into<String>) {
        self.with(Severity::Warning, at, message, help);
    }

    fn with(&mut self, severity: Severity, at: At<'_>, message: impl Into<String>, help: impl Into<String>) {
        let (file, line) = match at {
            At::Bundle => (None, None),
            At::File(file, path) => {
                let path: Vec<_> = path.iter().map(String::as_str).collect();
                let text = self.subject.files.text(file);
                (
                    Some(file.to_path_buf()),
                    text.and_then(|text| place::line(text, 0, &path)),
                )
            }
        };
        self.findings.push(Finding {
            rule: self.rule.id,
            severity,
            file,
            line,
            message: message.into(),
            help: help.into(),
        });
    }
}
