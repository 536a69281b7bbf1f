//! serde's view of a type. The only file that uses `serde_derive_internals`, which has no stable API.

mod light;

use kubewright_core::ir::Tagging;
use kubewright_core::parse::serde_words::Function;
use proc_macro2::{Ident, Span};
use serde_derive_internals::{Ctxt, Derive, ast, attr};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{DeriveInput, ExprPath};

use super::Wrong;

pub(crate) use ast::Style;

/// A struct or an enum.
pub(crate) struct Container<'i> {
    /// The name that an internally tagged struct is written with.
    pub(crate) written: String,
    pub(crate) transparent: bool,
    pub(crate) deny_unknown_fields: bool,
    pub(crate) default: Missing,
    /// The type of `from` or `try_from`.
    pub(crate) from: Option<syn::Type>,
    pub(crate) into: Option<syn::Type>,
    pub(crate) tagging: Tagging,
    pub(crate) data: Data<'i>,
}

/// Fields or variants.
pub(crate) enum Data<'i> {
    Struct(Style, Vec<Field<'i>>),
    Enum(Vec<Variant<'i>>),
}

/// What is read if a field is absent.
pub(crate) enum Missing {
    /// Nothing: that is an error.
    Error,
    /// The default of its type.
    Default,
    /// What the function returns.
    Path(Box<ExprPath>),
}

pub(crate) struct Variant<'i> {
    pub(crate) written: String,
    pub(crate) read: String,
    pub(crate) skip_deserializing: bool,
    pub(crate) untagged: bool,
    pub(crate) by_function: bool,
    pub(crate) style: Style,
    pub(crate) fields: Vec<Field<'i>>,
    pub(crate) original: &'i syn::Variant,
}

pub(crate) struct Field<'i> {
    /// Its name or index in Rust.
    pub(crate) member: String,
    pub(crate) written: String,
    pub(crate) read: String,
    pub(crate) default: Missing,
    pub(crate) flatten: bool,
    /// Whether the type is transparent, and this its field.
    pub(crate) transparent: bool,
    pub(crate) skip_serializing: bool,
    pub(crate) skip_deserializing: bool,
    pub(crate) skip_serializing_if: Option<Function>,
    pub(crate) serialize_with: Option<Box<ExprPath>>,
    pub(crate) original: &'i syn::Field,
}

impl Missing {
    pub(crate) fn is_error(&self) -> bool {
        matches!(self, Self::Error)
    }

    fn of(default: &attr::Default) -> Self {
        match default {
            attr::Default::None => Self::Error,
            attr::Default::Default => Self::Default,
            attr::Default::Path(path) => Self::Path(Box::new(path.clone())),
        }
    }
}

impl<'i> Field<'i> {
    pub(crate) fn ty(&self) -> &'i syn::Type {
        &self.original.ty
    }

    /// The place of its name, or of its type.
    pub(crate) fn span(&self) -> Span {
        let ident = self.original.ident.as_ref();
        ident.map_or_else(|| self.original.ty.span(), Ident::span)
    }
}

/// Reads serde's attributes.
pub(crate) fn container(input: &DeriveInput) -> Result<Container<'_>, Wrong> {
    light::container(input).map_or_else(|| by_library(input), Ok)
}

fn by_library(input: &DeriveInput) -> Result<Container<'_>, Wrong> {
    let ctxt = Ctxt::new();
    let private = Ident::new("__private", Span::call_site());
    let container = ast::Container::from_ast(&ctxt, input, Derive::Deserialize, &private);
    ctxt.check().map_err(|errors| {
        let first = errors.into_iter().next();
        first.map_or((input.ident.span(), String::new()), |error| {
            (error.span(), error.to_string())
        })
    })?;
    let container =
        container.ok_or_else(|| (input.ident.span(), "serde cannot read this type".to_owned()))?;
    let attrs = &container.attrs;
    Ok(Container {
        written: attrs.name().serialize_name().value.clone(),
        transparent: attrs.transparent(),
        deny_unknown_fields: attrs.deny_unknown_fields(),
        default: Missing::of(attrs.default()),
        from: attrs.type_from().or(attrs.type_try_from()).cloned(),
        into: attrs.type_into().cloned(),
        tagging: attrs.tag().into(),
        data: match &container.data {
            ast::Data::Struct(style, all) => Data::Struct(*style, fields(all)),
            ast::Data::Enum(all) => Data::Enum(all.iter().map(variant).collect()),
        },
    })
}

fn variant<'i>(variant: &ast::Variant<'i>) -> Variant<'i> {
    let attrs = &variant.attrs;
    Variant {
        written: attrs.name().serialize_name().value.clone(),
        read: attrs.name().deserialize_name().value.clone(),
        skip_deserializing: attrs.skip_deserializing(),
        untagged: attrs.untagged(),
        by_function: attrs.serialize_with().is_some(),
        style: variant.style,
        fields: fields(&variant.fields),
        original: variant.original,
    }
}

fn fields<'i>(all: &[ast::Field<'i>]) -> Vec<Field<'i>> {
    let one = |(at, field): (usize, &ast::Field<'i>)| {
        let attrs = &field.attrs;
        Field {
            member: member(field.original, at),
            written: attrs.name().serialize_name().value.clone(),
            read: attrs.name().deserialize_name().value.clone(),
            default: Missing::of(attrs.default()),
            flatten: attrs.flatten(),
            transparent: attrs.transparent(),
            skip_serializing: attrs.skip_serializing(),
            skip_deserializing: attrs.skip_deserializing(),
            skip_serializing_if: (attrs.skip_serializing_if())
                .map(|path| Function::Path(Box::new(path.clone()))),
            serialize_with: attrs.serialize_with().map(|path| Box::new(path.clone())),
            original: field.original,
        }
    };
    all.iter().enumerate().map(one).collect()
}

fn member(field: &syn::Field, at: usize) -> String {
    match &field.ident {
        Some(ident) => ident.unraw().to_string(),
        None => at.to_string(),
    }
}
