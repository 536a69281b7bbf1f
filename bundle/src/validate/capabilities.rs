//! The capability level and the categories.

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::Manifest;
use crate::finding::Severity::Error;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "capability",
        validator: "capabilities",
        severity: Error,
        about: "The capability level is not known",
        check: capability,
    },
    Rule {
        id: "category",
        validator: "categories",
        severity: Error,
        about: "A category is not known",
        check: category,
    },
];

const LEVELS: [&str; 5] = [
    "Basic Install",
    "Seamless Upgrades",
    "Full Lifecycle",
    "Deep Insights",
    "Auto Pilot",
];

const CATEGORIES: [&str; 16] = [
    "AI/Machine Learning",
    "Application Runtime",
    "Big Data",
    "Cloud Provider",
    "Database",
    "Developer Tools",
    "Integration & Delivery",
    "Logging & Tracing",
    "Modernization & Migration",
    "Monitoring",
    "Networking",
    "Observability",
    "OpenShift Optional",
    "Security",
    "Storage",
    "Streaming & Messaging",
];

fn annotation<'a>(csv: &'a Manifest, key: &str) -> Option<&'a str> {
    csv.object["metadata"]["annotations"][key].as_str()
}

fn capability(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    if let Some(level) = annotation(csv, "capabilities")
        && !LEVELS.contains(&level)
    {
        let at = At::manifest(csv, "metadata.annotations.capabilities");
        report.add(
            at,
            format!("`{level}` is not a capability level"),
            format!("write one of `{}`", LEVELS.join("`, `")),
        );
    }
}

fn category(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let allowed: Vec<&str> = match &subject.options.categories {
        Some(categories) => categories.iter().map(String::as_str).collect(),
        None => CATEGORIES.to_vec(),
    };
    let written = annotation(csv, "categories")
        .into_iter()
        .flat_map(|text| text.split(','))
        .map(str::trim);
    for category in written.filter(|category| !allowed.contains(category)) {
        let at = At::manifest(csv, "metadata.annotations.categories");
        report.add(
            at,
            format!("`{category}` is not a category"),
            format!("write one of `{}`", allowed.join("`, `")),
        );
    }
}
