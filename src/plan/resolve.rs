//! Compares a plan with the files on disk, and returns the effective edits.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::revise::{rename, revise};
use super::{Change, Edit, EditKind, IfExists, Plan, PlanError, insert, place};
use crate::line_ends::LineEnds;

/// The result of a plan.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The edits.
    pub edits: Vec<Edit>,
    /// Changes that were skipped, one sentence each.
    pub notes: Vec<String>,
}

/// Compares a plan with the files in `directory`. Files that are up to date are omitted.
pub fn resolve(plan: Plan, directory: &Path) -> Result<Resolved, Vec<PlanError>> {
    let mut disk = Disk {
        directory,
        outside: plan.outside,
        moved: BTreeMap::new(),
    };
    let mut errors = Vec::new();
    let mut resolved = Resolved::default();
    for (path, changes) in &plan.changes {
        if let Err(error) = disk.take_moved(path, changes) {
            errors.push(error);
        }
    }
    let mut last = None;
    for (path, changes) in plan.changes {
        match disk.file(&path, changes, &mut resolved.notes) {
            Ok(Some(kind)) if plan.last.as_ref() == Some(&path) => last = Some(Edit { path, kind }),
            Ok(Some(kind)) => resolved.edits.push(Edit { path, kind }),
            Ok(None) => {}
            Err(found) => errors.extend(found),
        }
    }
    resolved.edits.extend(last);
    if errors.is_empty() {
        Ok(resolved)
    } else {
        Err(errors)
    }
}

struct Disk<'a> {
    directory: &'a Path,
    /// Other folders in which files may be written.
    outside: BTreeSet<PathBuf>,
    /// The texts of files that are moved.
    moved: BTreeMap<PathBuf, Vec<u8>>,
}

