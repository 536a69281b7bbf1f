//! Good practices for operators.

use semver::Version;

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::annotations;
use crate::finding::Severity::{Error, Warning};
use crate::pointer::{items, text};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-deployments",
        validator: "good-practices",
        severity: Error,
        about: "The CSV has no deployments",
        check: deployments,
    },
    Rule {
        id: "resource-requests",
        validator: "good-practices",
        severity: Warning,
        about: "A container does not request CPU and memory",
        check: requests,
    },
    Rule {
        id: "crd-description",
        validator: "good-practices",
        severity: Warning,
        about: "An owned or required CRD has no description",
        check: description,
    },
    Rule {
        id: "creates-crds",
        validator: "good-practices",
        severity: Warning,
        about: "The operator may create CRDs",
        check: creates_crds,
    },
    Rule {
        id: "csv-name-version",
        validator: "good-practices",
        severity: Warning,
        about: "The CSV is not named `<package>.v<version>`",
        check: name,
    },
    Rule {
        id: "channel-name",
        validator: "good-practices",
        severity: Warning,
        about: "A channel does not follow the naming convention",
        check: channels,
    },
];

fn deployments(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    if subject.deployments().is_empty() {
        report.add(
            At::manifest(csv, "spec.install.spec"),
            "the CSV has no deployments",
            "add the operator's deployment to `spec.install.spec.deployments`",
        );
    }
}

fn requests(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (path, container, is_init) in subject.containers() {
        let requests = &container["resources"]["requests"];
        let missing: Vec<_> = ["cpu", "memory"]
            .into_iter()
            .filter(|key| requests[*key].is_null())
            .collect();
        if !is_init && !missing.is_empty() {
            let message = format!(
                "the container `{}` does not request {}",
                text(container, "/name"),
                missing.join(" and ")
            );
            report.add(
                At::manifest(csv, &path),
                message,
                "write `resources.requests`; a quota of a namespace may ask for them",
            );
        }
    }
}

fn description(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (path, described) in ["owned", "required"]
        .into_iter()
        .flat_map(|key| subject.described(key))
    {
        if text(described, "/description").is_empty() {
            let message = format!("`{}` has no description", text(described, "/name"));
            report.add(
                At::manifest(csv, &path),
                message,
                "describe the type in its doc comment; catalogs show it",
            );
        }
    }
}

fn creates_crds(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for permission in subject.permissions() {
        for (at, rule) in permission.rules.iter().enumerate() {
            let any = |key: &str, values: &[&str]| {
                items(rule, key)
                    .iter()
                    .any(|one| values.iter().any(|value| one == value))
            };
            if any("/apiGroups", &["apiextensions.k8s.io"])
                && any("/resources", &["customresourcedefinitions", "*"])
                && any("/verbs", &["create", "patch", "*"])
            {
                let at = At::manifest(csv, &format!("{}.rules.{at}", permission.path));
                let help =
                    "leave the CRDs to OLM, and require other operators in `metadata/dependencies.yaml`";
                report.add(at, "the operator may create CRDs", help);
            }
        }
    }
}

fn name(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    // With a release, another rule knows the name.
    if !text(&csv.object, "/spec/release").is_empty() {
        return;
    }
    let version = csv.name().split_once(".v").map(|(_, version)| version);
    if version.is_none_or(|version| Version::parse(version).is_err()) {
        let message = format!("`{}` does not follow the convention for names", csv.name());
        report.add(
            At::manifest(csv, "metadata.name"),
            message,
            "write `<package>.v<version>`, such as `memcached-operator.v0.0.1`",
        );
    }
}

fn channels(subject: &Subject<'_>, report: &mut Report<'_>) {
    let bundle = subject.bundle;
    let default = bundle
        .annotations
        .get(annotations::DEFAULT_CHANNEL)
        .and_then(serde_json::Value::as_str);
    let mut channels: Vec<_> = bundle
        .channels()
        .map(|channel| (annotations::CHANNELS, channel))
        .collect();
    // The default channel is usually one of them.
    channels.extend(
        default
            .filter(|default| bundle.channels().all(|channel| channel != *default))
            .map(|default| (annotations::DEFAULT_CHANNEL, default)),
    );
    let file = subject.annotations_file();
    for (key, channel) in channels {
        if !["candidate", "fast", "stable"]
            .iter()
            .any(|prefix| channel.starts_with(prefix))
            && !channel.is_empty()
        {
            let message = format!("the channel `{channel}` does not follow the convention for names");
            report.add(
                At::file(&file, "annotations").key(key),
                message,
                "begin its name with `candidate`, `fast` or `stable`",
            );
        }
    }
}
