//! The names that follow from a kind's name, found by rendering the templates for the old and the new kind.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::plan::{Change, Item};

/// The Rust files of a package, and its manifest.
pub(super) struct Sources {
    pub(super) files: Vec<(PathBuf, String)>,
    pub(super) manifest: String,
    pub(super) crate_name: String,
}

/// The old and new names in Rust files, the longest first.
///
/// Types are renamed wherever they are whole words, modules only in paths, and the plural only where it is a resource: a
/// variable may have the same name.
pub(super) fn renames(
    before: &[Item],
    after: &[Item],
    kind: &str,
    sources: &Sources,
) -> Vec<(String, String)> {
    let mut renames = BTreeSet::new();
    for (old, new) in differing(before, after, is_address) {
        if old.starts_with('/') || old.ends_with(".kb.io") {
            renames.insert((old, new));
        }
    }
    for (old, new) in differing(before, after, is_path) {
        let pairs: Vec<_> = old.split("::").zip(new.split("::")).collect();
        for pair in pairs.windows(2) {
            if pair[1].0 != pair[1].1 && pair[1].0.starts_with(|first: char| first.is_ascii_lowercase()) {
                let path = |parent: &str, child: &str| format!("{parent}::{child}");
                renames.insert((path(pair[0].0, pair[1].0), path(pair[0].0, pair[1].1)));
            }
        }
    }
    for (old, new) in differing(before, after, is_word) {
        if old.starts_with(|first: char| first.is_ascii_uppercase()) {
            if old.contains(kind) {
                renames.insert((old, new));
            }
            continue;
        }
        renames.extend(
            [
                "resources=OLD",
                "OLD/status",
                "OLD/finalizers",
                "OLD/scale",
                ";OLD",
                "mod OLD;",
                "super::OLD",
            ]
            .map(|form| (form.replace("OLD", &old), form.replace("OLD", &new))),
        );
        // If another crate has such a module, a path may start with that one.
        if !sources
            .files
            .iter()
            .any(|(_, text)| sources.foreign(text, &old).is_some())
        {
            renames.extend(
                ["OLD::", "{OLD,", ", OLD}", "::OLD;"]
                    .map(|form| (form.replace("OLD", &old), form.replace("OLD", &new))),
            );
        }
    }
    let mut renames: Vec<_> = renames.into_iter().collect();
    renames.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    renames
}

impl Sources {
    /// The other crate from which a text imports something of this name.
    pub(super) fn foreign<'t>(&self, text: &'t str, name: &str) -> Option<&'t str> {
        text.split(';').find_map(|statement| {
            let (_, statement) = statement.rsplit_once("use ")?;
            let mut words = statement
                .split(|char| !is_word(char))
                .filter(|word| !word.is_empty());
            let first = words.next()?;
            let is_foreign = ["std", "core", "alloc"].contains(&first)
                || (first != self.crate_name && depends_on(&self.manifest, first));
            (is_foreign && (first == name || words.any(|word| word == name))).then_some(first)
        })
    }
}

/// Runs of such characters in which the same template differs.
fn differing(before: &[Item], after: &[Item], is_part: fn(char) -> bool) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let after = texts(after);
    for (of, text) in texts(before) {
        let Some(new) = after.get(&of) else { continue };
        let (old, new) = (split(text, is_part), split(new, is_part));
        if old.len() == new.len() {
            let pairs = old.into_iter().zip(new).filter(|(old, new)| old != new);
            found.extend(pairs.map(|(old, new)| (old.to_owned(), new.to_owned())));
        }
    }
    found
}

/// The texts of templates, by part, template and number.
fn texts(items: &[Item]) -> BTreeMap<(String, String, usize), &str> {
    let mut texts = BTreeMap::new();
    for item in items {
        let (of, text) = match &item.change {
            Change::Create { text, template, .. } => ((*template).to_owned(), text),
            Change::Insert { text, template, .. } => (format!("into {template}"), text),
            Change::Write(_)
            | Change::Withdraw { .. }
            | Change::Remove
            | Change::RemoveWritten { .. }
            | Change::Revise { .. }
            | Change::MoveFrom(_)
            | Change::Rename { .. } => continue,
        };
        let free = (0..).find(|number| !texts.contains_key(&(item.part.clone(), of.clone(), *number)));
        texts.insert((item.part.clone(), of, free.unwrap_or_default()), text.as_str());
    }
    texts
}

fn split(text: &str, is_part: fn(char) -> bool) -> Vec<&str> {
    let parts = text.split(|char| !is_part(char));
    parts.filter(|part| !part.is_empty()).collect()
}

fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

fn is_path(char: char) -> bool {
    is_word(char) || char == ':'
}

fn is_address(char: char) -> bool {
    is_word(char) || "/.-".contains(char)
}

/// Whether the package has a dependency of this name.
fn depends_on(manifest: &str, name: &str) -> bool {
    let names = manifest
        .lines()
        .filter_map(|line| line.split(['=', '.', ' ']).next());
    names
        .into_iter()
        .any(|other| !other.is_empty() && other.replace('-', "_") == name)
}
