//! Random edits, and then an update: no edit is lost, and a second update changes nothing.

use std::path::{Path, PathBuf};

use super::super::project::Project;
use super::history::all;

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// A comment in the language of a file, if users edit such files.
fn comment(path: &Path, mark: &str) -> Option<String> {
    let is_generated = path.starts_with("config/crd/bases") || path == Path::new("config/rbac/role.yaml");
    let name = path.file_name()?.to_str()?;
    match path.extension().and_then(|extension| extension.to_str()) {
        _ if is_generated || name == "PROJECT" || path == Path::new("config/webhook/manifests.yaml") => None,
        Some("rs") => Some(format!("// {mark}\n")),
        Some("yaml" | "yml" | "toml" | "dockerignore") => Some(format!("# {mark}\n")),
        Some("md") => Some(format!("{mark}\n")),
        _ if ["Makefile", "Dockerfile", ".gitignore"].contains(&name) => Some(format!("# {mark}\n")),
        _ => None,
    }
}

/// The user keeps the own lines of each conflict.
fn resolve(project: &Project) -> usize {
    let mut resolved = 0;
    for (path, text) in project.files() {
        let mut kept = String::new();
        let mut is_yours = true;
        for line in text.split_inclusive('\n') {
            match line.get(..7) {
                Some("<<<<<<<") => resolved += 1,
                Some("|||||||") => is_yours = false,
                Some(">>>>>>>") => is_yours = true,
                _ if is_yours => kept.push_str(line),
                _ => {}
            }
        }
        project.write(path.to_str().unwrap(), &kept);
    }
    resolved
}

/// `PROJECT` without what an update records.
fn said(project: &Project) -> Vec<String> {
    let text = project.text("PROJECT");
    let lines = text.lines().filter(|line| {
        let records = [
            "plugins:",
            "  rust.kubewright.dev/v1:",
            "    scaffold:",
            "cliVersion:",
        ];
        !records.iter().any(|record| line.starts_with(record))
    });
    lines.map(str::to_owned).collect()
}

/// A project of an earlier version with random edits.
pub(super) struct Edited {
    pub(super) project: Project,
    pub(super) name: String,
    marks: Vec<(PathBuf, String)>,
    deleted: Vec<PathBuf>,
}

impl Edited {
    pub(super) fn new(seed: u64) -> Self {
        let histories = all();
        let mut random = Random(seed);
        let history = &histories[random.below(histories.len())];
        let project = history.project();
        let (mut marks, mut deleted) = (Vec::new(), Vec::new());
        for (number, (path, text)) in project.files().into_iter().enumerate() {
            let Some(comment) = comment(&path, &format!("mine {seed} {number}")) else {
                continue;
            };
            match random.below(8) {
                0 => {
                    let lines: Vec<&str> = text.split_inclusive('\n').collect();
                    let at = random.below(lines.len() + 1);
                    let edited = lines[..at].concat() + &comment + &lines[at..].concat();
                    project.write(path.to_str().unwrap(), &edited);
                    marks.push((path, comment));
                }
                1 if path.starts_with("config") || path.starts_with(".github") => {
                    std::fs::remove_file(project.path().join(&path)).unwrap();
                    deleted.push(path);
                }
                _ => {}
            }
        }
        project.write("src/mine.rs", "//! Mine.\n");
        marks.push(("src/mine.rs".into(), "//! Mine.\n".to_owned()));
        Self {
            project,
            name: format!("{seed}, {}", history.name),
            marks,
            deleted,
        }
    }

    /// Checks that the edits are there.
    pub(super) fn check(&self, context: &str) {
        for (path, comment) in &self.marks {
            let text = self.project.text(path.to_str().unwrap());
            assert_eq!(
                text.matches(comment.as_str()).count(),
                1,
                "{}: {context}",
                path.display()
            );
        }
        for path in &self.deleted {
            let is_there = self.project.path().join(path).exists();
            assert!(!is_there, "{}: {context}", path.display());
        }
    }
}

#[test]
fn no_edit_is_lost() {
    let (mut conflicts, mut clean) = (0, 0);
    for seed in 0..12 {
        let edited = Edited::new(seed);
        let project = &edited.project;
        let before = said(project);
        let update = project.run(&["alpha", "update"]);
        let found = resolve(project);
        let context = format!("{}: {}", edited.name, update.err);
        assert_eq!(update.status, u8::from(found > 0), "{context}");
        conflicts += usize::from(found > 0);
        clean += usize::from(found == 0);
        edited.check(&context);
        assert_eq!(said(project), before, "{context}");
        // Manifests are generated only if there is no conflict.
        project.run(&["manifests"]);
        let files = project.files();
        let again = project.run(&["alpha", "update"]);
        assert_eq!(again.status, 0, "{context}{}", again.err);
        assert!(again.err.contains("nothing to do"), "{context}{}", again.err);
        assert_eq!(project.files(), files, "{context}");
    }
    assert!(clean > 2, "{clean} clean, {conflicts} with conflicts");
}
