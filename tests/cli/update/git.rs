//! What the update does with git.

use std::process::Command;

use super::super::project::Project;
use super::history::History;

fn git(project: &Project, args: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(project.path())
        .args(args)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    assert!(output.status.success(), "git {args:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// A project of an earlier commit in a repository, all of it committed.
fn committed() -> Project {
    let project = History::named("f5e8cbc webhooks").project();
    git(&project, &["init", "--quiet", "--initial-branch=main"]);
    git(&project, &["config", "user.name", "Me"]);
    git(&project, &["config", "user.email", "me@example.com"]);
    git(&project, &["config", "commit.gpgsign", "false"]);
    git(&project, &["add", "--all"]);
    git(&project, &["commit", "--quiet", "--message", "All"]);
    project
}

#[test]
fn uncommitted_changes_are_refused() {
    let project = committed();
    project.write("NOTES.md", "Mine.\n");
    let before = git(&project, &["status", "--porcelain"]);
    let said = project.run(&["alpha", "update"]);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains("error: git has uncommitted changes: `NOTES.md`; commit or stash them first, so that the update can be undone; `--force` updates anyway"),
        "{}",
        said.err
    );
    assert_eq!(git(&project, &["status", "--porcelain"]), before);
    // They do not matter where nothing is written, and with `--force`.
    let said = project.run(&["alpha", "update", "--dry-run"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let said = project.run(&["alpha", "update", "--force"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(project.text("NOTES.md"), "Mine.\n");
    assert!(!said.err.contains("not in a git repository"), "{}", said.err);
}

#[test]
fn outside_of_a_repository_the_update_says_that_it_cannot_be_undone() {
    let project = History::named("f5e8cbc webhooks").project();
    let said = project.run(&["alpha", "update"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.err
            .contains("note: this folder is not in a git repository, so the update cannot be undone\n"),
        "{}",
        said.err
    );
    let said = project.run(&["alpha", "update", "--branch", "update"]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("`--branch` needs a git repository; leave out `--branch`, or run `git init` and commit the project first"),
        "{}",
        said.err
    );
}

#[test]
fn a_repository_that_git_does_not_read_is_not_taken_for_none() {
    let project = committed();
    let without_git = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_kubewright"))
            .args(args)
            .current_dir(project.path())
            .env("PATH", "/not-there")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    for (args, instead) in [
        (&["alpha", "update"][..], "pass `--force`"),
        (
            &["alpha", "update", "--force", "--branch", "update"],
            "leave out `--branch`",
        ),
        (&["diff", "v1.0.0"], "name a file or folder with CRDs"),
        (&["bundle", "compare", "v1.0.0:crds"], "name a folder"),
    ] {
        assert_eq!(
            without_git(args),
            format!("error: `git` cannot be run: no such file or directory; install git, or {instead}\n")
        );
    }
    project.write(".git/HEAD", "");
    let said = project.run(&["alpha", "update"]);
    assert!(
        said.err
            .starts_with("error: `git rev-parse --is-inside-work-tree` failed: fatal: not a git repository"),
        "{}",
        said.err
    );
}

#[test]
fn the_update_is_committed_to_a_branch() {
    let project = committed();
    let said = project.run(&["alpha", "update", "--branch", "update"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(git(&project, &["branch", "--show-current"]), "update");
    assert_eq!(git(&project, &["status", "--porcelain"]), "");
    assert_eq!(git(&project, &["rev-list", "--count", "main..update"]), "1");
    let message = git(&project, &["log", "-1", "--format=%s"]);
    assert!(
        message.starts_with("Update the scaffold to kubewright 0.1.0"),
        "{message}"
    );
    for (branch, error) in [
        (
            "update",
            "the git branch `update` already exists; choose another name, or delete that branch",
        ),
        (
            "a..b",
            "`a..b` is not a name for a git branch; choose another name",
        ),
    ] {
        let said = project.run(&["alpha", "update", "--branch", branch]);
        assert_eq!(said.status, 2);
        assert!(said.err.contains(error), "{}", said.err);
    }
}

#[test]
fn conflicts_are_left_to_the_user_on_the_branch() {
    let project = committed();
    project.write(
        "src/main.rs",
        &project
            .text("src/main.rs")
            .replace("/// Names the lease", "/// Mine: the lease"),
    );
    git(&project, &["commit", "--quiet", "--all", "--message", "Mine"]);
    let said = project.run(&["alpha", "update", "--branch", "update"]);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains("run `kubewright manifests`, and commit to `update`"),
        "{}",
        said.err
    );
    assert_eq!(git(&project, &["branch", "--show-current"]), "update");
    assert_eq!(git(&project, &["rev-list", "--count", "main..update"]), "0");
    assert!(project.text("src/main.rs").contains("<<<<<<< yours\n"));
}

#[test]
fn a_merge_tool_resolves_conflicts() {
    let project = committed();
    let edited = project
        .text("src/main.rs")
        .replace("/// Names the lease", "/// Mine: the lease");
    project.write("src/main.rs", &edited);
    git(&project, &["commit", "--quiet", "--all", "--message", "Mine"]);
    let before = project.text("src/main.rs");
    for (tool, status, error) in [
        (
            "exit 3; $MERGED",
            1,
            "`exit 3; $MERGED` did not merge `src/main.rs`: it ended with exit status: 3; nothing was written",
        ),
        (
            "true $MERGED",
            1,
            "its result still has conflict markers; nothing was written; run the command again, or without `--merge-tool` to mark conflicts in the files",
        ),
        (
            "no-such-tool",
            2,
            "git's configuration has no `mergetool.no-such-tool.cmd`; write the command with its files, such as `--merge-tool 'meld $LOCAL $BASE $REMOTE --output $MERGED'`",
        ),
    ] {
        let said = project.run(&["alpha", "update", "--merge-tool", tool]);
        assert_eq!(said.status, status, "{}", said.err);
        assert!(said.err.contains(error), "{}", said.err);
        assert_eq!(project.text("src/main.rs"), before);
        assert_eq!(git(&project, &["status", "--porcelain"]), "");
    }
    git(
        &project,
        &[
            "config",
            "mergetool.mine.cmd",
            "cat \"$LOCAL\" > \"$MERGED\"; echo '// merged' >> \"$MERGED\"",
        ],
    );
    let said = project.run(&["alpha", "update", "--merge-tool", "mine"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(project.text("src/main.rs"), edited + "// merged\n");
}

/// What git refuses is an error that names the step.
#[test]
fn git_may_fail() {
    let project = committed();
    let before = project.text("src/main.rs");
    let said = project.run(&["alpha", "update", "--branch", "main/update"]);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains("error: git cannot create the branch `main/update`: "),
        "{}",
        said.err
    );
    let fix = "; fix the repository, or leave out `--branch`\n";
    assert!(said.err.ends_with(fix), "{}", said.err);
    assert_eq!(project.text("src/main.rs"), before);
    let hook = project.path().join(".git/hooks/pre-commit");
    project.write(".git/hooks/pre-commit", "#!/bin/sh\necho refused >&2\nexit 1\n");
    let mut mode = std::fs::metadata(&hook).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
    std::fs::set_permissions(&hook, mode).unwrap();
    let said = project.run(&["alpha", "update", "--branch", "update"]);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains("the project is updated, but git cannot commit it: refused; commit it yourself"),
        "{}",
        said.err
    );
    assert_ne!(project.text("src/main.rs"), before);

    let project = committed();
    std::fs::write(project.path().join(".git/index"), "no index").unwrap();
    let said = project.run(&["alpha", "update"]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("error: `git status` failed: "), "{}", said.err);
    let fix = "; fix the repository, or pass `--force`\n";
    assert!(said.err.ends_with(fix), "{}", said.err);
}

/// The files are updated, but their manifests cannot be generated: nothing is committed.
#[test]
fn an_error_in_the_source_is_not_committed() {
    let project = committed();
    let path = "src/api/v1alpha1/memcached.rs";
    project.write(path, &project.text(path).replace("MaxLength=63", "MaxLenght=63"));
    git(&project, &["commit", "--quiet", "--all", "--message", "A typo"]);
    let said = project.run(&["alpha", "update", "--branch", "update"]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("unknown marker"), "{}", said.err);
    assert!(
        said.err.contains("error: nothing is committed to `update`"),
        "{}",
        said.err
    );
    assert_eq!(git(&project, &["rev-list", "--count", "main..update"]), "0");
}
