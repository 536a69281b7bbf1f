//! A command that is interrupted has written everything or nothing.
#![cfg(unix)]

use std::process::{Command, Stdio};
use std::time::Duration;

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

const CREATE: [&str; 9] = [
    "create",
    "api",
    "--group",
    "cache",
    "--version",
    "v1",
    "--kind",
    "Memcached",
    "--make=false",
];

#[test]
fn by_a_signal() {
    let done = init();
    assert_eq!(done.run(&CREATE).status, 0);
    for step in 0..60 {
        let project = init();
        let before = project.files();
        let mut child = Command::new(env!("CARGO_BIN_EXE_kubewright"))
            .args(CREATE)
            .current_dir(project.path())
            .env("SOURCE_DATE_EPOCH", "1790000000")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Somewhere between its start and its end; where, is different each time.
        std::thread::sleep(Duration::from_micros(step * 500));
        let signal = if step % 2 == 0 { "-INT" } else { "-TERM" };
        let _ = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        child.wait().unwrap();
        let after = project.files();
        assert!(
            after == before || after == done.files(),
            "step {step}: {:?}",
            after.keys()
        );
    }
}

/// What `delete` has removed, it does not find again, so it does not ask for the same command.
#[test]
fn a_deletion_is_not_finished_by_itself() {
    let delete = "delete api --group cache --version v1 --kind Memcached";
    for step in 0..30 {
        let project = init();
        assert_eq!(project.run(&CREATE).status, 0);
        let child = Command::new(env!("CARGO_BIN_EXE_kubewright"))
            .args(delete.split(' '))
            .current_dir(project.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(step * 500));
        let _ = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        let expected = [
            "",
            "error: interrupted; run `kubewright manifests` to write what is missing\n",
        ];
        assert!(expected.contains(&err.as_str()), "step {step}: {err}");
        let rest = project.run(&["manifests"]);
        assert_eq!(rest.status, 0, "{}", rest.err);
    }
}
