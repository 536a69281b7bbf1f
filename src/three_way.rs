//! A three-way merge by lines.

use std::ops::{Range, RangeInclusive};

use similar::{DiffTag, TextDiff};

/// A change of one side: lines of the base, and the lines in their place.
#[derive(Clone)]
struct Hunk {
    base: Range<usize>,
    side: Range<usize>,
}

/// One of two changed texts.
struct Side<'t> {
    lines: Vec<&'t str>,
    hunks: Vec<Hunk>,
}

impl<'t> Side<'t> {
    fn new(base: &'t str, text: &'t str) -> Self {
        let diff = TextDiff::from_lines(base, text);
        let changed = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
        let hunks = changed
            .map(|op| Hunk {
                base: op.old_range(),
                side: op.new_range(),
            })
            .collect();
        Self {
            lines: text.split_inclusive('\n').collect(),
            hunks,
        }
    }

    /// The lines in place of lines of the base, whose ends are not inside a change.
    fn range(&self, base: &Range<usize>) -> Range<usize> {
        let start = self.offset(base.start, |hunk| {
            hunk.base.end <= base.start && !touches(&hunk.base, base)
        });
        let end = self.offset(base.end, |hunk| hunk.base.end <= base.end);
        start..end
    }

    fn offset(&self, at: usize, is_before: impl Fn(&Hunk) -> bool) -> usize {
        let before = self.hunks.iter().take_while(|hunk| is_before(hunk));
        before.fold(at, |at, hunk| at + hunk.side.len() - hunk.base.len())
    }

    fn is_changed(&self, base: &Range<usize>) -> bool {
        self.hunks.iter().any(|hunk| touches(&hunk.base, base))
    }
}

/// Changes of neighboring lines are one change: nothing says in which order they would be right.
fn touches(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// A part of the merged text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'t> {
    /// Lines on which both sides agree, or that only one changed.
    Merged(Vec<&'t str>),
    /// Lines that both sides changed differently.
    Conflict(Conflict<'t>),
}

/// Lines that both sides changed differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Conflict<'t> {
    pub(crate) base: Vec<&'t str>,
    pub(crate) yours: Vec<&'t str>,
    pub(crate) ours: Vec<&'t str>,
    /// The lines in `yours`, from 1.
    pub(crate) lines: RangeInclusive<usize>,
}

/// The base with the changes of both sides, in parts.
pub(crate) fn parts<'t>(base: &'t str, yours: &'t str, ours: &'t str) -> Vec<Part<'t>> {
    let lines: Vec<&str> = base.split_inclusive('\n').collect();
    let (yours, ours) = (Side::new(base, yours), Side::new(base, ours));
    let mut parts = Vec::new();
    let mut at = 0;
    for region in regions(&yours, &ours) {
        parts.push(Part::Merged(lines[at..region.start].to_vec()));
        at = region.end;
        let (mine, theirs) = (yours.range(&region), ours.range(&region));
        let (mine_text, their_text) = (&yours.lines[mine.clone()], &ours.lines[theirs]);
        parts.push(match (yours.is_changed(&region), ours.is_changed(&region)) {
            (true, false) => Part::Merged(mine_text.to_vec()),
            (false, _) => Part::Merged(their_text.to_vec()),
            (true, true) if mine_text == their_text => Part::Merged(mine_text.to_vec()),
            (true, true) => {
                let last = mine.end.max(mine.start + 1);
                Part::Conflict(Conflict {
                    base: lines[region].to_vec(),
                    yours: mine_text.to_vec(),
                    ours: their_text.to_vec(),
                    lines: mine.start + 1..=last,
                })
            }
        });
    }
    parts.push(Part::Merged(lines[at..].to_vec()));
    parts
}

/// The base with the changes of both sides; or the lines of `yours`, from 1, that both sides changed differently.
pub(crate) fn merge(base: &str, yours: &str, ours: &str) -> Result<String, Vec<RangeInclusive<usize>>> {
    if base == yours || yours == ours {
        return Ok(ours.to_owned());
    }
    if base == ours {
        return Ok(yours.to_owned());
    }
    let mut out = String::new();
    let mut conflicts = Vec::new();
    for part in parts(base, yours, ours) {
        match part {
            Part::Merged(lines) => out.extend(lines),
            Part::Conflict(conflict) => conflicts.push(conflict.lines),
        }
    }
    match conflicts.is_empty() {
        true => Ok(out),
        false => Err(conflicts),
    }
}

