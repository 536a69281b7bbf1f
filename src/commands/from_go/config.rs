//! The folder `config/` of the Go project: what somebody changed there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::old::Old;
use crate::commands::untyped::set;
use crate::plan::Plan;
use crate::project::Project;

/// Files that are generated, and compared otherwise.
const GENERATED: &[&str] = &[
    "config/crd/bases",
    "config/rbac/role.yaml",
    "config/webhook/manifests.yaml",
    "config/samples",
];

/// The lines of kubebuilder's files, with placeholders for names: `PATH: LINE`. `testdata/kubebuilder/config.sh` writes it.
const LINES: &str = include_str!("kubebuilder.txt");

/// How many added lines of a file are shown.
const SHOWN: usize = 6;

/// Takes over the samples of the Go project.
pub(super) fn samples(plan: &mut Plan, old: &Old) {
    for path in old.files(Path::new("config/samples")) {
        let is_list = path.ends_with("kustomization.yaml");
        if let (false, Some(text)) = (is_list, old.text(&path)) {
            set(plan, &path, &text);
        }
    }
}

/// Notes about the files of `config/` that kubebuilder does not write, and the lines that it does not write.
pub(super) fn edits(old: &Old) -> Vec<String> {
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in LINES.lines() {
        if let Some((path, line)) = line.split_once(": ") {
            known.entry(path).or_default().insert(line);
        }
    }
    let names = names(&old.project);
    let mut unknown = Vec::new();
    let mut changed = Vec::new();
    for path in old.files(Path::new("config")) {
        if GENERATED.iter().any(|generated| path.starts_with(generated)) {
            continue;
        }
        let shown = path.display().to_string();
        let Some(lines) = known.get(generic(&shown, &names).as_str()) else {
            unknown.push(format!("\n  {shown}"));
            continue;
        };
        let text = old.text(&path).unwrap_or_default();
        let added: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#') && *line != "---")
            .filter(|line| !lines.contains(line) && !lines.contains(generic(line, &names).as_str()))
            .collect();
        if added.is_empty() {
            continue;
        }
        let mut note = format!("\n  {shown}");
        added
            .iter()
            .take(SHOWN)
            .for_each(|line| note += &format!("\n    {line}"));
        if added.len() > SHOWN {
            note += &format!("\n    and {} more", added.len() - SHOWN);
        }
        changed.push(note);
    }
    let mut notes = Vec::new();
    if !unknown.is_empty() {
        notes.push(format!(
            "kubebuilder does not write these files of the Go project; copy those that you need:{}",
            unknown.concat()
        ));
    }
    if !changed.is_empty() {
        notes.push(format!(
            "these files of the Go project have lines that kubebuilder does not write; carry over your changes:{}",
            changed.concat()
        ));
    }
    notes
}

/// The names of a project, and the placeholder of each: longer names first, because they may contain others.
fn names(project: &Project) -> Vec<(String, &'static str)> {
    let mut names = vec![
        (project.name.clone(), "{project}"),
        (project.domain.clone(), "{domain}"),
    ];
    for resource in &project.resources {
        let identity = &resource.identity;
        let lower = identity.kind.to_lowercase();
        names.push((format!("{}_{lower}", identity.group), "{kind}"));
        names.push((identity.group.clone(), "{group}"));
        names.push((resource.plural(), "{plural}"));
        names.push((lower, "{kind}"));
        names.push((identity.kind.clone(), "{Kind}"));
    }
    names.retain(|(name, _)| !name.is_empty());
    names.sort_by(|(left, _), (right, _)| (right.len(), right).cmp(&(left.len(), left)));
    names.dedup();
    names
}

/// A text with placeholders for the names. What kubebuilder writes may contain a name by accident, so whole words only are replaced.
fn generic(text: &str, names: &[(String, &'static str)]) -> String {
    let is_word = |char: char| char.is_ascii_alphanumeric();
    let mut made = String::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(char) = rest.chars().next() {
        let found = names.iter().find(|(name, _)| {
            let ends = || !rest[name.len()..].starts_with(is_word);
            rest.starts_with(name.as_str()) && !is_word(before) && ends()
        });
        match found {
            Some((name, placeholder)) => {
                made += placeholder;
                before = name.chars().next_back().unwrap_or(' ');
                rest = &rest[name.len()..];
            }
            None => {
                made.push(char);
                before = char;
                rest = &rest[char.len_utf8()..];
            }
        }
    }
    made
}
