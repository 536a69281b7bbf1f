//! The table of `--explain-cost`.

use std::fmt::Write as _;

use kubewright_core::check::{self, RuleCost};
use kubewright_core::crd::Crd;

/// The rules of one version of a kind.
pub(super) struct OfVersion {
    kind: String,
    version: String,
    rules: Vec<RuleCost>,
}

/// The longest rule that is shown whole.
const LONGEST: usize = 60;

/// The costs of the rules of a CRD, by version.
pub(super) fn of(crd: &Crd) -> Vec<OfVersion> {
    let versions = crd.spec.versions.iter().map(|version| OfVersion {
        kind: crd.spec.names.kind.clone(),
        version: version.name.clone(),
        rules: check::costs(&version.schema.open_api_v3_schema),
    });
    versions.filter(|version| !version.rules.is_empty()).collect()
}

/// The costs as a table, the most expensive rule of each version first.
pub(super) fn table(costs: &[OfVersion]) -> String {
    let mut out = String::new();
    for of in costs {
        let sum = of
            .rules
            .iter()
            .fold(0, |sum: u64, rule| sum.saturating_add(rule.total()));
        // Writing to a string never fails.
        _ = writeln!(out, "{} {}: all rules cost at most {sum}", of.kind, of.version);
        _ = writeln!(
            out,
            "{:>9}  {:>12}  {:>10}  {:>8}  RULE",
            "% OF RULE", "COST", "EACH", "TIMES"
        );
        for rule in &of.rules {
            let path = if rule.path.is_empty() {
                "the object"
            } else {
                &rule.path
            };
            _ = writeln!(
                out,
                "{:>9}  {:>12}  {:>10}  {:>8}  {path}: {}",
                rule.percent(),
                rule.total(),
                rule.each,
                rule.occurrences,
                shortened(&rule.rule)
            );
        }
    }
    if out.is_empty() {
        out.push_str("no kind has CEL rules\n");
    }
    out
}

/// A rule on one line.
fn shortened(rule: &str) -> String {
    let line = rule.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
