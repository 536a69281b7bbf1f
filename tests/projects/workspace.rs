//! All projects at once, so that what they depend on is compiled once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::project::{Files, Project, ROOT, files, run, temporary, write};

/// This repository as a member of a project's workspace sees it, and as a project does.
const HERE: [&str; 2] = ["../../../../..", "../../../.."];

/// Reads all manifests of a workspace.
pub(crate) const METADATA: [&str; 5] = ["metadata", "--no-deps", "--offline", "--format-version", "1"];

/// Beside what the tests themselves are compiled into.
pub(crate) fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("projects")
}

/// The folder with every whole project, as one workspace.
pub(crate) fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects");
        let mut all = Files::new();
        for project in Project::all() {
            let mut files = project.laid_out();
            if project.is_workspace() {
                // A workspace cannot be part of another: `workspace.toml` names its members.
                files.remove(Path::new("tree/Cargo.toml"));
            }
            lay(&mut all, &project.name, files);
        }
        // What the guide's tutorials make, without what can be made from it.
        let tutorials = fs::read_dir(ROOT).unwrap().map(|entry| entry.unwrap().path());
        let tutorials: Vec<_> = tutorials.filter(|path| is_tutorial(path)).collect();
        for tutorial in &tutorials {
            lay(&mut all, name(tutorial), files(tutorial));
        }
        all.insert(
            PathBuf::from("Cargo.toml"),
            fs::read_to_string(Path::new(ROOT).join("workspace.toml")).unwrap(),
        );
        for old in files(&folder).keys().filter(|path| !all.contains_key(*path)) {
            let is_generated = tutorials.iter().any(|tutorial| old.starts_with(name(tutorial)));
            if !is_generated {
                fs::remove_file(folder.join(old)).unwrap();
            }
        }
        write(&folder, &all);
        for tutorial in &tutorials {
            let output = run(&folder.join(name(tutorial)).join("tree"), &["manifests"]);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: {said}", tutorial.display());
        }
        lock(&folder);
        folder
    })
}

fn is_tutorial(path: &Path) -> bool {
    path.join("tree/PROJECT").is_file() && !path.join("commands").is_file()
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// Adds the files of a project, with the path to this repository from anywhere.
fn lay(all: &mut Files, name: &str, files: Files) {
    for (path, text) in files {
        let text = match path.ends_with("Cargo.toml") {
            true => HERE
                .iter()
                .fold(text, |text, here| text.replace(here, env!("CARGO_MANIFEST_DIR"))),
            false => text,
        };
        all.insert(Path::new(name).join(path), text);
    }
}

/// Runs cargo on all of them, with the versions of dependencies that this repository is locked to.
pub(crate) fn cargo(arguments: &[&str]) {
    cargo_in(folder(), arguments);
}

/// Fails unless the tree of a project is a workspace for cargo when it stands alone.
pub(crate) fn stands_alone(project: &Project) {
    let (folder, mut all) = (temporary(), Files::new());
    lay(&mut all, "", project.made().clone());
    write(folder.path(), &all);
    cargo_in(folder.path(), &METADATA);
}

/// Builds the program that runs operators from Helm charts or Ansible roles, beside the command under test.
pub(crate) fn operator(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_BIN_EXE_kubewright")).parent().unwrap();
    let package = format!("kubewright-{name}");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--quiet", "--package", &package, "--bin", name])
        .args(["--target-dir".as_ref(), folder.parent().unwrap()])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    succeed(cargo, &format!("build {name}"));
    folder.join(name)
}

/// Runs cargo on another workspace, with the same versions.
pub(crate) fn cargo_among(folder: &Path, arguments: &[&str]) {
    lock(folder);
    cargo_in(folder, arguments);
}

fn lock(folder: &Path) {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).unwrap();
}

/// Runs cargo in a folder.
pub(crate) fn cargo_in(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(folder)
        .args(arguments)
        .env("CARGO_TARGET_DIR", target());
    succeed(command, &arguments.join(" "));
}

fn succeed(mut command: Command, what: &str) {
    // Variables of this test: its package, and the one that `tests/timed.sh` sets, by which cargo would build everything again.
    let own = |name: &str| {
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST") || name == "RUSTC_BOOTSTRAP"
    };
    for (name, _) in std::env::vars().filter(|(name, _)| own(name)) {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "cargo {what}:\n{}", said.join("\n"));
}
