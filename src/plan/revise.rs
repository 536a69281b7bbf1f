//! What differs between two texts, done to a third.

use similar::{DiffTag, TextDiff};

/// Does to `text` what leads from `from` to `to`. Lines that cannot be found are the error.
pub(super) fn revise(text: &str, from: &str, to: &str) -> Result<String, String> {
    if text == from || text == to {
        return Ok(to.to_owned());
    }
    let diff = TextDiff::from_lines(from, to);
    let (old, new): (Vec<&str>, Vec<&str>) = (
        from.split_inclusive('\n').collect(),
        to.split_inclusive('\n').collect(),
    );
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let mut after = 0;
    for op in diff.ops() {
        let (gone, come) = (&old[op.old_range()], &new[op.new_range()]);
        match op.tag() {
            DiffTag::Equal => {}
            DiffTag::Delete | DiffTag::Replace => {
                if let Some(at) = find(&lines, gone, after) {
                    lines.splice(at..at + gone.len(), come.iter().map(|line| (*line).to_owned()));
                    after = at + come.len();
                } else if come.is_empty() || find(&lines, come, after).is_none() {
                    return Err(gone
                        .first()
                        .map(|line| line.trim().to_owned())
                        .unwrap_or_default());
                }
            }
            DiffTag::Insert => {
                if find(&lines, come, after).is_some() {
                    continue;
                }
                let above = op.old_range().start.checked_sub(1).map(|index| old[index]);
                let at = match above {
                    None => Some(0),
                    Some(above) => find(&lines, &[above], 0).map(|at| at + 1),
                };
                let Some(at) = at else {
                    return Err(above.unwrap_or_default().trim().to_owned());
                };
                lines.splice(at..at, come.iter().map(|line| (*line).to_owned()));
                after = at + come.len();
            }
        }
    }
    Ok(lines.concat())
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

/// Replaces a path of modules where it is one: not in the middle of a word.
pub(super) fn rename(text: &str, from: &str, to: &str) -> String {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, behind) = (&rest[..at], &rest[at + from.len()..]);
        let whole = !before.ends_with(is_word) && !behind.starts_with(is_word);
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
        assert_eq!(
            revise("x\na\nb\nc\ny\nd\n", from, to).unwrap(),
            "x\na\nB\nc\ny\nd\ne\n"
        );
        assert_eq!(
            revise("x\na\nB\nc\ny\nd\ne\n", from, to).unwrap(),
            "x\na\nB\nc\ny\nd\ne\n"
        );
        assert_eq!(revise("a\nbb\nc\nd\n", from, to), Err("b".to_owned()));
    }

    #[test]
    fn whole_words_only() {
        let text = "use crate::api::v1::x; crate::api::v1beta1::y; my_crate::api::v1";
        let expected = "use crate::api::g::v1::x; crate::api::v1beta1::y; my_crate::api::v1";
        assert_eq!(rename(text, "crate::api::v1", "crate::api::g::v1"), expected);
    }
}
