//! Computes the changes from the old to the new state of a project.
//!
//! The state of a project is a plan too: the one that would create all its files from scratch. So adding, removing or
//! moving parts is the difference between two plans.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Change, IfExists, Plan, insert};

/// A change, and the part that makes it.
#[derive(Clone, Debug)]
pub struct Item {
    /// The part.
    pub part: String,
    /// The file.
    pub path: PathBuf,
    /// The change.
    pub change: Change,
}

impl Item {
    /// Whether both create a file from the same template for the same part, wherever it is.
    pub(crate) fn is_same_file(&self, other: &Self) -> bool {
        let changes = (&self.change, &other.change);
        self.part == other.part
            && matches!(changes, (Change::Create { template, .. }, Change::Create { template: same, .. }) if template == same)
    }
}

/// The plan that adds parts.
///
/// `parts` is the plan of the new parts, `whole` that of the new state, and `others` that of the old state without
/// these parts. Changes that are also in `others` belong to those. Files in `keep` are kept if they exist.
#[must_use]
pub fn grown(mut parts: Plan, whole: &Plan, others: &Plan, keep: impl Fn(&Path) -> bool) -> Plan {
    for (path, changes) in parts.each() {
        let is_others = creation(others.of(path)).is_some();
        for change in changes.iter_mut() {
            if let Change::Create { text, if_exists, .. } = change {
                if let Some(full) = full_text(whole.of(path)) {
                    *text = full;
                }
                if is_others || keep(path) {
                    *if_exists = IfExists::Keep;
                }
            }
        }
    }
    parts
}

/// The plan from the old to the new state: removes the changes that only removed parts have made, and updates those
/// that the other parts would now write differently.
///
/// Files that `done` writes are skipped.
#[must_use]
pub fn settled(before: &Plan, after: &Plan, done: &Plan, force: bool) -> Plan {
    let mut plan = Plan::default();
    for (path, changes) in before
        .changes()
        .filter(|(path, _)| creation(done.of(path)).is_none())
    {
        let stays = after.of(path);
        let (old, new) = (creation(changes), creation(stays));
        if old.is_some() && new.is_none() && force {
            plan.change(path.clone(), Change::Remove);
            continue;
        }
        let mut seen = BTreeSet::new();
        for change in changes.iter().rev() {
            if let Change::Insert { text, .. } = change
                && seen.insert(text)
                && !says(stays, text)
            {
                plan.change(path.clone(), Change::Withdraw { text: text.clone() });
            }
        }
        match (old, new) {
            (Some(old), None) => plan.change(path.clone(), Change::remove_written(old.to_owned())),
            (Some(old), Some(new)) if old != new => {
                let (from, to) = (old.to_owned(), new.to_owned());
                plan.change(path.clone(), Change::revise(from, to, force));
            }
            (Some(_) | None, _) => {}
        }
    }
    for (path, changes) in after
        .changes()
        .filter(|(path, _)| creation(done.of(path)).is_none())
    {
        let had = before.of(path);
        for change in changes {
            let is_new = match change {
                Change::Insert { text, .. } => !says(had, text),
                Change::Create { .. } => creation(had).is_none(),
                Change::Write(_)
                | Change::Withdraw { .. }
                | Change::Remove
                | Change::RemoveWritten { .. }
                | Change::Revise { .. }
                | Change::MoveFrom(_)
                | Change::Rename { .. } => false,
            };
            if is_new {
                plan.change(path.clone(), change.clone());
            }
        }
    }
    plan
}

/// New names of modules and types.
pub trait Renames {
    /// The text that was written to a file, with the new names.
    fn text(&self, path: &Path, text: &str) -> String;
    /// The changes that put the new names into a file on disk.
    fn changes(&self, path: &Path) -> Vec<Change>;
}

/// No new names.
#[derive(Debug)]
pub struct NoRenames;

impl Renames for NoRenames {
    fn text(&self, _: &Path, text: &str) -> String {
        text.to_owned()
    }

    fn changes(&self, _: &Path) -> Vec<Change> {
        Vec::new()
    }
}

