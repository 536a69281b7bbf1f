//! Derives that replace those of serde, and write other JSON.

use kubewright_core::diagnostic::Message;
use kubewright_core::ir::{Decl, Marker};
use kubewright_core::markers::kind;
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{Attribute, Meta};

/// The derives, and the JSON type of what they write.
const DERIVES: [(&str, &str); 4] = [
    ("Serialize_repr", "integer"),
    ("Deserialize_repr", "integer"),
    ("SerializeDisplay", "string"),
    ("DeserializeFromStr", "string"),
];

/// What is wrong with the first of them on a type with a schema, unless a marker states the type. A derive does not see the others.
pub(super) fn error(attrs: &[Attribute], derives: &[String], decl: &Decl) -> Option<(Span, Message)> {
    let (name, ty) = DERIVES
        .iter()
        .find(|(name, _)| derives.iter().any(|derive| derive == name))?;
    if Marker::find(&decl.markers, kind::TYPE).is_some() {
        return None;
    }
    let span = attrs.iter().find_map(|attr| match &attr.meta {
        Meta::List(list) if list.path.is_ident("derive") || list.path.is_ident("cfg_attr") => {
            span_of(list.tokens.clone(), name)
        }
        Meta::List(_) | Meta::Path(_) | Meta::NameValue(_) => None,
    })?;
    let message = Message::new(format!(
        "`{name}` writes other JSON than serde's own derive, which the schema is made for"
    ));
    let help = format!(
        "state the type of the JSON with `+{}={ty}`, or use serde's own derives",
        kind::TYPE
    );
    Some((span, message.help(help)))
}

fn span_of(tokens: TokenStream, name: &str) -> Option<Span> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if word == name => Some(word.span()),
        TokenTree::Group(group) => span_of(group.stream(), name),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}
