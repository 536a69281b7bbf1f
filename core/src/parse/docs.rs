//! Splits the doc comments of an item into its description and its markers.

use std::borrow::Cow;

use proc_macro2::Span;
use syn::{Attribute, Data, DeriveInput, Expr, ExprLit, Field, Fields, Lit, Meta, spanned::Spanned};

use super::{DocText, Parsed, Place, Reader};
use crate::{
    diagnostic::{Errors, Located, Message},
    docs::{Docs, hidden_marker, undecorated, unindented},
    ir::{Body, Decl, Marker},
    markers::{self, Effect, On},
};

/// Lines with the numbers of their places, and these places.
type Lines<'a> = (Vec<(Cow<'a, str>, usize)>, Vec<Span>);

/// The docs of any item: markers that may be on every item (RBAC, webhooks), with their spans.
pub fn docs(attrs: &[Attribute], text: DocText<'_>) -> (Vec<(Marker, Span)>, Errors<Located<Place>>) {
    let mut reader = Reader::new(text);
    reader.refuse_cfg_attr(attrs);
    let (_, markers) = reader.docs(attrs, On::ITEM);
    let markers = markers
        .into_iter()
        .map(|marker| (marker.clone(), reader.sites[marker.at]))
        .collect();
    (markers, reader.errors)
}

/// Reads the doc comments of a struct or enum, of its fields and of its variants, and nothing else: all markers are those of the type,
/// whose body is unknown.
pub fn marked(input: &DeriveInput, text: DocText<'_>) -> Parsed {
    let mut reader = Reader::new(text);
    let at = reader.site(input.ident.span());
    let (docs, mut markers) = reader.docs(&input.attrs, On::TYPE);
    match &input.data {
        Data::Struct(data) => reader.of_fields(&data.fields, &mut markers),
        Data::Enum(data) => {
            for variant in &data.variants {
                let (_, found) = reader.docs(&variant.attrs, On::FIELD);
                let has_data = match &variant.fields {
                    Fields::Named(_) => true,
                    Fields::Unnamed(fields) => fields.unnamed.len() == 1,
                    Fields::Unit => false,
                };
                if !has_data {
                    reader.refuse_without_data(&found);
                }
                markers.extend(found);
                reader.of_fields(&variant.fields, &mut markers);
            }
        }
        Data::Union(data) => reader.of_fields(&data.fields.named, &mut markers),
    }
    let decl = Decl {
        name: input.ident.to_string(),
        docs,
        markers,
        body: Body::Opaque,
        root: None,
        references: Vec::new(),
        at,
    };
    reader.into_parsed(decl)
}

/// The text that a macro by example puts in place of `$doc` has an invisible group around it.
pub(super) fn ungrouped(mut value: &Expr) -> &Expr {
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    value
}

fn behind_asterisk(name: &str) -> Message {
    Message::new(format!("`+{name}` is text, because it is behind an asterisk"))
        .help("begin every line of the comment with ` * `, or write it as a `///` line")
}

impl<'a> Reader<'a> {
    /// The lines of the doc comments among these attributes.
    pub(super) fn lines<'i>(&mut self, attrs: impl IntoIterator<Item = &'i Attribute>) -> Lines<'a> {
        let mut lines: Vec<(Cow<'a, str>, usize)> = Vec::new();
        let mut spans = Vec::new();
        for attribute in attrs {
            match &attribute.meta {
                Meta::NameValue(meta) if meta.path.is_ident("doc") => match ungrouped(&meta.value) {
                    Expr::Lit(ExprLit {
                        lit: Lit::Str(text), ..
                    }) => {
                        spans.push(text.span());
                        let value = text.value();
                        let mut all = undecorated(&value);
                        if let Some(name) = hidden_marker(&all) {
                            self.error(text.span(), behind_asterisk(&name));
                            // They are list items too, and one error is enough.
                            all.retain(|line| !line.trim_start().starts_with('*'));
                        }
                        let all = unindented(all).into_iter().map(|line| line.to_owned().into());
                        lines.extend(all.map(|line| (line, spans.len() - 1)));
                    }
                    // `#[doc = include_str!(..)]`: a derive cannot read the text.
                    _ => self.error(
                        meta.path.span(),
                        Message::new("documentation from a macro is not supported")
                            .help("write the text as `///` lines"),
                    ),
                },
                Meta::Path(_) => {
                    if let DocText::Beside(text) = self.text
                        && let Some(text) = text(attribute)
                    {
                        spans.push(attribute.pound_token.span);
                        lines.extend(text.into_iter().map(|line| (line.into(), spans.len() - 1)));
                    }
                }
                Meta::NameValue(_) | Meta::List(_) => {}
            }
        }
        (lines, spans)
    }
}