/// The parts of the base that a side changes; those that touch are one.
fn regions(one: &Side<'_>, other: &Side<'_>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = [one, other]
        .iter()
        .flat_map(|side| side.hunks.iter().map(|hunk| hunk.base.clone()))
        .collect();
    all.sort_by_key(|range| (range.start, range.end));
    let mut regions: Vec<Range<usize>> = Vec::new();
    for range in all {
        match regions.last_mut() {
            Some(last) if touches(last, &range) => last.end = last.end.max(range.end),
            Some(_) | None => regions.push(range),
        }
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "a\nb\nc\nd\ne\n";

    #[test]
    fn changes_of_both_sides_are_kept() {
        let merged = merge(BASE, "a\nB\nc\nd\ne\nf\n", "0\na\nb\nc\nD\ne\n");
        assert_eq!(merged.as_deref(), Ok("0\na\nB\nc\nD\ne\nf\n"));
        assert_eq!(
            merge(BASE, "a\nc\nd\ne\n", "a\nb\nc\ne\n").as_deref(),
            Ok("a\nc\ne\n")
        );
        assert_eq!(merge(BASE, "", "").as_deref(), Ok(""));
    }

    #[test]
    fn the_same_change_is_made_once() {
        assert_eq!(
            merge(BASE, "a\nX\nc\nd\ne\n", "a\nX\nc\nd\nE\n").as_deref(),
            Ok("a\nX\nc\nd\nE\n")
        );
    }

    #[test]
    fn conflicts_are_lines_of_the_user() {
        assert_eq!(
            merge(BASE, "0\na\nb\nX\nd\ne\n", "a\nb\nY\nd\ne\n"),
            Err(vec![4..=4])
        );
        assert_eq!(
            merge(BASE, "a\nb\nX\nZ\nd\ne\n", "a\nb\nd\ne\n"),
            Err(vec![3..=4])
        );
        assert_eq!(merge(BASE, "a\nb\nd\ne\n", "a\nb\nY\nd\ne\n"), Err(vec![3..=3]));
        assert_eq!(
            merge(BASE, "a\nb\nc\nd\ne\nx\n", "a\nb\nc\nd\ne\ny\n"),
            Err(vec![6..=6])
        );
    }

    /// Every line that only one side changed is in the result.
    #[test]
    fn no_change_is_lost() {
        let mut seed: u64 = 7;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(seed >> 33).unwrap() % below
        };
        let mut merged_cleanly = 0;
        for _ in 0..2000 {
            let base: Vec<String> = (0..12).map(|line| format!("line {line}\n")).collect();
            let mut sides = [base.clone(), base.clone()];
            let mut added = Vec::new();
            let mut removed = Vec::new();
            for (index, side) in sides.iter_mut().enumerate() {
                for edit in 0..=random(2) {
                    let at = random(side.len());
                    let new = format!("new {index} {edit}\n");
                    match random(3) {
                        0 => {
                            side.insert(at, new.clone());
                            added.push(new);
                        }
                        1 => {
                            removed.push(side.remove(at));
                        }
                        _ => {
                            removed.push(std::mem::replace(&mut side[at], new.clone()));
                            added.push(new);
                        }
                    }
                }
            }
            let [yours, ours] = sides.map(|side| side.concat());
            let Ok(merged) = merge(&base.concat(), &yours, &ours) else {
                continue;
            };
            merged_cleanly += 1;
            let has = |line: &String| merged.split_inclusive('\n').any(|other| other == line);
            // A line that a side added and then removed again is in neither list of the result.
            let kept = added.iter().filter(|line| !removed.contains(line));
            kept.into_iter()
                .for_each(|line| assert!(has(line), "{line} is lost:\n{merged}"));
            removed
                .iter()
                .for_each(|line| assert!(!has(line), "{line} is back:\n{merged}"));
        }
        assert!(merged_cleanly > 500, "{merged_cleanly}");
    }
}
