//! `kubewright cluster`, until it starts `kubewright-cluster`.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use kubewright::{Streams, run_with};

fn fails(folder: &Path, program: &str) -> String {
    let variable = |name: &str| match name {
        "KUBEWRIGHT_CLUSTER" => Some(OsString::from(folder.join(program))),
        _ => None,
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let streams = Streams::plain(&mut out, &mut err);
    assert_eq!(run_with(["kubewright", "cluster"], folder, &variable, streams), 1);
    assert_eq!(out, b"");
    String::from_utf8(err).unwrap()
}

fn write_program(path: &Path, version: &str) {
    let script =
        format!("#!/bin/sh\n[ \"$1\" = --version ] && echo 'kubewright-cluster {version}' || echo \"$@\"\n");
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_program_that_is_not_installed_is_named_with_what_installs_it() {
    let folder = tempfile::tempdir().unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let streams = Streams::plain(&mut out, &mut err);
    let status = run_with(["kubewright", "cluster"], folder.path(), &|_| None, streams);
    // The program may be beside this test.
    if status == 0 {
        return;
    }
    let said = String::from_utf8(err).unwrap();
    let start =
        "error: `kubewright cluster` needs the program `kubewright-cluster`; `cargo install --locked ";
    assert!(
        said.starts_with(start) && said.ends_with(" --features cluster` installs it\n"),
        "{said}"
    );
}

#[test]
fn a_variable_that_names_no_program_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let expected = format!(
        "error: `KUBEWRIGHT_CLUSTER` is `{}`, which is not a file; correct or unset it\n",
        folder.path().join("absent").display()
    );
    assert_eq!(fails(folder.path(), "absent"), expected);
}

#[test]
fn another_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other");
    fs::write(&path, "#!/bin/sh\necho 'make 4.4'\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let said = fails(folder.path(), "other");
    let start = format!(
        "error: `{}` is not `kubewright-cluster`; `cargo install",
        path.display()
    );
    assert!(said.starts_with(&start), "{said}");
}

#[test]
fn a_program_of_another_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    write_program(&folder.path().join("old"), "0.0.1");
    let said = fails(folder.path(), "old");
    let install = said.rsplit('`').nth(1).unwrap();
    let expected = format!(
        "error: `{}` has version 0.0.1, but this is kubewright {}; `{install}` installs the right one\n",
        folder.path().join("old").display(),
        env!("CARGO_PKG_VERSION"),
    );
    assert_eq!(said, expected);
}

#[test]
fn a_program_that_does_not_run_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("text"), "not a program").unwrap();
    let expected = format!(
        "error: cannot run `{}`: {}\n",
        folder.path().join("text").display(),
        "permission denied"
    );
    assert_eq!(fails(folder.path(), "text"), expected);
}

#[test]
fn the_program_gets_what_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    write_program(&program, env!("CARGO_PKG_VERSION"));
    let output = Command::new(env!("CARGO_BIN_EXE_kubewright"))
        .args(["-q", "cluster", "--crds=deploy", "--", "make", "run", "--flag"])
        .env("KUBEWRIGHT_CLUSTER", &program)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "--quiet --kubeconfig bin/cluster.kubeconfig --crds deploy -- make run --flag\n"
    );
}
