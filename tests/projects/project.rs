//! A project of `testdata/projects`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Once;

use tempfile::TempDir;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/projects");
/// The year of licence headers, as of the day when the trees were first written.
const EPOCH: &str = "1767225600";

pub(crate) struct Project {
    pub(crate) name: String,
    folder: PathBuf,
}

/// Files with their texts, by their paths.
pub(crate) type Files = BTreeMap<PathBuf, String>;

impl Project {
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            folder: Path::new(ROOT).join(name),
        }
    }

    /// All of them, by name. They are written anew first, if that is wanted.
    pub(crate) fn all() -> Vec<Self> {
        static KEPT: Once = Once::new();
        let all = Self::found();
        if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
            KEPT.call_once(|| {
                all.iter()
                    .filter(|project| project.is_made())
                    .for_each(|project| project.keep(&project.make_in(temporary().path())));
            });
        }
        all
    }

    fn found() -> Vec<Self> {
        let entries = fs::read_dir(ROOT).unwrap().map(|entry| entry.unwrap().path());
        let mut folders: Vec<_> = entries
            .filter(|path| path.join("tree/PROJECT").is_file())
            .collect();
        folders.sort();
        assert!(folders.len() >= 9);
        let name = |folder: &Path| folder.file_name().unwrap().to_str().unwrap().to_owned();
        folders.iter().map(|folder| Self::named(&name(folder))).collect()
    }

    /// Those that nobody has written in since their commands made them, by name.
    pub(crate) fn made() -> Vec<Self> {
        let made = Self::all().into_iter().filter(Self::is_made);
        let made: Vec<_> = made.collect();
        assert!(made.len() >= 8);
        made
    }

    fn is_made(&self) -> bool {
        self.folder.join("commands").is_file()
    }

    /// The same in another folder, after a command.
    pub(crate) fn changed_in(&self, folder: &Path, command: &[&str]) -> Self {
        for (path, text) in files(&self.folder) {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let changed = Self {
            name: self.name.clone(),
            folder: folder.to_owned(),
        };
        let output = run(&changed.tree(), command);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{}: {command:?} says:\n{said}",
            self.name
        );
        changed
    }

    /// An object that its webhooks refuse, in `refused.yaml`, the reason in its first line.
    pub(crate) fn refused(&self) -> Option<String> {
        fs::read_to_string(self.folder.join("refused.yaml")).ok()
    }

    pub(crate) fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    pub(crate) fn commands(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.join("commands")).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(str::to_owned).collect()
    }

    /// The prefix of its objects, which is the name of its program too.
    pub(crate) fn prefix(&self) -> String {
        let project = fs::read_to_string(self.tree().join("PROJECT")).unwrap();
        let line = project
            .lines()
            .find_map(|line| line.strip_prefix("projectName: "));
        line.unwrap().to_owned()
    }

    /// What all its commands make.
    pub(crate) fn make_in(&self, folder: &Path) -> Files {
        self.run_in(folder, &self.commands())
    }

    pub(crate) fn run_in(&self, folder: &Path, commands: &[String]) -> Files {
        for entry in fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if entry.is_file() {
                fs::copy(&entry, folder.join(entry.file_name().unwrap())).unwrap();
            }
        }
        let tree = folder.join("tree");
        fs::create_dir(&tree).unwrap();
        for command in commands {
            let arguments = words(command.strip_prefix("kubewright ").unwrap());
            let output = kubewright().current_dir(&tree).args(arguments).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "{}: `{command}` says:\n{said}",
                self.name
            );
        }
        files(&tree)
    }

    /// Writes what was made.
    fn keep(&self, made: &Files) {
        for path in files(&self.tree())
            .keys()
            .filter(|path| !made.contains_key(*path))
        {
            fs::remove_file(self.tree().join(path)).unwrap();
        }
        for (path, text) in made {
            let path = self.tree().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    /// Fails if manifests are stale.
    pub(crate) fn check_manifests(&self) {
        let output = run(&self.tree(), &["manifests", "--check"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", self.name);
    }

    pub(crate) fn help(command: &str) -> String {
        let output = kubewright()
            .args(command.split(' '))
            .arg("--help")
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Runs the command in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    kubewright().current_dir(folder).args(arguments).output().unwrap()
}

fn kubewright() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kubewright"));
    command.env("SOURCE_DATE_EPOCH", EPOCH);
    command
}

/// The words of a line, of which some are in quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        match index % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

pub(crate) fn temporary() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// All files below a folder.
pub(crate) fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), text);
            }
        }
    }
    found
}
