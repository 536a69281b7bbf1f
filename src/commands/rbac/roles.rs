//! The rules of roles in files.

use std::path::{Path, PathBuf};

use kubewright_core::rbac::PolicyRule;
use kubewright_core::yaml;
use serde_json::Value;

use crate::commands::errors::{Stop, fail, failure};
use crate::project::{ROLE, form};

/// Where a project has its roles.
pub(super) const FOLDER: &str = "config/rbac";

/// The rules of the roles in a file or folder. If the folder has bindings, only roles that are bound count; `others` leaves the
/// role out that `kubewright manifests` writes.
pub(super) fn bound(directory: &Path, path: &Path, others: bool) -> Result<Vec<PolicyRule>, Stop> {
    let whole = directory.join(path);
    let mut files = Vec::new();
    if whole.is_dir() {
        let entries = std::fs::read_dir(&whole).map_err(|error| unreadable(path, &error))?;
        files.extend(entries.flatten().map(|entry| entry.path()).filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml" || extension == "yml")
        }));
        files.sort();
    } else if whole.is_file() {
        files.push(whole);
    }
    let mut objects = Vec::new();
    for file in files {
        if others && file == directory.join(ROLE) {
            continue;
        }
        objects.extend(read(&file, directory)?);
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names: Vec<String> = objects
        .iter()
        .filter(|object| text(&object["kind"]).ends_with("RoleBinding"))
        .map(|object| text(&object["roleRef"]["name"]))
        .collect();
    let mut rules = Vec::new();
    for object in &objects {
        let is_role = matches!(object["kind"].as_str(), Some("Role" | "ClusterRole"));
        let is_bound = names.is_empty() || names.contains(&text(&object["metadata"]["name"]));
        if !is_role || !is_bound {
            continue;
        }
        for rule in object["rules"].as_array().into_iter().flatten() {
            let rule = form::read(rule).map_err(|wrong| {
                failure(format!(
                    "a rule of `{}` cannot be read: {wrong}",
                    text(&object["metadata"]["name"])
                ))
            })?;
            rules.push(rule);
        }
    }
    Ok(rules)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Stop {
    fail(
        format!("`{}` cannot be read: {error}", path.display()),
        "name a file or folder with roles in `--role`",
    )
}

/// The objects of a file. Lines of a Helm template that are not YAML are left out.
fn read(file: &PathBuf, directory: &Path) -> Result<Vec<Value>, Stop> {
    let shown = file.strip_prefix(directory).unwrap_or(file);
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(shown, &error))?;
    let is_directive = |line: &&str| line.trim_start().starts_with("{{");
    let plain: Vec<String> = text
        .lines()
        .filter(|line| !is_directive(line))
        .map(|line| match line.split_once("{{") {
            // A value in quotes, or a part of a name.
            Some((before, rest)) => {
                let after = rest.split_once("}}").map_or("", |(_, after)| after);
                format!("{before}TEMPLATE{after}")
            }
            None => line.to_owned(),
        })
        .collect();
    yaml::all_from_str(&plain.join("\n")).map_err(|error| {
        fail(
            format!("`{}` is not YAML: {}", shown.display(), error.first_line()),
            "name a file or folder with roles in `--role`",
        )
    })
}
