//! Updated projects compile, with their edits.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::super::project::Project;
use super::edits;
use super::history::all;
use super::property::Edited;

/// The checkout, as the projects of `testdata/projects` name it.
const HERE: &str = "../../../..";

/// The crate with the types of a project that does not define its own.
const TYPES: &str = "testdata/projects/multigroup/harbour-types";

/// Runs clippy, with the versions of dependencies that this repository is locked to.
fn clippy(project: &Project, name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::copy(root.join("Cargo.lock"), project.path().join("Cargo.lock")).unwrap();
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(project.path())
        .args(["clippy", "--offline", "--all-targets", "--config"])
        .arg(format!(
            "patch.crates-io.harbour-types.path = {:?}",
            root.join(TYPES)
        ))
        .args(["--", "-D", "warnings"])
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("projects"),
        );
    // Variables of this test: its package, and the one that `tests/timed.sh` sets, by which cargo would build everything again.
    let own = |name: &str| {
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST") || name == "RUSTC_BOOTSTRAP"
    };
    for (name, _) in std::env::vars().filter(|(name, _)| own(name)) {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{name}:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The checkout's path in the manifests of a project.
fn find_checkout(project: &Project) {
    for (path, text) in project.files() {
        project.write(
            path.to_str().unwrap(),
            &text.replace(HERE, env!("CARGO_MANIFEST_DIR")),
        );
    }
}

/// Histories that end in the same files are compiled once.
#[test]
fn each_updated_project_compiles() {
    let mut compiled = BTreeSet::new();
    for history in all() {
        let project = Project::empty();
        for (path, text) in history.project().files() {
            project.write(
                path.to_str().unwrap(),
                &text.replace(HERE, env!("CARGO_MANIFEST_DIR")),
            );
        }
        let made = edits::make(&project);
        let said = project.run(&["alpha", "update"]);
        assert_eq!(said.status, 0, "{}: {}", history.name, said.err);
        edits::check(&project, &made, &history.name);
        let sources = project.files().into_iter().filter(|(path, _)| {
            let is_rust = path.extension().is_some_and(|extension| extension == "rs");
            is_rust || path == Path::new("Cargo.toml")
        });
        if compiled.insert(sources.collect::<Vec<_>>()) {
            clippy(&project, &history.name);
        }
    }
    assert!(compiled.len() > 2);
}

#[test]
fn projects_with_random_edits_compile() {
    let mut compiled = 0;
    for seed in 0.. {
        let edited = Edited::new(seed);
        find_checkout(&edited.project);
        // A conflict is the user's to resolve.
        if edited.project.run(&["alpha", "update"]).status == 0 {
            edited.check(&edited.name);
            clippy(&edited.project, &edited.name);
            compiled += 1;
        }
        if compiled == 3 {
            break;
        }
    }
}
