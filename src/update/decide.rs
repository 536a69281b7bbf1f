//! Decides what happens to each file of a project.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use similar::{ChangeTag, TextDiff};

use super::Texts;
use super::marked::{Labels, Sides};
use super::merge::merge;

/// What one edition writes for a project.
#[derive(Debug)]
pub(crate) struct Written {
    /// The name of the edition.
    pub(crate) name: String,
    pub(crate) texts: Texts,
}

/// What happens to the files that are not up to date.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Decided {
    /// New texts, with markers where there is a conflict.
    pub(crate) write: Texts,
    /// Files that belong to the project no longer.
    pub(crate) remove: BTreeSet<PathBuf>,
    pub(crate) conflicts: Vec<Conflicted>,
    /// What the user should know.
    pub(crate) notes: Vec<String>,
}

/// A file with conflicts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Conflicted {
    pub(crate) path: PathBuf,
    /// Their number.
    pub(crate) count: usize,
    pub(crate) base: String,
    pub(crate) yours: String,
    pub(crate) new: String,
}

/// The edition that wrote most of the files as they are; of several, the one that the edited files are most similar to, or else the
/// newest. None if no file is as any edition wrote it.
pub(crate) fn detect(editions: &[Written], disk: &Texts) -> Option<usize> {
    let is_same = |(path, text): &(&PathBuf, &String)| disk.get(*path) == Some(*text);
    let count = |written: &Written| written.texts.iter().filter(is_same).count();
    let counts: Vec<usize> = editions.iter().map(count).collect();
    let most = *counts.iter().max().filter(|most| **most > 0)?;
    let similarity = |at: usize| {
        let edited = editions[at].texts.iter().filter(|file| !is_same(file));
        let similarities = edited.filter_map(|(path, text)| Some(similarity(text, disk.get(path)?)));
        similarities.sum::<f32>()
    };
    let best = (0..editions.len()).filter(|at| counts[*at] == most);
    let best = best.map(|at| (at, similarity(at)));
    best.max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(at, _)| at)
}

/// Takes out the files that an author had before `adopt`, which kept them: no edition has written anything like them.
pub(crate) fn leave_foreign(editions: &mut [Written], disk: &Texts) {
    let is_edit = |written: &Written, (path, is): (&PathBuf, &String)| {
        let text = written.texts.get(path);
        text.is_some_and(|text| text == is || similarity(text, is) > 0.0)
    };
    let foreign = disk
        .iter()
        .filter(|file| !editions.iter().any(|written| is_edit(written, *file)));
    let foreign: Vec<&PathBuf> = foreign.map(|(path, _)| path).collect();
    for written in editions {
        written.texts.retain(|path, _| !foreign.contains(&path));
    }
}

/// The share of lines that two texts have in common; none if that is less than half: then one is not an edit of the other.
fn similarity(one: &str, other: &str) -> f32 {
    let ratio = TextDiff::from_lines(one, other).ratio();
    if ratio > 0.5 { ratio } else { 0.0 }
}

/// Decides about each file, from the editions that may have written it, the one that wrote most, the texts of the new one, and the
/// files on disk.
pub(crate) fn decide(editions: &[Written], most: usize, new: &Written, disk: &Texts) -> Decided {
    let mut decided = Decided::default();
    let main = &editions[most].texts;
    let paths: BTreeSet<&PathBuf> = main.keys().chain(new.texts.keys()).collect();
    for path in paths {
        let shown = path.display();
        let (is, will) = (disk.get(path), new.texts.get(path));
        let (Some(is), will) = (match (is, will) {
            // A file that the user deleted stays deleted.
            (None, _) if main.contains_key(path) => continue,
            (None, Some(will)) => {
                decided.write.insert(path.clone(), will.clone());
                continue;
            }
            (Some(is), Some(will)) if is == will => continue,
            (is, will) => (is, will),
        }) else {
            continue;
        };
        let Some((base, name)) = base(editions, most, path, is) else {
            decided.notes.push(format!(
                "`{shown}` exists, but no version of kubewright wrote it, so it stays; compare it with the one that `kubewright alpha generate` writes"
            ));
            continue;
        };
        match will {
            None if base == is => _ = decided.remove.insert(path.clone()),
            None => decided.notes.push(format!(
                "`{shown}` no longer belongs to the project, but you edited it, so it stays; delete it if you do not need it"
            )),
            Some(will) if base == is => _ = decided.write.insert(path.clone(), will.clone()),
            Some(will) if base == will => {}
            Some(will) => decided.merge(path, (base, name), is, (will, &new.name)),
        }
    }
    decided
}

impl Decided {
    fn merge(
        &mut self,
        path: &Path,
        (base, base_name): (&str, &str),
        yours: &str,
        (new, new_name): (&str, &str),
    ) {
        let labels = Labels {
            base: format!("kubewright {base_name}"),
            new: format!("kubewright {new_name}"),
        };
        let merged = merge(path, Sides { base, yours, new }, &labels);
        if merged.conflicts > 0 {
            self.conflicts.push(Conflicted {
                path: path.to_owned(),
                count: merged.conflicts,
                base: base.to_owned(),
                yours: yours.to_owned(),
                new: new.to_owned(),
            });
        }
        if merged.text != yours {
            self.write.insert(path.to_owned(), merged.text);
        }
    }
}

