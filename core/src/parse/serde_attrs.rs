//! serde's view of an item. The only file of this crate that uses `serde_derive_internals`, which has no stable API.

mod light;

use proc_macro2::{Ident, Span, TokenTree};
use serde_derive_internals::{
    Ctxt, Derive,
    ast::{self, Style},
    attr,
};
use syn::{Attribute, DeriveInput, Meta, spanned::Spanned};

use super::{Reader, serde_words::Function};
use crate::{diagnostic::Message, ir::Tagging};

/// A type's facts.
pub(super) struct Container<'i> {
    /// Whether missing fields come from the type's default value.
    pub(super) default: bool,
    /// Whether unknown fields are errors.
    pub(super) deny_unknown_fields: bool,
    /// The type with the same JSON (`from`, `try_from`, `into`).
    pub(super) like: Option<syn::Type>,
    /// What serde does with the type itself, if it converts in the other direction only.
    pub(super) alone: Option<Alone>,
    /// Its fields or variants.
    pub(super) data: Data<'i>,
}

/// What is done without a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alone {
    Read,
    Written,
}

/// Fields or variants.
pub(super) enum Data<'i> {
    Unit,
    Newtype(Box<FieldFacts<'i>>),
    Tuple,
    Struct(Vec<FieldFacts<'i>>),
    Enum(Tagging, Vec<VariantFacts<'i>>),
}

/// A field's facts.
pub(super) struct FieldFacts<'i> {
    pub(super) rust: String,
    pub(super) written: String,
    pub(super) read: String,
    pub(super) aliases: Vec<String>,
    pub(super) attrs: &'i [Attribute],
    pub(super) ty: &'i syn::Type,
    pub(super) default: bool,
    pub(super) flatten: bool,
    pub(super) skip_serializing: bool,
    pub(super) skip_deserializing: bool,
    pub(super) skip_serializing_if: Option<Function>,
    pub(super) by_function: bool,
    pub(super) span: Span,
}

/// A variant's facts.
pub(super) struct VariantFacts<'i> {
    pub(super) written: String,
    pub(super) read: String,
    pub(super) aliases: Vec<String>,
    pub(super) attrs: &'i [Attribute],
    pub(super) data: Data<'i>,
    pub(super) other: bool,
    /// Whether serde writes it and does not read it.
    pub(super) write_only: bool,
    pub(super) untagged: bool,
    pub(super) by_function: bool,
    pub(super) span: Span,
}

impl Reader<'_> {
    /// serde's view of the item; `None` if serde rejects it.
    pub(super) fn container<'i>(&mut self, input: &'i DeriveInput) -> Option<Container<'i>> {
        if let syn::Data::Union(_) = &input.data {
            let message = Message::new("a union has no form in JSON");
            self.error(input.ident.span(), message.help("use an enum"));
            return None;
        }
        light::container(input).or_else(|| self.by_library(input))
    }

    fn by_library<'i>(&mut self, input: &'i DeriveInput) -> Option<Container<'i>> {
        let ctxt = Ctxt::new();
        let private = Ident::new("__private", Span::call_site());
        let container = ast::Container::from_ast(&ctxt, input, Derive::Deserialize, &private);
        if let Err(errors) = ctxt.check() {
            for error in errors {
                self.error(error.span(), error.to_string());
            }
            return None;
        }
        let container = container?;
        let from = container.attrs.type_from().or(container.attrs.type_try_from());
        let into = container.attrs.type_into();
        if let (Some(from), Some(into)) = (from, into)
            && from != into
        {
            let message = Message::new("the type is deserialized from one type and serialized as another");
            self.error(
                into.span(),
                message.help("name the same type in `from` and `into`"),
            );
        }
        if let Some(remote) = container.attrs.remote() {
            let message = Message::new("a `remote` definition is not a separate type");
            self.error(
                remote.span(),
                message.help("put the derive on the type that fields use"),
            );
        }
        if matches!(input.data, syn::Data::Struct(_))
            && !matches!(container.attrs.tag(), attr::TagType::External)
        {
            let message = Message::new("`tag` on a struct makes serde write a field that it does not read");
            self.error(
                input.ident.span(),
                message.help("remove it, or add a field with that name"),
            );
        }
        let facts = Container {
            default: !container.attrs.default().is_none(),
            deny_unknown_fields: container.attrs.deny_unknown_fields(),
            like: from.or(into).cloned(),
            alone: match (from, into) {
                (Some(_), None) => Some(Alone::Written),
                (None, Some(_)) => Some(Alone::Read),
                (Some(_), Some(_)) | (None, None) => None,
            },
            data: data(&container),
        };
        Some(facts)
    }
}

