//! Whole projects, made by the commands in their folder of `testdata/projects`.
//!
//! `commands` has one command per line, and `edits` the files that somebody wrote after that. `SNAPSHOTS=overwrite`
//! rewrites what is kept of the result: see `projects::project`.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "generated/commands.rs"]
mod commands;
#[path = "../import/tests/random/schema.rs"]
mod schema;

mod projects {
    pub(crate) mod bundle;
    pub(crate) mod chance;
    pub(crate) mod chart;
    pub(crate) mod charts_tutorial;
    pub(crate) mod cluster;
    pub(crate) mod imported;
    pub(crate) mod likeness;
    pub(crate) mod objects;
    pub(crate) mod own_certificates;
    pub(crate) mod project;
    pub(crate) mod round_trip;
    pub(crate) mod workspace;
}

use std::fs;
use std::path::Path;

use projects::chance;
use projects::cluster::Cluster;
use projects::imported;
use projects::project::{Files, Project, ROOT, files, temporary};
use projects::round_trip;
use projects::workspace;

#[test]
fn each_is_what_its_commands_make() {
    for project in Project::all() {
        let made = project.kept_of(project.made());
        let kept = project.kept();
        let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&made), names(&kept), "{}; see `make bless`", project.name);
        for (path, text) in &made {
            assert_eq!(
                text,
                &kept[path],
                "{}: {}; see `make bless`",
                project.name,
                path.display()
            );
        }
    }
}

#[test]
fn nothing_is_left_of_what_was_deleted() {
    let deleted = Project::named("deleted");
    let made = deleted.made();
    let folder = temporary();
    let init: Vec<_> = deleted.commands().into_iter().take(1).collect();
    let before = deleted.run_in(folder.path(), &init);
    assert_eq!(*made, before);
}

/// What kubebuilder wrote of each PROJECT that it had read: see `testdata/kubebuilder`.
#[test]
fn kubebuilder_keeps_all_of_project() {
    // Comments are its own, and it quotes versions less.
    let bare = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| line.replace('"', "")).collect::<Vec<_>>()
    };
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/kubebuilder");
    Project::all();
    let mut projects = files(Path::new(ROOT));
    // A project in Go that another is made from is not one of ours.
    projects.retain(|path, _| path.ends_with("PROJECT") && path.iter().any(|part| part == "tree"));
    assert!(projects.len() > 12);
    for (path, ours) in projects {
        // The folder; and, in a workspace, the member's.
        let folders = path.parent().unwrap().iter().map(|part| part.to_str().unwrap());
        let folders: Vec<_> = folders.filter(|part| *part != "tree").collect();
        let name = format!("{}.yaml", folders.join("-"));
        let theirs = fs::read_to_string(kept.join(&name)).unwrap_or_default();
        let anew =
            "run `go run . ../projects/*/tree/PROJECT ../projects/*/tree/*/PROJECT` in testdata/kubebuilder";
        assert_eq!(bare(&ours), bare(&theirs), "{name}: {anew}");
    }
}

#[test]
fn every_flag_is_used() {
    let projects = Project::all();
    // Cases of the CLI: operators from Helm charts and Ansible roles have no Rust to compile, and kube's derives have tests of their own.
    let cases = [
        include_str!("../testdata/cli/helm-operator/commands"),
        include_str!("../testdata/cli/helm-operator-refused/commands"),
        include_str!("../testdata/cli/ansible-operator/commands"),
        include_str!("../testdata/cli/ansible-operator-refused/commands"),
        include_str!("../testdata/cli/kube-types/commands"),
    ];
    let used = projects.iter().flat_map(Project::commands);
    let used = used.chain(cases.map(str::to_owned)).collect::<Vec<_>>().join(" ");
    for command in [
        "init",
        "create api",
        "create webhook",
        "edit",
        "delete api",
        "delete webhook",
    ] {
        let help = Project::help(command);
        let flags = help.split_whitespace().filter(|word| word.starts_with("--"));
        let flags = flags.map(|word| word.trim_end_matches(|c: char| !c.is_alphanumeric()));
        let flags = flags.map(|word| word.split(['=', '[']).next().unwrap_or_default());
        for flag in flags.filter(|flag| !["--help", "--version", "--color", "--quiet"].contains(flag)) {
            assert!(
                used.contains(flag),
                "{flag} of `{command}` is in no project's commands"
            );
        }
    }
}

