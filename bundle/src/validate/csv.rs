//! The ClusterServiceVersion by itself.

use semver::Version;
use serde_json::Value;

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::{Error, Warning};
use crate::names;
use crate::pointer::text;
use crate::shape::CSV;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "csv-api-version",
        validator: "csv",
        severity: Error,
        about: "The CSV has no API version that OLM knows",
        check: api_version,
    },
    Rule {
        id: "csv-name",
        validator: "csv",
        severity: Error,
        about: "The CSV's name, or the name that it replaces, is not valid",
        check: name,
    },
    Rule {
        id: "csv-version",
        validator: "csv",
        severity: Error,
        about: "The version is not a semantic version",
        check: version,
    },
    Rule {
        id: "min-kube-version",
        validator: "csv",
        severity: Warning,
        about: "The minimal Kubernetes version is missing",
        check: min_kube_version,
    },
    Rule {
        id: "min-kube-version-malformed",
        validator: "csv",
        severity: Error,
        about: "The minimal Kubernetes version is not a version",
        check: min_kube_version_malformed,
    },
    Rule {
        id: "csv-field-missing",
        validator: "csv",
        severity: Error,
        about: "A field that the CSV needs is missing",
        check: fields,
    },
    Rule {
        id: "csv-field-type",
        validator: "csv",
        severity: Error,
        about: "A field of the CSV has the wrong type",
        check: types,
    },
];

fn api_version(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let written = text(&csv.object, "/apiVersion");
    if written != "operators.coreos.com/v1alpha1" {
        let message = format!("`{written}` is not the API version of a ClusterServiceVersion");
        report.add(
            At::manifest(csv, "apiVersion"),
            message,
            "write `operators.coreos.com/v1alpha1`",
        );
    }
}

fn name(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let replaces = text(&csv.object, "/spec/replaces");
    let both = [
        ("metadata.name", Some(csv.name())),
        ("spec.replaces", (!replaces.is_empty()).then_some(replaces)),
    ];
    for (path, name) in both {
        let Some(name) = name else { continue };
        if !names::is_subdomain(name) {
            let message = format!("`{name}` is not the name of a ClusterServiceVersion");
            report.add(
                At::manifest(csv, path),
                message,
                "write `<package>.v<version>`, in lowercase letters, digits, `-` and `.`",
            );
        } else if name.len() > 63 {
            let message = format!("`{name}` has {} characters", name.len());
            report.add(
                At::manifest(csv, path),
                message,
                "use at most 63, because it is the value of labels too",
            );
        }
    }
}

fn version(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let written = text(&csv.object, "/spec/version");
    if !written.is_empty() && Version::parse(written).is_err() {
        let message = format!("`{written}` is not a semantic version");
        report.add(
            At::manifest(csv, "spec.version"),
            message,
            "write three numbers, such as `0.1.0`",
        );
    }
}

fn min_kube_version(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    if text(&csv.object, "/spec/minKubeVersion").trim().is_empty() {
        let help = "write the oldest version that the operator supports, such as `minKubeVersion: 1.29.0`";
        report.add(At::manifest(csv, "spec"), "the CSV has no `minKubeVersion`", help);
    }
}

fn min_kube_version_malformed(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let written = text(&csv.object, "/spec/minKubeVersion");
    if !written.trim().is_empty() && Version::parse(written).is_err() {
        let message = format!("`{written}` is not a Kubernetes version");
        report.add(
            At::manifest(csv, "spec.minKubeVersion"),
            message,
            "write three numbers, such as `1.29.0`",
        );
    }
}

fn fields(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for path in [
        "spec",
        "spec.displayName",
        "spec.install",
        "spec.install.strategy",
        "spec.install.spec.deployments",
    ] {
        let pointer = format!("/{}", path.replace('.', "/"));
        let (parent, _) = pointer.rsplit_once('/').unwrap_or_default();
        let is_empty = |value: Option<&Value>| match value {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.is_empty(),
            Some(Value::Object(fields)) => fields.is_empty(),
            Some(_) => false,
        };
        // The first that is missing says enough about what is below it.
        let has_parent =
            parent == "/spec/install/spec" || parent.is_empty() || !is_empty(csv.object.pointer(parent));
        if has_parent
            && is_empty(csv.object.pointer(&pointer))
            && (path == "spec" || !is_empty(csv.object.get("spec")))
        {
            let message = format!("the CSV has no `{path}`");
            report.add(At::manifest(csv, path), message, "add the field");
        }
    }
}

fn types(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for found in CSV.mismatches(&csv.object) {
        let (message, help) = (found.message(), found.help());
        report.add(At::File(&csv.path, found.path), message, help);
    }
}
