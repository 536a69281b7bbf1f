//! Preserves comments, and the lines that they belong to.

use std::collections::BTreeMap;

use kubewright_core::yaml;
use serde_json::Value;

use super::emit::{Line, Place, identity};

/// The comments of a file.
#[derive(Debug, Default)]
pub(super) struct Comments {
    start: Vec<String>,
    above: BTreeMap<Place, Vec<String>>,
    /// Above an item of a list.
    above_member: BTreeMap<Place, Vec<String>>,
    behind: BTreeMap<Place, String>,
    end: Vec<String>,
}

/// Finds the comments of a text in block style.
pub(super) fn of(text: &str) -> Comments {
    let value: Value = yaml::from_str(text).unwrap_or_default();
    let mut comments = Comments::default();
    let mut waiting: Vec<String> = Vec::new();
    let mut open: Vec<Step> = Vec::new();
    let mut seen_any = false;
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if block.is_some_and(|outer| content.is_empty() || indent > outer) {
            continue;
        }
        block = None;
        if content.is_empty() || content.starts_with('#') {
            waiting.push(line.to_owned());
            continue;
        }
        if content.starts_with("---") {
            continue;
        }
        let (written, comment) = split(content);
        if written.ends_with(['|', '>', '-']) && written.contains(": ") {
            block = Some(indent);
        }
        let begins = step(&mut open, indent, written);
        let place = place(&open, &value);
        let above = std::mem::take(&mut waiting);
        if !seen_any {
            comments.start = above;
        } else if !above.is_empty() {
            match begins {
                Some(depth) => comments
                    .above_member
                    .insert(self::place(&open[..depth], &value), above),
                None => comments.above.insert(place.clone(), above),
            };
        }
        seen_any = true;
        if let Some(comment) = comment {
            comments.behind.insert(place, comment.to_owned());
        }
    }
    comments.end = waiting;
    comments
}

impl Comments {
    /// The lines with their comments.
    pub(super) fn put(&self, lines: &[Line]) -> String {
        let mut out = self.start.clone();
        for line in lines {
            let member = line
                .begins
                .as_ref()
                .and_then(|place| self.above_member.get(place));
            out.extend(member.into_iter().flatten().cloned());
            out.extend(self.above.get(&line.place).into_iter().flatten().cloned());
            out.push(match self.behind.get(&line.place) {
                Some(comment) => format!("{} {comment}", line.text),
                None => line.text.clone(),
            });
        }
        out.extend(self.end.iter().cloned());
        out.join("\n") + "\n"
    }
}

/// An open key or list item at a line.
#[derive(Clone, Debug)]
struct Step {
    indent: usize,
    name: Name,
}

#[derive(Clone, Debug)]
enum Name {
    Key(String),
    Member(usize),
}

/// Moves to the key of a line; for a line that begins a list item, returns its depth.
fn step(open: &mut Vec<Step>, mut indent: usize, mut content: &str) -> Option<usize> {
    let mut begins = None;
    while let Some(rest) = content
        .strip_prefix('-')
        .filter(|rest| rest.is_empty() || rest.starts_with(' '))
    {
        // A list may have the same indentation as its key.
        while open.last().is_some_and(|last| last.indent > indent) {
            open.pop();
        }
        match open.last_mut() {
            Some(Step {
                indent: at,
                name: Name::Member(index),
            }) if *at == indent => *index += 1,
            _ => open.push(Step {
                indent,
                name: Name::Member(0),
            }),
        }
        begins = begins.or(Some(open.len()));
        let trimmed = rest.trim_start();
        indent += 1 + rest.len() - trimmed.len();
        content = trimmed;
    }
    while open.last().is_some_and(|last| last.indent >= indent) {
        open.pop();
    }
    if let Some((key, _)) = content
        .split_once(':')
        .filter(|(_, rest)| rest.is_empty() || rest.starts_with(' '))
    {
        open.push(Step {
            indent,
            name: Name::Key(key.trim_matches(['"', '\'']).to_owned()),
        });
    }
    begins
}

/// The path, with list items identified as in the writer.
fn place(open: &[Step], value: &Value) -> Place {
    let mut at = Some(value);
    let mut place = Vec::new();
    for step in open {
        match &step.name {
            Name::Key(key) => {
                place.push(key.clone());
                at = at.and_then(|at| at.get(key));
            }
            Name::Member(index) => {
                at = at.and_then(|at| at.get(index));
                place.push(at.map_or_else(|| index.to_string(), |member| identity(*index, member)));
            }
        }
    }
    place
}

/// The content of a line, and the comment after it.
fn split(content: &str) -> (&str, Option<&str>) {
    let mut quote = None;
    let mut escaped = false;
    let mut before = ' ';
    let mut closed = None;
    for (at, char) in content.char_indices() {
        match (quote, char) {
            // `''` is an apostrophe in single quotes.
            (None, '\'') if closed == Some(at) => quote = Some(char),
            // A quote in the middle of a plain text is an apostrophe.
            (None, '"' | '\'') if begins_value(&content[..at]) => quote = Some(char),
            (Some('"'), '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (Some(open), _) if open == char && !escaped => {
                quote = None;
                closed = Some(at + 1);
            }
            (None, '#') if before == ' ' => return (content[..at].trim_end(), Some(&content[at..])),
            (None | Some(_), _) => {}
        }
        escaped = false;
        before = char;
    }
    (content.trim_end(), None)
}

/// Whether a key or a value begins behind this text.
fn begins_value(before: &str) -> bool {
    let text = before.trim_end();
    let spaced = text.len() < before.len();
    text.is_empty()
        || text.ends_with(['[', '{', ','])
        || spaced && (text.ends_with(':') || text.chars().all(|char| matches!(char, '-' | ' ')))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_comment_begins_outside_of_quotes() {
        for (line, text, comment) in [
            ("a: b # c", "a: b", Some("# c")),
            ("a: it's # c", "a: it's", Some("# c")),
            ("a: rock 'n' roll's # c", "a: rock 'n' roll's", Some("# c")),
            ("a: 5\" disk # c", "a: 5\" disk", Some("# c")),
            ("a: 'it''s # b' # c", "a: 'it''s # b'", Some("# c")),
            ("a: \"\\\" # b\" # c", "a: \"\\\" # b\"", Some("# c")),
            ("a: \"\\\\\" # c", "a: \"\\\\\"", Some("# c")),
            ("- - 'x # b' # c", "- - 'x # b'", Some("# c")),
            (
                "'a # b': [\"# c\", '# d'] # e",
                "'a # b': [\"# c\", '# d']",
                Some("# e"),
            ),
            ("a: b#c", "a: b#c", None),
        ] {
            assert_eq!(split(line), (text, comment), "{line}");
        }
    }
}