#[test]
fn each_is_laid_out_to_be_compiled() {
    for project in Project::all() {
        project.check_manifests();
    }
    workspace::cargo(&workspace::METADATA);
    let workspaces = Project::all().into_iter().filter(Project::is_workspace);
    let workspaces: Vec<_> = workspaces.collect();
    assert!(!workspaces.is_empty());
    workspaces.iter().for_each(workspace::stands_alone);
}

#[test]
fn each_is_formatted_and_compiles_without_warnings() {
    for package in Project::all().iter().flat_map(Project::packages) {
        workspace::cargo_in(&package, &["fmt", "--check"]);
    }
    workspace::cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ]);
}

/// Two versions, webhooks, and all that somebody wrote in them.
#[test]
fn a_renamed_kind_compiles() {
    let folder = temporary();
    let rename = [
        "rename",
        "api",
        "--group",
        "cache",
        "--kind",
        "Memcached",
        "--to",
        "Store",
    ];
    let renamed = Project::named("memcached").changed_in(&folder.path().join("renamed"), &rename);
    renamed.check_manifests();
    let members =
        "[workspace]\nresolver = \"3\"\nmembers = [\"renamed/tree\"]\n\n[profile.dev]\ndebug = false\n";
    fs::write(folder.path().join("Cargo.toml"), members).unwrap();
    let manifest = renamed.tree().join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("../../../..", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let clippy = [
        "clippy",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ];
    workspace::cargo_among(folder.path(), &clippy);
}

#[test]
fn imported_types_are_formatted_and_compile_without_warnings() {
    let folder = temporary();
    let types = imported::crate_in(folder.path());
    assert!(types.len() > 140, "only {} types", types.len());
    workspace::cargo_among(folder.path(), &["fmt", "--check"]);
    let clippy = ["clippy", "--", "-D", "warnings"];
    workspace::cargo_among(folder.path(), &clippy);
    workspace::cargo_among(folder.path(), &["build"]);
    round_trip::check(&types, &workspace::target().join("debug/imported"));
}

#[test]
fn what_any_commands_make_compiles() {
    let folder = temporary();
    let made = chance::projects(folder.path());
    workspace::cargo_among(
        folder.path(),
        &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
    );
    assert!(made.iter().any(|commands| commands.len() > 5), "{made:#?}");
}

#[test]
fn the_tests_of_each_pass() {
    workspace::cargo(&["test", "--workspace", "--lib", "--bins", "--tests"]);
}

#[test]
#[ignore = "takes ten minutes; `make soak` runs it"]
fn the_cronjob_operator_goes_on() {
    let soak = ["--", "--ignored", "--nocapture", "soak"];
    workspace::cargo(
        &[
            &["test", "-p", "cronjob-operator", "--test", "operator"],
            &soak[..],
        ]
        .concat(),
    );
}

#[test]
fn the_chart_of_the_tutorial_runs_its_operator() {
    workspace::cargo(&["build", "--package", "memcached", "--bins"]);
    Cluster::start().runs_the_chart_of_the_tutorial();
}

#[test]
fn each_runs_in_a_cluster() {
    workspace::cargo(&["build", "--workspace", "--bins"]);
    let cluster = Cluster::start();
    let all = Project::all();
    let operators = all.iter().flat_map(Project::operators);
    for operator in operators.filter(|operator| !operator.is_without_rust()) {
        cluster.deploys(&operator);
    }
    // One whose webhooks refuse something, with certificates of its own.
    let (folder, cached) = (temporary(), Project::named("memcached"));
    cluster.is_rid_of(&cached);
    cluster.deploys(&cached.changed_in(folder.path(), &["edit", "--own-certificates"]));
}

#[test]
fn operators_without_rust_run_in_a_cluster() {
    let all = Project::all();
    let operators: Vec<_> = all
        .iter()
        .flat_map(Project::operators)
        .filter(Project::is_without_rust)
        .collect();
    assert!(operators.len() >= 2);
    let cluster = Cluster::start();
    operators.iter().for_each(|operator| cluster.deploys(operator));
}

#[test]
fn the_tutorial_of_operators_from_charts_can_be_followed() {
    projects::charts_tutorial::follow(&Cluster::start());
}
