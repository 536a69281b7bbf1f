//! Conditional compilation, which a schema cannot depend on.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{Attribute, Meta, spanned::Spanned};

use super::Reader;
use crate::diagnostic::Message;

/// Attributes that change a schema, so that whether they apply must be known.
const READ: &[&str] = &["serde", "resource", "cfg", "doc"];

/// Returns the places of each `cfg_attr` that has one of these attributes or derives, with what is wrong with it.
///
/// A reader of text leaves a `cfg_attr` only if it does not know the condition. Of `doc`, only texts count.
pub fn undecided(attrs: &[Attribute], read: &[&str], derives: &[&str]) -> Vec<(Span, Message)> {
    let each = attrs.iter().filter_map(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => {
            let is_read = holds_one_read(list.tokens.clone(), read, derives);
            is_read.then(|| (list.path.span(), unknown(feature(list.tokens.clone()))))
        }
        Meta::List(_) | Meta::NameValue(_) | Meta::Path(_) => None,
    });
    each.collect()
}

/// Returns what is wrong with a field or variant whose `cfg` is not known.
pub fn conditional() -> Message {
    Message::new("a schema cannot depend on `#[cfg]`").help("make the field optional instead")
}

fn unknown(feature: Option<String>) -> Message {
    match feature {
        Some(feature) => Message::new(format!(
            "it is not known whether the feature `{feature}` of this crate is enabled"
        ))
        .help("enable it in each dependency on the crate, or write the attribute without a condition"),
        None => Message::new("the condition of this `cfg_attr` is not known when manifests are made")
            .help("use `feature = \"...\"` as the condition, or write the attribute without one"),
    }
}

/// Whether one of these attributes or derives is among those of a `cfg_attr`.
fn holds_one_read(tokens: TokenStream, read: &[&str], derives: &[&str]) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    // The condition comes first and has no comma before it.
    let mut starts = false;
    while let Some(token) = tokens.next() {
        let begins = std::mem::take(&mut starts);
        match token {
            TokenTree::Punct(sign) => starts = sign.as_char() == ',',
            TokenTree::Ident(word) if begins => {
                let is_read = match tokens.peek() {
                    // One within another may hold anything.
                    Some(TokenTree::Group(group)) if word == "cfg_attr" => {
                        holds_one_read(group.stream(), read, derives)
                    }
                    Some(TokenTree::Group(group)) if word == "derive" => has_one(group.stream(), derives),
                    // `doc(cfg(...))` and the like have no text.
                    Some(TokenTree::Group(_)) if word == "doc" => false,
                    Some(_) | None => read.iter().any(|read| word == read),
                };
                if is_read {
                    return true;
                }
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_) => {}
        }
    }
    false
}

fn has_one(derives: TokenStream, wanted: &[&str]) -> bool {
    let is_wanted =
        |token: TokenTree| matches!(token, TokenTree::Ident(word) if wanted.iter().any(|one| word == one));
    derives.into_iter().any(is_wanted)
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
        for (span, message) in undecided(attrs, READ, &[]) {
            self.error(span, message);
        }
    }

    /// A derive sees items after `cfg`, a reader of text before it: a schema must not depend on it.
    ///
    /// Of `cfg_attr`, a reader of text leaves those whose condition it does not know.
    pub(super) fn refuse_cfg(&mut self, attrs: &[Attribute]) {
        self.refuse_cfg_attr(attrs);
        if let Some(cfg) = attrs.iter().find(|attribute| attribute.path().is_ident("cfg")) {
            self.error(cfg.span(), conditional());
        }
    }
}
