//! The blocks of a file, and the names that each declares.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proc_macro2::Delimiter;

use super::token::Tokens;
use super::uses;

/// A file, or what is between two braces in it.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Whether it is a module: only then names of the blocks around it are unknown in it.
    pub(super) is_module: bool,
    /// Its module.
    pub(super) module: Vec<String>,
    pub(super) names: Names,
    pub(super) inner: Vec<Self>,
    /// Words that are no paths, such as the variants that an enum declares.
    pub(super) plain: BTreeSet<usize>,
}

/// The names that are declared or imported.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) declared: BTreeSet<String>,
    /// The imported names, and the paths of each.
    pub(super) imported: BTreeMap<String, Vec<String>>,
    /// The modules of which all names are imported.
    pub(super) globs: Vec<Vec<String>>,
}

/// Words that declare the word after them.
const DECLARES: [&str; 9] = [
    "struct", "enum", "union", "trait", "type", "fn", "const", "static", "mod",
];

/// Words that start an item with a body.
const ITEMS: [&str; 7] = ["struct", "enum", "union", "trait", "impl", "fn", "mod"];

/// Reads the blocks of a module.
pub(super) fn read(tokens: Tokens<'_>, range: Range<usize>, module: Vec<String>) -> Block {
    let mut block = Block {
        tokens: range,
        is_module: true,
        module,
        ..Block::default()
    };
    fill(&mut block, tokens, "mod");
    block
}

fn fill(block: &mut Block, tokens: Tokens<'_>, kind: &str) {
    let Range { start, end } = block.tokens;
    let mut at = start;
    let mut item: Option<(&str, Option<&str>)> = None;
    while at < end {
        if let Some(close) = tokens.group(at, Delimiter::Brace) {
            let (kind, name) = item.take().unwrap_or(("", None));
            let mut inner = Block {
                tokens: at + 1..close,
                module: block.module.clone(),
                ..Block::default()
            };
            if let ("mod", Some(name)) = (kind, name) {
                inner.is_module = true;
                inner.module.push(name.to_owned());
            }
            if kind == "enum" {
                block.plain.extend(variants(tokens, inner.tokens.clone()));
            }
            fill(&mut inner, tokens, kind);
            block.inner.push(inner);
            at = close + 1;
            continue;
        }
        if tokens.is_sign(at, ';') {
            item = None;
        }
        if let Some((imports, after)) = uses::read(tokens, at) {
            for import in imports {
                let path = import.path.into_iter().map(|(name, _)| name).collect();
                match import.name {
                    Some(name) => drop(block.names.imported.insert(name, path)),
                    None => block.names.globs.push(path),
                }
            }
            at = after;
            continue;
        }
        if let Some(word) = tokens.word(at) {
            let next = tokens.word(at + 1);
            if item.is_none() && ITEMS.contains(&word) {
                item = Some((word, next));
            }
            // The functions and types of an `impl` are found by `Self::`, not by their names.
            let is_inside = ["impl", "trait", "enum", "struct"].contains(&kind);
            if let Some(next) = next.filter(|_| DECLARES.contains(&word) && !is_inside) {
                block.names.declared.insert(next.to_owned());
            }
        }
        at += 1;
    }
}

/// The names of the variants of an enum.
fn variants(tokens: Tokens<'_>, range: Range<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = range.start;
    let mut is_start = true;
    while at < range.end {
        if tokens.is_sign(at, '#')
            && let Some(close) = tokens.group(at + 1, Delimiter::Bracket)
        {
            at = close + 1;
            continue;
        }
        if is_start && tokens.word(at).is_some() {
            found.push(at);
            is_start = false;
        }
        let groups = [Delimiter::Brace, Delimiter::Parenthesis, Delimiter::Bracket];
        let close = groups.into_iter().find_map(|group| tokens.group(at, group));
        is_start |= tokens.is_sign(at, ',');
        at = close.unwrap_or(at) + 1;
    }
    found
}
