//! `alpha update`: projects as earlier commits of this repository wrote them come up to what is written today.

mod compile;
mod edits;
mod git;
pub(crate) mod history;
mod property;

use super::project::Project;
use history::{History, all};

/// Untouched files are replaced: the project is as today's commands make it. Only the storage version stays where it is.
#[test]
fn untouched_projects_become_those_of_today() {
    for history in all() {
        let project = history.project();
        let stored = history::storage_versions(&project);
        let said = project.run(&["alpha", "update"]);
        assert_eq!(said.status, 0, "{}: {}", history.name, said.err);
        assert_eq!(history::storage_versions(&project), stored, "{}", history.name);
        let (is, should_be) = (history::comparable(&project), history::today(&project));
        for (path, text) in &should_be {
            let is = is.get(path).map(String::as_str).unwrap_or_default();
            // Commands in another order insert lines in another order.
            let is_same = history.name.ends_with("webhooks") || sorted(is) != sorted(text);
            assert!(
                !is_same || is == text,
                "{}: {}:\n{is}",
                history.name,
                path.display()
            );
        }
        assert_eq!(is.len(), should_be.len(), "{}", history.name);
    }
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    lines
}

/// What the user added, changed and deleted is in the updated project, and a second run changes nothing.
#[test]
fn edits_are_kept() {
    for history in all() {
        let project = history.project();
        let made = edits::make(&project);
        let said = project.run(&["alpha", "update"]);
        assert_eq!(said.status, 0, "{}: {}", history.name, said.err);
        edits::check(&project, &made, &history.name);
        let before = project.files();
        let said = project.run(&["alpha", "update"]);
        assert_eq!(
            (said.status, said.err.contains("nothing to do")),
            (0, true),
            "{said:?}"
        );
        assert_eq!(project.files(), before, "{}", history.name);
    }
}

/// A file that the user rewrote is similar to any edition, and stays as it is if the project is up to date.
#[test]
fn rewritten_files_of_a_new_project_stay() {
    let project = Project::empty();
    for args in [
        "init --domain example.com --project-name shop",
        "create api --group a --version v1 --kind Foo",
    ] {
        let said = project.run(&args.split(' ').collect::<Vec<_>>());
        assert_eq!(said.status, 0, "{}", said.err);
    }
    let rewritten = [
        ("README.md", "# my operator\n"),
        ("AGENTS.md", "Be kind.\n"),
        ("Makefile", "all:\n\tcargo build\n"),
        ("src/main.rs", "//! Mine.\n\nfn main() {\n}\n"),
        ("src/controller/foo.rs", "//! Mine too.\n\npub struct Foo;\n"),
    ];
    for (path, text) in rewritten {
        assert!(project.path().join(path).is_file(), "{path}");
        project.write(path, text);
    }
    let before = project.files();
    let said = project.run(&["alpha", "update"]);
    assert_eq!(
        (said.status, said.err.contains("nothing to do")),
        (0, true),
        "{said:?}"
    );
    assert_eq!(project.files(), before);
}

