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
    let mut before = ' ';
    for (at, char) in content.char_indices() {
        match (quote, char) {
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            (None, '#') if before == ' ' => return (content[..at].trim_end(), Some(&content[at..])),
            (None | Some(_), _) => {}
        }
        before = char;
    }
    (content.trim_end(), None)
}
