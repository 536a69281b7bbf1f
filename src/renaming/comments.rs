//! Names in comments: those that the code around them knows, module paths, and markers.

use std::ops::Range;

use super::token::Token;
use crate::plan::rename;

/// The text between the tokens.
pub(super) fn places(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut end = 0;
    for token in tokens {
        if token.range.start > end {
            found.push(end..token.range.start);
        }
        end = end.max(token.range.end);
    }
    found.push(end..text.len());
    found.retain(|place| !text[place.clone()].trim().is_empty());
    found
}

/// Replaces what is known by its form in a line: paths, and the resource in the markers of its group.
pub(super) fn line(line: &str, words: &Words) -> String {
    let mut new = addresses(line, words);
    for (from, to) in &words.paths {
        new = rename(&new, from, to);
    }
    let groups = line.split_once("groups=").map(|(_, rest)| rest);
    let groups = groups.map(|rest| rest.split(',').next().unwrap_or_default());
    let is_of_group = groups.is_some_and(|groups| {
        groups
            .split(';')
            .any(|group| group.trim().trim_matches('"') == words.group)
    });
    if is_of_group {
        for (from, to) in &words.resources {
            new = rename(&new, from, to);
        }
    }
    new
}

/// Replaces the paths and names of webhooks, also in strings.
pub(super) fn addresses(text: &str, words: &Words) -> String {
    let addresses = words.addresses.iter();
    addresses.fold(text.to_owned(), |text, (from, to)| rename(&text, from, to))
}

/// What is replaced in comments, in the order in which it is replaced.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// The paths and names of webhooks.
    pub(crate) addresses: Vec<(String, String)>,
    /// Module paths.
    pub(crate) paths: Vec<(String, String)>,
    /// The group of the kind, with its domain.
    pub(crate) group: String,
    /// The resource, as markers with that group name it.
    pub(crate) resources: Vec<(String, String)>,
}