#[test]
fn what_both_changed_is_marked() {
    let project = History::named("a56d155 webhooks").project();
    let path = "src/main.rs";
    let edited = project
        .text(path)
        .replace("Manager::from_args(", "Manager::mine(");
    let edited = edited.replace("/// Names the lease", "/// Mine: the lease");
    project.write(path, &edited);
    let before = project.files();
    let said = project.run(&["alpha", "update", "--dry-run"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.contains("src/main.rs would have 1 conflict\n"),
        "{}",
        said.out
    );
    assert_eq!(project.files(), before);
    let said = project.run(&["alpha", "update"]);
    assert_eq!(said.status, 1, "{}", said.err);
    assert!(
        said.err
            .contains("your edits and the update change the same lines in `src/main.rs` (1 conflict); the files have both, between `<<<<<<<` and `>>>>>>>`: keep the lines that you want, run `kubewright manifests`"),
        "{}",
        said.err
    );
    let marked = project.text(path);
    assert!(marked.contains("<<<<<<< yours\n/// Mine: the lease"), "{marked}");
    assert!(marked.contains("Manager::mine("), "{marked}");
    // It has to be resolved before the next update.
    let said = project.run(&["alpha", "update"]);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains("there are conflicts of an earlier merge in `src/main.rs`; resolve them first: keep the lines that you want, and delete the markers"),
        "{}",
        said.err
    );
    // Whatever the user keeps stays.
    project.write(path, &edited);
    let said = project.run(&["alpha", "update"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(project.text(path), edited);
}

/// Which version wrote the project: `PROJECT` says it, or `--from`.
#[test]
fn the_version_of_the_project() {
    let history = History::named("618cdca webhooks");
    for (cli_version, args, status, error) in [
        (
            "",
            "",
            1,
            "`PROJECT` has no `cliVersion`, so the version that wrote the files is unknown; name the version with `--from`; the known ones are c42797e, ",
        ),
        (
            "cliVersion: \"9.0.0\"\n",
            "",
            1,
            "kubewright 9.0.0 wrote this project, and this is the older version 0.1.0; install that version or a newer one, for example with `cargo install kubewright`",
        ),
        (
            "cliVersion: (devel)\n",
            "",
            1,
            "`(devel)` in `cliVersion` of `PROJECT` is not a version of kubewright",
        ),
        (
            "cliVersion: \"0.0.1\"\n",
            "",
            1,
            "kubewright 0.0.1 wrote this project, and this version does not know what that one wrote",
        ),
        (
            "cliVersion: \"0.1.0\"\n",
            "--from 1234567",
            2,
            "`--from` names `1234567`, which is not a known version",
        ),
        (
            "cliVersion: \"0.1.0\"\n",
            "--to 0.2.0",
            2,
            "`--to` names `0.2.0`, which is not a known version",
        ),
        (
            "cliVersion: \"0.1.0\"\n",
            "--from 79681b7 --to 618cdca",
            2,
            "the files are from 0.1.0 (79681b7), which is newer than 0.1.0 (618cdca); an update goes forward: leave out `--to`, or restore the older files from version control",
        ),
        ("", "--from 618cdca", 0, ""),
        ("", "--from 0.1.0", 0, ""),
        ("cliVersion: \"0.0.1\"\n", "--from 618cdca", 0, ""),
    ] {
        let project = history.project();
        let text = project
            .text("PROJECT")
            .replace("cliVersion: \"0.1.0\"\n", cli_version);
        project.write("PROJECT", &text);
        let before = project.files();
        let args: Vec<_> = ["alpha", "update"]
            .into_iter()
            .chain(args.split_whitespace())
            .collect();
        let said = project.run(&args);
        assert_eq!(said.status, status, "{args:?}: {}", said.err);
        assert!(said.err.contains(error), "{args:?}: {}", said.err);
        match status {
            0 => assert!(project.text("PROJECT").contains("cliVersion: \"0.1.0\"\n")),
            _ => assert_eq!(project.files(), before, "{args:?}"),
        }
    }
}

#[test]
fn files_that_no_version_wrote() {
    let project = History::named("618cdca webhooks").project();
    for path in project.files().keys().filter(|path| !path.ends_with("PROJECT")) {
        project.write(path.to_str().unwrap(), "mine\n");
    }
    let before = project.files();
    let said = project.run(&["alpha", "update"]);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains("no file of this project is the same as a known version of kubewright wrote it, so your edits cannot be found"),
        "{}",
        said.err
    );
    assert_eq!(project.files(), before);
}

/// A stop on the way to today's version.
#[test]
fn an_update_to_an_earlier_version() {
    let project = History::named("c42797e webhooks").project();
    let said = project.run(&["alpha", "update", "--to", "618cdca"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let there = History::named("618cdca webhooks").project();
    assert_eq!(history::comparable(&project), history::comparable(&there));
    let said = project.run(&["alpha", "update"]);
    assert_eq!(said.status, 0, "{}", said.err);
}

#[test]
fn the_notes_say_what_changes_and_why() {
    let project = History::named("618cdca webhooks").project();
    let before = project.files();
    let said = project.run(&["alpha", "update", "--show"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.out.starts_with("## 0.1.0 (2abad6c)\n\n"), "{}", said.out);
    let note = "\n## 0.1.0 (79681b7)\n\nControllers write the status with `change_status`";
    assert!(said.out.contains(note), "{}", said.out);
    assert!(
        said.out
            .contains("\n\nTo do: Replace `update_status` in controllers"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("\n* Changed `src/controller/memcached.rs`\n"),
        "{}",
        said.out
    );
    assert_eq!(project.files(), before);
    // Nothing to say about a project that is up to date.
    project.run(&["alpha", "update"]);
    let said = project.run(&["alpha", "update", "--show"]);
    assert_eq!(said.out, "Nothing changes in the files of this project.\n");
}

#[test]
fn a_diff_writes_nothing() {
    let project = History::named("2b618d0 webhooks").project();
    let before = project.files();
    let said = project.run(&["alpha", "update", "--diff"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.contains("--- a/src/main.rs\n+++ b/src/main.rs\n"),
        "{}",
        said.out
    );
    assert_eq!(project.files(), before);
}

/// A project that this version has just written.
#[test]
fn there_is_nothing_to_do_in_a_new_project() {
    let project = Project::empty();
    let said = project.run(&["init", "--project-name", "demo", "--domain", "example.com"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let before = project.files();
    let said = project.run(&["alpha", "update"]);
    assert_eq!(
        (said.status, said.err.as_str()),
        (0, "nothing to do: the files are up to date\n")
    );
    assert_eq!(project.files(), before);
}

/// A file that cannot be written leaves the project as it was.
#[test]
fn a_failure_changes_nothing() {
    let project = History::named("2b618d0 webhooks").project();
    std::fs::remove_file(project.path().join("src/main.rs")).unwrap();
    std::fs::create_dir(project.path().join("src/main.rs")).unwrap();
    let before = project.files();
    let said = project.run(&["alpha", "update"]);
    assert_eq!(said.status, 1);
    assert!(
        said.err.contains(
            "`src/main.rs` cannot be read: is a directory; make it a readable text file, or delete it"
        ),
        "{}",
        said.err
    );
    assert_eq!(project.files(), before);
}

/// The types in an API crate are outside of the project's folder.
#[test]
fn a_member_of_a_workspace() {
    let root = Project::empty();
    let project = root.member();
    let said = project.run(&["alpha", "update"]);
    assert_eq!(
        (said.status, said.err.as_str()),
        (0, "nothing to do: the files are up to date\n")
    );
    // As 79681b7 wrote it.
    let path = "operators/api/src/cache/v1/memcached.rs";
    let today = root.text(path);
    let mut old = today.clone();
    for (new, earlier) in [
        (
            "The API type Memcached.",
            "Memcached, as people write it and as the operator reads it.",
        ),
        (
            "The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.",
            "Fields, doc comments and markers below become the CRD: run `make manifests` after a change.",
        ),
        ("replace it with your own fields.", "put your own in its place."),
        (
            "Conditions describe the current state of the Memcached, such as Available.",
            "Conditions of the Memcached, such as Available, each with the time since when.",
        ),
        ("Standard object metadata.", "Name, namespace, labels and so on."),
    ] {
        assert!(old.contains(new), "{new}");
        old = old.replace(new, earlier);
    }
    root.write(path, &old);
    let said = project.run(&["alpha", "update"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.err.contains("changed ../api/src/cache/v1/memcached.rs\n"),
        "{}",
        said.err
    );
    assert_eq!(root.text(path), today);
}
