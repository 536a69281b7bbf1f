//! Modules and types that move: the files that contain them, and the names in all other files of the package.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::line_ends;
use crate::plan::{self, Change, Item, Plan, Renames};
use crate::project::Project;
use crate::renaming::{Layout, Moves, Renamed, Renaming, Words, is_rust};

/// The Rust files of a package and of its API crates.
pub(super) struct Sources {
    pub(super) files: BTreeMap<PathBuf, String>,
    pub(super) layout: Layout,
}

/// New names in the files of a package.
pub(super) struct Names<'s> {
    sources: &'s Sources,
    renaming: Renaming,
    /// The files with the new names; `None` for those that are not Rust.
    renamed: BTreeMap<&'s Path, Option<Renamed>>,
    /// What is replaced in files that are not Rust.
    words: Vec<(String, String)>,
    /// Those of them in which the scaffold changes.
    others: BTreeSet<PathBuf>,
}

impl Sources {
    pub(super) fn read(project: &Project, directory: &Path) -> Self {
        let apis = project.places().api_crates;
        let others: Vec<_> = apis
            .iter()
            .map(|(package, folder)| (PathBuf::from(folder), package.replace('-', "_")))
            .collect();
        let mut folders = vec![PathBuf::from("src"), PathBuf::from("tests")];
        folders.extend(others.iter().map(|(folder, _)| folder.join("src")));
        let read = |path: PathBuf| {
            let text = line_ends::read(&directory.join(&path)).ok()?;
            Some((path, text))
        };
        let files: BTreeMap<_, _> = rust_files(folders, directory)
            .into_iter()
            .filter_map(read)
            .collect();
        let layout = Layout {
            crate_name: project.crate_name(),
            has_library: files.contains_key(Path::new("src/lib.rs")),
            others,
        };
        Self { files, layout }
    }
}

impl<'s> Names<'s> {
    /// The names that change between two states of a project. `words` are replaced in files that are not Rust.
    pub(super) fn new(
        sources: &'s Sources,
        (before, after): (&[Item], &[Item]),
        moves: Moves,
        mut of_comments: Words,
        words: Vec<(String, String)>,
    ) -> Self {
        let crate_name = &sources.layout.crate_name;
        for (old, new) in &moves.paths {
            let is_module = new
                .last()
                .is_some_and(|name| name.starts_with(char::is_lowercase));
            if is_module && old.len() > 2 {
                let (old, new) = (old.join("::"), new.join("::"));
                let inside = |path: &str| path.strip_prefix(crate_name).map(|below| format!("crate{below}"));
                of_comments.paths.extend(inside(&old).zip(inside(&new)));
                of_comments.paths.push((old, new));
            }
        }
        of_comments
            .paths
            .sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
        let files = || {
            let files = sources.files.iter();
            files.map(|(path, text)| (path.as_path(), text.as_str()))
        };
        let renaming = Renaming::new(files(), sources.layout.clone(), moves, of_comments);
        let renamed = files().map(|(path, text)| (path, renaming.rename(path, text)));
        Self {
            sources,
            renamed: renamed.collect(),
            renaming,
            words,
            others: differing(before, after),
        }
    }

    /// What is left to the user.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for (path, renamed) in &self.renamed {
            let shown = path.display();
            match renamed {
                Some(renamed) => notes.extend(renamed.left.iter().map(|line| {
                    format!("`{shown}:{line}` names a module that moves, in a form that is not adapted; change it by hand")
                })),
                None => notes.push(format!(
                    "`{shown}` cannot be read as Rust, so names in it are not adapted; change them by hand"
                )),
            }
        }
        notes
    }
}

impl Renames for Names<'_> {
    fn text(&self, path: &Path, text: &str) -> String {
        if is_rust(path) {
            let renamed = self.renaming.rename(path, text);
            return renamed.map_or_else(|| text.to_owned(), |renamed| renamed.text);
        }
        let words = self.words.iter().filter(|_| self.others.contains(path));
        words.fold(text.to_owned(), |text, (from, to)| plan::rename(&text, from, to))
    }

    fn changes(&self, path: &Path) -> Vec<Change> {
        if is_rust(path) {
            let old = self.sources.files.get(path);
            let change = old.and_then(|from| {
                let to = &self.renamed.get(path)?.as_ref()?.text;
                (from != to).then(|| Change::revise(from.clone(), to.clone(), false))
            });
            return change.into_iter().collect();
        }
        let words = self.words.iter().filter(|_| self.others.contains(path));
        words
            .map(|(from, to)| Change::Rename {
                from: from.clone(),
                to: to.clone(),
            })
            .collect()
    }
}

/// Moves modules below moved modules, and renames paths, in all Rust files that the plan does not change yet.
pub(super) fn add_other_files(plan: &mut Plan, names: &Names<'_>) {
    let mut folders = Vec::new();
    for (to, changes) in plan.changes() {
        for change in changes {
            if let Change::MoveFrom(from) = change {
                folders.push((from.with_extension(""), to.with_extension("")));
            }
        }
    }
    for path in names.sources.files.keys() {
        if !plan.of(path).is_empty() {
            continue;
        }
        let changes = names.changes(path);
        let inner = folders
            .iter()
            .filter_map(|(from, to)| Some((from, to.join(path.strip_prefix(from).ok()?))));
        let now = match inner.max_by_key(|(from, _)| from.components().count()) {
            Some((_, to)) => {
                plan.change(to.clone(), Change::MoveFrom(path.clone()));
                plan.change(path.clone(), Change::Remove);
                to
            }
            None => path.clone(),
        };
        for change in changes {
            plan.change(now.clone(), change);
        }
    }
}

/// Files that are not Rust and in which something changes that a template writes.
fn differing(before: &[Item], after: &[Item]) -> BTreeSet<PathBuf> {
    let items = before.iter().filter(|item| !is_rust(&item.path));
    let changed = items.filter(|item| {
        let mut after = after.iter();
        !after.any(|other| other.path == item.path && other.change == item.change)
    });
    changed.map(|item| item.path.clone()).collect()
}

/// All Rust files of some folders, sorted.
fn rust_files(folders: Vec<PathBuf>, directory: &Path) -> Vec<PathBuf> {
    let mut open = folders;
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(directory.join(&folder)) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(path),
                Ok(kind) if kind.is_file() && is_rust(&path) => found.push(path),
                Ok(_) | Err(_) => {}
            }
        }
    }
    found.sort();
    found
}
