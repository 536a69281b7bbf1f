//! CRDs, as the API server checks them when they are created. Their schemas are checked there, and by `kubewright manifests`.

use serde_json::Value;

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::Error;
use crate::pointer::{items, text};
use crate::shape::CRD;
use crate::{Manifest, names};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "crd-api-version",
        validator: "crd",
        severity: Error,
        about: "A CRD has an API version that OLM does not know",
        check: api_version,
    },
    Rule {
        id: "crd-field-type",
        validator: "crd",
        severity: Error,
        about: "A field of a CRD has the wrong type",
        check: types,
    },
    Rule {
        id: "crd-name",
        validator: "crd",
        severity: Error,
        about: "A CRD is not named `plural.group`",
        check: name,
    },
    Rule {
        id: "crd-names",
        validator: "crd",
        severity: Error,
        about: "A name of a custom resource is missing or not valid",
        check: all_names,
    },
    Rule {
        id: "crd-scope",
        validator: "crd",
        severity: Error,
        about: "A CRD has no valid scope",
        check: scope,
    },
    Rule {
        id: "crd-versions",
        validator: "crd",
        severity: Error,
        about: "The versions of a CRD are not valid",
        check: versions,
    },
    Rule {
        id: "crd-conversion",
        validator: "crd",
        severity: Error,
        about: "The conversion of a CRD is not complete",
        check: conversion,
    },
    Rule {
        id: "crd-columns",
        validator: "crd",
        severity: Error,
        about: "A printer column of a CRD is not complete",
        check: columns,
    },
];

fn each<'a>(subject: &Subject<'a>) -> Vec<&'a Manifest> {
    subject.bundle.crds().collect()
}

fn api_version(subject: &Subject<'_>, report: &mut Report<'_>) {
    for crd in each(subject) {
        let version = text(&crd.object, "/apiVersion");
        if !["apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1"].contains(&version) {
            let message = format!("`{version}` is not the API version of a CRD");
            report.add(
                At::manifest(crd, "apiVersion"),
                message,
                "write `apiextensions.k8s.io/v1`",
            );
        }
    }
}

fn types(subject: &Subject<'_>, report: &mut Report<'_>) {
    let is_v1 = |crd: &&Manifest| text(&crd.object, "/apiVersion") == "apiextensions.k8s.io/v1";
    for crd in each(subject).into_iter().filter(is_v1) {
        for found in CRD.mismatches(&crd.object) {
            let (message, help) = (found.message(), found.help());
            report.add(At::File(&crd.path, found.path), message, help);
        }
    }
}

fn name(subject: &Subject<'_>, report: &mut Report<'_>) {
    for crd in each(subject) {
        let (plural, group) = (
            text(&crd.object, "/spec/names/plural"),
            text(&crd.object, "/spec/group"),
        );
        if !names::is_subdomain(group) || !group.contains('.') {
            let message = format!("`{group}` is not an API group");
            report.add(
                At::manifest(crd, "spec.group"),
                message,
                "write a domain, such as `cache.example.com`",
            );
        } else if crd.name() != format!("{plural}.{group}") {
            let message = format!("the CRD is named `{}`", crd.name());
            report.add(
                At::manifest(crd, "metadata.name"),
                message,
                format!("name it `{plural}.{group}`, after its plural name and its group"),
            );
        }
    }
}

fn all_names(subject: &Subject<'_>, report: &mut Report<'_>) {
    for crd in each(subject) {
        for (key, is_needed) in [
            ("plural", true),
            ("singular", false),
            ("kind", true),
            ("listKind", false),
        ] {
            let value = text(&crd.object, &format!("/spec/names/{key}"));
            let valid = match value {
                "" => !is_needed,
                value if key == "kind" || key == "listKind" => names::is_dns_1035(&value.to_lowercase()),
                value => names::is_dns_1035(value),
            };
            if !valid {
                let message = match value {
                    "" => format!("`spec.names.{key}` is missing"),
                    value => format!("`{value}` is not valid for `spec.names.{key}`"),
                };
                report.add(
                    At::manifest(crd, &format!("spec.names.{key}")),
                    message,
                    "use up to 63 letters and digits, the first a letter",
                );
            }
        }
        if crd.object["spec"]["names"]["listKind"] == crd.object["spec"]["names"]["kind"]
            && !text(&crd.object, "/spec/names/kind").is_empty()
        {
            report.add(
                At::manifest(crd, "spec.names.listKind"),
                "`listKind` and `kind` are the same",
                "name the list after the kind, with `List` at the end",
            );
        }
    }
}

