//! Removed APIs and OpenShift versions, for the community catalog of OpenShift.

use serde_json::Value;

use super::Rule;
use super::removed;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::{Error, Warning};
use crate::pointer::text;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "deprecated-validator",
        validator: "community",
        severity: Warning,
        about: "The validator `community` is deprecated",
        check: community,
    },
    Rule {
        id: "deprecated-validator",
        validator: "operatorhub",
        severity: Warning,
        about: "The validator `operatorhub` is deprecated",
        check: operatorhub,
    },
    Rule {
        id: "max-openshift-version",
        validator: "community",
        severity: Error,
        about: "A bundle with removed APIs does not exclude OpenShift 4.9",
        check: maximum,
    },
    Rule {
        id: "openshift-versions",
        validator: "community",
        severity: Error,
        about: "The image's label does not exclude OpenShift 4.9",
        check: label,
    },
];

const LABEL: &str = "com.redhat.openshift.versions";

fn community(_: &Subject<'_>, report: &mut Report<'_>) {
    report.add(
        At::Bundle,
        "the validator `community` is deprecated",
        "select `name=alpha-deprecated-apis`",
    );
}

fn operatorhub(_: &Subject<'_>, report: &mut Report<'_>) {
    report.add(
        At::Bundle,
        "the validator `operatorhub` is deprecated",
        "select `suite=operatorframework`",
    );
}

/// Properties of the metadata, and of the annotation where older bundles have them.
fn properties(subject: &Subject<'_>) -> Vec<Value> {
    let annotation = subject
        .csv()
        .and_then(|csv| csv.object["metadata"]["annotations"]["olm.properties"].as_str());
    let in_annotation: Vec<Value> = annotation
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    subject
        .bundle
        .properties
        .iter()
        .cloned()
        .chain(in_annotation)
        .collect()
}

fn maximum(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    if !removed::in_1_22(subject.bundle) {
        return;
    }
    let properties = properties(subject);
    let maximum = properties
        .iter()
        .find(|property| property["type"] == "olm.maxOpenShiftVersion")
        .map(|property| text(property, "/value"));
    let help = "replace the removed APIs, or write the property `olm.maxOpenShiftVersion` with `4.8` to `metadata/properties.yaml`";
    match maximum.map(minor) {
        Some(Some(minor)) if minor < 9 => {}
        Some(Some(_)) => report.add(
            At::manifest(csv, ""),
            "`olm.maxOpenShiftVersion` allows OpenShift 4.9, which does not have the removed APIs",
            help,
        ),
        Some(None) => report.add(
            At::manifest(csv, ""),
            format!("`{}` is not a version of OpenShift", maximum.unwrap_or_default()),
            help,
        ),
        None => report.add(
            At::manifest(csv, ""),
            "the bundle uses removed APIs, but does not exclude OpenShift 4.9",
            help,
        ),
    }
}

fn label(subject: &Subject<'_>, report: &mut Report<'_>) {
    if !removed::in_1_22(subject.bundle) {
        return;
    }
    let Some(dockerfile) = &subject.options.dockerfile else {
        let help = "name the Dockerfile with `--optional-values index-path=bundle.Dockerfile`";
        report.warn(At::Bundle, format!("the label `{LABEL}` was not checked"), help);
        return;
    };
    let help = format!("write `LABEL {LABEL}=v4.6-v4.8`");
    let line = dockerfile.lines().find(|line| line.contains(LABEL));
    let value = line
        .and_then(|line| line.split_once(LABEL)?.1.split_once('='))
        .map(|(_, value)| value.trim().trim_matches('"').to_owned());
    match value {
        None => report.add(At::Bundle, format!("the Dockerfile has no label `{LABEL}`"), help),
        Some(value) => {
            // The last version of a range counts; one version alone includes all later ones.
            let last = value.split(['-', ',']).next_back().unwrap_or_default();
            let excludes =
                (value.contains('-') || value.starts_with('=')) && minor(last).is_some_and(|minor| minor < 9);
            if !excludes {
                report.add(
                    At::Bundle,
                    format!("`{LABEL}={value}` includes OpenShift 4.9, which does not have the removed APIs"),
                    help,
                );
            }
        }
    }
}

/// The minor number of an OpenShift 4 version.
fn minor(version: &str) -> Option<u64> {
    let version = version.trim().trim_start_matches(['=', 'v']);
    let mut parts = version.split('.');
    let major: u64 = parts.next()?.parse().ok()?;
    let minor = parts.next()?.parse().ok()?;
    Some(if major == 4 { minor } else { u64::MAX })
}
