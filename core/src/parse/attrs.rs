//! Splits the doc comments of an item into its description and its markers.

use std::borrow::Cow;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{Attribute, Expr, ExprLit, Lit, Meta, spanned::Spanned};

use super::{Problem, Reader, Taken};
use crate::{
    diagnostic::Message,
    docs::Docs,
    ir::Marker,
    markers::{self, Effect, On},
};

/// The docs of any item: markers that may be on every item (RBAC, webhooks), with their spans.
pub fn docs(attrs: &[Attribute], taken: Taken<'_>) -> (Vec<(Marker, Span)>, Vec<Problem>) {
    let mut reader = Reader::new(taken);
    reader.refuse_cfg_attr(attrs);
    let (_, markers) = reader.docs(attrs, On::ITEM);
    let markers = markers
        .into_iter()
        .map(|marker| (marker.clone(), reader.sites[marker.at]))
        .collect();
    (markers, reader.problems)
}

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

/// The text that a macro by example puts in place of `$doc` has an invisible group around it.
fn ungrouped(mut value: &Expr) -> &Expr {
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    value
}

impl Reader<'_> {
    /// Refuses each `cfg_attr` that could change the schema: a derive never sees one, because rustc has expanded it.
    pub(super) fn refuse_cfg_attr(&mut self, attrs: &[Attribute]) {
        for attribute in attrs {
            if let Meta::List(list) = &attribute.meta
                && list.path.is_ident("cfg_attr")
                && holds_one_read(list.tokens.clone())
            {
                let message =
                    Message::new("the condition of this `cfg_attr` is not known when manifests are made");
                self.problem(
                    list.path.span(),
                    message
                        .help("use `feature = \"...\"` as the condition, or write the attribute without one"),
                );
            }
        }
    }

    /// The description and the markers that apply to one of these places.
    pub(super) fn docs(&mut self, attrs: &[Attribute], places: On) -> (String, Vec<Marker>) {
        let mut lines: Vec<(Cow<'_, str>, usize)> = Vec::new();
        let mut spans = Vec::new();
        for attribute in attrs {
            match &attribute.meta {
                Meta::NameValue(meta) if meta.path.is_ident("doc") => match ungrouped(&meta.value) {
                    Expr::Lit(ExprLit {
                        lit: Lit::Str(text), ..
                    }) => {
                        spans.push(text.span());
                        let split = text.value();
                        let split = split
                            .split('\n')
                            .map(|line| (line.to_owned().into(), spans.len() - 1));
                        lines.extend(split);
                    }
                    // `#[doc = include_str!(..)]`: a derive cannot read the text.
                    _ => self.problem(
                        meta.path.span(),
                        Message::new("documentation from a macro is not supported")
                            .help("write the text as `///` lines"),
                    ),
                },
                Meta::Path(_) => {
                    if let Some(taken) = self.taken.and_then(|taken| taken(attribute)) {
                        spans.push(attribute.pound_token.span);
                        lines.extend(taken.into_iter().map(|line| (line.into(), spans.len() - 1)));
                    }
                }
                Meta::NameValue(_) | Meta::List(_) => {}
            }
        }
        if lines.is_empty() {
            return (String::new(), Vec::new());
        }
        let lines = lines.iter().map(|(line, place)| (line.as_ref(), *place));
        let docs = Docs::read(lines);
        for (place, message) in docs.problems {
            self.problem(spans[place], message);
        }
        let mut found = Vec::new();
        for (name, args, place) in docs.markers {
            if self.may_stand(&name, &args, spans[place], places) {
                let at = self.site(spans[place]);
                found.push(Marker { name, args, at });
            }
        }
        (docs.description, found)
    }

    fn may_stand(&mut self, name: &str, args: &str, span: Span, places: On) -> bool {
        let Some(found) = markers::find(name) else {
            return false;
        };
        let anywhere = found.def.on.contains(On::ITEM);
        if let Effect::Refused(instead) = found.def.effect {
            self.problem(
                span,
                Message::new(format!("`+{name}` is not supported")).help(instead),
            );
            return false;
        }
        if !anywhere && !found.def.on.overlaps(places) {
            let belongs = found.def.on.names().join(" or a ");
            let stands = places.names().join(" or ");
            let article = if stands.starts_with('i') { "an" } else { "a" };
            self.problem(
                span,
                Message::new(format!("`+{name}` does not apply to {article} {stands}"))
                    .help(format!("put it on a {belongs}")),
            );
            return false;
        }
        let checked = match found.def.effect {
            Effect::Project(check) | Effect::Lowerer(check) => check(args),
            Effect::Presence { .. } => markers::read::<()>(args, &[]),
            Effect::Resource(apply) => apply(args, &mut markers::resource::Resource::default()),
            // The lowerer handles these, because it knows the type that they apply to.
            Effect::Schema { .. } | Effect::Ignored | Effect::Refused(_) => Ok(()),
        };
        if let Err(message) = checked {
            self.problem(span, message.about_marker(name));
            return false;
        }
        true
    }
}
