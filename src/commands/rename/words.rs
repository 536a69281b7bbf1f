//! The names that follow from a kind's name, found by rendering the templates for the old and the new kind.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::{Change, Item};
use crate::renaming::{Layout, Moves, Words, is_rust};

/// The modules and types of a kind. Only what the scaffold declares is renamed, and only where a path names it.
pub(super) fn moves(before: &[Item], after: &[Item], (kind, to): (&str, &str), layout: &Layout) -> Moves {
    let mut moves = Moves::default();
    for item in before {
        let new = after
            .iter()
            .find(|new| is_rust(&item.path) && item.is_same_file(new));
        let texts = new.and_then(|new| Some((item.change.created()?, &new.path, new.change.created()?)));
        let Some((text, new_path, new)) = texts else {
            continue;
        };
        let (from, to_module) = (layout.module(&item.path), layout.module(new_path));
        let mut names: Vec<_> = declared(text).into_iter().zip(declared(new)).collect();
        // The derives declare these.
        let list = |kind: &str| format!("{kind}List");
        if item.part.starts_with("types ") && text != new {
            names.extend([(kind.to_owned(), to.to_owned()), (list(kind), list(to))]);
        }
        for (old, new) in names {
            if old != new {
                let path = |module: &[String], name: String| [module, &[name]].concat();
                moves.paths.insert(path(&from, old), path(&to_module, new));
            }
        }
        if from != to_module {
            moves.paths.insert(from, to_module);
        }
    }
    moves
}

/// What is replaced in comments.
pub(super) fn of_comments(before: &[Item], after: &[Item], group: String) -> Words {
    let plurals = differing(before, after, is_word);
    let plurals = plurals
        .into_iter()
        .filter(|(old, _)| old.starts_with(|first: char| first.is_ascii_lowercase()));
    Words {
        addresses: addresses(before, after),
        paths: Vec::new(),
        group,
        resources: longest_first(plurals.flat_map(|(old, new)| resources(&old, &new)).collect()),
    }
}

/// What is replaced in files that are not Rust and that the scaffold wrote for the kind: types wherever they are whole words,
/// and the plural only where it is a resource.
pub(super) fn of_other_files(before: &[Item], after: &[Item], kind: &str) -> Vec<(String, String)> {
    let mut renames: BTreeSet<_> = addresses(before, after).into_iter().collect();
    for (old, new) in differing(before, after, is_word) {
        if !old.starts_with(|first: char| first.is_ascii_uppercase()) {
            renames.extend(resources(&old, &new));
        } else if old.contains(kind) {
            renames.insert((old, new));
        }
    }
    longest_first(renames)
}

fn addresses(before: &[Item], after: &[Item]) -> Vec<(String, String)> {
    let all = differing(before, after, is_address);
    longest_first(
        all.into_iter()
            .filter(|(old, _)| old.starts_with('/') || old.ends_with(".kb.io"))
            .collect(),
    )
}

fn resources(old: &str, new: &str) -> Vec<(String, String)> {
    let forms = [
        "resources=OLD",
        "OLD/status",
        "OLD/finalizers",
        "OLD/scale",
        ";OLD",
    ];
    let form = |form: &str| (form.replace("OLD", old), form.replace("OLD", new));
    forms.into_iter().map(form).collect()
}

fn longest_first(renames: BTreeSet<(String, String)>) -> Vec<(String, String)> {
    let mut renames: Vec<_> = renames.into_iter().collect();
    renames.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    renames
}

/// The types that a text declares.
pub(super) fn declared(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let words: Vec<_> = code.flat_map(|line| split(line, is_word)).collect();
    let pairs = words.windows(2);
    let types = pairs.filter(|pair| ["struct", "enum", "type", "trait"].contains(&pair[0]));
    types.map(|pair| pair[1].to_owned()).collect()
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

fn is_address(char: char) -> bool {
    is_word(char) || "/.-".contains(char)
}
