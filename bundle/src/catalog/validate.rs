//! Checks of catalogs.

mod bundles;
mod channels;
mod deprecations;
mod graph;
mod packages;
mod rule;

use super::Catalog;
use crate::Files;
use crate::finding::Finding;

use rule::Report;
pub use rule::Rule;

/// All rules, except that a file cannot be read.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        packages::RULES,
        channels::RULES,
        graph::RULES,
        bundles::RULES,
        deprecations::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Checks the files of a catalog.
///
/// ```
/// use kubewright_bundle::{Files, catalog};
///
/// let mut files = Files::default();
/// files.insert("catalog.yaml", "schema: olm.package\nname: a\ndefaultChannel: stable\n");
/// let findings = catalog::validate::validate(&files);
/// assert_eq!(findings[0].rule, "package-without-channels");
/// ```
#[must_use]
pub fn validate(files: &Files) -> Vec<Finding> {
    let (catalog, mut findings) = Catalog::parse(files);
    for rule in rules() {
        let mut report = Report::new(rule);
        (rule.check)(&catalog, &mut report);
        findings.append(&mut report.findings);
    }
    findings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    findings.dedup();
    findings
}
