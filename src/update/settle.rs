//! Decides what text alone leaves open: changes next to each other, and lists to which both sides added.

use std::path::Path;

use crate::three_way::Conflict;

/// The form of a file, as far as merging depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Rust,
    Yaml,
    /// A list of patterns, such as `.gitignore`.
    List,
    /// Sections that do not depend on their order: a Makefile, Markdown.
    Sections,
    Other,
}

impl Form {
    pub(super) fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => Self::Rust,
            Some("yaml" | "yml") => Self::Yaml,
            Some("md" | "mk") => Self::Sections,
            _ if name == "Makefile" => Self::Sections,
            _ if name.ends_with("ignore") => Self::List,
            _ => Self::Other,
        }
    }

    /// Whether a line is an entry of a list that has each entry once.
    pub(super) fn is_entry(self, line: &str) -> bool {
        let line = line.trim();
        match self {
            Self::Rust => {
                let is_declaration = ["mod ", "pub mod ", "pub(crate) mod "]
                    .iter()
                    .any(|start| line.starts_with(start));
                let is_registration = line.contains("::register(&mut ");
                line.ends_with(';') && (is_declaration || is_registration)
            }
            Self::Yaml => line.starts_with("- ") && !line.contains(": "),
            Self::List => !line.is_empty(),
            Self::Sections | Self::Other => false,
        }
    }
}

/// The lines for a conflict, if there is no doubt about them. `is_last` if it is at the end of the file.
pub(super) fn settle(form: Form, conflict: &Conflict<'_>, is_last: bool) -> Option<Vec<String>> {
    let Conflict {
        base, yours, ours, ..
    } = conflict;
    let all = || base.iter().chain(yours).chain(ours);
    if all().all(|line| form.is_entry(line)) {
        return Some(union(base, yours, ours));
    }
    if base.is_empty() {
        // Both appended to the file.
        let is_appended =
            is_last && form == Form::Sections && ours.last().is_some_and(|line| line.ends_with('\n'));
        return is_appended.then(|| owned(&[ours, yours]));
    }
    if base.len() == yours.len() && base.len() == ours.len() {
        return line_by_line(base, yours, ours);
    }
    // One side only added lines around those that the other changed.
    match (around(yours, base), around(ours, base)) {
        (Some((before, after)), None) => Some(owned(&[before, ours, after])),
        (None, Some((before, after))) => Some(owned(&[before, yours, after])),
        (Some((before, after)), Some((ours_before, ours_after))) => {
            let one = |one: &[&'_ str], other: &[&'_ str]| -> Option<Vec<String>> {
                match (one.is_empty(), other.is_empty()) {
                    (true, _) => Some(owned(&[other])),
                    (_, true) => Some(owned(&[one])),
                    _ if one == other => Some(owned(&[one])),
                    _ => None,
                }
            };
            Some([one(before, ours_before)?, owned(&[base]), one(after, ours_after)?].concat())
        }
        (None, None) => None,
    }
}

/// The lines, if each was changed by one side only.
fn line_by_line(base: &[&str], yours: &[&str], ours: &[&str]) -> Option<Vec<String>> {
    let pairs = yours.iter().zip(ours);
    let chosen = base
        .iter()
        .zip(pairs)
        .map(|(base, (yours, ours))| match (yours == base, ours == base) {
            (true, _) => Some((*ours).to_owned()),
            (false, true) => Some((*yours).to_owned()),
            (false, false) => (yours == ours).then(|| (*yours).to_owned()),
        });
    chosen.collect()
}

fn owned(parts: &[&[&str]]) -> Vec<String> {
    parts
        .iter()
        .flat_map(|part| part.iter())
        .map(|line| (*line).to_owned())
        .collect()
}

/// The lines before and after the base, if a side has all of it.
fn around<'l, 't>(side: &'l [&'t str], base: &[&str]) -> Option<(&'l [&'t str], &'l [&'t str])> {
    let at = side.windows(base.len()).position(|window| window == base)?;
    Some((&side[..at], &side[at + base.len()..]))
}

