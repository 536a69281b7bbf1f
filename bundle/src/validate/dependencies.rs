//! `metadata/dependencies.yaml`.

use serde_json::Value;

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::Error;
use crate::pointer::text;
use crate::ranges;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "dependency",
    validator: "format",
    severity: Error,
    about: "A dependency is incomplete or of no known type",
    check: dependency,
}];

/// What a constraint can have, beside its message; exactly one.
const CONSTRAINTS: [&str; 6] = ["gvk", "package", "all", "any", "not", "cel"];

fn dependency(subject: &Subject<'_>, report: &mut Report<'_>) {
    let file = subject.files.iter().map(|(path, _)| path).find(|path| {
        let has = |text: &str| text.contains("dependencies:");
        path.starts_with("metadata") && subject.files.text(path).is_some_and(has)
    });
    let Some(file) = file else { return };
    for (at, dependency) in subject.bundle.dependencies.iter().enumerate() {
        let value = &dependency["value"];
        let problem = match text(dependency, "/type") {
            "olm.gvk" => gvk(value),
            "olm.package" => package(value),
            "olm.label" => match text(value, "/label") {
                "" => Err(String::from("the dependency has no `label`")),
                _ => Ok(()),
            },
            "olm.constraint" => constraint(value),
            "" => Err(String::from("the dependency has no `type`")),
            other => Err(format!("`{other}` is not a type of dependencies")),
        };
        if let Err(message) = problem {
            let help = "write `type: olm.gvk` with `group`, `version` and `kind`, `olm.package` with `packageName` and `version`, `olm.label` with `label`, or `olm.constraint`";
            report.add(At::file(file, &format!("dependencies.{at}")), message, help);
        }
    }
}

fn gvk(value: &Value) -> Result<(), String> {
    let parts = ["group", "version", "kind"];
    match parts.iter().find(|part| text(&value[**part], "").is_empty()) {
        Some(part) => Err(format!("the dependency has no `{part}`")),
        None => Ok(()),
    }
}

fn package(value: &Value) -> Result<(), String> {
    if text(value, "/packageName").is_empty() {
        return Err(String::from("the dependency has no `packageName`"));
    }
    // A constraint calls it `versionRange`.
    let range = match text(value, "/version") {
        "" => text(value, "/versionRange"),
        range => range,
    };
    match range {
        "" => Err(String::from("the dependency has no `version`")),
        range => {
            ranges::check(range).map_err(|problem| format!("`{range}` is not a range of versions: {problem}"))
        }
    }
}

fn constraint(value: &Value) -> Result<(), String> {
    let contents: Vec<_> = CONSTRAINTS.iter().filter(|key| !value[**key].is_null()).collect();
    let [key] = contents[..] else {
        return Err(format!(
            "a constraint has exactly one of `{}`",
            CONSTRAINTS.join("`, `")
        ));
    };
    let value = &value[*key];
    match *key {
        "gvk" => gvk(value),
        "package" => package(value),
        "cel" => rule(text(value, "/rule")),
        _ => match value["constraints"].as_array() {
            Some(parts) if !parts.is_empty() => parts.iter().try_for_each(constraint),
            _ => Err(format!("`{key}` has no `constraints`")),
        },
    }
}

fn rule(rule: &str) -> Result<(), String> {
    if rule.trim().is_empty() {
        return Err(String::from("the constraint has no `cel.rule`"));
    }
    kubewright_core::cel::parse(rule)
        .map(|_| ())
        .map_err(|error| format!("`cel.rule` is not valid CEL: {error}"))
}
