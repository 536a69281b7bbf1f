//! The role of the operator: rules for its kinds are added; others are the user's.

use std::path::Path;

use kubewright_core::yaml;
use serde_json::{Value, json};

use crate::commands::content::manifest;
use crate::project::{Project, ROLE, Resource};

const ALL: [&str; 7] = ["create", "delete", "get", "list", "patch", "update", "watch"];

/// Returns the text of the role, unless the file has all rules and the scope already: then its comments stay.
pub(super) fn text(project: &Project, directory: &Path) -> Result<Option<String>, String> {
    let known = manifest::known(Path::new(ROLE), directory)?;
    let rules = known["rules"].as_array().cloned().unwrap_or_default();
    let mut wanted = match rules.is_empty() {
        true => base(),
        false => rules.clone(),
    };
    for resource in project.types() {
        for rule in of_kind(resource) {
            if !wanted.iter().any(|other| allows(other, &rule)) {
                wanted.push(rule);
            }
        }
    }
    let role = manifest::role(project, &wanted);
    let is_known = wanted == rules && known["kind"] == role["kind"];
    Ok((!is_known).then(|| manifest::text(&role)))
}

/// The role of an operator without kinds.
pub(in crate::commands) fn of_new(project: &Project) -> String {
    manifest::text(&manifest::role(project, &base()))
}

/// What the roles of a new project may handle.
fn base() -> Vec<Value> {
    vec![
        rule(
            "",
            &[
                "configmaps",
                "pods",
                "pods/exec",
                "pods/log",
                "secrets",
                "services",
            ],
            &ALL,
        ),
        rule(
            "apps",
            &["daemonsets", "deployments", "replicasets", "statefulsets"],
            &ALL,
        ),
        rule("events.k8s.io", &["events"], &["create", "patch"]),
    ]
}

fn of_kind(resource: &Resource) -> Vec<Value> {
    let (group, plural) = (resource.identity.qualified_group(), resource.plural());
    let all = [
        plural.clone(),
        format!("{plural}/status"),
        format!("{plural}/finalizers"),
    ];
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    vec![rule(&group, &all, &ALL)]
}

/// The rules for a kind as lines of the role.
pub(super) fn text_of_kind(resource: &Resource) -> String {
    // A value made of texts and lists is always written.
    yaml::to_string(&of_kind(resource)).unwrap_or_default()
}

fn rule(group: &str, resources: &[&str], verbs: &[&str]) -> Value {
    json!({ "apiGroups": [group], "resources": resources, "verbs": verbs })
}

/// Whether a rule allows everything that another one does.
fn allows(rule: &Value, other: &Value) -> bool {
    let covers = |field: &str| {
        let list = |rule: &Value| rule[field].as_array().cloned().unwrap_or_default();
        let has = list(rule);
        has.iter().any(|item| item == "*") || list(other).iter().all(|item| has.contains(item))
    };
    rule["resourceNames"].is_null() && ["apiGroups", "resources", "verbs"].into_iter().all(covers)
}
