//! `--probe`: compiles the program and asks it for the CRDs that cannot be known from its source.
//!
//! A copy of the sources gets a test beside each kind that prints its `crd()`, so that private types and programs without a library
//! work too. The answers are kept beside `PROJECT`, with a digest of the sources: they hold as long as the sources do.

#![expect(
    clippy::disallowed_methods,
    reason = "a copy below `target`, and answers that are asked for again if the file is damaged"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use serde::{Deserialize, Serialize};

use kubewright_analysis::{Answers, Reading, Unknown, source};

use crate::digest::Digest;
use crate::project::{self, Project};

/// Where answers are kept.
const FILE: &str = ".kubewright/probe.json";

/// The start of a line with an answer.
const SIGN: &str = "kubewright-probe:";

/// Folders that are no sources.
const LEFT_OUT: [&str; 3] = ["target", "node_modules", "testdata"];

#[derive(Default, Deserialize, Serialize)]
struct Kept {
    /// The digest of the sources.
    sources: String,
    crds: Vec<Crd>,
}

/// How the kinds of a project are read.
pub(in crate::commands) fn reading(project: Option<&Project>, directory: &Path) -> Result<Reading, Message> {
    let mut reading = project::reading(project)?;
    reading.answers = kept(directory);
    Ok(reading)
}

/// The answers that were kept and still hold.
fn kept(directory: &Path) -> Answers {
    let Ok(text) = fs::read_to_string(directory.join(FILE)) else {
        return Answers::default();
    };
    let kept: Kept = serde_json::from_str(&text).unwrap_or_default();
    match digest(&root(directory)) {
        Ok(now) if now == kept.sources => answers(kept.crds),
        Ok(_) | Err(_) => Answers::default(),
    }
}

fn answers(crds: Vec<Crd>) -> Answers {
    let key = |crd: &Crd| {
        let version = crd.spec.versions.first().map(|version| version.name.clone());
        let names = &crd.spec;
        (
            names.group.clone(),
            names.names.kind.clone(),
            version.unwrap_or_default(),
        )
    };
    crds.into_iter().map(|crd| (key(&crd), crd)).collect()
}

/// The folder of the workspace or package: where its lock file is.
fn root(directory: &Path) -> PathBuf {
    let lock = source::lock_of(directory);
    let folder = lock.as_deref().and_then(Path::parent);
    folder.unwrap_or(directory).to_owned()
}

