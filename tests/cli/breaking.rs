//! Notes about stored objects: what counts as released, and the command that adds a conversion.

use std::process::Command;

use super::project::{Project, Said};

const NOTE: &str = "note: this breaks stored objects of `Memcached`";

/// A project with one field more than the scaffolded one.
fn project() -> Project {
    let project = Project::empty();
    for command in [
        "init --domain example.com --project-name demo --license none",
        "create api --group cache --version v1alpha1 --kind Memcached",
    ] {
        assert_eq!(run(&project, command).status, 0);
    }
    set_fields(&project, "v1alpha1", "pub first: String,");
    assert_eq!(run(&project, "manifests").status, 0);
    project
}

fn run(project: &Project, command: &str) -> Said {
    project.run(&command.split(' ').collect::<Vec<_>>())
}

/// Replaces the fields of the spec.
fn set_fields(project: &Project, version: &str, fields: &str) {
    let path = format!("src/api/{version}/memcached.rs");
    let text = project.text(&path);
    let (before, rest) = text.split_once("pub struct MemcachedSpec {").unwrap();
    let (_, after) = rest.split_once("\n}").unwrap();
    project.write(
        &path,
        &format!("{before}pub struct MemcachedSpec {{\n    {fields}\n}}{after}"),
    );
}

fn git(project: &Project, args: &[&str]) {
    let identity = [
        "user.name=Test",
        "user.email=test@example.com",
        "commit.gpgsign=false",
    ];
    let output = Command::new("git")
        .args(identity.iter().flat_map(|setting| ["-c", setting]))
        .args(args)
        .current_dir(project.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_type_that_was_never_committed_breaks_nothing() {
    let project = project();
    git(&project, &["init", "--quiet"]);
    set_fields(&project, "v1alpha1", "pub second: String,");
    let said = run(&project, "manifests --deny-breaking");
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(!said.err.contains("breaks"), "{}", said.err);
    git(&project, &["add", "PROJECT"]);
    git(&project, &["commit", "--quiet", "--message", "Without the CRD"]);
    set_fields(&project, "v1alpha1", "pub third: String,");
    let said = run(&project, "manifests");
    assert!(!said.err.contains("breaks"), "{}", said.err);
}

#[test]
fn the_committed_type_counts_and_each_break_is_noted_once() {
    let project = project();
    git(&project, &["init", "--quiet"]);
    git(&project, &["add", "."]);
    git(&project, &["commit", "--quiet", "--message", "With the CRD"]);
    set_fields(
        &project,
        "v1alpha1",
        "pub first: String,\n    #[serde(default)]\n    pub tried: String,",
    );
    let said = run(&project, "manifests");
    assert!(!said.err.contains("breaks"), "{}", said.err);
    // No commit has `tried`.
    set_fields(&project, "v1alpha1", "#[serde(default)]\n    pub second: String,");
    let said = run(&project, "manifests");
    let first = format!("{NOTE}: `v1alpha1 .spec.first`: the field is removed");
    assert!(said.err.contains(&first), "{}", said.err);
    assert!(!said.err.contains("tried"), "{}", said.err);
    set_fields(
        &project,
        "v1alpha1",
        "#[serde(default)]\n    pub second: String,\n    #[serde(default)]\n    pub third: String,",
    );
    let said = run(&project, "manifests");
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(!said.err.contains("breaks"), "{}", said.err);
    let said = run(&project, "manifests --deny-breaking");
    assert_eq!(said.status, 1, "{}", said.err);
    assert!(said.err.contains("`v1alpha1 .spec.first`"), "{}", said.err);
}

#[test]
fn an_ignored_crd_is_compared_with_the_file() {
    let project = project();
    git(&project, &["init", "--quiet"]);
    project.write(".gitignore", "*\n");
    set_fields(&project, "v1alpha1", "pub second: String,");
    let said = run(&project, "manifests");
    assert!(said.err.contains(NOTE), "{}", said.err);
}

#[test]
fn versions_without_conversion_name_the_command() {
    let project = project();
    let created = run(
        &project,
        "create api --group cache --version v1 --kind Memcached --controller=false",
    );
    assert_eq!(created.status, 0, "{}", created.err);
    let command = "create webhook --group cache --version v1alpha1 --kind Memcached --conversion --spoke v1";
    let note = format!(
        "no conversion webhook; the API server drops the fields that one of them does not have; run `kubewright {command}`"
    );
    assert!(created.err.contains(&note), "{}", created.err);
    project.write("config/crd/bases/cache.example.com_memcacheds.yaml", "");
    let denied = run(&project, "manifests --deny-breaking");
    assert_eq!(denied.status, 1);
    let help = format!("run `kubewright {command}`, or leave out `--deny-breaking`");
    assert!(denied.err.contains(&help), "{}", denied.err);
    assert_eq!(run(&project, command).status, 0);
    let said = run(&project, "manifests --check");
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert!(!said.err.contains("breaks"), "{}", said.err);
}
