//! Edits that a user makes in a project.

use super::super::project::Project;

/// Lines that are added below a line, by file; a file without that line does not get them.
const ADDED: &[(&str, &str, &str)] = &[
    ("src/lib.rs", "pub mod controller;\n", "pub mod mine;\n"),
    ("Cargo.toml", "[dependencies]\n", "base64 = \"0.23\"\n"),
    (
        "Makefile",
        "",
        "\n.PHONY: mine\nmine: ## Print a line.\n\t@echo mine\n",
    ),
    ("README.md", "\n\n", "A line of my own.\n\n"),
    (".gitignore", "", "/mine\n"),
    (
        "config/manager/manager.yaml",
        "      containers:\n",
        "      # A container, and no more.\n",
    ),
    // Next to lines that the update changes.
    (
        "src/main.rs",
        "let options = ManagerOptions::default();\n",
        "    tracing::info!(\"mine\");\n",
    ),
    (
        "src/controller/memcached.rs",
        "use std::sync::Arc;\n",
        "\nuse crate::mine;\n",
    ),
    (
        "src/controller/memcached.rs",
        "async fn reconcile(&self, object: Arc<Memcached>) -> Result<Action> {\n",
        "        tracing::debug!(\"{}\", mine::encoded(&object.spec));\n",
    ),
    (
        "src/api/v1alpha1/memcached.rs",
        "    /// Conditions of the Memcached, such as Available, each with the time since when.\n",
        "    /// There may be others.\n",
    ),
    (
        "src/api/v1alpha1/memcached.rs",
        "+kubebuilder:validation:MaxLength=63\n",
        "    /// +kubebuilder:validation:MinLength=1\n",
    ),
];

const MODULE: &str = "\
//! A module of my own.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;

/// A value in base64.
pub fn encoded(value: &impl Serialize) -> String {
    BASE64_STANDARD.encode(serde_json::to_vec(value).unwrap_or_default())
}
";

/// Changes files, adds one, and deletes one. Returns what was added, by file.
pub(super) fn make(project: &Project) -> Vec<(&'static str, &'static str)> {
    let mut made = Vec::new();
    for (path, below, lines) in ADDED {
        if !project.path().join(path).is_file() {
            continue;
        }
        let text = project.text(path);
        let at = match text.find(below) {
            Some(_) if below.is_empty() => text.len(),
            Some(at) => at + below.len(),
            None => continue,
        };
        project.write(path, &format!("{}{lines}{}", &text[..at], &text[at..]));
        made.push((*path, *lines));
    }
    project.write(
        "Cargo.toml",
        &project
            .text("Cargo.toml")
            .replace("base64 = ", "serde_json = \"1\"\nbase64 = "),
    );
    project.write("src/mine.rs", MODULE);
    std::fs::remove_file(project.path().join("deny.toml")).unwrap();
    made
}

/// Checks that all of it is there.
pub(super) fn check(project: &Project, made: &[(&str, &str)], name: &str) {
    for (path, lines) in made {
        let text = project.text(path);
        assert_eq!(
            text.matches(lines).count(),
            1,
            "{name}: {path} has lost {lines:?}:\n{text}"
        );
    }
    assert_eq!(project.text("src/mine.rs"), MODULE);
    assert!(
        project.text("Cargo.toml").contains("serde_json = \"1\"\n"),
        "{name}"
    );
    assert!(!project.path().join("deny.toml").exists(), "{name}");
}
