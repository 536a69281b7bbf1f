//! Renames modules and types in Rust code: wherever a path names one of them, and nowhere else.
//!
//! Paths are resolved through modules, imports and globs, as rustc does, but without the types: a word after a dot, a variant
//! of an enum, or a type of another group with the same name is not what moves.

mod block;
mod comments;
mod edit;
mod resolve;
mod token;
mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::plan::rename;
use block::{Block, Names};
use edit::{Edit, Edits};
use resolve::Resolver;
use token::{Kind, Tokens};

pub(crate) use comments::Words;

/// Whether a file has Rust code, by its name.
pub(crate) fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

/// What moves: paths that start with the name of a crate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moves {
    /// The old and new paths of modules and types.
    pub(crate) paths: BTreeMap<Vec<String>, Vec<String>>,
    /// Modules that end, and whose contents move to the module above.
    pub(crate) dissolved: BTreeSet<Vec<String>>,
}

/// The files of a package, and what moves in them.
pub(crate) struct Renaming {
    layout: Layout,
    moves: Moves,
    words: Words,
    modules: BTreeMap<Vec<String>, Names>,
}

/// The crates that files belong to.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The library of the package.
    pub(crate) crate_name: String,
    /// Whether `src/main.rs` is another crate.
    pub(crate) has_library: bool,
    /// The folders of other packages, and the library of each.
    pub(crate) others: Vec<(PathBuf, String)>,
}

/// A file with the new names.
pub(crate) struct Renamed {
    /// The new text.
    pub(crate) text: String,
    /// The lines with paths that cannot be adapted.
    pub(crate) left: Vec<usize>,
}

impl Renaming {
    /// Reads the files of a package.
    pub(crate) fn new<'f>(
        files: impl Iterator<Item = (&'f Path, &'f str)>,
        layout: Layout,
        moves: Moves,
        words: Words,
    ) -> Self {
        let mut modules = BTreeMap::new();
        for (path, text) in files {
            if let Some(tokens) = token::tokens(text) {
                let tokens = Tokens(&tokens);
                add(
                    &block::read(tokens, 0..tokens.0.len(), layout.module(path)),
                    &mut modules,
                );
            }
        }
        Self {
            layout,
            moves,
            words,
            modules,
        }
    }

    /// Renames what moves in a file, or in a part of it; `None` if the text is not Rust.
    pub(crate) fn rename(&self, path: &Path, text: &str) -> Option<Renamed> {
        let list = token::tokens(text)?;
        let tokens = Tokens(&list);
        let block = block::read(tokens, 0..list.len(), self.layout.module(path));
        let resolver = || Resolver {
            modules: &self.modules,
            moves: &self.moves,
        };
        let mut edits = Edits {
            tokens,
            resolver: resolver(),
            found: Vec::new(),
            left: Vec::new(),
        };
        edits.block(&block, &mut Vec::new());
        let line = |at: &usize| text[..list[*at].range.start].matches('\n').count() + 1;
        let left = edits.left.iter().map(line).collect();
        let mut found = edits.found;
        for place in comments::places(text, &list) {
            let old = &text[place.clone()];
            let lines = old.split_inclusive('\n');
            let new: String = lines
                .map(|line| self.types(&comments::line(line, &self.words), &block, &resolver()))
                .collect();
            if new != old {
                found.push(Edit {
                    place: (place.start, place.end),
                    text: new,
                });
            }
        }
        for string in list.iter().filter(|token| token.kind == Kind::Literal) {
            let old = &text[string.range.clone()];
            let new = comments::addresses(old, &self.words);
            if new != old {
                found.push(Edit {
                    place: (string.range.start, string.range.end),
                    text: new,
                });
            }
        }
        Some(Renamed {
            text: apply(text, found),
            left,
        })
    }

    /// Renames types in a comment if the file has them under these names.
    fn types(&self, comment: &str, block: &Block, resolver: &Resolver<'_>) -> String {
        let mut comment = comment.to_owned();
        for (old, new) in &self.moves.paths {
            let (Some(name), Some(new)) = (old.last(), new.last()) else {
                continue;
            };
            let is_type =
                name.starts_with(char::is_uppercase) && name != new && comment.contains(name.as_str());
            if is_type {
                let blocks = std::iter::once(block).chain(&block.inner);
                let mut found = blocks.map(|inner| match std::ptr::eq(inner, block) {
                    true => resolver.each(&[name], &[block]),
                    false => resolver.each(&[name], &[block, inner]),
                });
                if found.any(|found| found.last().is_some_and(|(path, _)| path == old)) {
                    comment = rename(&comment, name, new);
                }
            }
        }
        comment
    }
}

impl Moves {
    /// The new path of what moves by itself.
    fn of(&self, path: &[String]) -> Option<&[String]> {
        self.paths.get(path).map(Vec::as_slice)
    }

    fn has(&self, path: &[String]) -> bool {
        self.paths.contains_key(path)
    }

    fn is_dissolved(&self, path: &[String]) -> bool {
        self.dissolved.contains(path)
    }

    /// The new path of anything.
    fn moved(&self, path: &[String]) -> Vec<String> {
        if let Some(new) = self.of(path) {
            return new.to_vec();
        }
        match path.split_last() {
            Some((_, above)) if self.is_dissolved(path) => self.moved(above),
            Some((name, above)) => [self.moved(above), vec![name.clone()]].concat(),
            None => Vec::new(),
        }
    }
}

impl Layout {
    /// The module of a file.
    pub(crate) fn module(&self, path: &Path) -> Vec<String> {
        for (folder, name) in &self.others {
            if let Ok(inside) = path.strip_prefix(folder.join("src")) {
                return below(name, inside);
            }
        }
        if let Ok(inside) = path.strip_prefix("src") {
            let is_main = self.has_library && inside == Path::new("main.rs");
            let is_program = is_main || inside.starts_with("bin");
            if !is_program {
                return below(&self.crate_name, inside);
            }
        }
        // A program, or a test, which is a file or a folder with `main.rs`.
        let folder: PathBuf = path.components().take(2).collect();
        let name = folder.with_extension("").display().to_string();
        match path.strip_prefix(&folder) {
            Ok(inside) => below(&name, inside),
            Err(_) => vec![name],
        }
    }
}

/// The module of a file in the folder of a crate's root.
fn below(root: &str, inside: &Path) -> Vec<String> {
    let inside = inside.with_extension("");
    let parts = inside.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    let mut module = vec![root.to_owned()];
    module.extend(parts);
    let is_root = module.len() == 2 && ["lib", "main"].contains(&module[1].as_str());
    if is_root || module.last().is_some_and(|name| name == "mod") {
        module.pop();
    }
    module
}

fn add(block: &Block, modules: &mut BTreeMap<Vec<String>, Names>) {
    if block.is_module {
        modules.insert(block.module.clone(), block.names.clone());
    }
    block.inner.iter().for_each(|inner| add(inner, modules));
}

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort();
    edits.dedup();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Edit {
        place: (start, end),
        text: new,
    } in edits
    {
        out.push_str(&text[at..start]);
        out.push_str(&new);
        at = end;
    }
    out + &text[at..]
}

#[cfg(test)]
mod tests;
