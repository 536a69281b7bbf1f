//! The install modes of the CSV.

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::Error;
use crate::pointer::{items, text};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-install-mode",
        validator: "csv",
        severity: Error,
        about: "The CSV supports no install mode",
        check: none,
    },
    Rule {
        id: "install-mode-unknown",
        validator: "csv",
        severity: Error,
        about: "An install mode has a type that OLM does not know",
        check: unknown,
    },
    Rule {
        id: "install-mode-twice",
        validator: "csv",
        severity: Error,
        about: "An install mode is listed twice",
        check: twice,
    },
    Rule {
        id: "conversion-install-mode",
        validator: "csv",
        severity: Error,
        about: "A conversion webhook needs the install mode AllNamespaces alone",
        check: conversion,
    },
];

const MODES: [&str; 4] = [
    "OwnNamespace",
    "SingleNamespace",
    "MultiNamespace",
    "AllNamespaces",
];

fn none(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let modes = items(&csv.object, "/spec/installModes");
    if !modes.iter().any(|mode| mode["supported"] == true) {
        let message = if modes.is_empty() {
            "the CSV has no install modes"
        } else {
            "the CSV supports none of its install modes"
        };
        report.add(
            At::manifest(csv, "spec.installModes"),
            message,
            "write `- type: AllNamespaces` with `supported: true`",
        );
    }
}

fn unknown(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (at, mode) in items(&csv.object, "/spec/installModes").iter().enumerate() {
        let kind = text(mode, "/type");
        if !MODES.contains(&kind) {
            let message = format!("`{kind}` is not an install mode");
            report.add(
                At::manifest(csv, &format!("spec.installModes.{at}.type")),
                message,
                format!("write one of `{}`", MODES.join("`, `")),
            );
        }
    }
}

fn twice(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let modes = items(&csv.object, "/spec/installModes");
    for (at, mode) in modes.iter().enumerate() {
        if modes[..at].iter().any(|before| before["type"] == mode["type"]) {
            let message = format!("the install mode `{}` is listed twice", text(mode, "/type"));
            report.add(
                At::manifest(csv, &format!("spec.installModes.{at}")),
                message,
                "remove one of the two",
            );
        }
    }
}

fn conversion(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let converts = |webhook: &serde_json::Value| !items(webhook, "/conversionCRDs").is_empty();
    if !items(&csv.object, "/spec/webhookdefinitions")
        .iter()
        .any(converts)
    {
        return;
    }
    let modes = items(&csv.object, "/spec/installModes");
    let wrong = modes
        .iter()
        .position(|mode| (mode["type"] == "AllNamespaces") != (mode["supported"] == true));
    if let Some(at) = wrong {
        let help =
            "support AllNamespaces and nothing else: a CRD has one conversion webhook for all namespaces";
        let message = format!(
            "a conversion webhook does not work with `{}` set like this",
            text(&modes[at], "/type")
        );
        report.add(
            At::manifest(csv, &format!("spec.installModes.{at}")),
            message,
            help,
        );
    }
}
