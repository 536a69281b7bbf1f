//! The cases of `testdata/cli` and `testdata/manifests`.
//!
//! A case is a folder. `input` is the project. `commands` has one command per line, without the program's name; `cd FOLDER && ` in
//! front of it runs it in a folder below, and ` < FILE` behind it pipes a file into it. `said.txt` is the expected output. `expected` has the files that the commands create, change
//! (in full) or remove (empty). `SNAPSHOTS=overwrite` writes the last two.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::project::{Project, files, overwrites};

fn run_all(topic: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(topic);
    let mut cases: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases.iter().for_each(|case| run_one(case));
}

fn run_one(case: &Path) {
    let input = case.join("input");
    let whole = if input.is_dir() {
        Project::copy(&input)
    } else {
        Project::empty()
    };
    let before = whole.files();
    let mut said = String::new();
    for line in fs::read_to_string(case.join("commands")).unwrap().lines() {
        let cd = line.strip_prefix("cd ").and_then(|line| line.split_once(" && "));
        let (cd, line) = match cd {
            Some((folder, line)) => (Some(folder), line),
            None => (None, line),
        };
        let project = Project::at(&whole.path().join(cd.unwrap_or_default()));
        let files = || files(whole.path());
        let (command, file) = match line.split_once(" < ") {
            Some((command, file)) => (command, Some(project.text(file))),
            None => (line, None),
        };
        let args: Vec<_> = command.split(' ').collect();
        let run = || match &file {
            Some(text) => project.pipe(&args, text.as_bytes()),
            None => project.run(&args),
        };
        let result = run();
        let shown = cd.map_or(String::new(), |folder| format!("cd {folder} && "));
        let _ = writeln!(said, "$ {shown}kubewright {line}\nstatus: {}", result.status);
        for (name, text) in [("stdout", &result.out), ("stderr", &result.err)] {
            if !text.is_empty() {
                let _ = writeln!(said, "--- {name}\n{}", text.trim_end_matches('\n'));
            }
        }
        said.push('\n');
        if result.status == 0 {
            let after = files();
            // Only `delete` fails when it is repeated.
            let is_deletion = line.starts_with("delete ");
            assert_eq!(run().status == 0, !is_deletion, "{line}");
            assert_eq!(files(), after, "{}: `{line}` twice", case.display());
        }
    }
    let made = changes(&before, &whole.files());
    let expected = case.join("expected");
    if overwrites() {
        fs::write(case.join("said.txt"), &said).unwrap();
        if expected.is_dir() {
            fs::remove_dir_all(&expected).unwrap();
        }
        for (path, text) in &made {
            let path = expected.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let wanted = if expected.is_dir() {
        files(&expected)
    } else {
        BTreeMap::new()
    };
    assert_eq!(
        said,
        fs::read_to_string(case.join("said.txt")).unwrap(),
        "{}",
        case.display()
    );
    assert_eq!(made, wanted, "{}", case.display());
}

/// New and changed files with their text, and removed files without.
fn changes(
    before: &BTreeMap<PathBuf, String>,
    after: &BTreeMap<PathBuf, String>,
) -> BTreeMap<PathBuf, String> {
    let new = after
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(text))
        .map(|(path, text)| (path.clone(), text.clone()));
    let gone = before
        .keys()
        .filter(|path| !after.contains_key(*path))
        .map(|path| (path.clone(), String::new()));
    new.chain(gone).collect()
}

#[test]
fn cli() {
    run_all("cli");
}

#[test]
fn manifests() {
    run_all("manifests");
}
