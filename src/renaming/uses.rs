//! The paths of a `use` item.

use proc_macro2::Delimiter;

use super::token::Tokens;

/// A path of a `use` item.
#[derive(Clone, Debug)]
pub(super) struct Import {
    /// The path, and the token of each segment.
    pub(super) path: Vec<(String, usize)>,
    /// The number of segments that another path of the item starts with too.
    pub(super) shared: usize,
    /// The name that it imports; `None` if it imports all of a module.
    pub(super) name: Option<String>,
}

/// The paths of a `use` item, and the token after it; `None` if no such item starts at this token.
pub(super) fn read(tokens: Tokens<'_>, at: usize) -> Option<(Vec<Import>, usize)> {
    // `impl Trait + use<'a>` is a bound.
    if tokens.word(at) != Some("use") || tokens.is_sign(at + 1, '<') {
        return None;
    }
    let mut found = Vec::new();
    let mut start = at + 1;
    // A path that starts with `::` starts with a crate.
    if tokens.is_separator(start) {
        start += 2;
    }
    let mut end = tree(tokens, start, &mut Vec::new(), 0, &mut found);
    while end < tokens.0.len() && !tokens.is_sign(end, ';') {
        end += 1;
    }
    Some((found, end + 1))
}

/// Reads a path or a group of paths, and returns the token after it.
fn tree(
    tokens: Tokens<'_>,
    mut at: usize,
    before: &mut Vec<(String, usize)>,
    shared: usize,
    found: &mut Vec<Import>,
) -> usize {
    let above = before.len();
    let import = |path: &[(String, usize)], name| Import {
        path: path.to_vec(),
        shared,
        name,
    };
    loop {
        if let Some(close) = tokens.group(at, Delimiter::Brace) {
            let (mut inner, mut shared) = (at + 1, shared);
            while inner < close {
                inner = tree(tokens, inner, before, shared, found).max(inner + 1);
                shared = before.len();
            }
            at = close + 1;
            break;
        }
        if tokens.is_sign(at, '*') {
            found.push(import(before, None));
            at += 1;
            break;
        }
        let Some(word) = tokens.word(at) else { break };
        // `self` in a group is the path before it.
        let is_own = word == "self" && !before.is_empty();
        if !is_own {
            before.push((word.to_owned(), at));
        }
        at += 1;
        if tokens.is_separator(at) {
            at += 2;
            continue;
        }
        let mut name = before.last().map(|(name, _)| name.clone());
        if tokens.word(at) == Some("as") {
            name = tokens.word(at + 1).map(str::to_owned);
            at += 2;
        }
        found.push(import(before, name));
        break;
    }
    before.truncate(above);
    // The comma between two paths of a group.
    if tokens.is_sign(at, ',') { at + 1 } else { at }
}
