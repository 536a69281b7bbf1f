//! Applies the difference between two texts to a third.

use similar::{DiffTag, TextDiff};

/// Applies the difference between `from` and `to` to `text`; also returns the lines that were not found.
pub(super) fn revise(text: &str, from: &str, to: &str) -> (String, Vec<String>) {
    if text == from || text == to {
        return (to.to_owned(), Vec::new());
    }
    let diff = TextDiff::from_lines(from, to);
    let (old, new): (Vec<&str>, Vec<&str>) = (
        from.split_inclusive('\n').collect(),
        to.split_inclusive('\n').collect(),
    );
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let mut missing = Vec::new();
    let mut after = 0;
    for op in diff.ops() {
        let (gone, come) = (&old[op.old_range()], &new[op.new_range()]);
        let place = match op.tag() {
            DiffTag::Equal => continue,
            _ if !come.is_empty() && find(&lines, come, after).is_some() => continue,
            DiffTag::Delete | DiffTag::Replace => find(&lines, gone, after),
            DiffTag::Insert => match op.old_range().start.checked_sub(1) {
                None => Some(0),
                Some(above) => find(&lines, &[old[above]], 0).map(|at| at + 1),
            },
        };
        match place {
            Some(at) => {
                lines.splice(at..at + gone.len(), come.iter().map(|line| (*line).to_owned()));
                after = at + come.len();
            }
            None => {
                let first = gone.first().or(come.first());
                missing.push(first.map(|line| line.trim().to_owned()).unwrap_or_default());
            }
        }
    }
    (lines.concat(), missing)
}

fn find(lines: &[String], wanted: &[&str], after: usize) -> Option<usize> {
    let at = |lines: &[String]| {
        lines.windows(wanted.len().max(1)).position(|window| {
            !wanted.is_empty() && window.iter().zip(wanted).all(|(line, wanted)| line == wanted)
        })
    };
    let after = after.min(lines.len());
    at(&lines[after..])
        .map(|found| found + after)
        .or_else(|| at(lines))
}

/// Replaces a module path, but not in the middle of a word.
pub(crate) fn rename(text: &str, from: &str, to: &str) -> String {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, behind) = (&rest[..at], &rest[at + from.len()..]);
        // `memcached::` is replaced only at the start of a path.
        let begins_path = from.ends_with("::") && before.ends_with("::");
        let begins_inside = from.starts_with(is_word) && before.ends_with(is_word);
        let ends_inside = from.ends_with(is_word) && behind.starts_with(is_word);
        let whole = !begins_inside && !ends_inside && !begins_path;
        out.push_str(before);
        out.push_str(if whole { to } else { from });
        rest = behind;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_stays() {
        let (from, to) = ("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n");
        let all = |text: &str| {
            let (text, missing) = revise(text, from, to);
            assert_eq!(missing, [""; 0]);
            text
        };
        assert_eq!(all("x\na\nb\nc\ny\nd\n"), "x\na\nB\nc\ny\nd\ne\n");
        assert_eq!(all("x\na\nB\nc\ny\nd\ne\n"), "x\na\nB\nc\ny\nd\ne\n");
        assert_eq!(
            revise("a\nbb\nc\nd\n", from, to),
            ("a\nbb\nc\nd\ne\n".to_owned(), vec!["b".to_owned()])
        );
    }

    #[test]
    fn parts_of_paths() {
        let text = "use api::v1::cache::Cache; use other::cache::Cache; cache::run(); let cache = 1;";
        let text = rename(text, "v1::cache", "v1::store");
        assert_eq!(
            rename(&text, "cache::", "store::"),
            "use api::v1::store::Cache; use other::cache::Cache; store::run(); let cache = 1;"
        );
    }

    #[test]
    fn whole_words_only() {
        let text = "use crate::api::v1::x; crate::api::v1beta1::y; my_crate::api::v1";
        let expected = "use crate::api::g::v1::x; crate::api::v1beta1::y; my_crate::api::v1";
        assert_eq!(rename(text, "crate::api::v1", "crate::api::g::v1"), expected);
    }
}
