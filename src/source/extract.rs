//! What a caller takes from the syntax of each item.

use std::ops::Range;
use std::path::Path;

use proc_macro2::Span;

use super::lines::Lines;
use super::scan::Doc;

/// Turns syntax into plain data, on the thread that parsed it and before the syntax is dropped.
///
/// `Source` finds files, modules and names; what an item means is decided here.
pub trait Extract: Sync {
    /// What is kept of a struct, enum, union or type alias.
    type Item: Send;
    /// What is kept of the attributes of anything else.
    type Fact: Send;

    /// Reads a struct, enum or union.
    fn item(&self, input: &syn::DeriveInput, place: &Place<'_>) -> Self::Item;

    /// Reads `type Name = ...;`.
    fn alias(&self, input: &syn::ItemType, place: &Place<'_>) -> Self::Item;

    /// Reads the attributes of a module, function, method, trait, `impl` or other item that has any.
    ///
    /// Of doc comments, `Place::docs` has the text.
    fn docs(&self, subject: &Subject, attrs: &[syn::Attribute], place: &Place<'_>) -> Option<Self::Fact>;

    /// Whether types of this crate are known by path alone, so that its source is never read.
    ///
    /// The name is as in code, without renaming: `k8s_openapi`.
    fn knows_crate(&self, name: &str) -> bool;

    /// Whether this path of such a crate names a type; asked for names that may come through a glob import.
    fn knows_type(&self, path: &str) -> bool;
}

/// What stands behind attributes that `Extract::docs` is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its name; empty for an `impl` and for a file.
    pub name: String,
    /// The bytes of its head in the file.
    pub range: Range<usize>,
}

/// The kinds of `Subject`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// A file or inline module, from inside: `//!`.
    Inside,
    /// A module, from outside: `/// ... mod x;`.
    Module,
    /// A function.
    Function,
    /// A function in an `impl` or a trait.
    Method,
    /// An `impl` block.
    Impl,
    /// A trait.
    Trait,
    /// A constant, static, import, macro call or another item.
    Other,
}

/// The file that is being read.
#[derive(Debug)]
pub struct Place<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
    pub(super) skipped: usize,
    /// Of what the parser was given, which is what spans count in.
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

    /// The lines of a doc comment, by the attribute that was left of it in the syntax.
    #[must_use]
    pub fn docs(&self, attribute: &syn::Attribute) -> Option<Vec<&str>> {
        let doc = self.doc(self.lines.byte(attribute.pound_token.span.start()))?;
        let text = &self.text[self.skipped..];
        Some(doc.lines.iter().map(|line| &text[line.clone()]).collect())
    }

    fn doc(&self, start: usize) -> Option<&Doc> {
        let index = self.docs.binary_search_by_key(&start, |doc| doc.at).ok()?;
        Some(&self.docs[index])
    }

    /// The bytes of the file that a span of its syntax covers.
    ///
    /// Only spans of the syntax at hand have a meaning; any other gives a range inside the file nonetheless.
    #[must_use]
    pub fn range(&self, span: Span) -> Range<usize> {
        let range = self.lines.byte(span.start())..self.lines.byte(span.end());
        let end = (range.end + self.skipped).min(self.text.len());
        let start = (range.start + self.skipped).min(end);
        if start < end && self.doc(range.start).is_some() {
            // What is left of a doc comment in the syntax stands where its line begins.
            let line = self.text[start..].lines().next().unwrap_or_default();
            return start..start + line.len();
        }
        start..end
    }
}
