//! `scorecard` with tests that are programs.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use super::project::Project;

/// A bundle with two tests: one of every scorecard, and a program.
fn bundle(script: &str, parallel: bool) -> Project {
    let input = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/bundle/memcached");
    let project = Project::empty();
    for (path, text) in Project::copy(&input).files() {
        project.write(&format!("bundle/{}", path.display()), &text);
    }
    project.write("hack/check", &format!("#!/bin/sh\n{script}\n"));
    let program = project.path().join("hack/check");
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
    let config = format!(
        "apiVersion: scorecard.operatorframework.io/v1alpha3\nkind: Configuration\nstages:\n- parallel: {parallel}\n  tests:\n  \
         - image: a/b:c\n    entrypoint: [scorecard-test, basic-check-spec]\n    labels: {{suite: basic, test: spec}}\n  \
         - image: a/check:c\n    entrypoint: [hack/check, /bundle/manifests]\n    labels: {{suite: custom, test: mine}}\n"
    );
    project.write("bundle/tests/scorecard/config.yaml", &config);
    project
}

const PASSES: &str = "test -d \"$1\" && test -d \"$SCORECARD_BUNDLE/metadata\" && echo '{\"results\": [{\"name\": \"mine\", \"state\": \"pass\", \"log\": \"in '$SCORECARD_NAMESPACE'\"}]}'";

#[test]
fn programs_run_beside_the_others() {
    for parallel in [true, false] {
        let project = bundle(PASSES, parallel);
        let said = project.run(&["scorecard", "-o", "json", "-n", "there"]);
        assert_eq!(said.status, 0, "{}{}", said.out, said.err);
        let list: Value = serde_json::from_str(&said.out).unwrap();
        let logs = |at: usize| list["items"][at]["status"]["results"][0]["log"].clone();
        assert_eq!((logs(0), logs(1)), (Value::Null, "in there".into()));
    }
}

#[test]
fn a_result_that_is_not_pass_fails() {
    let project = bundle(
        "echo '{\"results\": [{\"name\": \"mine\", \"state\": \"fail\", \"errors\": [\"too slow\"]}]}'",
        true,
    );
    let said = project.run(&["scorecard", "bundle", "-l", "suite=custom"]);
    assert_eq!(said.status, 1);
    assert!(
        said.out
            .contains("\tName: mine\n\tState: fail\n\n\tErrors:\n\t\ttoo slow\n"),
        "{}",
        said.out
    );
    let xml = project
        .run(&["scorecard", "-l", "suite=custom", "-o", "xunit"])
        .out;
    assert!(
        xml.contains("<testsuite name=\"mine\" tests=\"1\" skipped=\"0\" failures=\"1\" errors=\"0\">"),
        "{xml}"
    );
    assert!(xml.contains("<failure message=\"too slow\"/>"), "{xml}");
}

#[test]
fn what_is_no_status_is_a_failure() {
    let project = bundle("echo Hello; exit 0", true);
    let said = project.run(&["scorecard", "-l", "test=mine"]);
    assert_eq!(said.status, 1);
    assert!(
        said.out.contains("the test did not print its status as JSON"),
        "{}",
        said.out
    );
    assert!(said.out.contains("\tLog:\n\t\tHello\n"), "{}", said.out);
}

#[test]
fn a_program_that_does_not_end_is_stopped() {
    let project = bundle("exec sleep 600", false);
    let said = project.run(&["scorecard", "-l", "test=mine", "-w", "0s"]);
    assert_eq!(said.status, 1);
    assert!(
        said.out
            .contains("\tState: error\n\n\tErrors:\n\t\tthe test did not end within `--wait-time`\n"),
        "{}",
        said.out
    );
}

#[test]
fn a_test_whose_program_is_not_here_needs_kubewright_olm() {
    let project = bundle(PASSES, true);
    fs::remove_file(project.path().join("hack/check")).unwrap();
    let missing = [("KUBEWRIGHT_OLM", "./not-there")];
    assert_eq!(
        project.run_with(&["scorecard"], &missing).err,
        "error: `KUBEWRIGHT_OLM` is `./not-there`, which is not a file; correct or unset it; \
         put the programs of these tests on `PATH`, or leave the tests out with `--selector`\n"
    );
    // The others still run.
    let said = project.run_with(&["scorecard", "-l", "suite=basic"], &missing);
    assert_eq!(said.status, 0);
}

/// `kubewright-olm`, as far as the CLI knows it.
fn olm(project: &Project, script: &str) -> super::project::Said {
    let version = concat!(
        r#"[ "$1" = --version ] && echo "kubewright-olm "#,
        env!("CARGO_PKG_VERSION"),
        r#"" && exit"#
    );
    let program = project.path().join("program");
    fs::write(&program, format!("#!/bin/sh\n{version}\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let args = [
        "scorecard",
        "-l",
        "suite=custom",
        "-x",
        "-s",
        "tester",
        "--context",
        "kind",
    ];
    project.run_with(&args, &[("KUBEWRIGHT_OLM", program.to_str().unwrap())])
}

#[test]
fn the_program_gets_the_tests_and_all_arguments() {
    let project = bundle(PASSES, true);
    fs::remove_file(project.path().join("hack/check")).unwrap();
    let script = r#"cat > tests.json; echo "$@" > args; echo "kept" >&2
echo '{"items": [{"status": {"results": [{"name": "mine", "state": "pass"}]}}]}'"#;
    let said = olm(&project, script);
    assert_eq!(
        (said.status, said.err.as_str()),
        (0, "1 tests run in Pods of their images …\nkept\n")
    );
    let args = project.text("args");
    for part in [
        "--service-account tester",
        "--context kind",
        "--skip-cleanup",
        "--wait-time ",
        "--pod-security restricted",
    ] {
        assert!(args.contains(part), "{part}: {args}");
    }
    let tests: Value = serde_json::from_str(&project.text("tests.json")).unwrap();
    assert_eq!(tests["stages"][0]["tests"][0]["image"], "a/check:c");

    let instead = "put the programs of these tests on `PATH`, or leave the tests out with `--selector`\n";
    let said = olm(&project, "echo 'error: no cluster' >&2; exit 1");
    assert!(
        said.err
            .ends_with(&format!("error: tests cannot run in Pods: no cluster; {instead}")),
        "{}",
        said.err
    );
    let said = olm(&project, "echo '[]'");
    assert!(
        said.err.ends_with(&format!(
            "/program` did not print the results of the tests; {instead}"
        )),
        "{}",
        said.err
    );
}
