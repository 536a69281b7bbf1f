//! Items that belong to no module: those in the bodies of functions, and in files that a macro includes.

use std::ops::Range;

use syn::parse::ParseStream;
use syn::{Attribute, LitStr, Token};

use super::items::{Contents, Reader};
use super::skip;
use crate::source::extract::{Extract, Unread};
use crate::source::module_file::tidy;

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

    /// Skips a macro and what is in it, or in the file that it includes.
    pub(super) fn made(&self, input: ParseStream<'_>, out: &mut Contents<X>) -> syn::Result<()> {
        let start = self.place.range(input.span()).start;
        let file = includes(&input.fork()).ok().flatten();
        skip::item(input)?;
        let range = start..self.end(input, start);
        let path = file.and_then(|file| Some(tidy(&self.place.path.parent()?.join(file))));
        let unread = match path {
            Some(path) => Unread::Included(range, path),
            None => Unread::Macro(range),
        };
        out.facts.extend(self.extract.unread(&unread, self.place));
        Ok(())
    }

    /// Where the token begins that comes next, or the text ends.
    fn end(&self, input: ParseStream<'_>, start: usize) -> usize {
        let Range { start: end, .. } = self.place.range(input.span());
        // The end of a file has no place.
        if end > start { end } else { self.place.text.len() }
    }
}

/// The file that `include!(...)` names.
fn includes(input: ParseStream<'_>) -> syn::Result<Option<String>> {
    let path = input.call(syn::Path::parse_mod_style)?;
    if path.segments.last().is_none_or(|last| last.ident != "include") {
        return Ok(None);
    }
    input.parse::<Token![!]>()?;
    let mac = input.parse::<proc_macro2::Group>()?;
    Ok(syn::parse2::<LitStr>(mac.stream()).ok().map(|file| file.value()))
}

/// `#[test]`, `#[tokio::test]`, `#[rstest]`.
fn is_test(attr: &Attribute) -> bool {
    let last = attr.path().segments.last();
    last.is_some_and(|last| last.ident.to_string().contains("test"))
}
