//! The column of asterisks at the left of a block comment.

use super::misplaced;

/// The lines of a doc comment, without the column of asterisks that rustdoc removes too.
///
/// A derive cannot tell `/** ... */` from `#[doc = "..."]`, so the column alone decides: every line after the first
/// begins with an asterisk, all at the same place. A text of one line has no column.
///
/// ```
/// use kubewright_core::docs::undecorated;
///
/// assert_eq!(undecorated("\n * Text.\n * +optional\n "), ["", " Text.", " +optional", ""]);
/// assert_eq!(undecorated("Either\n * this\nor that"), ["Either", " * this", "or that"]);
/// ```
pub fn undecorated(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    if lines.len() < 2 {
        return lines;
    }
    // `**/` at the end of a comment leaves an asterisk.
    if lines
        .last()
        .is_some_and(|last| !last.is_empty() && is_all_stars(last))
    {
        lines.pop();
    }
    if let Some(column) = column(&lines) {
        for line in &mut lines {
            *line = without(line, column);
        }
    }
    lines
}

/// The lines of one comment without the indentation that all have, but for the space behind the comment sign. A single line
/// may be part of a longer text.
pub fn unindented(mut lines: Vec<&str>) -> Vec<&str> {
    if lines.len() < 2 {
        return lines;
    }
    let is_blank = |line: &str| line.trim().is_empty();
    let indentation = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let written = lines.iter().filter(|line| !is_blank(line));
    let extra = written.map(indentation).min().unwrap_or(0).saturating_sub(1);
    for line in &mut lines {
        *line = line.get(extra..).filter(|_| !is_blank(line)).unwrap_or_default();
    }
    lines
}

/// The marker of ours that an asterisk makes text, in a comment of several lines.
pub fn hidden_marker(lines: &[&str]) -> Option<String> {
    if lines.len() < 2 {
        return None;
    }
    lines.iter().find_map(|line| {
        let rest = line.trim_start().strip_prefix('*')?;
        misplaced::name_of(rest.trim())
    })
}

fn is_all_stars(line: &str) -> bool {
    line.bytes().all(|byte| byte == b'*')
}

/// Where every line has an asterisk, if they all have it at the same place.
fn column(lines: &[&str]) -> Option<usize> {
    let (first, rest) = lines.split_first()?;
    // The first line is beside `/**`.
    let lines = match star(first) {
        Some(_) if !is_all_stars(first) => lines,
        Some(_) | None => rest,
    };
    let is_blank = |line: &&str| line.trim().is_empty();
    let start = lines.iter().position(|line| !is_blank(line))?;
    let end = lines.iter().rposition(|line| !is_blank(line))?;
    let column = star(lines[start])?;
    let is_same = |line: &&str| star(line) == Some(column);
    lines[start..=end].iter().all(is_same).then_some(column)
}

/// Where a line has an asterisk, with nothing before it.
fn star(line: &str) -> Option<usize> {
    let at = line.find('*')?;
    line[..at].trim().is_empty().then_some(at)
}

/// The line behind the column. An asterisk that begins a word stays.
fn without(line: &str, column: usize) -> &str {
    if star(line) != Some(column) {
        // The first line, or a blank one.
        return if line.trim().is_empty() { "" } else { line };
    }
    let rest = &line[column + 1..];
    if rest.trim_end().is_empty() || rest.starts_with([' ', '*']) {
        rest
    } else {
        &line[column..]
    }
}

#[cfg(test)]
mod tests {
    use super::{hidden_marker, undecorated, unindented};

    #[test]
    fn a_column_of_asterisks_is_removed() {
        for (text, expected) in [
            (
                " First.\n * Second.\n *\n * Third.\n ",
                &[" First.", " Second.", "", " Third.", ""][..],
            ),
            ("\n    * a\n    *  b\n    ", &["", " a", "  b", ""]),
            (" * a\n * b", &[" a", " b"]),
            ("\n * a\n *", &["", " a", ""]),
            ("\n* a\n*", &["", " a"]),
            (
                "\n * a\n * * item\n ** bold**\n",
                &["", " a", " * item", "* bold**", ""],
            ),
            ("\n * a\n *word\n", &["", " a", "*word", ""]),
            ("\r\n * a\r\n *\r\n", &["", " a\r", "\r", ""]),
        ] {
            assert_eq!(undecorated(text), expected, "{text:?}");
        }
    }

    #[test]
    fn other_lines_stay() {
        for text in [
            "",
            " * an item",
            "\n\n",
            " First.\n * item\n   more",
            "\n * a\n\n * b",
            "\n * a\n  * b",
            "\n a\n b",
            "\n é * a\n * b",
        ] {
            let lines: Vec<_> = text.split('\n').collect();
            assert_eq!(undecorated(text), lines, "{text:?}");
        }
    }

    #[test]
    fn common_indentation_is_removed() {
        let lines = vec!["", "    a", "", "      b", "  "];
        assert_eq!(unindented(lines), ["", " a", "", "   b", ""]);
        assert_eq!(unindented(vec![" a", "    b"]), [" a", "    b"]);
        assert_eq!(unindented(vec!["    a"]), ["    a"]);
        assert_eq!(unindented(vec!["a", "\t b"]), ["a", "\t b"]);
    }

    #[test]
    fn a_marker_behind_an_asterisk_is_found_in_blocks_alone() {
        assert_eq!(
            hidden_marker(&["", " * text", " *+optional"]),
            Some("optional".to_owned())
        );
        assert_eq!(
            hidden_marker(&["", " * +listType=set"]),
            Some("listType".to_owned())
        );
        assert_eq!(hidden_marker(&[" * +optional"]), None);
        assert_eq!(hidden_marker(&["", " * + item", " * +1", " ** +optional"]), None);
    }
}
