//! SARIF 2.1.0.

use std::path::Path;

use serde_json::{Value, json};

use super::{Described, level, path};
use crate::finding::Finding;

pub(super) fn log(findings: &[Finding], folder: &Path, rules: &[Described]) -> Value {
    // Those that found nothing are left out: viewers list only what a result refers to.
    let mut ids: Vec<_> = findings.iter().map(|finding| finding.rule).collect();
    ids.sort_unstable();
    ids.dedup();
    let about = |id: &&str| rules.iter().find(|(rule, _)| rule == id).copied();
    let rules: Vec<_> = ids
        .iter()
        .filter_map(about)
        .map(|(id, about)| json!({"id": id, "shortDescription": {"text": about}}))
        .collect();
    let results: Vec<_> = findings.iter().map(|finding| result(finding, folder)).collect();
    document(&rules, &results)
}

/// A log in SARIF with one run of this tool.
///
/// ```
/// let log = kubewright_bundle::output::sarif(&[], &[]);
/// assert_eq!(log["version"], "2.1.0");
/// ```
#[must_use]
pub fn document(rules: &[Value], results: &[Value]) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "kubewright", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "results": results,
        }],
    })
}

fn result(finding: &Finding, folder: &Path) -> Value {
    let text = match finding.help.as_str() {
        "" => finding.message.clone(),
        help => format!("{}; {help}", finding.message),
    };
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": {"text": text},
    });
    // A result needs a place to be shown in a review.
    let uri = path(finding, folder).unwrap_or_else(|| folder.display().to_string());
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri}}});
    if let Some(line) = finding.line {
        location["physicalLocation"]["region"] = json!({"startLine": line});
    }
    result["locations"] = json!([location]);
    result
}
