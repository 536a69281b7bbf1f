//! The examples of custom resources in the annotation `alm-examples`.

use serde_json::Value;

use super::Rule;
use super::rule::{At, Report};
use super::subject::{Gvk, Subject};
use crate::Manifest;
use crate::finding::Severity::{Error, Warning};
use crate::pointer::text;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-examples",
        validator: "csv",
        severity: Warning,
        about: "The CSV has no examples of its custom resources",
        check: none,
    },
    Rule {
        id: "examples-twice",
        validator: "csv",
        severity: Warning,
        about: "The CSV has examples in two annotations",
        check: twice,
    },
    Rule {
        id: "examples-malformed",
        validator: "csv",
        severity: Error,
        about: "The examples are not a JSON list of objects",
        check: malformed,
    },
    Rule {
        id: "example-not-provided",
        validator: "csv",
        severity: Error,
        about: "An example is of a kind that the CSV does not own",
        check: not_provided,
    },
    Rule {
        id: "example-missing",
        validator: "csv",
        severity: Warning,
        about: "An owned kind has no example",
        check: missing,
    },
    Rule {
        id: "owned-name",
        validator: "csv",
        severity: Error,
        about: "An owned or required CRD is not named `plural.group`",
        check: owned_name,
    },
];

const KEYS: [&str; 2] = ["alm-examples", "olm.examples"];

/// The annotation that counts, and its text.
pub(crate) fn annotation(csv: &Manifest) -> Option<(&'static str, &str)> {
    KEYS.into_iter()
        .find_map(|key| Some((key, csv.object["metadata"]["annotations"][key].as_str()?)))
}

fn none(subject: &Subject<'_>, report: &mut Report<'_>) {
    if let Some(csv) = subject.csv()
        && annotation(csv).is_none()
    {
        let help = "add a sample of each kind to `config/samples`; `kubewright generate bundle` writes them to the annotation `alm-examples`";
        report.add(
            At::manifest(csv, "metadata.annotations"),
            "the CSV has no examples of its custom resources",
            help,
        );
    }
}

fn twice(subject: &Subject<'_>, report: &mut Report<'_>) {
    if let Some(csv) = subject.csv()
        && KEYS
            .iter()
            .all(|key| csv.object["metadata"]["annotations"][*key].is_string())
    {
        let at = At::manifest(csv, "metadata.annotations").key(KEYS[1]);
        report.add(
            at,
            "`olm.examples` is ignored, because `alm-examples` exists",
            "remove one of the two",
        );
    }
}

/// The examples of the CSV, if they can be read.
fn examples(csv: &Manifest) -> Vec<Value> {
    annotation(csv)
        .and_then(|(_, text)| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

fn malformed(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let Some((key, written)) = annotation(csv) else {
        return;
    };
    let at = || At::manifest(csv, "metadata.annotations").key(key);
    if written.is_empty() {
        return;
    }
    match serde_json::from_str::<Vec<Value>>(written) {
        Err(error) => {
            let message = format!("`{key}` is not a JSON list of objects: {error}");
            report.add(
                at(),
                message,
                "correct the sample that the annotation is made from",
            );
        }
        Ok(examples) => {
            for (index, example) in examples.iter().enumerate() {
                if text(example, "/apiVersion").is_empty() || text(example, "/kind").is_empty() {
                    let message = format!("example {index} of `{key}` has no `apiVersion` or no `kind`");
                    report.add(at(), message, "write both");
                }
            }
        }
    }
}

fn not_provided(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let Some((key, _)) = annotation(csv) else { return };
    let provided = subject.provided();
    for example in examples(csv) {
        let gvk = Gvk::of_object(&example);
        if !gvk.kind.is_empty() && !provided.contains(&gvk) {
            let message = format!("an example is of `{gvk}`, which the CSV does not own");
            let at = At::manifest(csv, "metadata.annotations").key(key);
            report.add(at, message, "remove the example, or own the CRD");
        }
    }
}

fn missing(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let Some((_, written)) = annotation(csv) else {
        return;
    };
    // Examples that cannot be read are an error already.
    let is_known =
        |example: &Value| !text(example, "/kind").is_empty() && !text(example, "/apiVersion").is_empty();
    let readable = serde_json::from_str::<Vec<Value>>(written).is_ok_and(|all| all.iter().all(is_known));
    if !readable && !written.is_empty() {
        return;
    }
    let shown: Vec<_> = examples(csv).iter().map(Gvk::of_object).collect();
    for provided in subject
        .provided()
        .iter()
        .filter(|provided| !shown.contains(provided))
    {
        let message = format!("`{provided}` has no example");
        report.add(
            At::manifest(csv, "spec.customresourcedefinitions.owned"),
            message,
            "add a sample of it to `config/samples`",
        );
    }
}

fn owned_name(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (path, described) in ["owned", "required"]
        .into_iter()
        .flat_map(|key| subject.described(key))
    {
        if Gvk::of_description(described).is_none() {
            let message = format!("`{}` is not the name of a CRD", text(described, "/name"));
            report.add(
                At::manifest(csv, &format!("{path}.name")),
                message,
                "write `<plural>.<group>`",
            );
        }
    }
}
