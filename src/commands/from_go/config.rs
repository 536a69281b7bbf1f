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

/// The lines that several versions of kubebuilder write into every project, in the same form and by the same script.
const ALWAYS: &str = include_str!("always.txt");

/// How many lines of a file are shown.
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

/// Notes about the files of `config/` that kubebuilder does not write, and about lines that are more or fewer than it writes.
pub(super) fn edits(old: &Old) -> Vec<String> {
    let (known, always) = (by_file(LINES), by_file(ALWAYS));
    let names = names(&old.project);
    let mut unknown = Vec::new();
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for path in old.files(Path::new("config")) {
        if GENERATED.iter().any(|generated| path.starts_with(generated)) {
            continue;
        }
        let shown = path.display().to_string();
        let kind = generic(&shown, &names);
        let Some(lines) = known.get(kind.as_str()) else {
            unknown.push(format!("\n  {shown}"));
            continue;
        };
        let text = old.text(&path).unwrap_or_default();
        let written: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#') && *line != "---")
            .collect();
        let has = |lines: &BTreeSet<&str>, line: &str| {
            lines.contains(line) || lines.contains(generic(line, &names).as_str())
        };
        let more = written.iter().copied().filter(|line| !has(lines, line));
        added.extend(part(&shown, &more.collect::<Vec<_>>()));
        if old.is_version_4() {
            let present: BTreeSet<String> = written.iter().map(|line| generic(line, &names)).collect();
            let wanted = always.get(kind.as_str()).into_iter().flatten();
            let fewer = wanted.filter(|line| !present.contains(**line));
            let fewer: Vec<String> = fewer.map(|line| named(line, &old.project)).collect();
            let fewer: Vec<&str> = fewer.iter().map(String::as_str).collect();
            removed.extend(part(&shown, &fewer));
        }
    }
    let notes = [
        (
            unknown,
            "kubebuilder does not write these files of the Go project; copy those that you need:",
        ),
        (
            added,
            "these files of the Go project have lines that kubebuilder does not write; carry over your changes:",
        ),
        (
            removed,
            "these files of the Go project lack lines that kubebuilder writes; if you removed them, remove them here too:",
        ),
    ];
    let notes = notes.into_iter().filter(|(places, _)| !places.is_empty());
    notes
        .map(|(places, text)| text.to_owned() + &places.concat())
        .collect()
}

/// The lines of each file.
fn by_file(text: &'static str) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, line) in text.lines().filter_map(|line| line.split_once(": ")) {
        files.entry(path).or_default().insert(line);
    }
    files
}

/// The part of a note about lines of one file.
fn part(file: &str, lines: &[&str]) -> Option<String> {
    let mut part = format!("\n  {file}");
    for line in lines.iter().take(SHOWN) {
        part += &format!("\n    {line}");
    }
    if lines.len() > SHOWN {
        part += &format!("\n    and {} more", lines.len() - SHOWN);
    }
    (!lines.is_empty()).then_some(part)
}

/// A line with the names of the project; those of kinds stay placeholders, because a line may be for any of them.
fn named(line: &str, project: &Project) -> String {
    line.replace("{project}", &project.name)
        .replace("{domain}", &project.domain)
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
