//! What OLM v1 does not support.

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::Error;
use crate::pointer::{items, text};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "v1-install-mode",
        validator: "olm-v1",
        severity: Error,
        about: "OLM v1 installs for all namespaces only",
        check: install_mode,
    },
    Rule {
        id: "v1-dependency",
        validator: "olm-v1",
        severity: Error,
        about: "OLM v1 does not resolve dependencies",
        check: dependency,
    },
    Rule {
        id: "v1-required-api",
        validator: "olm-v1",
        severity: Error,
        about: "OLM v1 does not resolve required APIs",
        check: required,
    },
    Rule {
        id: "v1-api-service",
        validator: "olm-v1",
        severity: Error,
        about: "OLM v1 does not support API services",
        check: api_service,
    },
    Rule {
        id: "v1-operator-condition",
        validator: "olm-v1",
        severity: Error,
        about: "OLM v1 does not have OperatorConditions",
        check: condition,
    },
];

fn install_mode(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let all = |mode: &serde_json::Value| mode["type"] == "AllNamespaces" && mode["supported"] == true;
    if !items(&csv.object, "/spec/installModes").iter().any(all) {
        report.add(
            At::manifest(csv, "spec.installModes"),
            "OLM v1 installs for all namespaces only",
            "support `AllNamespaces`",
        );
    }
}

/// Properties that are dependencies, and types of dependencies.
const REQUIRED: [&str; 5] = [
    "olm.gvk.required",
    "olm.package.required",
    "olm.constraint",
    "olm.gvk",
    "olm.package",
];

fn dependency(subject: &Subject<'_>, report: &mut Report<'_>) {
    let bundle = subject.bundle;
    let of_dependencies = bundle
        .dependencies
        .iter()
        .enumerate()
        .map(|(at, one)| ("dependencies", at, one, REQUIRED.as_slice()));
    let of_properties = bundle
        .properties
        .iter()
        .enumerate()
        .map(|(at, one)| ("properties", at, one, &REQUIRED[..3]));
    for (key, at, one, types) in of_dependencies.chain(of_properties) {
        let kind = text(one, "/type");
        if types.contains(&kind) {
            let named = format!("metadata/{key}.yaml");
            let message = format!("OLM v1 does not resolve dependencies of the type `{kind}`");
            report.add(
                At::file(named.as_ref(), &format!("{key}.{at}")),
                message,
                "remove it, and say in the description what users must install first",
            );
        }
    }
}

fn required(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (path, described) in subject.described("required") {
        let message = format!(
            "OLM v1 does not resolve the required CRD `{}`",
            text(described, "/name")
        );
        report.add(
            At::manifest(csv, &path),
            message,
            "remove it, and say in the description what users must install first",
        );
    }
}

fn api_service(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for key in ["owned", "required"] {
        if !items(&csv.object, &format!("/spec/apiservicedefinitions/{key}")).is_empty() {
            let at = At::manifest(csv, &format!("spec.apiservicedefinitions.{key}"));
            report.add(at, "OLM v1 does not support API services", "use CRDs");
        }
    }
}

fn condition(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for permission in subject.permissions() {
        for (at, rule) in permission.rules.iter().enumerate() {
            let has = |key: &str, value: &str| items(rule, key).iter().any(|one| one == value);
            if has("/apiGroups", "operators.coreos.com") && has("/resources", "operatorconditions") {
                let at = At::manifest(csv, &format!("{}.rules.{at}", permission.path));
                report.add(
                    at,
                    "OLM v1 does not have OperatorConditions",
                    "do not depend on them",
                );
            }
        }
    }
}