/// The entries of both sides, each once, without those that one side removed.
fn union(base: &[&str], yours: &[&str], ours: &[&str]) -> Vec<String> {
    let trimmed = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| line.trim().to_owned())
            .collect::<Vec<_>>()
    };
    let (base, new) = (trimmed(base), trimmed(ours));
    let is_removed = |line: &&&str| {
        let line = line.trim();
        base.iter().any(|other| other == line) && !new.iter().any(|other| other == line)
    };
    let mut entries: Vec<String> = yours
        .iter()
        .filter(|line| !is_removed(line))
        .map(|line| (*line).to_owned())
        .collect();
    let is_sorted = entries.is_sorted();
    for line in ours {
        let has = |lines: &[String]| lines.iter().any(|other| other.trim() == line.trim());
        if has(&entries) || has(&base) {
            continue;
        }
        let later = entries
            .iter()
            .position(|other| is_sorted && other.as_str() > *line);
        entries.insert(later.unwrap_or(entries.len()), (*line).to_owned());
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(path: &str, base: &[&str], yours: &[&str], ours: &[&str]) -> Option<String> {
        let conflict = Conflict {
            base: base.to_vec(),
            yours: yours.to_vec(),
            ours: ours.to_vec(),
            lines: 1..=1,
        };
        settle(Form::of(Path::new(path)), &conflict, false).map(|lines| lines.concat())
    }

    #[test]
    fn entries_of_both_sides() {
        let rust = |base: &[&str], yours: &[&str], ours: &[&str]| settled("src/lib.rs", base, yours, ours);
        assert_eq!(
            rust(&[], &["mod a;\n", "mod c;\n"], &["mod b;\n", "mod c;\n"]).as_deref(),
            Some("mod a;\nmod b;\nmod c;\n")
        );
        assert_eq!(
            rust(&["mod a;\n"], &["mod a;\n", "mod mine;\n"], &["mod b;\n"]).as_deref(),
            Some("mod b;\nmod mine;\n")
        );
        let register = "    x::register(&mut manager)?;\n";
        assert_eq!(
            rust(&[], &[register], &["x::register(&mut manager)?;\n"]).as_deref(),
            Some(register)
        );
        assert_eq!(rust(&[], &["let a = 1;\n"], &["let b = 1;\n"]), None);
        assert_eq!(
            settled("config/kustomization.yaml", &[], &["- a.yaml\n"], &["- b.yaml\n"]).as_deref(),
            Some("- a.yaml\n- b.yaml\n")
        );
        assert_eq!(settled("a.yaml", &[], &["- a: 1\n"], &["- b: 1\n"]), None);
    }

    #[test]
    fn sections_at_the_end() {
        let conflict = Conflict {
            base: Vec::new(),
            yours: vec!["mine:\n"],
            ours: vec!["new:\n"],
            lines: 1..=1,
        };
        let at_end = |path: &str, is_last| {
            settle(Form::of(Path::new(path)), &conflict, is_last).map(|lines| lines.concat())
        };
        assert_eq!(at_end("Makefile", true).as_deref(), Some("new:\nmine:\n"));
        assert_eq!(at_end("Makefile", false), None);
        assert_eq!(at_end("Dockerfile", true), None);
    }

    #[test]
    fn lines_next_to_a_change() {
        let text = |base: &[&str], yours: &[&str], ours: &[&str]| settled("Makefile", base, yours, ours);
        assert_eq!(
            text(&["a\n"], &["a\n", "x\n"], &["b\n"]).as_deref(),
            Some("b\nx\n")
        );
        assert_eq!(
            text(&["a\n"], &["b\n"], &["x\n", "a\n"]).as_deref(),
            Some("x\nb\n")
        );
        assert_eq!(
            text(&["a\n"], &["x\n", "a\n"], &["a\n", "y\n"]).as_deref(),
            Some("x\na\ny\n")
        );
        assert_eq!(text(&["a\n"], &["a\n", "x\n"], &["a\n", "y\n"]), None);
        assert_eq!(text(&["a\n"], &["b\n"], &["c\n"]), None);
        let (base, yours) = (["a\n", "b\n"], ["a\n", "mine\n"]);
        assert_eq!(text(&base, &yours, &["A\n", "b\n"]).as_deref(), Some("A\nmine\n"));
        assert_eq!(text(&base, &yours, &["A\n", "B\n"]), None);
    }
}
