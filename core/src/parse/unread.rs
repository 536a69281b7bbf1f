//! Docs that have no schema: of fields and variants that serde skips, and inside of types that something else describes.
//!
//! A typo is an error there too, and markers of the whole project count.

use std::collections::BTreeSet;

use syn::{Attribute, Data, Expr, Meta};

use super::{Reader, docs::ungrouped};
use crate::{
    diagnostic::Message,
    ir::Marker,
    markers::{self, On},
};

/// What describes a type instead of its fields.
#[derive(Clone, Copy)]
pub(super) enum Replaced {
    /// serde reads and writes it as another type.
    BySerde,
    /// A marker states the JSON type.
    ByMarker,
}

impl Reader<'_> {
    /// The markers of the project inside of a type that something else describes. Those about schemas are refused.
    pub(super) fn replaced(&mut self, data: &Data, by: Replaced) -> Vec<Marker> {
        let mut kept = Vec::new();
        for attrs in inside(data) {
            for marker in self.docs(attrs, On::FIELD).1 {
                if markers::is_of_project(&marker.name) {
                    kept.push(marker);
                    continue;
                }
                let name = &marker.name;
                let message = match by {
                    Replaced::BySerde => Message::new(format!(
                        "`+{name}` has no effect: serde reads and writes another type here"
                    ))
                    .help("put it on the type that `from` or `into` names"),
                    Replaced::ByMarker => Message::new(format!(
                        "`+{name}` has no effect: the type has another JSON type than its fields"
                    ))
                    .help("put it on the type, or remove `+kubebuilder:validation:Type` from there"),
                };
                let span = self.sites[marker.at];
                self.error(span, message);
            }
        }
        kept
    }

    /// The markers of the project on all other fields and variants, which serde skips if the type is read at all. Then those about
    /// schemas are refused.
    pub(super) fn unread(&mut self, data: &Data, is_read: bool) -> Vec<Marker> {
        let read: BTreeSet<_> = self.read.drain(..).collect();
        let others = inside(data)
            .into_iter()
            .filter(|attrs| !read.contains(&attrs.as_ptr()));
        let mut kept = Vec::new();
        for attrs in others {
            // What else a macro makes is not needed.
            let docs: Vec<_> = { attrs.iter().filter(|attr| !is_unmarked(attr)).cloned() }.collect();
            let places = On::FIELD.or(On::TYPE);
            for marker in self.docs(&docs, places).1 {
                if markers::is_of_project(&marker.name) {
                    kept.push(marker);
                    continue;
                }
                if is_read {
                    let message = format!("`+{}` has no effect: serde skips this", marker.name);
                    let span = self.sites[marker.at];
                    self.error(span, Message::new(message).help("remove it"));
                }
            }
        }
        kept
    }
}

/// The attributes of all fields and variants.
fn inside(data: &Data) -> Vec<&[Attribute]> {
    let mut found: Vec<&[Attribute]> = Vec::new();
    match data {
        Data::Struct(data) => found.extend(data.fields.iter().map(|field| &field.attrs[..])),
        Data::Enum(data) => {
            for variant in &data.variants {
                found.push(&variant.attrs);
                found.extend(variant.fields.iter().map(|field| &field.attrs[..]));
            }
        }
        Data::Union(data) => found.extend(data.fields.named.iter().map(|field| &field.attrs[..])),
    }
    found.retain(|attrs| !attrs.is_empty());
    found
}

/// Whether a macro makes the text of a doc attribute from one without markers.
fn is_unmarked(attr: &Attribute) -> bool {
    match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match ungrouped(&meta.value) {
            Expr::Macro(call) => !call.mac.tokens.to_string().contains('+'),
            _ => false,
        },
        Meta::NameValue(_) | Meta::Path(_) | Meta::List(_) => false,
    }
}
