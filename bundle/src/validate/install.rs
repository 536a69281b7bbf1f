//! What makes an installation fail, although the bundle is well-formed.

use kubewright_core::tables::resources_of;

use super::Rule;
use super::rule::{At, Report};
use super::subject::{Gvk, Subject};
use crate::finding::Severity::{Error, Warning};
use crate::pointer::{items, text};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "kind-without-crd",
        validator: "install",
        severity: Warning,
        about: "The cluster may not have the kind of an object",
        check: kind_without_crd,
    },
    Rule {
        id: "strategy-unknown",
        validator: "install",
        severity: Error,
        about: "OLM does not know the install strategy",
        check: strategy,
    },
    Rule {
        id: "deployment-name",
        validator: "install",
        severity: Error,
        about: "A deployment has no name, or the name of another",
        check: deployment_name,
    },
    Rule {
        id: "deployment-selector",
        validator: "install",
        severity: Error,
        about: "A deployment does not select its own Pods",
        check: selector,
    },
    Rule {
        id: "container-without-image",
        validator: "install",
        severity: Error,
        about: "A container has no image",
        check: container,
    },
    Rule {
        id: "webhook-deployment",
        validator: "install",
        severity: Error,
        about: "A webhook is served by a deployment that the CSV does not have",
        check: webhook_deployment,
    },
    Rule {
        id: "webhook-name",
        validator: "install",
        severity: Error,
        about: "A webhook has no valid name, or the name of another",
        check: webhook_name,
    },
    Rule {
        id: "webhook-type",
        validator: "install",
        severity: Error,
        about: "A webhook has a type that OLM does not know",
        check: webhook_type,
    },
    Rule {
        id: "webhook-rules",
        validator: "install",
        severity: Error,
        about: "A webhook is for resources that OLM does not allow",
        check: webhook_rules,
    },
    Rule {
        id: "conversion-crd",
        validator: "install",
        severity: Error,
        about: "A conversion webhook is for a CRD that the CSV does not own",
        check: conversion_crd,
    },
];

fn kind_without_crd(subject: &Subject<'_>, report: &mut Report<'_>) {
    let defined = subject.defined();
    for manifest in &subject.bundle.manifests {
        let gvk = Gvk::of_object(&manifest.object);
        let olm = gvk.group == "operators.coreos.com";
        let known =
            olm || resources_of(&gvk.group).is_some() || defined.iter().any(|(defined, _)| *defined == gvk);
        if !known && !gvk.kind.is_empty() {
            let message = format!(
                "neither Kubernetes nor this bundle has `{gvk}`; on a cluster without it, OLM cannot install the bundle"
            );
            let help = "declare the operator that has it in `metadata/dependencies.yaml`, or let your operator create the object";
            report.add(At::manifest(manifest, "apiVersion"), message, help);
        }
    }
}

fn strategy(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let strategy = text(&csv.object, "/spec/install/strategy");
    if !strategy.is_empty() && strategy != "deployment" {
        let message = format!("`{strategy}` is not an install strategy");
        report.add(
            At::manifest(csv, "spec.install.strategy"),
            message,
            "write `deployment`",
        );
    }
}

fn deployment_name(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let deployments = subject.deployments();
    for (at, (path, deployment)) in deployments.iter().enumerate() {
        let name = text(deployment, "/name");
        let place = || At::manifest(csv, &format!("{path}.name"));
        if !crate::names::is_subdomain(name) {
            report.add(
                place(),
                format!("`{name}` is not the name of a deployment"),
                "use lowercase letters, digits and `-`",
            );
        } else if deployments[..at]
            .iter()
            .any(|(_, before)| text(before, "/name") == name)
        {
            report.add(
                place(),
                format!("two deployments are named `{name}`"),
                "rename one of the two",
            );
        }
    }
}

fn selector(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (path, deployment) in subject.deployments() {
        let labels = &deployment["spec"]["template"]["metadata"]["labels"];
        let selected = deployment["spec"]["selector"]["matchLabels"].as_object();
        let misses = selected.and_then(|selected| {
            selected
                .iter()
                .find(|(key, value)| labels[key.as_str()] != **value)
        });
        let expressions = !items(deployment, "/spec/selector/matchExpressions").is_empty();
        let place = At::manifest(csv, &format!("{path}.spec.selector"));
        if let Some((key, value)) = misses {
            let message = format!(
                "the deployment selects Pods with the label `{key}: {}`, which its own Pods do not have",
                value.as_str().unwrap_or_default()
            );
            report.add(place, message, "give the Pod template the labels of the selector");
        } else if selected.is_none_or(serde_json::Map::is_empty) && !expressions {
            report.add(
                place,
                "the deployment has no selector",
                "select the labels of its Pod template",
            );
        }
    }
}

