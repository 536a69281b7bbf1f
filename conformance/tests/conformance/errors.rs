//! What is wrong is told by both doors, in the same words at the same place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{cli, report, snapshot};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/errors/");

/// What only the command can see: plain comments, and what several types say together.
const COMMAND_ONLY: &str = "// door: cli\n";

/// The cases, by file.
fn cases() -> Vec<(PathBuf, String)> {
    let files = fs::read_dir(FOLDER)
        .expect("the cases")
        .map(|entry| entry.expect("a file").path());
    let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let mut cases: Vec<_> = sources
        .map(|path| (path.clone(), fs::read_to_string(&path).expect("a file")))
        .collect();
    cases.sort();
    cases
}

/// What the command says about a case.
fn said(path: &Path, source: &str) -> Result<String, String> {
    let name = path.file_stem().expect("a name").display();
    let file = format!("{name}.rs");
    let module = format!("pub mod {name};\n");
    let folder = cli::package(&[("lib.rs", &module), (&file, source)]);
    let generators = ["manifests", "crd", "rbac:roleName=role", "webhook", "--stdout"];
    match cli::run(folder.path(), &generators) {
        (1, out, errors) if out.is_empty() => Ok(errors),
        (status, out, errors) => Err(format!("{name}: status {status}, {out}{errors}")),
    }
}

#[test]
fn the_command_tells_what_is_wrong() {
    let mut problems = Vec::new();
    for (path, source) in cases() {
        match said(&path, &source) {
            Ok(errors) => problems.extend(snapshot::compare(&path.with_extension("stderr"), &errors)),
            Err(problem) => problems.push(problem),
        }
    }
    report(&problems);
}

#[test]
fn the_derives_tell_the_same_at_the_same_place() {
    let mut problems = Vec::new();
    let told = rustc();
    for (path, source) in cases() {
        if source.starts_with(COMMAND_ONLY) {
            continue;
        }
        let name = path.file_name().expect("a name").display();
        let errors = match said(&path, &source) {
            Ok(errors) => errors,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let at = format!("--> src/{name}:");
        let by_command: BTreeSet<String> = errors
            .split("\n\n")
            .filter(|block| block.contains(&at))
            .map(said_where)
            .collect();
        let by_rustc: BTreeSet<String> = told
            .iter()
            .filter(|block| block.contains(&at))
            .map(|block| said_where(block))
            .collect();
        for block in by_command.difference(&by_rustc) {
            problems.push(format!("{name}: only by the command:\n{block}"));
        }
        for block in by_rustc.difference(&by_command) {
            problems.push(format!("{name}: only by the derive:\n{block}"));
        }
    }
    report(&problems);
}

/// The message and its line. To a derive, a line of a doc comment has no parts, so the command alone points at an argument.
fn said_where(block: &str) -> String {
    let mut lines = block.lines();
    let message = lines.next().unwrap_or_default();
    let place = lines.next().unwrap_or_default().trim();
    let (place, _column) = place.rsplit_once(':').unwrap_or((place, ""));
    format!("{message}\n{place}")
}

/// The errors of the derives in all cases: one run of rustc, on what is compiled already.
fn rustc() -> Vec<String> {
    let program = std::env::current_exe().expect("this program");
    // target/debug/deps/conformance
    let target = program.ancestors().nth(3).expect("the target folder");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTC_BOOTSTRAP") // set by tests/timed.sh, for the test harness alone
        .args([
            "rustc",
            "--quiet",
            "--example",
            "errors",
            "--message-format=json",
            "--",
            "--cfg=error_cases",
        ])
        .output()
        .expect("cargo");
    let text = String::from_utf8(output.stdout).expect("text");
    let folder = Path::new(FOLDER)
        .canonicalize()
        .expect("the cases")
        .display()
        .to_string()
        + "/";
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    // What rustc itself finds has a code.
    let ours = lines.filter(|line| line["message"]["level"] == "error" && line["message"]["code"].is_null());
    let rendered = ours.filter_map(|line| line["message"]["rendered"].as_str().map(str::to_owned));
    rendered
        .map(|text| text.replace(&folder, "src/").trim_end().to_owned())
        .collect()
}
