//! Where errors about the documentation of an item are.

use std::ops::Range;

use syn::{Attribute, Expr, ExprLit, Meta};

use crate::source::Place;

/// The places of the doc comments among these attributes, as `kubewright_core::parse` reports them.
pub(super) fn of(attrs: &[Attribute], place: &Place<'_>) -> Vec<Range<usize>> {
    let spans = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit, .. }) => Some(lit.span()),
            _ => meta.path.get_ident().map(syn::Ident::span),
        },
        Meta::Path(_) => Some(attr.pound_token.span),
        Meta::NameValue(_) | Meta::List(_) => None,
    });
    spans.map(|span| place.range(span)).collect()
}
