//! The platforms of images against the labels of the CSV.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::{Error, Warning};
use crate::pointer::{items, text};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "platform-labels",
        validator: "multiarch",
        severity: Warning,
        about: "The CSV does not say which platforms it supports",
        check: labels,
    },
    Rule {
        id: "platform-missing",
        validator: "multiarch",
        severity: Error,
        about: "An image lacks a platform that the CSV supports",
        check: platform,
    },
    Rule {
        id: "platform-unclaimed",
        validator: "multiarch",
        severity: Warning,
        about: "All images have a platform that the CSV does not claim",
        check: unclaimed,
    },
    Rule {
        id: "platform-affinity",
        validator: "multiarch",
        severity: Warning,
        about: "The node affinity of a Deployment does not fit the platforms that the CSV supports",
        check: affinity,
    },
];

/// Where a Pod template says on which nodes its Pods may run.
const TERMS: &str = "/spec/template/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms";

/// The values that the CSV supports of `arch` or `os`.
fn supported(subject: &Subject<'_>, key: &str) -> Vec<String> {
    let labels = subject
        .csv()
        .and_then(|csv| csv.object["metadata"]["labels"].as_object());
    let prefix = format!("operatorframework.io/{key}.");
    let labels = labels
        .into_iter()
        .flatten()
        .filter(|(_, value)| *value == "supported");
    labels
        .filter_map(|(key, _)| Some(key.strip_prefix(&prefix)?.to_owned()))
        .collect()
}

/// With the defaults of OLM: `amd64` and `linux`.
fn claimed(subject: &Subject<'_>) -> Vec<String> {
    let or = |mut values: Vec<String>, default: &str| {
        if values.is_empty() {
            values.push(default.to_owned());
        }
        values
    };
    let archs = or(supported(subject, "arch"), "amd64");
    let systems = or(supported(subject, "os"), "linux");
    systems
        .iter()
        .flat_map(|system| archs.iter().map(move |arch| format!("{system}/{arch}")))
        .collect()
}

fn labels(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (key, default) in [("arch", "amd64"), ("os", "linux")] {
        if supported(subject, key).is_empty() {
            let message =
                format!("the CSV has no label `operatorframework.io/{key}.<value>`, which means `{default}`");
            report.add(
                At::manifest(csv, "metadata"),
                message,
                format!("write `operatorframework.io/{key}.{default}: supported`"),
            );
        }
    }
}

/// The images of the CSV, with their place.
pub(crate) fn images<'a>(subject: &'a Subject<'_>) -> Vec<(String, &'a str)> {
    let mut all: Vec<_> = subject
        .containers()
        .into_iter()
        .map(|(path, container, _)| (path, text(container, "/image")))
        .collect();
    let related = subject
        .csv()
        .map_or(&[][..], |csv| items(&csv.object, "/spec/relatedImages"));
    all.extend(
        related
            .iter()
            .enumerate()
            .map(|(at, one)| (format!("spec.relatedImages.{at}"), text(one, "/image"))),
    );
    all
}

fn platform(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let claimed = claimed(subject);
    let mut seen = Vec::new();
    for (path, image) in images(subject) {
        let Some(platforms) = subject.options.platforms.get(image) else {
            continue;
        };
        if seen.contains(&image) {
            continue;
        }
        seen.push(image);
        for missing in claimed.iter().filter(|platform| !platforms.contains(platform)) {
            let message = format!("`{image}` is not built for `{missing}`, which the CSV supports");
            report.add(
                At::manifest(csv, &path),
                message,
                "build the image for it, or remove the label from the CSV",
            );
        }
    }
}

fn unclaimed(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let claimed = claimed(subject);
    let images = images(subject);
    let mut all = images
        .iter()
        .map(|(_, image)| subject.options.platforms.get(*image));
    let Some(Some(first)) = all.next() else { return };
    let rest: Vec<_> = all.collect();
    for platform in first {
        let everywhere = rest
            .iter()
            .all(|platforms| platforms.is_some_and(|platforms| platforms.contains(platform)));
        if everywhere && !claimed.contains(platform) {
            let message = format!("all images are built for `{platform}`, but the CSV does not support it");
            let help = platform
                .split_once('/')
                .map(|(_, arch)| format!("write `operatorframework.io/arch.{arch}: supported`"));
            report.add(At::manifest(csv, "metadata"), message, help.unwrap_or_default());
        }
    }
}

/// Each term is enough for a node, so what all of them exclude is excluded.
fn affinity(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (path, deployment) in subject.deployments() {
        let terms = items(deployment, TERMS);
        for (key, default) in [("arch", "amd64"), ("os", "linux")] {
            let label = format!("kubernetes.io/{key}");
            let lists: Vec<_> = terms.iter().filter_map(|term| allowed(term, &label)).collect();
            if lists.is_empty() || lists.len() < terms.len() {
                continue;
            }
            let allowed: BTreeSet<&str> = lists.into_iter().flatten().collect();
            let mut claimed = supported(subject, key);
            if claimed.is_empty() {
                claimed.push(default.to_owned());
            }
            let name = text(deployment, "/name");
            let mut add = |message, help| report.add(At::manifest(csv, &path), message, help);
            for value in claimed.iter().filter(|value| !allowed.contains(value.as_str())) {
                add(
                    format!(
                        "the node affinity of the Deployment `{name}` excludes nodes of `{value}`, which the CSV supports"
                    ),
                    format!("add `{value}` to the values of `{label}`, or remove the label from the CSV"),
                );
            }
            for value in allowed
                .iter()
                .filter(|value| !claimed.iter().any(|one| one == *value))
            {
                add(
                    format!(
                        "the node affinity of the Deployment `{name}` allows nodes of `{value}`, which the CSV does not support"
                    ),
                    format!("write `operatorframework.io/{key}.{value}: supported`, or remove the value"),
                );
            }
        }
    }
}

/// The values of a label that a term of a node affinity allows, if it limits them.
fn allowed<'a>(term: &'a Value, label: &str) -> Option<Vec<&'a str>> {
    let mut expressions = items(term, "/matchExpressions").iter();
    let found = expressions.find(|one| text(one, "/key") == label && text(one, "/operator") == "In")?;
    Some(items(found, "/values").iter().filter_map(Value::as_str).collect())
}