fn container(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (path, container, _) in subject.containers() {
        let image = text(container, "/image");
        if !crate::names::is_image(image) {
            let message = match image {
                "" => format!("the container `{}` has no image", text(container, "/name")),
                image => format!("`{image}` does not refer to an image"),
            };
            report.add(
                At::manifest(csv, &path),
                message,
                "write `registry/repository:tag`, or with a digest",
            );
        }
    }
}

/// The webhooks of the CSV, with their place.
fn webhooks<'a>(subject: &'a Subject<'_>) -> Vec<(String, &'a serde_json::Value)> {
    let webhooks = subject
        .csv()
        .map_or(&[][..], |csv| items(&csv.object, "/spec/webhookdefinitions"));
    webhooks
        .iter()
        .enumerate()
        .map(|(at, one)| (format!("spec.webhookdefinitions.{at}"), one))
        .collect()
}

fn webhook_deployment(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let deployments = subject.deployments();
    for (path, webhook) in webhooks(subject) {
        let name = text(webhook, "/deploymentName");
        if !deployments
            .iter()
            .any(|(_, deployment)| text(deployment, "/name") == name)
        {
            let message = format!("the CSV has no deployment `{name}`, which serves this webhook");
            report.add(
                At::manifest(csv, &path).key("deploymentName"),
                message,
                "name one of the deployments of the CSV",
            );
        }
    }
}

fn webhook_name(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let webhooks = webhooks(subject);
    for (at, (path, webhook)) in webhooks.iter().enumerate() {
        let name = text(webhook, "/generateName");
        let place = || At::manifest(csv, path).key("generateName");
        let is_same = |before: &serde_json::Value| {
            before["type"] == webhook["type"] && text(before, "/generateName") == name
        };
        if !crate::names::is_subdomain(name.trim_end_matches('-')) {
            report.add(
                place(),
                format!("`{name}` is not the name of a webhook"),
                "use lowercase letters, digits, `-` and `.`",
            );
        } else if webhooks[..at].iter().any(|(_, before)| is_same(before)) {
            report.add(
                place(),
                format!("two webhooks are named `{name}`"),
                "rename one of the two",
            );
        }
    }
}

fn webhook_type(subject: &Subject<'_>, report: &mut Report<'_>) {
    const TYPES: [&str; 3] = [
        "ValidatingAdmissionWebhook",
        "MutatingAdmissionWebhook",
        "ConversionWebhook",
    ];
    let Some(csv) = subject.csv() else { return };
    for (path, webhook) in webhooks(subject) {
        let kind = text(webhook, "/type");
        if !TYPES.contains(&kind) {
            let help = format!("write one of `{}`", TYPES.join("`, `"));
            report.add(
                At::manifest(csv, &path).key("type"),
                format!("`{kind}` is not a type of webhooks"),
                help,
            );
        }
    }
}

fn webhook_rules(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (path, webhook) in webhooks(subject) {
        for (at, rule) in items(webhook, "/rules").iter().enumerate() {
            let has = |key: &str, value: &str| items(rule, key).iter().any(|one| one == value);
            let place = || At::manifest(csv, &format!("{path}.rules.{at}"));
            let help = "name the groups of your own resources";
            if has("/apiGroups", "*") {
                report.add(place(), "OLM does not allow a webhook for all API groups", help);
            } else if has("/apiGroups", "operators.coreos.com") {
                report.add(
                    place(),
                    "OLM does not allow a webhook for its own resources",
                    help,
                );
            } else if has("/apiGroups", "admissionregistration.k8s.io")
                && (has("/resources", "*")
                    || ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"]
                        .iter()
                        .any(|name| has("/resources", name)))
            {
                report.add(
                    place(),
                    "OLM does not allow a webhook for webhook configurations",
                    help,
                );
            }
        }
    }
}

fn conversion_crd(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let owned = subject.described("owned");
    let mut seen = Vec::new();
    for (path, webhook) in webhooks(subject) {
        for (at, name) in items(webhook, "/conversionCRDs").iter().enumerate() {
            let place = || At::manifest(csv, &format!("{path}.conversionCRDs.{at}"));
            let shown = name.as_str().unwrap_or_default();
            if !owned.iter().any(|(_, owned)| owned["name"] == *name) {
                report.add(
                    place(),
                    format!("the CSV does not own `{shown}`, which this webhook converts"),
                    "own the CRD, or remove it from the list",
                );
            } else if seen.contains(&name) {
                report.add(
                    place(),
                    format!("a second webhook converts `{shown}`"),
                    "list the CRD in one webhook",
                );
            }
            seen.push(name);
        }
    }
}
