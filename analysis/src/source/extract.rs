//! The interface that decides which data is kept of each item.

use std::ops::Range;
use std::path::Path;

use proc_macro2::Span;

use super::lines::Lines;
use super::scan::{Doc, SLASHES};

/// Converts syntax to plain data, on the thread that parsed it, before the syntax tree is dropped.
///
/// `Source` finds files, modules and names; this trait interprets the items.
pub trait Extract: Sync + Sized {
    /// The data of a struct, enum, union or type alias.
    type Item: Send;
    /// The data of any other item's attributes.
    type Fact: Send;

    /// Converts a struct, enum or union.
    fn item(&self, input: &syn::DeriveInput, place: &Place<'_>) -> Self::Item;

    /// Returns whether the data is all that is ever wanted of an item. What is left is read when [`Source::complete`] asks for it.
    ///
    /// [`Source::complete`]: super::Source::complete
    fn is_whole(&self, _: &Self::Item) -> bool {
        true
    }

    /// The extract that leaves nothing for later.
    fn whole(&self) -> Self;

    /// Returns whether the syntax of such a struct or enum is read again.
    fn is_kept(&self, _: &Self::Item) -> bool {
        false
    }

    /// Converts `type Name = ...;`.
    fn alias(&self, input: &syn::ItemType, place: &Place<'_>) -> Self::Item;

    /// Converts the attributes of a module, function, method, trait, `impl` or other item, if it has any.
    ///
    /// Doc comments are in `Place::docs`.
    fn docs(&self, subject: &Subject, attrs: &[syn::Attribute], place: &Place<'_>) -> Option<Self::Fact>;

    /// Converts what no type is read from.
    fn unread(&self, _: &Unread, _: &Place<'_>) -> Option<Self::Fact> {
        None
    }

    /// Returns whether a text may have something that [`Extract::unread`] is called for.
    fn may_be_unread(&self, _: &str) -> bool {
        false
    }

    /// Returns whether types of this crate are known by their paths alone, so that its source is never read.
    ///
    /// The crate's name is the original one: `k8s_openapi`.
    fn knows_crate(&self, name: &str) -> bool;

    /// Returns whether this path in such a crate is a type. Called for names that a glob import may provide.
    fn knows_type(&self, path: &str) -> bool;
}

/// Where items can be that belong to no module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The body of a function that is no test; its byte range.
    Body(Range<usize>),
    /// The definition or call of a macro; its byte range.
    Macro(Range<usize>),
    /// A constant or static; its byte range.
    Value(Range<usize>),
}

/// The item with the attributes that `Extract::docs` gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its kind.
    pub kind: SubjectKind,
    /// Its name; empty for an `impl` and for a file.
    pub name: String,
    /// The byte range of its head in the file.
    pub range: Range<usize>,
}

/// The kinds of `Subject`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// A file or inline module, with inner docs: `//!`.
    Inside,
    /// A module, with outer docs: `/// ... mod x;`.
    Module,
    /// A function.
    Function,
    /// A function in an `impl` or a trait.
    Method,
    /// An `impl` block.
    Impl,
    /// A trait.
    Trait,
    /// A constant, static, import, macro call or other item.
    Other,
}

/// The file that is being parsed.
#[derive(Debug)]
pub struct Place<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
    pub(super) skipped: usize,
    /// Line starts of the parser's input, which spans refer to.
    pub(super) lines: Lines<'a>,
    pub(super) docs: &'a [Doc],
}

impl Place<'_> {
    /// The file's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.path
    }

    /// The file's text, as on disk.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text
    }

    /// The lines of a doc comment, by the attribute that replaced it in the syntax.
    #[must_use]
    pub fn docs(&self, attribute: &syn::Attribute) -> Option<Vec<&str>> {
        let doc = self.doc(self.lines.byte(attribute.pound_token.span.start()))?;
        let text = &self.text[self.skipped..];
        Some(doc.lines.iter().map(|line| &text[line.clone()]).collect())
    }

    /// The lines that begin with `///` in a part of the file, with their slashes; none that are in the body of a function.
    pub fn lines_in(&self, part: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let start = part.start.saturating_sub(self.skipped);
        let first = self.docs.partition_point(|doc| doc.at < start);
        let lines = self.docs[first..].iter().flat_map(|doc| &doc.lines);
        let lines = lines.map(move |line| line.start + self.skipped - SLASHES..line.end + self.skipped);
        lines.take_while(move |line| line.start < part.end)
    }

    fn doc(&self, start: usize) -> Option<&Doc> {
        let index = self.docs.binary_search_by_key(&start, |doc| doc.at).ok()?;
        Some(&self.docs[index])
    }

    /// The byte range in the file of a span.
    ///
    /// Only spans of the current syntax tree are meaningful; any other gives some range inside the file.
    #[must_use]
    pub fn range(&self, span: Span) -> Range<usize> {
        let range = self.lines.byte(span.start())..self.lines.byte(span.end());
        let end = (range.end + self.skipped).min(self.text.len());
        let start = (range.start + self.skipped).min(end);
        if start < end && self.doc(range.start).is_some() {
            // The attribute that replaced a doc comment is at the start of its line.
            let line = self.text[start..].lines().next().unwrap_or_default();
            return start..start + line.len();
        }
        start..end
    }
}