impl From<&attr::TagType> for Tagging {
    fn from(tag: &attr::TagType) -> Self {
        match tag {
            attr::TagType::External => Self::External,
            attr::TagType::Internal { tag } => Self::Internal(tag.clone()),
            attr::TagType::Adjacent { tag, content } => Self::Adjacent {
                tag: tag.clone(),
                content: content.clone(),
            },
            attr::TagType::None => Self::Untagged,
        }
    }
}

fn data<'i>(container: &ast::Container<'i>) -> Data<'i> {
    match &container.data {
        ast::Data::Struct(style, all) => {
            if container.attrs.transparent()
                && let Some(field) = all.iter().find(|field| field.attrs.transparent())
            {
                return Data::Newtype(Box::new(field_facts(field)));
            }
            fields(*style, all)
        }
        ast::Data::Enum(variants) => Data::Enum(
            container.attrs.tag().into(),
            variants
                .iter()
                .filter(|v| !(v.attrs.skip_serializing() && v.attrs.skip_deserializing()))
                .map(variant_facts)
                .collect(),
        ),
    }
}

fn fields<'i>(style: Style, all: &[ast::Field<'i>]) -> Data<'i> {
    match (style, all) {
        (Style::Unit, _) => Data::Unit,
        (Style::Struct, all) => Data::Struct(all.iter().map(field_facts).collect()),
        (Style::Newtype | Style::Tuple, [field]) => Data::Newtype(Box::new(field_facts(field))),
        (Style::Newtype | Style::Tuple, _) => Data::Tuple,
    }
}

fn variant_facts<'i>(variant: &ast::Variant<'i>) -> VariantFacts<'i> {
    let name = variant.attrs.name();
    let by_function = variant.attrs.serialize_with().is_some() || variant.attrs.deserialize_with().is_some();
    let mut data = match &variant.fields[..] {
        // serde writes its name alone.
        [field] if matches!(variant.style, Style::Newtype) && field.attrs.skip_serializing() => Data::Unit,
        all => fields(variant.style, all),
    };
    if let (Data::Newtype(field), true) = (&mut data, by_function) {
        field.by_function = true;
    }
    VariantFacts {
        written: name.serialize_name().value.clone(),
        read: name.deserialize_name().value.clone(),
        aliases: aliases(variant.attrs.aliases(), &name.deserialize_name().value),
        attrs: &variant.original.attrs,
        data,
        other: variant.attrs.other(),
        write_only: variant.attrs.skip_deserializing(),
        untagged: variant.attrs.untagged(),
        by_function,
        span: variant.ident.span(),
    }
}

fn field_facts<'i>(field: &ast::Field<'i>) -> FieldFacts<'i> {
    let name = field.attrs.name();
    FieldFacts {
        rust: field.original.ident.as_ref().map(bare).unwrap_or_default(),
        written: name.serialize_name().value.clone(),
        read: name.deserialize_name().value.clone(),
        aliases: aliases(field.attrs.aliases(), &name.deserialize_name().value),
        attrs: &field.original.attrs,
        ty: field.ty,
        default: !field.attrs.default().is_none(),
        flatten: field.attrs.flatten(),
        skip_serializing: field.attrs.skip_serializing(),
        skip_deserializing: field.attrs.skip_deserializing(),
        skip_serializing_if: (field.attrs.skip_serializing_if())
            .map(|path| Function::Path(Box::new(path.clone()))),
        by_function: field.attrs.serialize_with().is_some() || field.attrs.deserialize_with().is_some(),
        span: field
            .original
            .ident
            .as_ref()
            .map_or_else(|| field.ty.span(), Ident::span),
    }
}

/// The places of serde's attributes that are not among these.
pub(super) fn others(attrs: &[Attribute], known: &[&str]) -> Vec<Span> {
    let mut found = Vec::new();
    for attr in attrs {
        let Meta::List(list) = &attr.meta else { continue };
        if !list.path.is_ident("serde") {
            continue;
        }
        let mut begins = true;
        for token in list.tokens.clone() {
            let is_first = begins;
            begins = matches!(&token, TokenTree::Punct(sign) if sign.as_char() == ',');
            if let TokenTree::Ident(word) = &token
                && is_first
                && !known.iter().any(|known| word == known)
            {
                found.push(word.span());
            }
        }
    }
    found
}

/// A name without `r#`.
fn bare(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}

fn aliases(all: &std::collections::BTreeSet<serde_derive_internals::name::Name>, own: &str) -> Vec<String> {
    all.iter()
        .map(|name| name.value.clone())
        .filter(|name| name != own)
        .collect()
}
