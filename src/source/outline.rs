//! One file, read: its items, imports and modules as plain data.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::TokenStream;
use syn::parse::Parser;

use super::cfg::Cfg;
use super::extract::{Extract, Place};
use super::lines::Lines;
use super::module_file::{Absent, Folder};
use super::problem::Problem;
use super::scan;

mod items;
mod skip;

/// What a module holds.
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

/// An item that has a name as a type.
#[derive(Debug)]
pub(super) struct Declared<I> {
    pub(super) name: String,
    pub(super) kind: ItemKind,
    pub(super) reach: Reach,
    pub(super) range: Range<usize>,
    pub(super) data: Option<I>,
}

/// What an item is.
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
    /// A trait: it takes up a name, but is no type.
    Trait,
}

/// From where a name can be seen.
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
    /// The name that it has here; none for a glob.
    pub(super) name: Option<String>,
    pub(super) global: bool,
    pub(super) path: Vec<String>,
    pub(super) reach: Reach,
}

/// `mod name`.
#[derive(Debug)]
pub(super) struct Submodule<I, F> {
    pub(super) name: String,
    pub(super) reach: Reach,
    pub(super) range: Range<usize>,
    pub(super) path: Option<String>,
    /// What `path` may be, on conditions that cannot be known.
    pub(super) possible_paths: Vec<String>,
    /// What stands in its braces; none if it is another file.
    pub(super) inline: Option<Outline<I, F>>,
    /// That file, looked for as soon as this one is read.
    pub(super) file: Option<Result<(PathBuf, Folder), Absent>>,
}

const NO_TOKENS: &str = "this file cannot be read as Rust: a bracket, quote or comment is not closed, or a character does not belong here";

/// Reads the text of a file.
pub(super) fn read<X: Extract>(
    extract: &X,
    cfg: &Cfg,
    path: &Path,
    text: &str,
) -> Result<Outline<X::Item, X::Fact>, Problem> {
    let outline = parse(extract, cfg, path, text);
    // Spans have been turned into byte ranges; the parser's own copy of the text can go.
    proc_macro2::extra::invalidate_current_thread_spans();
    outline
}

fn parse<X: Extract>(
    extract: &X,
    cfg: &Cfg,
    path: &Path,
    text: &str,
) -> Result<Outline<X::Item, X::Fact>, Problem> {
    let scan = scan::scan(text).map_err(|at| Problem::at(path, text, at..at + 1, items::TOO_DEEP))?;
    let place = Place {
        path,
        text,
        skipped: scan.skipped,
        lines: Lines::of(&scan.text),
        docs: &scan.docs,
    };
    let tokens = TokenStream::from_str(&scan.text)
        .map_err(|error| Problem::at(path, text, place.range(error.span()), NO_TOKENS))?;
    let reader = items::Reader {
        extract,
        cfg,
        place: &place,
        deep: &scan.deep,
    };
    let read = |input: syn::parse::ParseStream<'_>| reader.file(input);
    read.parse2(tokens).map_err(|error| {
        let range = match place.range(error.span()) {
            // The end of the file has no span.
            range if range.end == place.skipped => text.len()..text.len(),
            range => range,
        };
        Problem::at(
            path,
            text,
            range,
            format!("this file cannot be read as Rust: {error}"),
        )
    })
}
