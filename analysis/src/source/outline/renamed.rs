//! Derives that a file imports by another name: `use kube::CustomResource as Kind;`.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Ident, Meta};

/// Puts the names of derives in place of those that the file gives them.
pub(in crate::source) fn restore(attrs: &mut [Attribute], renamed: &[(String, String)]) {
    if renamed.is_empty() {
        return;
    }
    for attr in attrs {
        if let Meta::List(list) = &mut attr.meta
            && (list.path.is_ident("derive") || list.path.is_ident("cfg_attr"))
        {
            list.tokens = named(std::mem::take(&mut list.tokens), renamed);
        }
    }
}

fn named(tokens: TokenStream, renamed: &[(String, String)]) -> TokenStream {
    // `other::Name` is not the import.
    let mut is_path = false;
    let name = |token: TokenTree| {
        let follows = std::mem::replace(
            &mut is_path,
            matches!(&token, TokenTree::Punct(sign) if sign.as_char() == ':'),
        );
        match token {
            TokenTree::Ident(word) if !follows => {
                let of = renamed.iter().find(|(_, name)| word == name);
                TokenTree::Ident(of.map_or_else(|| word.clone(), |(of, _)| Ident::new(of, word.span())))
            }
            TokenTree::Group(group) => {
                let mut inner = proc_macro2::Group::new(group.delimiter(), named(group.stream(), renamed));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            token => token,
        }
    };
    tokens.into_iter().map(name).collect()
}
