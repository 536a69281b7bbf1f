//! Items that are not written in their module: those of an included file, and those in functions and macros, which belong to none.

use std::ops::Range;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Token, Visibility};

use super::items::{Contents, Reader};
use super::{Reach, Submodule, skip};
use crate::source::extract::{Extract, Unread};

impl<X: Extract> Reader<'_, X> {
    /// Skips a function and what its body declares, unless it is a test.
    pub(super) fn body(
        &self,
        input: ParseStream<'_>,
        attrs: Option<&[Attribute]>,
        out: &mut Contents<X>,
        skip: impl FnOnce(ParseStream<'_>) -> syn::Result<()>,
    ) -> syn::Result<()> {
        if !self.may_be_unread {
            return skip(input);
        }
        let start = self.place.range(input.span()).start;
        skip(input)?;
        if let Some(attrs) = attrs
            && !attrs.iter().any(is_test)
        {
            let body = Unread::Body(start..self.end(input, start));
            out.facts.extend(self.extract.unread(&body, self.place));
        }
        Ok(())
    }

    /// Skips a macro and what is in it, unless it includes a file.
    pub(super) fn made(&self, input: ParseStream<'_>, out: &mut Contents<X>) -> syn::Result<()> {
        let start = self.place.range(input.span()).start;
        let file = includes(&input.fork()).ok().flatten();
        skip::item(input)?;
        let range = start..self.end(input, start);
        match file.and_then(|file| file.path(self.place.path)) {
            Some(path) => {
                let call = self.place.text[range.clone()].split_once(';');
                out.modules.push(Submodule {
                    name: format!("include!({path:?})"),
                    included: true,
                    reach: Reach::Public,
                    range: start..call.map_or(range.end, |(call, _)| start + call.len()),
                    path: Some(path),
                    possible_paths: Vec::new(),
                    inline: None,
                    file: None,
                });
            }
            None => out
                .facts
                .extend(self.extract.unread(&Unread::Macro(range), self.place)),
        }
        Ok(())
    }

    /// Skips a constant, or the call of a macro among methods, and what is in it.
    pub(super) fn value(
        &self,
        input: ParseStream<'_>,
        out: &mut Contents<X>,
        unread: fn(Range<usize>) -> Unread,
    ) -> syn::Result<()> {
        let start = self.place.range(input.span()).start;
        skip::item(input)?;
        let unread = unread(start..self.end(input, start));
        out.facts.extend(self.extract.unread(&unread, self.place));
        Ok(())
    }

    /// What the next member of an `impl` or a trait is, if it is a constant or the call of a macro.
    pub(super) fn unread_member(&self, input: ParseStream<'_>) -> Option<fn(Range<usize>) -> Unread> {
        // Hardly any file with methods has what is looked for.
        if !self.has_markers {
            return None;
        }
        let ahead = input.fork();
        ahead.parse::<Visibility>().ok()?;
        match skip::head(&ahead).ok()? {
            skip::Head::Value => Some(Unread::Value),
            skip::Head::Macro => Some(Unread::Macro),
            _ => None,
        }
    }

    /// Where the token begins that comes next, or the text ends.
    fn end(&self, input: ParseStream<'_>, start: usize) -> usize {
        let Range { start: end, .. } = self.place.range(input.span());
        // The end of a file has no place.
        if end > start { end } else { self.place.text.len() }
    }
}

/// How `include!(...)` names a file.
enum Included {
    /// From the file with the macro.
    Beside(String),
    /// From the folder of the package.
    InPackage(String),
}

impl Included {
    /// The path, seen from the file with the macro.
    fn path(self, file: &Path) -> Option<String> {
        match self {
            Self::Beside(path) => Some(path),
            Self::InPackage(path) => {
                let mut folders = file.ancestors().skip(1);
                let package = folders.find(|folder| folder.join("Cargo.toml").is_file())?;
                Some(package.join(path.trim_start_matches('/')).to_str()?.to_owned())
            }
        }
    }
}

/// The file that `include!(...)` names; none where a build script writes it.
fn includes(input: ParseStream<'_>) -> syn::Result<Option<Included>> {
    let path = input.call(syn::Path::parse_mod_style)?;
    if path.segments.last().is_none_or(|last| last.ident != "include") {
        return Ok(None);
    }
    input.parse::<Token![!]>()?;
    named(input.parse::<proc_macro2::Group>()?.stream())
}

/// The file that a macro with this argument includes in another one.
pub(in crate::source) fn file(argument: TokenStream, includes: &Path) -> Option<PathBuf> {
    let path = named(argument).ok().flatten()?.path(includes)?;
    Some(includes.parent()?.join(path))
}

/// The file that `"a.rs"` or `concat!(env!("CARGO_MANIFEST_DIR"), "/a.rs")` names.
fn named(tokens: TokenStream) -> syn::Result<Option<Included>> {
    if let Ok(file) = syn::parse2::<LitStr>(tokens.clone()) {
        return Ok(Some(Included::Beside(file.value())));
    }
    let concat: syn::Macro = syn::parse2(tokens)?;
    let parts = concat.parse_body_with(Punctuated::<syn::Expr, Token![,]>::parse_terminated)?;
    let mut parts = parts.into_iter();
    let Some(syn::Expr::Macro(variable)) = parts.next() else {
        return Ok(None);
    };
    let variable: LitStr = variable.mac.parse_body()?;
    if variable.value() != "CARGO_MANIFEST_DIR" {
        return Ok(None);
    }
    let mut path = String::new();
    for part in parts {
        let syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(part),
            ..
        }) = part
        else {
            return Ok(None);
        };
        path.push_str(&part.value());
    }
    Ok(Some(Included::InPackage(path)))
}

/// `#[test]`, `#[tokio::test]`, `#[rstest]`.
fn is_test(attr: &Attribute) -> bool {
    let last = attr.path().segments.last();
    last.is_some_and(|last| last.ident.to_string().contains("test"))
}
