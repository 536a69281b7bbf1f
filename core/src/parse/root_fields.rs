//! serde's attributes on the fields of a root type, whose serde impls the derive writes.

use syn::{Attribute, Data, DeriveInput, meta::ParseNestedMeta, parenthesized, spanned::Spanned as _, token};

use super::Problem;
use crate::diagnostic::Message;

const TAKEN: [&str; 3] = ["rename", "default", "skip_serializing_if"];

/// Attributes that the derive does not support.
pub(super) fn check(input: &DeriveInput, problems: &mut Vec<Problem>) {
    let Data::Struct(data) = &input.data else { return };
    let attributes = data.fields.iter().flat_map(|field| &field.attrs);
    for attribute in attributes.filter(|attribute| attribute.path().is_ident("serde")) {
        one(attribute, problems);
    }
}

fn one(attribute: &Attribute, problems: &mut Vec<Problem>) {
    // Malformed attributes are reported where serde's attributes are read.
    let _ = attribute.parse_nested_meta(|meta| {
        if !TAKEN.iter().any(|taken| meta.path.is_ident(taken)) {
            let message = Message::new(
                "a field of a root type may have only the serde attributes `rename`, `default` and `skip_serializing_if`",
            );
            problems.push(Problem {
                message: message.help("move it to a field of the type of `spec`"),
                span: meta.path.span(),
            });
        }
        pass_over(&meta)
    });
}

/// Skips the arguments of an attribute.
pub fn pass_over(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(syn::Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(token::Paren) {
        let inside;
        parenthesized!(inside in meta.input);
        inside.parse::<proc_macro2::TokenStream>()?;
    }
    Ok(())
}
