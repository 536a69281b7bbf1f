//! What is wrong with a bundle or a catalog.

use std::path::PathBuf;

/// Whether a finding stops a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// OLM or a catalog refuses it.
    Error,
    /// It works, but users or reviewers will complain.
    Warning,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's identifier, which does not change between versions.
    pub rule: &'static str,
    /// Whether it stops a release.
    pub severity: Severity,
    /// The file, relative to the bundle or the catalog.
    pub file: Option<PathBuf>,
    /// The line in the file, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
}
