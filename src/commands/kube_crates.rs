//! The crates that types with kube's own derive need.

use std::path::Path;

use super::adopted::lists;
use crate::plan::{Change, Plan};
use crate::project::{Project, Resource};
use kubewright_analysis::quoted::quoted;

const NEEDED: [(&str, &str); 4] = [
    (
        "kube",
        "{ version = \"5\", default-features = false, features = [\"derive\"] }",
    ),
    ("schemars", "\"1\""),
    ("serde", "{ version = \"1\", features = [\"derive\"] }"),
    ("serde_json", "\"1\""),
];

const ANCHOR: &str = "dependencies";

/// Whether `create api --style kube` wrote a type of the project.
pub(super) fn are_needed(project: &Project) -> bool {
    let is_ours = |resource: &Resource| !resource.is_adopted() && project.has_kube_derive(resource);
    project.types().any(is_ours)
}

/// Adds those that the text of `Cargo.toml` lacks, and returns a note where that is left to the user.
pub(super) fn add(plan: &mut Plan, manifest: &str) -> Option<String> {
    let missing = NEEDED.iter().filter(|(name, _)| !lists(manifest, name));
    let missing: Vec<_> = missing
        .map(|(name, version)| format!("{name} = {version}"))
        .collect();
    if missing.is_empty() {
        return None;
    }
    if !manifest.contains("+kubebuilder:scaffold:dependencies") {
        return Some(format!(
            "`Cargo.toml` lacks dependencies of the type; add {}",
            quoted(missing)
        ));
    }
    for line in missing {
        let insert = Change::Insert {
            anchor: ANCHOR.to_owned(),
            text: format!("{line}\n"),
            template: "",
        };
        plan.change("Cargo.toml".into(), insert);
    }
    None
}

/// The note about those that no type needs after a deletion. They stay, because other code may use them.
pub(super) fn left(before: &Project, after: &Project, directory: &Path) -> Option<String> {
    if !are_needed(before) || are_needed(after) {
        return None;
    }
    let manifest = std::fs::read_to_string(directory.join("Cargo.toml")).unwrap_or_default();
    let names = NEEDED.iter().map(|(name, _)| *name);
    // Every project of `init` has serde.
    let left: Vec<_> = names
        .filter(|name| *name != "serde" && lists(&manifest, name))
        .collect();
    (!left.is_empty()).then(|| {
        format!(
            "`Cargo.toml` keeps the dependencies {}; remove those that no other code uses",
            quoted(left)
        )
    })
}