/// The text from which the user made a file, and the edition that wrote it: one that wrote exactly this text, or else the edition
/// that wrote most files. Similarity decides only if that one does not write the file: a file that the user rewrote is similar to
/// any edition.
fn base<'e>(editions: &'e [Written], most: usize, path: &Path, is: &str) -> Option<(&'e str, &'e str)> {
    // Of equally similar ones the newest is right.
    let order = std::iter::once(&editions[most]).chain(editions.iter().rev());
    let mut seen = BTreeSet::new();
    let texts = order.filter_map(|Written { name, texts }| {
        let text = texts.get(path)?.as_str();
        seen.insert(text).then_some((text, name.as_str()))
    });
    let texts: Vec<(&str, &str)> = texts.collect();
    let exact = texts.iter().find(|(text, _)| *text == is);
    let of_most = || texts.first().filter(|_| editions[most].texts.contains_key(path));
    let similar = || texts.iter().min_by_key(|(text, _)| distance(text, is));
    exact.or_else(of_most).or_else(similar).copied()
}

/// The number of lines that differ.
fn distance(one: &str, other: &str) -> usize {
    let diff = TextDiff::from_lines(one, other);
    let changed = diff
        .iter_all_changes()
        .filter(|change| change.tag() != ChangeTag::Equal);
    // Texts that differ only in the end of the last line differ.
    changed.count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(files: &[(&str, &str)]) -> Texts {
        files
            .iter()
            .map(|(path, text)| (PathBuf::from(path), (*text).to_owned()))
            .collect()
    }

    fn written(name: &str, files: &[(&str, &str)]) -> Written {
        Written {
            name: name.to_owned(),
            texts: texts(files),
        }
    }

    #[test]
    fn one_fate_per_file() {
        let old = written(
            "1",
            &[
                ("same", "s"),
                ("untouched", "1"),
                ("edited", "a\nb\nc\n"),
                ("gone", "g"),
                ("gone-edited", "g"),
                ("deleted", "d"),
            ],
        );
        let new = written(
            "2",
            &[
                ("same", "s"),
                ("untouched", "2"),
                ("edited", "A\nb\nc\n"),
                ("deleted", "D"),
                ("new", "n"),
                ("in-the-way", "w"),
            ],
        );
        let disk = texts(&[
            ("same", "mine"),
            ("untouched", "1"),
            ("edited", "a\nb\nc\nd\n"),
            ("gone", "g"),
            ("gone-edited", "mine"),
            ("in-the-way", "mine"),
        ]);
        let editions = [old];
        let decided = decide(&editions, detect(&editions, &disk).unwrap(), &new, &disk);
        assert_eq!(
            decided.write,
            texts(&[("untouched", "2"), ("edited", "A\nb\nc\nd\n"), ("new", "n")])
        );
        assert_eq!(decided.remove, BTreeSet::from([PathBuf::from("gone")]));
        assert_eq!(decided.notes.len(), 2, "{:?}", decided.notes);
        assert_eq!(decided.conflicts, []);
    }

    #[test]
    fn the_base_is_of_the_edition_that_wrote_most() {
        let editions = [
            written("1", &[("f", "a\n"), ("g", "1"), ("h", "1"), ("later", "x\ny\n")]),
            written("2", &[("f", "a\nb\nc\n"), ("g", "2"), ("h", "2")]),
            written(
                "3",
                &[("f", "a\nb\nC\n"), ("g", "3"), ("h", "2"), ("later", "z\n")],
            ),
        ];
        // `f` was rewritten and is most similar to what 1 wrote, `g` was written by 3, and 2 does not know `later`.
        let disk = texts(&[("f", "mine\n"), ("g", "3"), ("h", "2"), ("later", "x\ny\nmine\n")]);
        let new = written(
            "2",
            &[("f", "a\nb\nc\n"), ("g", "4"), ("h", "2"), ("later", "X\ny\n")],
        );
        let decided = decide(&editions, 1, &new, &disk);
        assert_eq!(decided.write, texts(&[("g", "4"), ("later", "X\ny\nmine\n")]));
        assert_eq!(decided.conflicts, []);
    }

    #[test]
    fn edited_files_decide_between_editions_that_wrote_the_others() {
        let editions = [
            written("1", &[("f", "a\nb\nc\n"), ("same", "s")]),
            written("2", &[("f", "a\nB\nC\n"), ("same", "s")]),
            written("3", &[("f", "x\ny\nz\n"), ("same", "s")]),
        ];
        for (text, most) in [("a\nB\nC\nmine\n", 1), ("a\nmine\nc\n", 0), ("mine\nc\n", 2)] {
            assert_eq!(
                detect(&editions, &texts(&[("f", text), ("same", "s")])),
                Some(most),
                "{text}"
            );
        }
    }

    #[test]
    fn no_edition() {
        assert_eq!(
            detect(&[written("1", &[("f", "a")])], &texts(&[("f", "b")])),
            None
        );
        assert_eq!(detect(&[], &Texts::new()), None);
    }
}
