//! `.indexignore`: patterns of files that are no part of a catalog, in the syntax of `.gitignore`.

use std::path::{Path, PathBuf};

use crate::Files;

pub(super) const FILE: &str = ".indexignore";

/// The patterns of all such files.
pub(super) struct Patterns(Vec<Pattern>);

struct Pattern {
    /// The folder of its file; it applies to what is below.
    folder: PathBuf,
    /// `!`: what matches is part of the catalog again.
    includes: bool,
    /// `/` at the end: it matches folders only.
    of_folders: bool,
    /// The parts between slashes; `**` in front if it applies at any depth.
    parts: Vec<String>,
}

impl Patterns {
    pub(super) fn of(files: &Files) -> Self {
        let mut patterns = Vec::new();
        let lists = files
            .iter()
            .filter(|(path, _)| path.file_name().is_some_and(|name| name == FILE));
        for (path, content) in lists {
            let folder = path.parent().unwrap_or(Path::new(""));
            let text = String::from_utf8_lossy(content).into_owned();
            patterns.extend(text.lines().filter_map(|line| Pattern::parse(folder, line)));
        }
        Self(patterns)
    }

    /// Whether a file is excluded. The last pattern that matches decides.
    pub(super) fn matches(&self, path: &Path) -> bool {
        let matching = self.0.iter().rfind(|pattern| pattern.matches(path));
        matching.is_some_and(|pattern| !pattern.includes)
    }
}

impl Pattern {
    fn parse(folder: &Path, line: &str) -> Option<Self> {
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let (includes, line) = line.strip_prefix('!').map_or((false, line), |line| (true, line));
        let (of_folders, line) = line.strip_suffix('/').map_or((false, line), |line| (true, line));
        let mut parts: Vec<_> = line
            .trim_start_matches('/')
            .split('/')
            .map(str::to_owned)
            .collect();
        if !line.contains('/') {
            parts.insert(0, String::from("**"));
        }
        Some(Self {
            folder: folder.to_path_buf(),
            includes,
            of_folders,
            parts,
        })
    }

    /// Whether it matches the file, or a folder that the file is in.
    fn matches(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.folder) else {
            return false;
        };
        let names: Vec<_> = below
            .iter()
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        let longest = names.len() - usize::from(self.of_folders);
        (1..=longest).any(|length| all(&self.parts, &names[..length]))
    }
}

fn all(parts: &[String], names: &[String]) -> bool {
    match (parts, names) {
        ([], []) => true,
        ([part, rest @ ..], _) if part == "**" => {
            // At the end it stands for everything below, not for the folder itself.
            (rest.is_empty() && !names.is_empty())
                || (!rest.is_empty() && (0..=names.len()).any(|skipped| all(rest, &names[skipped..])))
        }
        ([part, rest @ ..], [name, names @ ..]) => {
            let part: Vec<_> = part.chars().collect();
            let name: Vec<_> = name.chars().collect();
            one(&part, &name) && all(rest, names)
        }
        _ => false,
    }
}

fn one(pattern: &[char], name: &[char]) -> bool {
    match (pattern, name) {
        ([], []) => true,
        (['*', rest @ ..], _) => (0..=name.len()).any(|skipped| one(rest, &name[skipped..])),
        (['?', rest @ ..], [_, name @ ..]) => one(rest, name),
        (['\\', literal, rest @ ..], [first, name @ ..]) => literal == first && one(rest, name),
        (['[', rest @ ..], [first, name @ ..]) => {
            let Some(end) = rest
                .iter()
                .skip(1)
                .position(|character| *character == ']')
                .map(|at| at + 1)
            else {
                return '[' == *first && one(rest, name);
            };
            let (set, rest) = (&rest[..end], &rest[end + 1..]);
            let (negated, set) = match set {
                ['!' | '^', set @ ..] => (true, set),
                set => (false, set),
            };
            is_in(*first, set) != negated && one(rest, name)
        }
        ([literal, rest @ ..], [first, name @ ..]) => literal == first && one(rest, name),
        _ => false,
    }
}

fn is_in(character: char, set: &[char]) -> bool {
    match set {
        [] => false,
        [from, '-', to, rest @ ..] => (*from..=*to).contains(&character) || is_in(character, rest),
        [one, rest @ ..] => *one == character || is_in(character, rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignores(patterns: &str, path: &str) -> bool {
        let mut files = Files::default();
        files.insert(FILE, patterns);
        Patterns::of(&files).matches(path.as_ref())
    }

    #[test]
    fn patterns_are_those_of_gitignore() {
        assert!(ignores("*.md", "a/README.md") && !ignores("*.md", "a.yaml"));
        assert!(ignores("/a.yaml", "a.yaml") && !ignores("/a.yaml", "b/a.yaml"));
        assert!(ignores("drafts/", "x/drafts/a.yaml") && !ignores("drafts/", "drafts"));
        assert!(ignores("a/**/z", "a/z") && ignores("a/**/z", "a/b/c/z"));
        assert!(ignores("a/**", "a/b") && !ignores("a/**", "a"));
        assert!(!ignores("*.yaml\n!keep.yaml", "keep.yaml"));
        assert!(ignores("v[0-9].yaml", "v1.yaml") && !ignores("v[!0-9].yaml", "v1.yaml"));
        assert!(ignores("# comment\n\n?.yaml", "a.yaml") && !ignores("?.yaml", "ab.yaml"));
    }
}
