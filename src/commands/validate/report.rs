//! Findings as text, JSON and SARIF.

use serde_json::{Value, json};

use super::judged::Finding;
use crate::cli::ValidateFormat;

pub(super) fn render(findings: &[Finding<'_>], format: ValidateFormat) -> String {
    match format {
        ValidateFormat::Text => findings.iter().map(line).collect(),
        ValidateFormat::Json => {
            let all: Vec<_> = findings.iter().map(object).collect();
            format!("{:#}\n", Value::Array(all))
        }
        ValidateFormat::Sarif => format!("{:#}\n", sarif(findings)),
    }
}

/// `file:line:column: Kind name: cause`
fn line(finding: &Finding<'_>) -> String {
    let Finding {
        file,
        place,
        object,
        message,
        ..
    } = finding;
    format!(
        "{file}:{}:{}: {}: {message}\n",
        place.line,
        place.column,
        named(finding, object.text("/kind"))
    )
}

fn named(finding: &Finding<'_>, kind: &str) -> String {
    match (kind, finding.object.text("/metadata/name")) {
        ("", "") => "an object".to_owned(),
        (kind, "") => kind.to_owned(),
        ("", name) => name.to_owned(),
        (kind, name) => format!("{kind} {name}"),
    }
}

fn object(finding: &Finding<'_>) -> Value {
    let text = |pointer| finding.object.text(pointer);
    json!({
        "file": finding.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "apiVersion": text("/apiVersion"),
        "kind": text("/kind"),
        "namespace": text("/metadata/namespace"),
        "name": text("/metadata/name"),
        "field": finding.field,
        "reason": finding.reason,
        "message": finding.message,
    })
}

fn sarif(findings: &[Finding<'_>]) -> Value {
    // Viewers list only what a result refers to.
    let mut ids: Vec<_> = findings.iter().map(|finding| finding.reason).collect();
    ids.sort_unstable();
    ids.dedup();
    let rules: Vec<_> = ids.into_iter().map(|id| json!({ "id": id })).collect();
    let results: Vec<_> = findings
        .iter()
        .map(|finding| {
            json!({
                "ruleId": finding.reason,
                "level": "error",
                "message": {"text": format!("{}: {}", named(finding, finding.object.text("/kind")), finding.message)},
                "locations": [{"physicalLocation": {
                    "artifactLocation": {"uri": finding.file},
                    "region": {"startLine": finding.place.line.max(1), "startColumn": finding.place.column.max(1)},
                }}],
            })
        })
        .collect();
    kubewright_bundle::output::sarif(&rules, &results)
}
