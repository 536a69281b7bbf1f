//! One parsed file: its items, imports and modules as plain data.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::TokenStream;
use syn::parse::Parser;

use super::cfg::Cfg;
use super::extract::{Extract, Place};
use super::kept::{self, Tree};
use super::lines::Lines;
use super::module_file::{Absent, Folder};
use super::scan::{self, Asides};
use crate::diagnostic::Diagnostic;

mod items;
mod renamed;
mod skip;
mod unread;

pub(super) use items::TOO_DEEP;
pub(super) use renamed::restore;
pub(super) use unread::file;

/// The contents of a module.
#[derive(Debug)]
pub(super) struct Outline<I, F> {
    pub(super) items: Vec<Declared<I>>,
    pub(super) imports: Vec<Import>,
    pub(super) modules: Vec<Submodule<I, F>>,
    pub(super) facts: Vec<F>,
}

impl<I, F> Default for Outline<I, F> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            imports: Vec::new(),
            modules: Vec::new(),
            facts: Vec::new(),
        }
    }
}

/// The contents of a file, and what is in it besides.
type Whole<I, F> = (Outline<I, F>, Asides, Option<Tree>);

/// An item in the namespace of types.
#[derive(Debug)]
pub(super) struct Declared<I> {
    pub(super) name: String,
    pub(super) kind: ItemKind,
    pub(super) reach: Reach,
    pub(super) range: Range<usize>,
    pub(super) data: Option<I>,
}

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A struct.
    Struct,
    /// An enum.
    Enum,
    /// A union.
    Union,
    /// A type alias.
    Alias,
    /// A trait: it occupies a name, but it is not a type.
    Trait,
}

/// The visibility of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Public,
    Crate,
    Parent,
    Private,
}

/// One name or glob of a `use`, or an `extern crate`.
#[derive(Debug)]
pub(super) struct Import {
    /// Its name in this module; `None` for a glob.
    pub(super) name: Option<String>,
    pub(super) global: bool,
    pub(super) path: Vec<String>,
    pub(super) reach: Reach,
}

/// `mod name`, or a file whose items are those of the module around.
#[derive(Debug)]
pub(super) struct Submodule<I, F> {
    /// Of an included file: what includes it, which is no name of a module.
    pub(super) name: String,
    pub(super) included: bool,
    pub(super) reach: Reach,
    pub(super) range: Range<usize>,
    pub(super) path: Option<String>,
    /// Paths in `cfg_attr` with unknown conditions.
    pub(super) possible_paths: Vec<String>,
    /// The contents of its braces; `None` if it is another file.
    pub(super) inline: Option<Outline<I, F>>,
    /// That file, which is searched as soon as this one is parsed.
    pub(super) file: Option<Result<(PathBuf, Folder), Absent>>,
}

const NO_TOKENS: &str = "this file cannot be read as Rust: a bracket, quote or comment is not closed, or a character does not belong here";

/// The items and modules of a file, by their paths.
pub(super) fn names<X: Extract>(extract: &X, text: &str) -> Result<Vec<String>, Diagnostic> {
    fn walk<I, F>(outline: &Outline<I, F>, prefix: &str, names: &mut Vec<String>) {
        let items = outline.items.iter();
        names.extend(items.map(|item| format!("{:?} {prefix}{}", item.kind, item.name)));
        for module in outline.modules.iter().filter(|module| !module.included) {
            names.push(format!("Module {prefix}{}", module.name));
            if let Some(inner) = &module.inline {
                walk(inner, &format!("{prefix}{}::", module.name), names);
            }
        }
    }
    let (outline, ..) = read(extract, &Cfg::default(), Path::new("lib.rs"), text)?;
    let mut names = Vec::new();
    walk(&outline, "", &mut names);
    Ok(names)
}

/// The items of a file, in its inline modules too.
pub(super) fn items<X: Extract>(
    extract: &X,
    cfg: &Cfg,
    path: &Path,
    text: &str,
) -> Result<Vec<Declared<X::Item>>, Diagnostic> {
    let (outline, ..) = read(extract, cfg, path, text)?;
    let mut items = Vec::new();
    let mut open = vec![outline];
    while let Some(outline) = open.pop() {
        items.extend(outline.items);
        open.extend(outline.modules.into_iter().filter_map(|module| module.inline));
    }
    Ok(items)
}

/// Parses a file.
pub(super) fn read<X: Extract>(
    extract: &X,
    cfg: &Cfg,
    path: &Path,
    text: &str,
) -> Result<Whole<X::Item, X::Fact>, Diagnostic> {
    let outline = parse(extract, cfg, path, text);
    // All other spans have been converted to byte ranges.
    kept::drop_texts();
    outline
}

fn parse<X: Extract>(
    extract: &X,
    cfg: &Cfg,
    path: &Path,
    text: &str,
) -> Result<Whole<X::Item, X::Fact>, Diagnostic> {
    let scan = scan::scan(text).map_err(|at| Diagnostic::at(path, text, at..at + 1, TOO_DEEP))?;
    let place = Place {
        path,
        text,
        skipped: scan.skipped,
        lines: Lines::of(&scan.text),
        docs: &scan.docs,
    };
    let tokens = TokenStream::from_str(&scan.text)
        .map_err(|error| Diagnostic::at(path, text, place.range(error.span()), NO_TOKENS))?;
    let reader = items::Reader {
        extract,
        cfg,
        place: &place,
        deep: &scan.deep,
        renamed: scan::renamed(&scan.text),
        may_be_unread: { scan.asides.bodies.iter() }.any(|body| extract.may_be_unread(&text[body.clone()])),
        has_markers: extract.may_be_unread(text)
            || scan.docs.iter().any(|doc| doc.is_marker(&text[scan.skipped..])),
        path: RefCell::default(),
        kept: RefCell::default(),
    };
    let read = |input: syn::parse::ParseStream<'_>| reader.file(input);
    let outline = read.parse2(tokens).map_err(|error| {
        let range = match place.range(error.span()) {
            // The end of the file has no span.
            range if range.end == place.skipped => text.len()..text.len(),
            range => range,
        };
        Diagnostic::at(
            path,
            text,
            range,
            format!("this file cannot be read as Rust: {error}"),
        )
    })?;
    let kept = reader.kept.into_inner().kept(&scan.docs, &place.lines);
    Ok((outline, scan.asides, kept))
}
