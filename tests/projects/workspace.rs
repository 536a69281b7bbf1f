//! All projects at once, so that what they depend on is compiled once.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Once;

use super::project::Project;

pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/projects");

/// Beside what the tests themselves are compiled into.
pub(crate) fn target() -> std::path::PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("projects")
}

/// Runs cargo on all of them, with the versions of dependencies that this repository is locked to.
pub(crate) fn cargo(arguments: &[&str]) {
    static LOCKED: Once = Once::new();
    Project::all();
    LOCKED.call_once(|| lock(Path::new(ROOT)));
    cargo_in(Path::new(ROOT), arguments);
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
    // Variables of this test: its package, and the one that `tests/timed.sh` sets, by which cargo would build everything again.
    let own = |name: &str| {
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST") || name == "RUSTC_BOOTSTRAP"
    };
    for (name, _) in std::env::vars().filter(|(name, _)| own(name)) {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(
        output.status.success(),
        "cargo {}:\n{}",
        arguments.join(" "),
        said.join("\n")
    );
}