/// What was read, or nothing if there is no file. A file in place of a folder is reported when the folder is created.
pub(crate) fn if_exists<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(content) => Ok(Some(content)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Disk<'_> {
    fn take_moved(&mut self, path: &Path, changes: &[Change]) -> Result<(), PlanError> {
        for change in changes {
            if let Change::MoveFrom(from) = change
                && let Some(bytes) = self.read(from)?
            {
                place::check(path, self.directory, &self.outside)?;
                self.moved.insert(from.clone(), bytes);
            }
        }
        Ok(())
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, PlanError> {
        match if_exists(std::fs::read(self.directory.join(path))) {
            Ok(old) => Ok(old),
            Err(_) if self.directory.join(path).is_dir() => {
                Err(PlanError::new(path, "written", "it is a folder"))
            }
            Err(error) => Err(PlanError::new(path, "read", error)),
        }
    }

    /// Applies the changes of one file in memory.
    fn file(
        &self,
        path: &Path,
        changes: Vec<Change>,
        notes: &mut Vec<String>,
    ) -> Result<Option<EditKind>, Vec<PlanError>> {
        // Output folders of generators may be outside of the project.
        let anywhere = changes
            .iter()
            .all(|change| matches!(change, Change::Write(_) | Change::Remove));
        if !anywhere {
            place::check(path, self.directory, &self.outside).map_err(|error| vec![error])?;
        }
        let old = self.read(path).map_err(|error| vec![error])?;
        let is_text = old.as_ref().is_none_or(|old| std::str::from_utf8(old).is_ok());
        if !is_text && changes.iter().any(Change::edits) {
            return Err(vec![PlanError::new(
                path,
                "changed",
                "it is not UTF-8; save it as UTF-8",
            )]);
        }
        let ends = self.line_ends(&changes, old.as_deref());
        let plain = old.clone().map(|old| removed(ends, old));
        let mut now = plain.clone().filter(|_| !self.moved.contains_key(path));
        let mut errors = Vec::new();
        for change in changes {
            match self.step(path, now.clone(), change, notes) {
                Ok(next) => now = next.map(|next| removed(ends, next)),
                Err(error) => errors.push(error),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(match (old, now) {
            (Some(_), now @ Some(_)) if now == plain => None,
            (Some(old), Some(new)) => Some(EditKind::Replace {
                old: text(old),
                new: ends.added(text(new)),
            }),
            (None, Some(new)) => Some(EditKind::Create(ends.added(text(new)))),
            (Some(old), None) => Some(EditKind::Remove { old: text(old) }),
            (None, None) => None,
        })
    }

    /// How the lines end in a file, or in the one that is moved to its place.
    fn line_ends(&self, changes: &[Change], old: Option<&[u8]>) -> LineEnds {
        let moved = changes.iter().find_map(|change| match change {
            Change::MoveFrom(from) => self.moved.get(from),
            _ => None,
        });
        moved
            .map(Vec::as_slice)
            .or(old)
            .map_or(LineEnds::Unix, LineEnds::of)
    }

    fn step(
        &self,
        path: &Path,
        now: Option<Vec<u8>>,
        change: Change,
        notes: &mut Vec<String>,
    ) -> Result<Option<Vec<u8>>, PlanError> {
        let shown = path.display();
        Ok(match (change, now) {
            (Change::Write(new), _) => Some(new.into_bytes()),
            (Change::Remove, _) => None,
            (Change::Create { text, if_exists, .. }, Some(old)) => match if_exists {
                IfExists::Keep => Some(old),
                IfExists::Replace => Some(text.into_bytes()),
                IfExists::Fail if same_lines(path, &old, &text) => Some(old),
                IfExists::Fail => {
                    let reason = "it already exists with another text; `--force` replaces it";
                    return Err(PlanError::new(path, "created", reason));
                }
            },
            (Change::Create { text, .. }, None) => Some(text.into_bytes()),
            (
                Change::Insert {
                    anchor, text: new, ..
                },
                now,
            ) => {
                let old = now.map(text);
                match old.as_deref().and_then(|old| insert::insert(old, &anchor, &new)) {
                    Some(new) => Some(new.into_bytes()),
                    None => return Err(no_anchor(path, old.is_some(), &anchor, &new)),
                }
            }
            (Change::Withdraw { text: lines }, Some(old)) => {
                let old = text(old);
                match insert::withdraw(&old, &lines) {
                    Some(new) => Some(new.into_bytes()),
                    None => {
                        let first = lines.trim().lines().next().unwrap_or_default();
                        notes.push(format!(
                            "`{shown}` no longer has `{first}` as it was written; remove the rest of it by hand"
                        ));
                        Some(old.into_bytes())
                    }
                }
            }
            (Change::RemoveWritten { text: written, or }, Some(old)) => {
                let old = text(old);
                let mut all = std::iter::once(&written).chain(&or);
                if !all.any(|written| body(path, &old) == body(path, written)) {
                    let reason = "it has been changed since it was written; `--force` removes it anyway";
                    return Err(PlanError::new(path, "removed", reason));
                }
                None
            }
            (Change::Revise { from, to, or, force }, Some(old)) => {
                let old = text(old);
                let mut others = or.iter().map(|(from, to)| revise(&old, from, to));
                let mut revised = revise(&old, &from, &to);
                if !revised.1.is_empty() {
                    revised = others.find(|(_, missing)| missing.is_empty()).unwrap_or(revised);
                }
                let (new, missing) = revised;
                if let (Some(line), false) = (missing.first(), force) {
                    let reason =
                        format!("it has been changed where `{line}` was; `--force` skips that place");
                    return Err(PlanError::new(path, "changed", reason));
                }
                notes.extend(
                    missing.iter().map(|line| {
                        format!("`{shown}` has been changed where `{line}` was; change it by hand")
                    }),
                );
                Some(new.into_bytes())
            }
            (Change::Rename { from, to }, Some(old)) => Some(rename(&text(old), &from, &to).into_bytes()),
            (Change::MoveFrom(from), None) => self.moved.get(&from).cloned(),
            (Change::MoveFrom(from), Some(old)) => match self.moved.get(&from) {
                Some(bytes) if removed(LineEnds::of(bytes), bytes.clone()) != old => {
                    let reason = format!(
                        "`{}` would be moved there, but the file already exists",
                        from.display()
                    );
                    return Err(PlanError::new(path, "written", reason));
                }
                Some(_) | None => Some(old),
            },
            (
                Change::Withdraw { .. }
                | Change::RemoveWritten { .. }
                | Change::Revise { .. }
                | Change::Rename { .. },
                None,
            ) => None,
        })
    }
}

fn no_anchor(path: &Path, is_there: bool, anchor: &str, new: &str) -> PlanError {
    let lines = new.trim_end().trim_matches('\n').replace('\n', "\n    ");
    let what = if is_there {
        format!("it has no line `{}{anchor}`", insert::ANCHOR)
    } else {
        "it does not exist".to_owned()
    };
    PlanError::new(
        path,
        "changed",
        format!("{what}; restore it where these lines belong:\n    {lines}"),
    )
}

/// Returns whether two texts have the same lines. Commands in another order insert lines in another order.
fn same_lines(path: &Path, old: &[u8], new: &str) -> bool {
    let sorted = |text: &str| {
        let mut lines: Vec<String> = body(path, text).lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    old == new.as_bytes() || std::str::from_utf8(old).is_ok_and(|old| sorted(old) == sorted(new))
}

/// The text of a Rust file without its license header, which differs between years and after `edit --license`.
fn body<'t>(path: &Path, text: &'t str) -> &'t str {
    if path.extension().is_none_or(|extension| extension != "rs") {
        return text;
    }
    if let Some((comment, rest)) = text
        .trim_start()
        .strip_prefix("/*")
        .and_then(|rest| rest.split_once("*/"))
        && !comment.starts_with(['*', '!'])
    {
        return rest.trim_start();
    }
    let is_header =
        |line: &str| line.starts_with("//") && !line.starts_with("///") && !line.starts_with("//!");
    let header: usize = text
        .split_inclusive('\n')
        .take_while(|line| is_header(line))
        .map(str::len)
        .sum();
    text[header..].trim_start()
}

/// The content with `\n` at the ends of lines.
fn removed(ends: LineEnds, content: Vec<u8>) -> Vec<u8> {
    match ends {
        LineEnds::Unix => content,
        LineEnds::Dos => ends.removed(text(content)).into_bytes(),
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies() {
        let rust = Path::new("a.rs");
        for text in ["// A\n// B\n\n//! C\nD\n", "/*\nA\n*/\n//! C\nD\n", "//! C\nD\n"] {
            assert_eq!(body(rust, text), "//! C\nD\n");
        }
        assert_eq!(body(rust, "/// A\n"), "/// A\n");
        assert_eq!(body(Path::new("a.yaml"), "# A\nb\n"), "# A\nb\n");
    }
}