fn scope(subject: &Subject<'_>, report: &mut Report<'_>) {
    for crd in each(subject) {
        let scope = text(&crd.object, "/spec/scope");
        if !["Namespaced", "Cluster"].contains(&scope) {
            report.add(
                At::manifest(crd, "spec.scope"),
                format!("`{scope}` is not a scope"),
                "write `Namespaced` or `Cluster`",
            );
        }
    }
}

fn versions(subject: &Subject<'_>, report: &mut Report<'_>) {
    for crd in each(subject) {
        let versions = items(&crd.object, "/spec/versions");
        let old = text(&crd.object, "/apiVersion").ends_with("v1beta1")
            && crd.object["spec"]["version"].is_string();
        if versions.is_empty() {
            if !old {
                report.add(
                    At::manifest(crd, "spec.versions"),
                    "the CRD has no versions",
                    "list a version that is served and stored",
                );
            }
            continue;
        }
        for (at, version) in versions.iter().enumerate() {
            let name = text(version, "/name");
            let place = || At::manifest(crd, &format!("spec.versions.{at}.name"));
            if !names::is_dns_1035(name) {
                report.add(
                    place(),
                    format!("`{name}` is not the name of a version"),
                    "write a name such as `v1` or `v1beta1`",
                );
            } else if versions[..at].iter().any(|before| text(before, "/name") == name) {
                report.add(
                    place(),
                    format!("the version `{name}` is listed twice"),
                    "remove one of the two",
                );
            }
        }
        let stored = versions
            .iter()
            .filter(|version| version["storage"] == true)
            .count();
        if stored != 1 {
            let message = format!("{stored} versions have `storage: true`");
            report.add(
                At::manifest(crd, "spec.versions"),
                message,
                "set it in exactly one version",
            );
        }
    }
}

fn conversion(subject: &Subject<'_>, report: &mut Report<'_>) {
    for crd in each(subject) {
        let conversion = &crd.object["spec"]["conversion"];
        if !text(&crd.object, "/apiVersion").ends_with("/v1") || conversion.is_null() {
            continue;
        }
        match text(conversion, "/strategy") {
            "None" if conversion["webhook"].is_null() => {}
            "Webhook" if items(conversion, "/webhook/conversionReviewVersions").is_empty() => {
                let help = "write `webhook.conversionReviewVersions: [v1]`";
                report.add(
                    At::manifest(crd, "spec.conversion"),
                    "the conversion webhook lists no review versions",
                    help,
                );
            }
            // OLM fills in the service.
            "Webhook" if conversion["webhook"]["clientConfig"].is_null() => {
                let help = "write `webhook.clientConfig.service` with a name, a namespace and a path";
                report.add(
                    At::manifest(crd, "spec.conversion"),
                    "the conversion webhook has no `clientConfig`",
                    help,
                );
            }
            "Webhook" => {}
            "None" => {
                report.add(
                    At::manifest(crd, "spec.conversion"),
                    "the strategy `None` has a webhook",
                    "write `strategy: Webhook`, or remove the webhook",
                );
            }
            other => {
                let message = format!("`{other}` is not a strategy for conversion");
                report.add(
                    At::manifest(crd, "spec.conversion.strategy"),
                    message,
                    "write `None` or `Webhook`",
                );
            }
        }
    }
}

fn columns(subject: &Subject<'_>, report: &mut Report<'_>) {
    const TYPES: [&str; 5] = ["integer", "number", "string", "boolean", "date"];
    for crd in each(subject) {
        for (at, version) in items(&crd.object, "/spec/versions").iter().enumerate() {
            for (column, value) in items(version, "/additionalPrinterColumns").iter().enumerate() {
                let has = |key: &str| !text(value, &format!("/{key}")).is_empty();
                // v1beta1 has another name for it.
                let path = has("jsonPath") || has("JSONPath");
                let kind: &Value = &value["type"];
                if !has("name") || !path || !TYPES.iter().any(|known| kind == known) {
                    let place = format!("spec.versions.{at}.additionalPrinterColumns.{column}");
                    let help = format!(
                        "give it a `name`, a `jsonPath` and a `type`, one of `{}`",
                        TYPES.join("`, `")
                    );
                    report.add(
                        At::manifest(crd, &place),
                        "this printer column is not complete",
                        help,
                    );
                }
            }
        }
    }
}
