//! Questions, which are asked on a terminal only.

use crate::cli::project::Project;

fn init() -> Project {
    let project = Project::empty();
    assert_eq!(
        project
            .run(&["init", "--project-name", "demo", "--license", "none"])
            .status,
        0
    );
    project
}

#[test]
fn asks_for_what_is_missing() {
    let project = init();
    let said = project.answer(
        &["create", "api", "--version", "v1"],
        "cache\nMemcached\nmaybe\nYes\nn\n",
    );
    assert_eq!(said.status, 0, "{}", said.err);
    let questions = "Group: Kind: Create Resource [y/n] Create Resource [y/n] Create Controller [y/n] ";
    assert!(said.err.starts_with(questions), "{}", said.err);
    let text = project.text("PROJECT");
    assert!(
        text.contains("kind: Memcached\n") && !text.contains("controller: true"),
        "{text}"
    );
}

#[test]
fn asks_for_kinds_of_webhooks() {
    let project = init();
    let named = ["--group", "cache", "--version", "v1", "--kind", "Memcached"];
    assert_eq!(project.run(&[&["create", "api"], &named[..]].concat()).status, 0);
    let said = project.answer(&[&["create", "webhook"], &named[..]].concat(), "n\ny\nno\n");
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.err
            .starts_with("Set defaults [y/n] Validate [y/n] Convert versions [y/n] "),
        "{}",
        said.err
    );
    let text = project.text("PROJECT");
    assert!(
        text.contains("  webhooks:\n    validation: true\n    webhookVersion: v1\n"),
        "{text}"
    );
}

#[test]
fn asks_for_nothing_that_is_given() {
    let project = init();
    let args = [
        "create",
        "api",
        "--group",
        "cache",
        "--version",
        "v1",
        "--kind",
        "Memcached",
        "--resource",
        "--controller",
    ];
    let said = project.answer(&args, "");
    assert_eq!(said.status, 0, "{}", said.err);
}

#[test]
fn an_answer_that_does_not_come() {
    let project = init();
    let before = project.files();
    let said = project.answer(
        &[
            "create",
            "api",
            "--group",
            "cache",
            "--version",
            "v1",
            "--kind",
            "Memcached",
        ],
        "",
    );
    assert_eq!(said.status, 2);
    assert!(
        said.err
            .ends_with("error: the question got no answer; answer it, or pass the flags; run with `--help` for the list\n"),
        "{}",
        said.err
    );
    assert_eq!(project.files(), before);
}
