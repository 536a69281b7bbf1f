//! Splits the doc comments of an item into its description and its markers.

use std::borrow::Cow;

use proc_macro2::Span;
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
    let (_, markers) = reader.docs(attrs, On::ITEM);
    let markers = markers
        .into_iter()
        .map(|marker| (marker.clone(), reader.sites[marker.at]))
        .collect();
    (markers, reader.problems)
}

impl Reader<'_> {
    /// The description, and the markers that apply to one of these places.
    pub(super) fn docs(&mut self, attrs: &[Attribute], places: On) -> (String, Vec<Marker>) {
        let mut lines: Vec<(Cow<'_, str>, usize)> = Vec::new();
        let mut spans = Vec::new();
        for attribute in attrs {
            match &attribute.meta {
                Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
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
                Message::new(format!("`+{name}` has no meaning in Rust")).help(instead),
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
