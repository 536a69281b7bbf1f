//! The edits of the paths in Rust code.

use std::ops::Range;

use super::block::Block;
use super::resolve::{Found, Resolver};
use super::token::Tokens;
use super::uses;

/// A new text for a place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edit {
    pub(super) place: (usize, usize),
    pub(super) text: String,
}

/// The edits of a file.
pub(super) struct Edits<'e> {
    pub(super) tokens: Tokens<'e>,
    pub(super) resolver: Resolver<'e>,
    pub(super) found: Vec<Edit>,
    /// The paths that cannot be adapted.
    pub(super) left: Vec<usize>,
}

impl<'e> Edits<'e> {
    /// Edits the paths of a block, and of the blocks in it. `around` ends with the block.
    pub(super) fn block(&mut self, block: &'e Block, around: &mut Vec<&'e Block>) {
        around.push(block);
        let mut inner = block.inner.iter().peekable();
        let mut at = block.tokens.start;
        while at < block.tokens.end {
            if let Some(next) = inner.next_if(|next| next.tokens.start == at + 1) {
                let after = next.tokens.end + 1;
                self.block(next, around);
                at = after;
                continue;
            }
            at = self.at(at, block, around);
        }
        around.pop();
    }

    /// Edits what starts at a token, and returns the token after it.
    fn at(&mut self, at: usize, block: &Block, around: &[&Block]) -> usize {
        let Some(word) = self.tokens.word(at) else {
            return at + 1;
        };
        if let Some((imports, after)) = uses::read(self.tokens, at) {
            for import in imports {
                let is_glob = import.name.is_none();
                self.path(&import.path, import.shared, !is_glob, around);
            }
            return after;
        }
        if word == "mod" && self.tokens.word(at + 1).is_some() {
            self.module(at + 1, block);
            return at + 2;
        }
        let is_plain = around.iter().any(|block| block.plain.contains(&at));
        if is_plain || !self.starts_path(at) {
            return at + 1;
        }
        let mut path = vec![(word.to_owned(), at)];
        let mut end = at + 1;
        while self.tokens.is_separator(end)
            && let Some(next) = self.tokens.word(end + 2)
        {
            path.push((next.to_owned(), end + 2));
            end += 3;
        }
        // `super::*` and `v1::{…}` are in `use` only, so a path ends with an item.
        if path.len() > 1 || word.starts_with(char::is_uppercase) {
            self.path(&path, 0, true, around);
        }
        end
    }

    /// Whether a word is the beginning of a path, and no field, method or lifetime.
    fn starts_path(&self, at: usize) -> bool {
        let before = |distance: usize, sign: char| {
            at.checked_sub(distance)
                .is_some_and(|at| self.tokens.is_sign(at, sign))
        };
        let is_member = before(1, '.') && !before(2, '.');
        let is_inside = before(1, ':') && at.checked_sub(2).is_some_and(|at| self.tokens.is_separator(at));
        !is_member && !is_inside && !before(1, '\'') && !before(1, '$')
    }

    /// The declaration of a module, which moves only by its own declaration.
    fn module(&mut self, at: usize, block: &Block) {
        let Some(name) = self.tokens.word(at) else { return };
        let module = [&*block.module, &[name.to_owned()]].concat();
        let new = self.resolver.moves.moved(&module);
        if let Some((name, above)) = new.split_last()
            && *above == block.module
        {
            self.put(at, name);
        }
    }

    /// Edits the segments of a path, except for the first ones, which are edited with another path.
    fn path(&mut self, path: &[(String, usize)], shared: usize, is_whole: bool, around: &[&Block]) {
        let names: Vec<_> = path.iter().map(|(name, _)| name.as_str()).collect();
        let found = self.resolver.each(&names, around);
        let supers = names.iter().take_while(|name| **name == "super").count();
        if supers > 0 && shared == 0 && supers < path.len() {
            self.supers(&path[..supers], &found[supers - 1].0, around);
        }
        for (index, (name, at)) in path.iter().enumerate().skip(shared.max(supers)) {
            let (old, how) = &found[index];
            let is_last = index + 1 == path.len() && is_whole;
            if self.resolver.moves.is_dissolved(old) {
                match *how == Found::Inside && !is_last {
                    true => self.remove(*at),
                    false if *how == Found::Inside => self.left.push(*at),
                    false => {}
                }
                continue;
            }
            let Some(new) = self.resolver.moves.of(old) else {
                continue;
            };
            let (Some(new_name), Some(old_name)) = (new.last(), old.last()) else {
                continue;
            };
            // Another name is one that an import gave.
            if name == old_name {
                self.put(*at, new_name);
            }
            let above = self.resolver.moves.moved(&old[..old.len() - 1]);
            let between = new[..new.len() - 1].strip_prefix(&*above);
            match between {
                Some([]) => {}
                _ if *how == Found::Elsewhere => {}
                Some(between) => self.insert(*at, &between.join("::")),
                None => self.left.push(*at),
            }
        }
    }

    /// The `super`s at the start of a path: a file that moves may be at another depth.
    fn supers(&mut self, path: &[(String, usize)], old: &[String], around: &[&Block]) {
        let module = around.last().map(|block| &*block.module).unwrap_or_default();
        let (module, new) = (self.resolver.moves.moved(module), self.resolver.moves.moved(old));
        let Some(inner) = module.strip_prefix(&*new) else {
            self.left.extend(path.first().map(|(_, at)| *at));
            return;
        };
        if inner.len() != path.len()
            && let (Some((_, first)), Some((_, last))) = (path.first(), path.last())
        {
            let place = (self.range(*first).start, self.range(*last).end);
            let text = vec!["super"; inner.len()].join("::");
            self.found.push(Edit { place, text });
        }
    }

    fn range(&self, at: usize) -> Range<usize> {
        self.tokens.0[at].range.clone()
    }

    fn put(&mut self, at: usize, name: &str) {
        if self.tokens.word(at) != Some(name) {
            let Range { start, end } = self.range(at);
            self.found.push(Edit {
                place: (start, end),
                text: name.to_owned(),
            });
        }
    }

    fn insert(&mut self, at: usize, above: &str) {
        let start = self.range(at).start;
        self.found.push(Edit {
            place: (start, start),
            text: format!("{above}::"),
        });
    }

    /// Removes a segment and the separator after it.
    fn remove(&mut self, at: usize) {
        let (start, end) = (self.range(at).start, self.range(at + 2).end);
        self.found.push(Edit {
            place: (start, end),
            text: String::new(),
        });
    }
}
