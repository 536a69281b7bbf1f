//! The root type of a custom resource, whose serde impls the derive writes.

use syn::{DeriveInput, ExprPath};

use super::{
    DocText, Parsed, Reader,
    serde_attrs::{self, Container, Data},
    serde_words::Function,
};
use crate::{diagnostic::Message, ir::Body};

/// serde's attributes that the derive supports on a field of a root type.
const ON_FIELDS: &[&str] = &["rename", "default", "skip_serializing_if"];

/// serde's attributes that the derive supports on a root type.
const ON_TYPE: &[&str] = &["rename_all"];

/// A field of a root type, as the derive serializes it.
pub struct RootField {
    /// The name in JSON.
    pub name: String,
    /// The function that decides whether the field is omitted: `skip_serializing_if`.
    pub skip_if: Option<ExprPath>,
    /// Whether it has serde attributes.
    pub has_attributes: bool,
}

/// Parses the root type of a custom resource.
pub fn root(input: &DeriveInput, text: DocText<'_>) -> Parsed {
    let mut reader = Reader::new(text);
    reader.root_fields = Some(Vec::new());
    let decl = reader.decl(input);
    if decl.root.is_none() {
        reader.error(
            input.ident.span(),
            Message::new("a root type needs a group and a version")
                .help("write `#[resource(group = \"cache.example.com\", version = \"v1alpha1\")]`"),
        );
    }
    let fields = match &decl.body {
        Body::Struct(fields) => fields.as_slice(),
        Body::Alias(_) | Body::OneWay(..) | Body::Enum(..) | Body::Opaque => &[],
    };
    let has_metadata = fields
        .iter()
        .any(|field| field.rust == "metadata" && field.name == "metadata");
    if !has_metadata {
        let message = Message::new("a root type needs `metadata`").help("add `pub metadata: ObjectMeta`");
        reader.error(input.ident.span(), message);
    }
    reader.into_parsed(decl)
}

impl Reader<'_> {
    /// Keeps what the derive needs to know of each field, if the item is read as a root type.
    pub(super) fn root_fields(&mut self, input: &DeriveInput, container: &Container<'_>) {
        let Data::Struct(fields) = &container.data else {
            return;
        };
        if self.root_fields.is_none() {
            return;
        }
        for span in serde_attrs::others(&input.attrs, ON_TYPE) {
            let message = Message::new("a root type may have only the serde attribute `rename_all`");
            self.error(span, message.help("remove it"));
        }
        let mut kept = Vec::new();
        for facts in fields {
            if ["apiVersion", "kind"].contains(&facts.written.as_str()) {
                let message = Message::new(format!("every object has `{}` already", facts.written));
                self.error(facts.span, message.help("remove the field, or rename it"));
            }
            for span in serde_attrs::others(facts.attrs, ON_FIELDS) {
                let message = Message::new(
                    "a field of a root type may have only the serde attributes `rename`, `default` and `skip_serializing_if`",
                );
                self.error(span, message.help("move it to a field of the type of `spec`"));
            }
            let skip_if = match facts.skip_serializing_if.as_ref().map(Function::path) {
                Some(Ok(path)) => Some(path),
                Some(Err(error)) => {
                    self.error(error.span(), error.to_string());
                    None
                }
                None => None,
            };
            kept.push(RootField {
                name: facts.written.clone(),
                skip_if,
                has_attributes: facts.attrs.iter().any(|attr| attr.path().is_ident("serde")),
            });
        }
        self.root_fields = Some(kept);
    }
}
