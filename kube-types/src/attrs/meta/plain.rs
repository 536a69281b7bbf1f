//! Entries of attributes from their tokens, if all of them are names, literals and lists. The parser takes four times as long.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, ExprLit, Lit, LitBool, MacroDelimiter, Meta, MetaList, MetaNameValue, Token, token,
};

/// The entries of an attribute with parentheses.
///
/// # Errors
///
/// If it is no list of entries.
pub(crate) fn of(attr: &Attribute) -> syn::Result<Vec<Meta>> {
    match &attr.meta {
        Meta::List(inner) => list(inner),
        // That is an error.
        Meta::Path(_) | Meta::NameValue(_) => attr.parse_args_with(parser).map(|_| Vec::new()),
    }
}

/// The entries in parentheses.
///
/// # Errors
///
/// If it is no list of entries.
pub(crate) fn list(list: &MetaList) -> syn::Result<Vec<Meta>> {
    match metas(list.tokens.clone()) {
        Some(metas) => Ok(metas),
        None => list.parse_args_with(parser),
    }
}

fn parser(input: ParseStream<'_>) -> syn::Result<Vec<Meta>> {
    let all = Punctuated::<Meta, Token![,]>::parse_terminated(input)?;
    Ok(all.into_iter().collect())
}

/// The entries in these tokens; `None` if there are others, or something is wrong.
pub(crate) fn metas(tokens: TokenStream) -> Option<Vec<Meta>> {
    let mut found = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    loop {
        let path = match tokens.next() {
            None => return Some(found),
            Some(TokenTree::Ident(name)) => syn::Path::from(name),
            Some(_) => return None,
        };
        let meta = match tokens.peek() {
            Some(TokenTree::Punct(sign)) if sign.as_char() == '=' => {
                let eq_token = token::Eq(sign.span());
                tokens.next();
                Meta::NameValue(MetaNameValue {
                    path,
                    eq_token,
                    value: literal(tokens.next()?)?,
                })
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                let list = MetaList {
                    path,
                    delimiter: MacroDelimiter::Paren(token::Paren(group.delim_span())),
                    tokens: group.stream(),
                };
                tokens.next();
                Meta::List(list)
            }
            Some(_) | None => Meta::Path(path),
        };
        found.push(meta);
        match tokens.next() {
            None => return Some(found),
            Some(TokenTree::Punct(sign)) if sign.as_char() == ',' => {}
            Some(_) => return None,
        }
    }
}

fn literal(token: TokenTree) -> Option<Expr> {
    let lit = match token {
        TokenTree::Literal(literal) => Lit::new(literal),
        TokenTree::Ident(word) if word == "true" => Lit::Bool(LitBool::new(true, word.span())),
        TokenTree::Ident(word) if word == "false" => Lit::Bool(LitBool::new(false, word.span())),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Group(_) => return None,
    };
    let attrs = Vec::new();
    Some(Expr::Lit(ExprLit { attrs, lit }))
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::parse::Parser;

    use super::*;

    fn parsed(tokens: TokenStream) -> Vec<Meta> {
        parser.parse2(tokens).unwrap()
    }

    #[test]
    fn both_read_the_same() {
        let all = [
            quote!(),
            quote!(namespaced),
            quote!(
                group = "a.b",
                served = false,
                priority = 1,
                printcolumn(name = "A", x),
                namespaced,
            ),
            quote!(pattern = r"^a$", length(min = 1.5, max = 0x1f), storage = true),
        ];
        for tokens in all {
            assert_eq!(metas(tokens.clone()), Some(parsed(tokens)));
        }
    }

    #[test]
    fn other_entries_are_left_to_the_parser() {
        let all = [
            quote!(a = b),
            quote!(a = "b".into()),
            quote!(a = -1),
            quote!(a::b = 1),
            quote!(!a),
            quote!(a = 1 b = 2),
            quote!(a, , b),
            quote!(a[1]),
            quote!(a == 1),
            quote!("a"),
        ];
        for tokens in all {
            assert_eq!(metas(tokens.clone()), None, "{tokens}");
        }
    }
}