/// The files of a folder that a program may be made of, by their paths from there.
fn sources(root: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let is_cargo = name == ".cargo";
            if (name.starts_with('.') && !is_cargo) || LEFT_OUT.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if let Ok(inner) = path.strip_prefix(root) {
                found.push(inner.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A digest of all sources, and of what they may include.
fn digest(root: &Path) -> std::io::Result<String> {
    let mut digest = Digest::new();
    for path in sources(root)? {
        let is_source = path
            .extension()
            .is_some_and(|extension| extension == "rs" || extension == "toml");
        let is_lock = path.file_name().is_some_and(|name| name == "Cargo.lock");
        if is_source || is_lock || path.iter().any(|part| part == "src") {
            digest.add(path.to_string_lossy().as_bytes());
            digest.add(&fs::read(root.join(&path))?);
        }
    }
    Ok(digest.text())
}

/// Compiles the program, runs it, and keeps its answers.
pub(super) fn run(directory: &Path, unknown: &[Unknown]) -> Result<Answers, Message> {
    let root = root(directory);
    let failed = |what: &str, error: &dyn std::fmt::Display| {
        Message::new(format!("the probe cannot {what}: {error}")).help("check the folder `target`")
    };
    let copy = root.join("target/kubewright-probe/source");
    if copy.exists() {
        fs::remove_dir_all(&copy).map_err(|error| failed("remove its last copy of the sources", &error))?;
    }
    for path in sources(&root).map_err(|error| failed("read the sources", &error))? {
        let to = copy.join(&path);
        let made =
            fs::create_dir_all(to.parent().unwrap_or(&copy)).and_then(|()| fs::copy(root.join(&path), &to));
        made.map_err(|error| failed("copy the sources", &error))?;
    }
    // Of what is compiled: the sources may change meanwhile.
    let sources = digest(&copy).map_err(|error| failed("read its copy of the sources", &error))?;
    let package = copy.join(directory.strip_prefix(&root).unwrap_or(Path::new("")));
    for (at, kind) in unknown.iter().enumerate() {
        let Ok(inner) = kind.file.strip_prefix(&root) else {
            return Err(
                Message::new(format!("`{}` is outside of the workspace", kind.file.display()))
                    .help("state the values in `PROJECT`"),
            );
        };
        let path = copy.join(inner);
        let text = fs::read_to_string(&path).map_err(|error| failed("read the sources", &error))?;
        fs::write(&path, text + &test(kind, at)).map_err(|error| failed("write its tests", &error))?;
    }
    with_json(&package.join("Cargo.toml"))?;
    let crds = printed(&root, &package)?;
    // Kinds that the default features leave out are unknown as before.
    let kept = Kept { sources, crds };
    let file = directory.join(FILE);
    let text = serde_json::to_string_pretty(&kept).map_err(|error| failed("keep its answers", &error))?;
    let made =
        fs::create_dir_all(file.parent().unwrap_or(directory)).and_then(|()| fs::write(&file, text + "\n"));
    made.map_err(|error| failed("keep its answers", &error))?;
    Ok(answers(kept.crds))
}

/// A test that prints the CRD of a kind.
fn test(kind: &Unknown, at: usize) -> String {
    let path: Vec<&str> = kind
        .modules
        .iter()
        .map(String::as_str)
        .chain([kind.name.as_str()])
        .collect();
    let path = path.join("::");
    format!(
        "\n#[cfg(test)]\nmod kubewright_probe_{at} {{\n    #[test]\n    fn prints() {{\n        let crd = <super::{path} as \
         ::kube::CustomResourceExt>::crd();\n        println!(\"\\n{SIGN}{{}}\", ::serde_json::to_string(&crd).unwrap());\n    }}\n}}\n"
    )
}

/// Adds `serde_json` to the dependencies of tests, unless the program has it.
fn with_json(manifest: &Path) -> Result<(), Message> {
    let wrong = |error: &dyn std::fmt::Display| Message::new(format!("`Cargo.toml`: {error}"));
    let text = fs::read_to_string(manifest).map_err(|error| wrong(&error))?;
    let mut document: toml_edit::DocumentMut = text.parse().map_err(|error| wrong(&error))?;
    let has = |table: &str| {
        document
            .get(table)
            .is_some_and(|table| table.get("serde_json").is_some())
    };
    if !has("dependencies") && !has("dev-dependencies") {
        document["dev-dependencies"]["serde_json"] = toml_edit::value("1");
        fs::write(manifest, document.to_string()).map_err(|error| wrong(&error))?;
    }
    Ok(())
}

/// Runs the tests, and returns what they print.
fn printed(root: &Path, package: &Path) -> Result<Vec<Crd>, Message> {
    let mut command = Command::new(source::cargo());
    command
        .args(["test", "--quiet", "--manifest-path"])
        .arg(package.join("Cargo.toml"));
    if package.join("src/lib.rs").is_file() {
        command.arg("--lib");
    }
    if package.join("src/main.rs").is_file() || package.join("src/bin").is_dir() {
        command.arg("--bins");
    }
    command.args(["--", "kubewright_probe_", "--nocapture", "--test-threads=1"]);
    command.env("CARGO_TARGET_DIR", root.join("target/kubewright-probe/build"));
    let output = command.output().map_err(|error| {
        Message::new(format!("`--probe` needs cargo, which cannot be started: {error}")).help("install Rust")
    })?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let first = text
            .lines()
            .find(|line| line.starts_with("error") || line.contains("panicked at"));
        let message = format!(
            "the program cannot be compiled or run: {}",
            first.unwrap_or("cargo failed")
        );
        return Err(Message::new(message).help("run `cargo test` in the package"));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut seen = BTreeSet::new();
    let mut crds = Vec::new();
    for line in text.lines().filter_map(|line| Some(line.split_once(SIGN)?.1)) {
        if !seen.insert(line) {
            continue;
        }
        let crd = serde_json::from_str(line).map_err(|error| {
            Message::new(format!("the program printed a CRD that cannot be read: {error}"))
                .help("state the values in `PROJECT`")
        })?;
        crds.push(crd);
    }
    Ok(crds)
}
