//! Lists `templates/` into a table, and finds out where the command is built.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the folder"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder"));
    fs::write(out.join("templates.rs"), table(&root.join("templates"))).expect("the folder takes files");
    for (name, value) in origin(&root) {
        println!("cargo::rustc-env=KUBEWRIGHT_{name}={value}");
    }
    println!(
        "cargo::rustc-env=KUBEWRIGHT_TARGET={}",
        env::var("TARGET").unwrap_or_default()
    );
    if of_target("OS") == "linux" && of_target("ENV") == "gnu" {
        // A program at a fixed address, as those of Go are, has no relocations to do when it starts. What is built for
        // musl gets the same from `.cargo/config.toml`.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

fn of_target(what: &str) -> String {
    env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default()
}

/// `&[("rust/init/Makefile", "text"), ...]`, in order.
fn table(folder: &Path) -> String {
    let mut files = Vec::new();
    list(folder, &mut files);
    files.sort();
    let mut out = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(&file);
        let name = name.to_string_lossy().replace('\\', "/");
        let _ = writeln!(
            out,
            "    ({name:?}, include_str!({:?})),",
            file.display().to_string()
        );
    }
    out.push(']');
    out
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    // A folder's time changes with its list of files.
    println!("cargo::rerun-if-changed={}", folder.display());
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Whether this is a package of a registry, a checkout that cargo made of a git repository, or somebody's checkout.
fn origin(root: &Path) -> Vec<(&'static str, String)> {
    // Cargo puts the one into packages, and the other into what it has taken from a git repository.
    let is_package = root.join("Cargo.toml.orig").is_file();
    let of_cargo = root.join(".cargo-ok").is_file();
    let mut found = Vec::new();
    if !is_package
        && of_cargo
        && let Some(commit) = commit(root)
    {
        found.push(("BUILT_FROM_COMMIT", commit.clone()));
        found.push(("COMMIT", commit));
    } else if !is_package && root.join("runtime/Cargo.toml").is_file() {
        found.push(("BUILT_FROM_FOLDER", root.display().to_string()));
        // In other profiles each commit would mean to compile once more.
        if env::var("PROFILE").is_ok_and(|profile| profile == "release")
            && let Some(commit) = commit(root)
        {
            found.push(("COMMIT", commit));
        }
    }
    found
}

fn commit(root: &Path) -> Option<String> {
    let git = |args: &[&str]| {
        let output = Command::new("git").arg("-C").arg(root).args(args).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (output.status.success() && !text.is_empty()).then_some(text)
    };
    if let Some(log) = git(&["rev-parse", "--path-format=absolute", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    git(&["rev-parse", "HEAD"])
}
