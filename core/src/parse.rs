//! Reads a Rust item into the [`crate::ir`].
//!
//! Everything that is wrong is an error, and all errors are collected: a derive cannot print warnings, so the CLI prints
//! none either.

mod cfg;
mod declaration;
mod docs;
mod fields;
mod kind_docs;
mod resource;
mod root;
mod serde_attrs;
pub mod serde_words;
mod types;
mod unread;

use proc_macro2::Span;
use quote::ToTokens;
use syn::DeriveInput;

use crate::{
    diagnostic::{Errors, Located, Message, Part},
    ir::{Body, Decl, Marker, Site, Type},
    markers::{On, is_of_project, kind},
};
pub use cfg::{conditional, undecided};
pub use docs::{docs, marked};
pub use kind_docs::kind_docs;
pub use root::{RootField, root};
use types::Types;

/// A parsed item: its IR, and the two side tables with its paths and spans.
pub struct Parsed {
    /// The IR.
    pub decl: Decl,
    /// The types behind [`Type::Ref`].
    pub references: Vec<Reference>,
    /// The places behind every `at`.
    pub sites: Vec<Span>,
    /// The fields of a root type as the derive serializes them; empty for other types, and if serde rejects the type.
    pub root_fields: Vec<RootField>,
    /// What is wrong.
    pub errors: Errors<Located<Place>>,
}

/// A path to another type.
#[derive(Clone)]
pub struct Reference {
    /// The type as written, including its arguments.
    pub written: syn::Type,
    /// The path's segments; a leading `::` is an empty first one.
    pub path: Vec<String>,
    /// The type arguments.
    pub args: Vec<Type>,
    /// Whether it is an argument of another reference.
    pub nested: bool,
    /// Whether the type may lack a schema, because the markers beside it define one.
    pub stated: bool,
}

/// A span, or a part of the marker there.
#[derive(Clone, Debug)]
pub struct Place {
    /// The span.
    pub span: Span,
    /// The part of the marker.
    pub part: Part,
}

/// Where the text of doc comments is.
#[derive(Clone, Copy)]
pub enum DocText<'a> {
    /// In `#[doc = "..."]` attributes, as a derive gets it.
    InAttributes,
    /// Outside of the syntax tree, by the attribute that stands for a doc comment.
    ///
    /// The CLI removes doc comments from the text before it is tokenized, which makes `kubewright manifests` a sixth
    /// faster: each line costs a dozen tokens, and most of a file of types is doc comments.
    Beside(&'a dyn Fn(&syn::Attribute) -> Option<Vec<&'a str>>),
}

/// Parses a struct or an enum.
pub fn item(input: &DeriveInput, text: DocText<'_>) -> Parsed {
    let mut reader = Reader::new(text);
    let decl = reader.decl(input);
    reader.into_parsed(decl)
}

/// Parses a type alias.
pub fn alias(input: &syn::ItemType, text: DocText<'_>) -> Parsed {
    let mut reader = Reader::new(text);
    let at = reader.site(input.ident.span());
    let (_, markers) = reader.docs(&input.attrs, On::TYPE);
    let (markers, refused): (Vec<_>, Vec<_>) =
        (markers.into_iter()).partition(|marker| is_of_project(&marker.name));
    if let Some(marker) = refused.first() {
        let message = Message::new(format!(
            "`+{}` on a type alias is invisible to the derive",
            marker.name
        ));
        let span = reader.sites[marker.at];
        reader.error(
            span,
            message.help("put it on the field, or write a newtype struct"),
        );
    }
    let body = match input.generics.params.first() {
        Some(parameter) => {
            reader.error(first_token(parameter), generic());
            REFUSED
        }
        None => Body::Alias(reader.ty(&input.ty)),
    };
    let decl = Decl {
        name: input.ident.to_string(),
        // The derive sees the target only.
        docs: String::new(),
        markers,
        body,
        root: None,
        references: Vec::new(),
        at,
    };
    reader.into_parsed(decl)
}

/// An empty body, for a type whose error has been reported.
const REFUSED: Body = Body::Alias(Type::Refused);

struct Reader<'a> {
    text: DocText<'a>,
    /// Whether the current types may lack a schema.
    stated: bool,
    references: Vec<Reference>,
    reference_sites: Vec<Site>,
    sites: Vec<Span>,
    /// Where the attributes begin whose docs have been read. The item is borrowed until all of it is read, so an address means one field
    /// or variant, however serde orders, joins or leaves out what it knows of them.
    read: Vec<*const syn::Attribute>,
    /// `None` if the item is not read as a root type.
    root_fields: Option<Vec<RootField>>,
    errors: Errors<Located<Place>>,
}

impl<'a> Reader<'a> {
    fn new(text: DocText<'a>) -> Self {
        Self {
            text,
            stated: false,
            references: Vec::new(),
            reference_sites: Vec::new(),
            sites: Vec::new(),
            read: Vec::new(),
            root_fields: None,
            errors: Errors::new(),
        }
    }

    fn into_parsed(self, decl: Decl) -> Parsed {
        let Self {
            text: _,
            stated: _,
            references,
            reference_sites,
            sites,
            read: _,
            root_fields,
            errors,
        } = self;
        Parsed {
            decl: Decl {
                references: reference_sites,
                ..decl
            },
            references,
            sites,
            root_fields: root_fields.unwrap_or_default(),
            errors,
        }
    }

    fn site(&mut self, span: Span) -> Site {
        self.sites.push(span);
        self.sites.len() - 1
    }

    fn error(&mut self, span: Span, message: impl Into<Message>) {
        self.error_in(span, message.into().into());
    }

    /// Adds an error in a part of the marker at `span`.
    fn error_in(&mut self, span: Span, error: Located<Part>) {
        self.errors.push(error.map(|part| Place { span, part }));
    }

    fn ty(&mut self, ty: &syn::Type) -> Type {
        Types(self).read(ty, false)
    }

    /// Parses a type that has these markers.
    fn marked_ty(&mut self, ty: &syn::Type, markers: &[Marker]) -> Type {
        let before = std::mem::replace(&mut self.stated, kind::states_type(markers));
        let ty = self.ty(ty);
        self.stated = before;
        ty
    }
}

/// The span of the first token. On stable Rust a derive cannot get the end of several tokens.
fn first_token(tokens: &impl ToTokens) -> Span {
    let first = tokens.to_token_stream().into_iter().next();
    first.map_or_else(Span::call_site, |token| token.span())
}

fn generic() -> Message {
    Message::new("a generic type has no single schema").help("write one type for each use")
}

fn tuple() -> Message {
    Message::new("a tuple is a list of different types in JSON, which a structural schema cannot describe")
        .help("use a struct with named fields")
}
