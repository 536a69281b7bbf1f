//! A merge by lines, with markers where it is in doubt.

use super::settle::{Form, settle};
use crate::three_way::{self, Conflict, Part};

/// The beginning of the line above a conflict.
const START: &str = "<<<<<<< ";

/// The result of a merge.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Merged {
    /// The text, with a marker around each conflict.
    pub(crate) text: String,
    /// The number of conflicts.
    pub(crate) conflicts: usize,
}

/// The three texts of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides<'t> {
    /// The text that was written.
    pub(crate) base: &'t str,
    /// The text that the user made of it.
    pub(crate) yours: &'t str,
    /// The text that is written now.
    pub(crate) new: &'t str,
}

/// The names of the base and of the new text in conflict markers.
#[derive(Clone, Debug)]
pub(crate) struct Labels {
    pub(crate) base: String,
    pub(crate) new: String,
}

/// Merges by lines.
pub(super) fn lines(form: Form, sides: Sides<'_>, labels: &Labels) -> Merged {
    let Sides { base, yours, new } = sides;
    let mut merged = Merged {
        text: String::new(),
        conflicts: 0,
    };
    let parts = three_way::parts(base, yours, new);
    let is_empty = |part: &Part<'_>| matches!(part, Part::Merged(lines) if lines.is_empty());
    let last = parts.iter().rposition(|part| !is_empty(part));
    for (at, part) in parts.into_iter().enumerate() {
        match part {
            Part::Merged(lines) => merged.text.extend(lines),
            Part::Conflict(conflict) => match settle(form, &conflict, last == Some(at)) {
                Some(lines) => merged.text.extend(lines),
                None => merged.mark(&conflict, labels),
            },
        }
    }
    merged.drop_repeated(form, yours, new);
    merged
}

impl Merged {
    /// Drops entries of lists that both sides added in different places.
    fn drop_repeated(&mut self, form: Form, yours: &str, new: &str) {
        let count = |text: &str, line: &str| text.lines().filter(|other| other.trim() == line.trim()).count();
        let mut kept: Vec<&str> = Vec::new();
        for line in self.text.split_inclusive('\n') {
            let is_repeated = form.is_entry(line) && {
                let before = kept.iter().filter(|other| other.trim() == line.trim()).count();
                before > 0 && before >= count(yours, line).max(count(new, line))
            };
            if !is_repeated {
                kept.push(line);
            }
        }
        if kept.iter().map(|line| line.len()).sum::<usize>() != self.text.len() {
            self.text = kept.concat();
        }
    }

    /// Adds a conflict in the form that git and editors know.
    fn mark(&mut self, conflict: &Conflict<'_>, labels: &Labels) {
        self.conflicts += 1;
        let Labels { base, new } = labels;
        let mut add = |head: &str, lines: &[&str]| {
            self.text.push_str(head);
            self.text.push('\n');
            self.text.extend(lines.iter().copied());
            if !self.text.ends_with('\n') {
                self.text.push('\n');
            }
        };
        add(&format!("{START}yours"), &conflict.yours);
        add(&format!("||||||| {base}"), &conflict.base);
        add("=======", &conflict.ours);
        add(&format!(">>>>>>> {new}"), &[]);
    }
}

/// Whether a text has the markers of a conflict.
pub(crate) fn has_markers(text: &str) -> bool {
    let has = |start: &str| text.lines().any(|line| line.starts_with(start));
    has(START) && has(">>>>>>> ") && text.lines().any(|line| line == "=======")
}
