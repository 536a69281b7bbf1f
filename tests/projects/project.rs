//! A project of `testdata/projects`: what its commands make, with the files of `edits` laid over and the lines of
//! `dependencies` added to `Cargo.toml`.
//!
//! A line of `commands` that starts with `cd FOLDER && ` runs in that folder below `tree`. A tree of several operators is a
//! Cargo workspace.
//!
//! `webhooks/tree` keeps every file. The `tree` of another project keeps the files that differ from that one in more than
//! names, and `same` lists the others. Operators of one tree are compared with each other too.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, Once};

use tempfile::TempDir;

use super::likeness;
use super::workspace;

pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/projects");
/// Files of more bytes are not kept: the schema of a Job in a CRD, which an API server reads in the project's own tests.
const LARGEST: usize = 200_000;
/// The year of license headers, as of the day when the trees were first written.
const EPOCH: &str = "1767225600";

pub(crate) struct Project {
    pub(crate) name: String,
    folder: PathBuf,
    /// The folder below `tree` of one operator of several; empty for the whole tree.
    member: PathBuf,
}

/// Files with their texts, by their paths.
pub(crate) type Files = BTreeMap<PathBuf, String>;

impl Project {
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            folder: Path::new(ROOT).join(name),
            member: PathBuf::new(),
        }
    }

    /// Its operators: itself, or the members of its workspace that have a `PROJECT`.
    pub(crate) fn operators(&self) -> Vec<Self> {
        let operator = |member: &Path| Self {
            name: self.name.clone(),
            folder: self.folder.clone(),
            member: member.to_owned(),
        };
        self.folders_with("PROJECT").map(operator).collect()
    }

    /// Whether its tree is a Cargo workspace of several packages.
    pub(crate) fn is_workspace(&self) -> bool {
        let manifest = self.made().get(Path::new("Cargo.toml"));
        manifest.is_some_and(|text| text.starts_with("[workspace]"))
    }

    /// Whether it is made of Helm charts or Ansible roles.
    pub(crate) fn is_without_rust(&self) -> bool {
        self.made().contains_key(&self.member.join("watches.yaml"))
    }

    /// Whether it is made of Ansible roles.
    pub(crate) fn is_from_roles(&self) -> bool {
        self.made().contains_key(&self.member.join("requirements.yml"))
    }

    /// The folders of its packages, laid out to be compiled.
    pub(crate) fn packages(&self) -> Vec<PathBuf> {
        let folders = self.folders_with("Cargo.toml");
        let folders = folders.filter(|folder| !self.is_workspace() || *folder != Path::new(""));
        folders.map(|folder| self.tree().join(folder)).collect()
    }

    /// The folders below `tree` that have a file of this name.
    fn folders_with(&self, name: &'static str) -> impl Iterator<Item = &'static Path> {
        let paths = self.made().keys().filter(move |path| path.ends_with(name));
        paths.filter_map(|path| path.parent())
    }

    /// All of them, by name. What is kept of them is rewritten first, if that is asked for.
    pub(crate) fn all() -> Vec<Self> {
        static KEPT: Once = Once::new();
        let all = Self::found();
        if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
            KEPT.call_once(|| {
                all.iter()
                    .for_each(|project| project.keep(&project.kept_of(project.made())));
            });
        }
        all
    }

    fn found() -> Vec<Self> {
        let entries = fs::read_dir(ROOT).unwrap().map(|entry| entry.unwrap().path());
        let mut folders: Vec<_> = entries.filter(|path| path.join("commands").is_file()).collect();
        folders.sort();
        assert!(folders.len() >= 9);
        let name = |folder: &Path| folder.file_name().unwrap().to_str().unwrap().to_owned();
        folders.iter().map(|folder| Self::named(&name(folder))).collect()
    }

    /// The one that keeps every file.
    fn whole() -> Self {
        Self::named("webhooks")
    }

    /// The same in another folder, after a command.
    pub(crate) fn changed_in(&self, folder: &Path, command: &[&str]) -> Self {
        write(folder, &files(&self.folder));
        write(&folder.join("tree"), self.made());
        let changed = Self {
            name: self.name.clone(),
            folder: folder.to_owned(),
            member: self.member.clone(),
        };
        let output = run(&changed.folder.join("tree"), command);
        succeeds(&format!("{}: {command:?}", self.name), &output);
        changed
    }

    /// An object that its webhooks refuse, in `refused.yaml`, the reason in its first line.
    pub(crate) fn refused(&self) -> Option<String> {
        fs::read_to_string(self.folder.join("refused.yaml")).ok()
    }

    /// Where the whole project is, to compile and to deploy it.
    pub(crate) fn tree(&self) -> PathBuf {
        let tree = match self.folder.starts_with(ROOT) {
            true => workspace::folder().join(&self.name).join("tree"),
            false => self.folder.join("tree"),
        };
        tree.join(&self.member)
    }

    /// Its commands; those of one operator without the folder.
    pub(crate) fn commands(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.join("commands")).unwrap();
        let here = match self.member.to_str().unwrap() {
            "" => String::new(),
            member => format!("cd {member} && "),
        };
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let lines = lines.filter_map(|line| line.strip_prefix(&here));
        lines.map(str::to_owned).collect()
    }

    /// The prefix of its objects, which is the name of its program too.
    pub(crate) fn prefix(&self) -> String {
        let line = self.made()[&self.member.join("PROJECT")]
            .lines()
            .find_map(|line| line.strip_prefix("projectName: "));
        line.unwrap().to_owned()
    }

    /// All its files: what the commands make, the edits, and the manifests of both.
    pub(crate) fn made(&self) -> &'static Files {
        static MADE: Mutex<BTreeMap<String, &Files>> = Mutex::new(BTreeMap::new());
        let mut made = MADE.lock().unwrap();
        made.entry(self.name.clone()).or_insert_with(|| {
            let folder = temporary();
            let mut files_made = self.run_in(folder.path(), &self.commands());
            if self.folder.join("edits").is_dir() {
                let tree = folder.path().join("tree");
                write(&tree, &self.edits());
                self.add_dependencies(&tree);
                succeeds(&self.name, &run(&tree, &["manifests"]));
                files_made = files(&tree);
            }
            Box::leak(Box::new(files_made))
        })
    }

    /// The files that somebody wrote after the commands had been run.
    fn edits(&self) -> Files {
        files(&self.folder.join("edits"))
    }

    /// Adds its own dependencies to those of the template, which may change.
    fn add_dependencies(&self, tree: &Path) {
        const ANCHOR: &str = "# +kubebuilder:scaffold:dependencies";
        let Ok(lines) = fs::read_to_string(self.folder.join("dependencies")) else {
            return;
        };
        let path = tree.join("Cargo.toml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace(ANCHOR, &format!("{lines}{ANCHOR}"))).unwrap();
    }

    /// What of a project's files is kept here: `tree` and `same`.
    pub(crate) fn kept_of(&self, made: &Files) -> Files {
        let same = self.same(made);
        let edits = self.edits();
        let differs = |path: &PathBuf| !same.contains(path) && !edits.contains_key(path);
        let different = made
            .iter()
            .filter(|(path, text)| differs(path) && text.len() <= LARGEST);
        let mut kept: Files = different
            .map(|(path, text)| (Path::new("tree").join(path), text.clone()))
            .collect();
        if !same.is_empty() {
            let lines = same.iter().map(|path| format!("{}\n", path.display()));
            kept.insert(PathBuf::from("same"), lines.collect());
        }
        kept
    }

    /// The files of its operators that are the same but for names in the project that keeps every file, or in an operator
    /// before.
    fn same(&self, made: &Files) -> Vec<PathBuf> {
        let whole = Self::whole();
        if self.name == whole.name {
            return Vec::new();
        }
        let (mut same, mut known) = (Vec::new(), vec![(whole.made().clone(), whole)]);
        for operator in self.operators() {
            let files = made.iter().filter_map(|(path, text)| {
                let path = path.strip_prefix(&operator.member).ok()?;
                Some((path.to_owned(), text.clone()))
            });
            let files: Files = files.collect();
            let alike = likeness::alike(&known, (&files, &operator));
            same.extend(alike.into_iter().map(|path| operator.member.join(path)));
            known.push((files, operator));
        }
        same
    }

    /// What is kept here.
    pub(crate) fn kept(&self) -> Files {
        let mut kept = files(&self.folder);
        kept.retain(|path, _| path.starts_with("tree") || path == Path::new("same"));
        kept
    }

    /// Writes what is kept.
    fn keep(&self, kept: &Files) {
        for path in self.kept().keys().filter(|path| !kept.contains_key(*path)) {
            fs::remove_file(self.folder.join(path)).unwrap();
        }
        write(&self.folder, kept);
    }

    /// Its folder here, without what is kept of the tree, and all of the tree.
    pub(crate) fn laid_out(&self) -> Files {
        let mut all = files(&self.folder);
        all.retain(|path, _| {
            !["tree", "edits", "go", "same", "commands", "dependencies"]
                .iter()
                .any(|part| path.starts_with(part))
        });
        all.extend(
            self.made()
                .iter()
                .map(|(path, text)| (Path::new("tree").join(path), text.clone())),
        );
        all
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
        // The project that it is made from.
        write(&folder.join("go"), &files(&self.folder.join("go")));
        let tree = folder.join("tree");
        fs::create_dir(&tree).unwrap();
        for command in commands {
            let (folder, line) = match command.strip_prefix("cd ") {
                Some(rest) => rest.split_once(" && ").unwrap(),
                None => ("", command.as_str()),
            };
            let folder = tree.join(folder);
            fs::create_dir_all(&folder).unwrap();
            let arguments = words(line.strip_prefix("kubewright ").unwrap());
            let output = kubewright()
                .current_dir(&folder)
                .args(arguments)
                .output()
                .unwrap();
            succeeds(&format!("{}: `{command}`", self.name), &output);
        }
        files(&tree)
    }

    /// Fails if manifests are stale.
    pub(crate) fn check_manifests(&self) {
        for operator in self.operators() {
            succeeds(&self.name, &run(&operator.tree(), &["manifests", "--check"]));
        }
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

pub(crate) fn succeeds(what: &str, output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what} says:\n{said}");
}

/// Writes the files that differ from those in the folder, so that cargo compiles no more than it must.
pub(crate) fn write(folder: &Path, files: &Files) {
    for (path, text) in files {
        let path = folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|old| old == *text) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
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
