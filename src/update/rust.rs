//! Merges Rust source by its items: each item on its own, and all imports together.

mod imports;
mod pieces;

use std::collections::BTreeSet;

use super::marked::{Labels, Merged, Sides, lines};
use super::settle::Form;
use pieces::{Piece, Source};

/// Whether a file imports a name or declares an item twice.
pub(super) fn has_repeated(text: &str) -> bool {
    Source::parse(text).is_some_and(|source| imports::has_repeated(&source.uses) || source.has_repeated())
}

/// Merges the items; `None` if one of the texts is not Rust.
pub(super) fn merge(sides: Sides<'_>, labels: &Labels) -> Option<Merged> {
    let (base, yours, new) = (
        Source::parse(sides.base)?,
        Source::parse(sides.yours)?,
        Source::parse(sides.new)?,
    );
    let mut conflicts = 0;
    let mut of = |base: &str, yours: &str, new: &str| {
        let merged = lines(Form::Rust, Sides { base, yours, new }, labels);
        conflicts += merged.conflicts;
        merged.text
    };
    let head = of(&base.head, &yours.head, &new.head);
    let tail = of(&base.tail, &yours.tail, &new.tail);
    let mut items: Vec<(&str, String)> = Vec::new();
    for Piece { key, text } in &yours.items {
        let merged = match (base.find(key), new.find(key)) {
            (was, Some(new)) => of(was.unwrap_or_default(), text, new),
            // This version does not write it any more.
            (Some(was), None) if was == text => continue,
            (Some(_) | None, None) => text.clone(),
        };
        items.push((key, merged));
    }
    let mut before: Option<&str> = None;
    for Piece { key, text } in &new.items {
        let is_known = base.find(key).is_some();
        if yours.find(key).is_none() && !is_known {
            let above = before.and_then(|before| items.iter().position(|(key, _)| *key == before));
            items.insert(above.map_or(0, |above| above + 1), (key, text.clone()));
        }
        before = Some(key);
    }
    let code: String = items.iter().map(|(_, text)| text.as_str()).collect();
    let words: BTreeSet<&str> = code
        .split(|char: char| !char.is_alphanumeric() && char != '_')
        .collect();
    let uses = imports::merge([&base.uses, &yours.uses, &new.uses], &words);
    Some(Merged {
        text: head + &uses + &code + &tail,
        conflicts,
    })
}
