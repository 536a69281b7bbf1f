//! `create api --image`: the type, controller, test and sample of a kind that runs an image.

use super::project::Project;

const CREATE: [&str; 10] = [
    "create",
    "api",
    "--group",
    "cache",
    "--version",
    "v1",
    "--kind",
    "Page",
    "--image",
    "busybox:1.37",
];

fn project() -> Project {
    let project = Project::empty();
    let said = project.run(&[
        "init",
        "--project-name",
        "demo",
        "--domain",
        "example.com",
        "--license",
        "none",
    ]);
    assert_eq!(said.status, 0, "{}", said.err);
    project
}

fn run(project: &Project, args: &[&str]) {
    let said = project.run(args);
    assert_eq!(said.status, 0, "{args:?}: {}", said.err);
}

#[test]
fn the_same_again_changes_nothing() {
    let project = project();
    run(&project, &CREATE);
    // The order of the kinds stays too.
    run(
        &project,
        &[&CREATE[..7], &["Sheet", "--image", "busybox:1.37"]].concat(),
    );
    let files = project.files();
    run(&project, &CREATE);
    run(&project, &CREATE[..8]);
    run(&project, &[&CREATE[..8], &["--plugins", "deploy-image"]].concat());
    assert_eq!(project.files(), files);
}

#[test]
fn another_image_needs_force() {
    let project = project();
    run(&project, &CREATE);
    let other = [&CREATE[..9], &["busybox:1.38"]].concat();
    let said = project.run(&other);
    assert_eq!(said.status, 1);
    assert!(
        said.err.contains("was created with another image"),
        "{}",
        said.err
    );
    run(&project, &[&other[..], &["--force"]].concat());
    let types = project.text("src/api/v1/page.rs");
    assert!(types.contains("\"busybox:1.38\""), "{types}");
    assert!(project.text("PROJECT").contains("image: busybox:1.38"));
}

#[test]
fn a_renamed_kind_keeps_its_image_and_a_deleted_one_leaves_nothing() {
    let project = project();
    let before = project.files();
    run(&project, &CREATE);
    run(
        &project,
        &[
            "rename", "api", "--group", "cache", "--kind", "Page", "--to", "Sheet",
        ],
    );
    assert!(
        project
            .text("src/controller/sheet.rs")
            .contains("mod deployment;")
    );
    run(&project, &["manifests", "--check"]);
    let delete = [
        "delete",
        "api",
        "--group",
        "cache",
        "--version",
        "v1",
        "--kind",
        "Sheet",
    ];
    run(&project, &delete);
    assert_eq!(project.files(), before);
}

/// A second controller of the kind does something else.
#[test]
fn a_second_controller_runs_no_image() {
    let project = project();
    run(&project, &CREATE);
    let first = project.text("src/controller/page.rs");
    let second = [&CREATE[..8], &["--resource=false", "--controller-name", "backup"]].concat();
    run(&project, &second);
    assert_eq!(project.text("src/controller/page.rs"), first);
    assert!(!project.text("src/controller/backup.rs").contains("Deployment"));
}

/// The first version stays the storage version, and the second finds its place beside it.
#[test]
fn another_version_of_the_kind_has_manifests() {
    let project = project();
    run(&project, &CREATE);
    let second = [&CREATE[..4], &["--version", "v2"], &CREATE[6..8]].concat();
    run(&project, &second);
    assert!(
        project
            .text("src/api/v1/page.rs")
            .contains("+kubebuilder:storageversion")
    );
    run(&project, &["manifests", "--check"]);
}