/// The plan for parts that change: moves files with their current text, and changes only the differences.
#[must_use]
pub fn moved(before: &[Item], after: &[Item], renames: &impl Renames, force: bool) -> Plan {
    let pairs = Pairs::new(before, after);
    let mut plan = Plan::default();
    for (from, to) in &pairs.moves {
        plan.change(to.clone(), Change::MoveFrom(from.clone()));
        plan.change(from.clone(), Change::Remove);
    }
    for path in pairs.made_before.keys() {
        let now = pairs.now(path);
        for change in renames.changes(path) {
            plan.change(now.clone(), change);
        }
    }
    // Several parts may insert the same lines, which exist only once.
    let mut withdrawn = BTreeSet::new();
    for item in before {
        if let Change::Insert { text, .. } = &item.change {
            let (at, old) = (pairs.now(&item.path), renames.text(&item.path, text));
            let stays = after.iter().any(|new| new.path == at && new.change.says(&old));
            if !stays && pairs.made_after.contains_key(&at) && withdrawn.insert((at.clone(), old.clone())) {
                plan.change(at, Change::Withdraw { text: old });
            }
        }
    }
    for (path, old) in &pairs.made_before {
        let (now, old) = (pairs.now(path), renames.text(path, old));
        match pairs.made_after.get(&now) {
            Some(new) if **new != old => {
                let (from, to) = (old, (*new).to_owned());
                plan.change(now, Change::revise(from, to, force));
            }
            Some(_) => {}
            None => {
                for item in before.iter().filter(|item| item.path == *path) {
                    if let Change::Insert { text, .. } = &item.change {
                        let text = renames.text(path, text);
                        if withdrawn.insert((path.clone(), text.clone())) {
                            plan.change(path.clone(), Change::Withdraw { text });
                        }
                    }
                }
                plan.change(
                    path.clone(),
                    if force {
                        Change::Remove
                    } else {
                        Change::remove_written(old)
                    },
                );
            }
        }
    }
    let there: BTreeSet<PathBuf> = pairs.made_before.keys().map(|path| pairs.now(path)).collect();
    for item in after {
        match &item.change {
            Change::Create { .. } if there.contains(&item.path) => {}
            change => plan.change(item.path.clone(), change.clone()),
        }
    }
    plan
}

/// The new paths of the files that move, and the files that end.
#[must_use]
pub fn moved_files(before: &[Item], after: &[Item]) -> (BTreeMap<PathBuf, PathBuf>, BTreeSet<PathBuf>) {
    let pairs = Pairs::new(before, after);
    let ended = pairs.made_before.keys().filter(|path| {
        let stays = pairs.made_after.contains_key(*path);
        !stays && !pairs.moves.contains_key(*path)
    });
    let ended = ended.cloned().collect();
    (pairs.moves, ended)
}

/// The new paths of the old files.
struct Pairs<'a> {
    made_before: BTreeMap<PathBuf, &'a str>,
    made_after: BTreeMap<PathBuf, &'a str>,
    moves: BTreeMap<PathBuf, PathBuf>,
}

impl<'a> Pairs<'a> {
    fn new(before: &'a [Item], after: &'a [Item]) -> Self {
        let made = |items: &'a [Item]| {
            let mut made = BTreeMap::new();
            for item in items {
                if let Some(text) = item.change.created() {
                    made.entry(item.path.clone()).or_insert(text);
                }
            }
            made
        };
        let (made_before, made_after) = (made(before), made(after));
        let mut moves = BTreeMap::new();
        let mut taken: BTreeSet<PathBuf> = BTreeSet::new();
        for item in before {
            if let Some(new) = after.iter().find(|new| item.is_same_file(new))
                && new.path != item.path
                && !made_after.contains_key(&item.path)
                && !made_before.contains_key(&new.path)
                && !moves.contains_key(&item.path)
                && taken.insert(new.path.clone())
            {
                moves.insert(item.path.clone(), new.path.clone());
            }
        }
        Self {
            made_before,
            made_after,
            moves,
        }
    }

    fn now(&self, path: &Path) -> PathBuf {
        self.moves.get(path).cloned().unwrap_or_else(|| path.to_owned())
    }
}

impl Change {
    /// Returns whether it inserts these lines.
    fn says(&self, wanted: &str) -> bool {
        matches!(self, Self::Insert { text, .. } if text.trim() == wanted.trim())
    }
}

fn says(changes: &[Change], text: &str) -> bool {
    changes.iter().any(|change| change.says(text))
}

/// The text that a file is created with.
fn creation(changes: &[Change]) -> Option<&str> {
    changes.iter().find_map(Change::created)
}

impl Plan {
    /// The text of each file that the plan creates, with all insertions.
    #[must_use]
    pub fn texts(&self) -> BTreeMap<PathBuf, String> {
        let texts = self
            .changes()
            .filter_map(|(path, changes)| Some((path.clone(), full_text(changes)?)));
        texts.collect()
    }
}

/// A new file with all its insertions.
fn full_text(changes: &[Change]) -> Option<String> {
    let mut full = creation(changes)?.to_owned();
    for change in changes {
        if let Change::Insert { anchor, text, .. } = change
            && let Some(new) = insert::insert(&full, anchor, text)
        {
            full = new;
        }
    }
    Some(full)
}
