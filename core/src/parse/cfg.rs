//! Conditional compilation, which a schema cannot depend on.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Meta, spanned::Spanned};

use super::Reader;
use crate::diagnostic::Message;

/// Attributes that change a schema, so that whether they apply must be known.
const READ: &[&str] = &["serde", "resource", "cfg"];

/// Whether one of these attributes is among those of a `cfg_attr`.
fn holds_one_read(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    // The condition comes first and has no comma before it.
    let mut starts = false;
    while let Some(token) = tokens.next() {
        let begins = std::mem::take(&mut starts);
        match token {
            TokenTree::Punct(sign) => starts = sign.as_char() == ',',
            // `doc(cfg(...))` and the like have no text.
            TokenTree::Ident(word) if begins && word == "doc" => {
                if matches!(tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=') {
                    return true;
                }
            }
            TokenTree::Ident(word) if begins && READ.iter().any(|read| word == read) => return true,
            // One within another may hold anything.
            TokenTree::Ident(word) if begins && word == "cfg_attr" => {
                if let Some(TokenTree::Group(group)) = tokens.peek()
                    && holds_one_read(group.stream())
                {
                    return true;
                }
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_) => {}
        }
    }
    false
}

/// The feature that is the whole condition of a `cfg_attr`, or the operand of its `not`.
fn feature(tokens: TokenStream) -> Option<String> {
    let mut tokens = tokens.into_iter();
    match (tokens.next()?, tokens.next()?, tokens.next()) {
        (TokenTree::Ident(word), TokenTree::Group(group), _) if word == "not" => feature(group.stream()),
        (TokenTree::Ident(word), TokenTree::Punct(_), Some(TokenTree::Literal(name)))
            if word == "feature" =>
        {
            Some(name.to_string().trim_matches('"').to_owned())
        }
        _ => None,
    }
}

impl Reader<'_> {
    /// Refuses each `cfg_attr` that could change the schema: a derive never sees one, because rustc has expanded it.
    pub(super) fn refuse_cfg_attr(&mut self, attrs: &[Attribute]) {
        for attribute in attrs {
            if let Meta::List(list) = &attribute.meta
                && list.path.is_ident("cfg_attr")
                && holds_one_read(list.tokens.clone())
            {
                let message = match feature(list.tokens.clone()) {
                    Some(feature) => Message::new(format!(
                        "it is not known whether the feature `{feature}` of this crate is enabled"
                    ))
                    .help("enable it in each dependency on the crate, or write the attribute without a condition"),
                    None => Message::new("the condition of this `cfg_attr` is not known when manifests are made").help(
                        "use `feature = \"...\"` as the condition, or write the attribute without one",
                    ),
                };
                self.error(list.path.span(), message);
            }
        }
    }

    /// A derive sees items after `cfg`, a reader of text before it: a schema must not depend on it.
    ///
    /// Of `cfg_attr`, a reader of text leaves those whose condition it does not know.
    pub(super) fn refuse_cfg(&mut self, attrs: &[Attribute]) {
        self.refuse_cfg_attr(attrs);
        if let Some(cfg) = attrs.iter().find(|attribute| attribute.path().is_ident("cfg")) {
            self.error(
                cfg.span(),
                Message::new("a schema cannot depend on `#[cfg]`").help("make the field optional instead"),
            );
        }
    }
}
