//! The annotations of the CSV.

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::{Error, Warning};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "annotation-case",
        validator: "csv",
        severity: Error,
        about: "An annotation of the CSV is spelled in the wrong case",
        check: case,
    },
    Rule {
        id: "properties-annotation",
        validator: "csv",
        severity: Warning,
        about: "Properties are in an annotation of the CSV",
        check: properties,
    },
];

const CASED: [&str; 5] = [
    "olm.operatorGroup",
    "olm.operatorNamespace",
    "olm.targetNamespaces",
    "olm.providedAPIs",
    "olm.skipRange",
];

fn keys<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = &'a String> {
    let annotations = subject
        .csv()
        .and_then(|csv| csv.object["metadata"]["annotations"].as_object());
    annotations.into_iter().flat_map(|annotations| annotations.keys())
}

fn case(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for key in keys(subject) {
        if let Some(right) = CASED
            .iter()
            .find(|cased| cased.eq_ignore_ascii_case(key) && *cased != key)
        {
            let at = At::manifest(csv, "metadata.annotations").key(key);
            report.add(
                at,
                format!("OLM does not know the annotation `{key}`"),
                format!("write `{right}`"),
            );
        }
    }
}

fn properties(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    if keys(subject).any(|key| key == "olm.properties") {
        let at = At::manifest(csv, "metadata.annotations").key("olm.properties");
        report.add(
            at,
            "properties are in the annotation `olm.properties`",
            "move them to `metadata/properties.yaml`",
        );
    }
}
