//! The fields of structs, and the variants of enums.

use super::{
    Reader,
    serde_attrs::{Data, FieldFacts, VariantFacts},
    tuple, types,
};
use crate::{
    diagnostic::Message,
    ir::{Field, Marker, Shape, Type, Variant},
    markers::{On, kind},
};

impl Reader<'_> {
    pub(super) fn fields(&mut self, fields: Vec<FieldFacts<'_>>, all_optional: bool) -> Vec<Field> {
        fields
            .into_iter()
            .filter_map(|facts| self.field(facts, all_optional))
            .collect()
    }

    fn field(&mut self, facts: FieldFacts<'_>, all_optional: bool) -> Option<Field> {
        let span = facts.span;
        if facts.skip_serializing && facts.skip_deserializing {
            return None;
        }
        let at = self.site(span);
        self.refuse_cfg(facts.attrs);
        let (docs, markers) = self.docs(facts.attrs, On::FIELD);
        if facts.written != facts.read {
            let message = Message::new(format!(
                "the field is serialized as `{}` and deserialized as `{}`",
                facts.written, facts.read
            ));
            self.error(
                span,
                message.help("use one name; `alias` adds names for deserializing"),
            );
        }
        // `Schemaless` ignores the type, so the type may lack a schema.
        let schemaless = Marker::find(&markers, kind::SCHEMALESS).is_some();
        let is_option = types::is_option(facts.ty);
        let ty = if facts.by_function || schemaless && !types::is_plain(facts.ty) {
            Type::Opaque
        } else {
            self.marked_ty(facts.ty, &markers)
        };
        let optional = all_optional
            || facts.default
            || is_option && !facts.by_function
            || facts.skip_serializing
            || facts.skip_deserializing;
        if facts.skip_serializing_if.is_some() && !optional && !facts.flatten {
            let message =
                Message::new("the field may be missing when serialized and is required when deserialized");
            self.error(span, message.help("add `default` to its `#[serde(...)]`"));
        }
        Some(Field {
            name: facts.written,
            aliases: facts.aliases,
            rust: facts.rust,
            docs,
            markers,
            ty,
            optional,
            flatten: facts.flatten,
            skipped_if: facts.skip_serializing_if.is_some() || facts.skip_serializing,
            at,
        })
    }

    pub(super) fn variant(&mut self, facts: VariantFacts<'_>) -> Variant {
        let at = self.site(facts.span);
        self.refuse_cfg(facts.attrs);
        let mut docs = self.docs(facts.attrs, On::FIELD);
        if let Data::Newtype(field) = &facts.data {
            self.add_payload(&mut docs, field, On::FIELD);
        }
        let (docs, markers) = docs;
        if facts.written != facts.read {
            let message = Message::new(format!(
                "the variant is serialized as `{}` and deserialized as `{}`",
                facts.written, facts.read
            ));
            self.error(
                facts.span,
                message.help("use one name; `alias` adds names for deserializing"),
            );
        }
        if facts.write_only {
            let message = Message::new(
                "serde writes the variant and does not read it, so the operator could not read objects with it",
            );
            self.error(
                facts.span,
                message.help("remove `skip_deserializing`, or leave the variant out of the schema with `#[serde(skip)]`"),
            );
        }
        if facts.untagged {
            let message = Message::new("an untagged variant in a tagged enum has no structural schema");
            self.error(facts.span, message.help("make the whole enum `untagged`"));
        }
        let shape = match facts.data {
            Data::Unit => Shape::Unit,
            Data::Struct(_) if facts.by_function => {
                let message = by_function("the variant");
                self.error(
                    facts.span,
                    message.help("remove the function, or give the variant one field, with `+kubebuilder:validation:Type=...`"),
                );
                Shape::Newtype(Type::Refused)
            }
            Data::Newtype(field) => Shape::Newtype(self.payload(&field, &markers)),
            Data::Struct(fields) => Shape::Struct(self.fields(fields, false)),
            Data::Tuple | Data::Enum(..) => {
                self.error(facts.span, tuple());
                Shape::Unit
            }
        };
        if shape == Shape::Unit {
            self.refuse_without_data(&markers);
        }
        Variant {
            name: facts.written,
            aliases: facts.aliases,
            docs,
            markers,
            shape,
            other: facts.other,
            at,
        }
    }

    /// Adds the docs of the only field of a tuple: its markers are about its type, as those on the tuple are.
    pub(super) fn add_payload(
        &mut self,
        (docs, markers): &mut (String, Vec<Marker>),
        field: &FieldFacts<'_>,
        places: On,
    ) {
        self.refuse_cfg(field.attrs);
        let (inner, found) = self.docs(field.attrs, places);
        if docs.is_empty() {
            *docs = inner;
        }
        markers.extend(found);
    }

    /// The type of the only field of a tuple.
    pub(super) fn payload(&mut self, field: &FieldFacts<'_>, markers: &[Marker]) -> Type {
        if !field.by_function {
            return self.marked_ty(field.ty, markers);
        }
        if Marker::find(markers, kind::TYPE).is_some() {
            return Type::Opaque;
        }
        let message = by_function("this").help("add `+kubebuilder:validation:Type=...`");
        self.error(field.span, message);
        Type::Refused
    }
}

fn by_function(what: &str) -> Message {
    Message::new(format!(
        "{what} is serialized by a function, so its JSON type is not known"
    ))
}
