//! The places of paths, types and literals, without the tokens that `Spanned` makes of them to find the first and the last.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, PathArguments, Type};

pub(crate) fn of_path(path: &syn::Path) -> Span {
    let (first, last) = match (path.leading_colon, path.segments.first(), path.segments.last()) {
        (None, Some(first), Some(last)) => (first.ident.span(), last),
        _ => return path.span(),
    };
    let last = match &last.arguments {
        PathArguments::None => last.ident.span(),
        PathArguments::AngleBracketed(args) => args.gt_token.span,
        PathArguments::Parenthesized(_) => return path.span(),
    };
    first.join(last).unwrap_or(first)
}

pub(crate) fn of_type(ty: &Type) -> Span {
    match ty {
        Type::Path(path) if path.qself.is_none() => of_path(&path.path),
        _ => ty.span(),
    }
}

pub(crate) fn of_expr(expr: &Expr) -> Span {
    match expr {
        Expr::Lit(literal) if literal.attrs.is_empty() => literal.lit.span(),
        _ => expr.span(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_tokens() {
        for text in [
            "String",
            "a::b::C",
            "Vec<Option<u8>>",
            "::a::B",
            "a::B::<u8>::C",
            "<A as B>::C",
            "(u8, A)",
        ] {
            let ty: Type = syn::parse_str(text).unwrap();
            assert_eq!(of_type(&ty).byte_range(), ty.span().byte_range(), "{text}");
        }
        for text in ["1", "\"a\"", "#[a] 1", "-1", "a()"] {
            let expr: Expr = syn::parse_str(text).unwrap();
            assert_eq!(of_expr(&expr).byte_range(), expr.span().byte_range(), "{text}");
        }
    }
}
