//! Deprecations.

use serde_json::Value;

use super::Rule;
use super::rule::Report;
use crate::catalog::{BUNDLE, CHANNEL, Catalog, DEPRECATIONS, PACKAGE};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "deprecations-package",
        about: "Deprecations are for no package of the catalog, or are defined twice",
        check: package,
    },
    Rule {
        id: "deprecation-reference",
        about: "A deprecation refers to nothing in the catalog",
        check: reference,
    },
    Rule {
        id: "deprecation-duplicate",
        about: "Something is deprecated twice",
        check: duplicate,
    },
    Rule {
        id: "deprecation-message",
        about: "A deprecation has no message",
        check: message,
    },
];

fn package(catalog: &Catalog, report: &mut Report) {
    let mut seen = Vec::new();
    for deprecations in catalog.of_schema(DEPRECATIONS) {
        let name = deprecations.package();
        if !catalog.of_schema(PACKAGE).any(|package| package.name() == name) {
            let message = format!("the catalog has no package `{name}`, which is deprecated here");
            report.add(deprecations, "package", message, "name a package of the catalog");
        } else if seen.contains(&name) {
            let message = format!("the package `{name}` has deprecations twice");
            report.add(
                deprecations,
                "package",
                message,
                "put the entries into one object",
            );
        }
        seen.push(name);
    }
}

fn entries(value: &Value) -> &[Value] {
    value["entries"].as_array().map_or(&[], Vec::as_slice)
}

fn reference(catalog: &Catalog, report: &mut Report) {
    for deprecations in catalog.of_schema(DEPRECATIONS) {
        let package = deprecations.package();
        for (at, entry) in entries(&deprecations.value).iter().enumerate() {
            let schema = entry["reference"]["schema"].as_str().unwrap_or_default();
            let name = entry["reference"]["name"].as_str().unwrap_or_default();
            let has = || {
                catalog
                    .of_schema(schema)
                    .any(|object| object.package() == package && object.name() == name)
            };
            let problem = match schema {
                PACKAGE if name.is_empty() => continue,
                PACKAGE => String::from("the reference to the package itself has no name"),
                CHANNEL | BUNDLE if has() => continue,
                CHANNEL | BUNDLE => format!("the package `{package}` has no `{schema}` `{name}`"),
                "" => String::from("the reference has no `schema`"),
                other => format!("`{other}` cannot be deprecated"),
            };
            let help = "refer to `olm.package` without a name, or to `olm.channel` or `olm.bundle` with one";
            report.add(deprecations, &format!("entries.{at}.reference"), problem, help);
        }
    }
}

fn duplicate(catalog: &Catalog, report: &mut Report) {
    for deprecations in catalog.of_schema(DEPRECATIONS) {
        let entries = entries(&deprecations.value);
        for (at, entry) in entries.iter().enumerate() {
            if entries[..at]
                .iter()
                .any(|before| before["reference"] == entry["reference"])
            {
                report.add(
                    deprecations,
                    &format!("entries.{at}"),
                    "this is deprecated twice",
                    "remove one of the two entries",
                );
            }
        }
    }
}

fn message(catalog: &Catalog, report: &mut Report) {
    for deprecations in catalog.of_schema(DEPRECATIONS) {
        for (at, entry) in entries(&deprecations.value).iter().enumerate() {
            if entry["message"].as_str().is_none_or(str::is_empty) {
                report.add(
                    deprecations,
                    &format!("entries.{at}"),
                    "this deprecation has no message",
                    "say what users must do",
                );
            }
        }
    }
}