impl Reader<'_> {
    fn of_fields<'f>(&mut self, fields: impl IntoIterator<Item = &'f Field>, markers: &mut Vec<Marker>) {
        for field in fields {
            markers.extend(self.docs(&field.attrs, On::FIELD).1);
        }
    }

    /// Refuses the markers of a variant without data.
    pub(super) fn refuse_without_data(&mut self, found: &[Marker]) {
        if let Some(marker) = (found.iter()).find(|marker| !markers::is_of_project(&marker.name)) {
            let span = self.sites[marker.at];
            let message = Message::new(format!(
                "`+{}` does not apply to a variant without data",
                marker.name
            ));
            self.error(span, message.help("remove it, or put it on the enum"));
        }
    }

    /// The description and the markers that apply to one of these places.
    pub(super) fn docs(&mut self, attrs: &[Attribute], places: On) -> (String, Vec<Marker>) {
        if !attrs.is_empty() {
            self.read.push(attrs.as_ptr());
        }
        let (lines, spans) = self.lines(attrs);
        if lines.is_empty() {
            return (String::new(), Vec::new());
        }
        let lines = lines.iter().map(|(line, place)| (line.as_ref(), *place));
        let docs = Docs::read(lines);
        for Located { place, message } in docs.errors {
            self.error(spans[place], message);
        }
        let mut found = Vec::new();
        for (name, args, place) in docs.markers {
            if self.applies(&name, &args, spans[place], places) {
                let at = self.site(spans[place]);
                found.push(Marker { name, args, at });
            }
        }
        (docs.description, found)
    }

    /// Whether the marker is allowed in one of these places, and has valid arguments. Reports why not.
    pub(super) fn applies(&mut self, name: &str, args: &str, span: Span, places: On) -> bool {
        let Some(found) = markers::find(name) else {
            return false;
        };
        let anywhere = found.def.on.contains(On::ITEM);
        if let Effect::Refused(instead) = found.def.effect {
            self.error(
                span,
                Message::new(format!("`+{name}` is not supported")).help(instead),
            );
            return false;
        }
        if !anywhere && !found.def.on.overlaps(places) {
            let right = found.def.on.names().join(" or a ");
            let here = places.names().join(" or ");
            let article = if here.starts_with('i') { "an" } else { "a" };
            self.error(
                span,
                Message::new(format!("`+{name}` does not apply to {article} {here}"))
                    .help(format!("put it on a {right}")),
            );
            return false;
        }
        let checked = match found.def.effect {
            Effect::Project(check) | Effect::Lowerer(check) => check(args),
            Effect::Placed(check) => check(args, places),
            Effect::Presence { .. } => markers::read::<()>(args, &[]),
            Effect::Resource(apply) => apply(args, &mut markers::resource::Resource::default()),
            // The lowerer handles these, because it knows the type that they apply to.
            Effect::Schema { .. } | Effect::Ignored | Effect::Refused(_) => Ok(()),
        };
        if let Err(error) = checked {
            self.error_in(span, error.about_marker(name));
            return false;
        }
        true
    }
}
