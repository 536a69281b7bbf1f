//! `kubewright diff` with git revisions and a cluster; `testdata/cli/diff*` have files.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::project::{Project, Said};

const BOUND: &str = "    /// +kubebuilder:validation:MaxLength=63\n";

/// A project with a commit.
fn project() -> Project {
    let project = Project::empty();
    for command in [
        "init --domain example.com --project-name demo --license none",
        "create api --group cache --version v1alpha1 --kind Memcached",
    ] {
        assert_eq!(run(&project, command).status, 0);
    }
    git(&project, &["init", "--quiet"]);
    project
}

fn run(project: &Project, command: &str) -> Said {
    project.run(&command.split(' ').collect::<Vec<_>>())
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

fn commit(project: &Project) {
    git(project, &["add", "."]);
    git(project, &["commit", "--quiet", "--message", "State"]);
}

/// Replaces the bound of the example field.
fn set_bound(project: &Project, bound: &str) {
    let path = "src/api/v1alpha1/memcached.rs";
    let text = project.text(path);
    assert!(text.contains(BOUND));
    project.write(path, &text.replace(BOUND, bound));
}

#[test]
fn revisions_are_compared_with_the_source_and_with_each_other() {
    let project = project();
    let none = run(&project, "diff");
    assert_eq!(
        none.err,
        "error: the git repository has no commit; `git log` and `git tag` list revisions; `cluster` stands for the cluster\n"
    );
    // The commit before the first API has no CRD, as when a pull request adds the first.
    git(
        &project,
        &["commit", "--quiet", "--allow-empty", "--message", "empty"],
    );
    let first = run(&project, "diff");
    assert_eq!(first.status, 0, "{}", first.err);
    assert!(first.out.contains("[crd-added]"), "{}", first.out);
    assert_eq!(
        first.err,
        "note: `config/crd/bases` has no CRDs in the git revision `HEAD`\n"
    );
    commit(&project);
    let same = run(&project, "diff");
    assert_eq!((same.status, same.out.as_str()), (0, ""), "{}", same.err);
    assert_eq!(same.err, "`HEAD` and the source have the same CRDs\n");

    git(&project, &["tag", "v1"]);
    set_bound(&project, "    /// +kubebuilder:validation:MaxLength=9\n");
    let narrower = run(&project, "diff");
    let line = "  breaking    `v1alpha1 .spec.foo`: `maxLength` narrows from 63 to 9 [bound] src/api/v1alpha1/memcached.rs:";
    assert_eq!(narrower.status, 1);
    assert!(narrower.out.contains(line), "{}", narrower.out);

    // The commit has the CRD of before, because nobody has run `manifests`.
    commit(&project);
    assert_eq!(
        run(&project, "diff v1 HEAD").err,
        "`v1` and `HEAD` have the same CRDs\n"
    );
    assert_eq!(run(&project, "manifests").status, 0);
    commit(&project);
    for command in [
        "diff v1 HEAD",
        "diff v1:config/crd HEAD:config",
        "diff v1 config/crd/bases",
    ] {
        let said = run(&project, command);
        assert!(
            said.out.contains("`maxLength` narrows from 63 to 9 [bound]"),
            "{command}: {}",
            said.err
        );
    }
    assert_eq!(
        run(&project, "diff v2").err,
        "error: `v2` is neither a file, a folder nor a git revision; `git log` and `git tag` list revisions; `cluster` stands for the cluster\n"
    );
    assert_eq!(
        run(&project, "diff v1:src").err,
        "error: `src` has no CRDs in the git revision `v1`; commit the CRDs, or name a folder that has them: `v1:FOLDER`\n"
    );
}

#[test]
fn an_error_in_the_source_is_no_change() {
    let project = project();
    commit(&project);
    set_bound(&project, "    /// +kubebuilder:validation:MaxLength=long\n");
    let said = run(&project, "diff");
    assert_eq!((said.status, said.out.as_str()), (1, ""));
    assert!(
        said.err.starts_with("error: src/api/v1alpha1/memcached.rs:"),
        "{}",
        said.err
    );
}

#[test]
fn what_is_allowed_is_not_denied_either() {
    let project = project();
    commit(&project);
    set_bound(&project, "    /// +kubebuilder:validation:MaxLength=9\n");
    let denied = run(&project, "manifests --deny-breaking");
    assert_eq!(denied.status, 1, "{}", denied.err);
    let allow = "plugins:\n  diff.kubewright.dev/v1:\n    allow:\n    - rule: bound\n      reason: nobody has longer ones\n";
    project.write("PROJECT", &(project.text("PROJECT") + allow));
    assert_eq!(run(&project, "diff").status, 0);
    let allowed = run(&project, "manifests --deny-breaking");
    assert_eq!(allowed.status, 0, "{}", allowed.err);
    project.write(
        "PROJECT",
        &project.text("PROJECT").replace("rule: bound", "rule: bounds"),
    );
    set_bound_again(&project);
    let unknown = run(&project, "manifests --deny-breaking");
    assert_eq!(unknown.status, 1);
    assert!(
        unknown
            .err
            .starts_with("error: `PROJECT` allows changes of an unknown rule: `bounds`; "),
        "{}",
        unknown.err
    );
}

fn set_bound_again(project: &Project) {
    let path = "src/api/v1alpha1/memcached.rs";
    project.write(path, &project.text(path).replace("MaxLength=9", "MaxLength=8"));
}

#[test]
fn a_removed_kind_is_breaking() {
    let project = project();
    commit(&project);
    let deleted = run(
        &project,
        "delete api --group cache --version v1alpha1 --kind Memcached",
    );
    assert_eq!(deleted.status, 0, "{}", deleted.err);
    let said = run(&project, "diff");
    assert_eq!(
        said.out,
        "memcacheds.cache.example.com\n  breaking    the CRD is removed; with it, the API server deletes all objects of the kind [crd-removed]\n1 change: 1 breaking\n"
    );
}

#[test]
fn the_crds_of_a_cluster_come_from_kubectl() {
    let project = project();
    let kubectl = project.path().join("kubectl");
    let tells = |script: &str| {
        fs::write(&kubectl, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&kubectl, fs::Permissions::from_mode(0o755)).unwrap();
        let program = kubectl.to_str().unwrap();
        project.run_with(&["diff", "cluster"], &[("KUBECTL", program)])
    };
    let list = |group: &str| {
        let file = project.text("config/crd/bases/cache.example.com_memcacheds.yaml");
        let crd: serde_json::Value = kubewright_core::yaml::from_str(&file).unwrap();
        let foreign = serde_json::json!({ "kind": "CustomResourceDefinition", "spec": { "group": group, "unknown": 1 } });
        let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": [crd, foreign] });
        fs::write(project.path().join("list.json"), list.to_string()).unwrap();
        "test \"$*\" = 'get customresourcedefinitions --output json' && cat list.json"
    };
    // Kinds of other groups are no concern of the project.
    let same = tells(list("other.io"));
    assert_eq!(
        same.err, "the cluster and the source have the same CRDs\n",
        "{}",
        same.out
    );
    let nonsense = tells("echo '{'");
    assert!(
        nonsense
            .err
            .starts_with("error: the cluster does not list CRDs as JSON: "),
        "{}",
        nonsense.err
    );
    assert!(
        nonsense
            .err
            .ends_with("; check `kubectl get customresourcedefinitions --output json`\n"),
        "{}",
        nonsense.err
    );
    let gone = tells("echo 'a log' >&2; echo 'no connection' >&2; exit 1");
    assert_eq!(
        gone.err,
        "error: `kubectl get customresourcedefinitions` failed: no connection; select a cluster with `kubectl config use-context`\n"
    );
}
