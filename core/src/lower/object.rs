//! Structs: fields side by side, aliases, and the fields of flattened fields.

use super::{Graph, Lowerer};
use crate::{
    diagnostic::Message,
    ir::{Field, Site},
    markers::presence,
    schema::Schema,
};

impl<G: Graph> Lowerer<'_, G> {
    pub(super) fn object(&mut self, node: &G::Node, fields: Vec<&Field>) -> Schema {
        let mut object = Schema::of("object");
        for field in fields {
            if field.flatten {
                let inner = self.field(node, field);
                self.absorb(node, &mut object, inner, field);
                continue;
            }
            let schema = self.field(node, field);
            let required = presence::required(&field.markers).unwrap_or(!field.optional);
            self.insert(node, &mut object, field, schema, required);
        }
        object
    }

    /// Adds a field under its name and its aliases.
    pub(super) fn insert(
        &mut self,
        node: &G::Node,
        object: &mut Schema,
        field: &Field,
        schema: Schema,
        required: bool,
    ) {
        if field.aliases.is_empty() {
            if required {
                object.required.insert(field.name.clone());
            }
        } else {
            let needs = |name: &String| Schema {
                required: [name.clone()].into(),
                ..Schema::default()
            };
            let names: Vec<_> = std::iter::once(&field.name)
                .chain(&field.aliases)
                .map(needs)
                .collect();
            let exactly_one = Schema {
                one_of: names.clone(),
                ..Schema::default()
            };
            object.all_of.push(if required {
                exactly_one
            } else {
                let none = Schema {
                    not: Some(Box::new(Schema {
                        any_of: names,
                        ..Schema::default()
                    })),
                    ..Schema::default()
                };
                Schema {
                    any_of: vec![exactly_one, none],
                    ..Schema::default()
                }
            });
            for alias in &field.aliases {
                let alias_schema = Schema {
                    default: None,
                    ..schema.clone()
                };
                self.property(node, object, alias, alias_schema, field.at);
            }
        }
        self.property(node, object, &field.name, schema, field.at);
    }

    fn property(&mut self, node: &G::Node, object: &mut Schema, name: &str, schema: Schema, at: Site) {
        if object.properties.insert(name.to_owned(), schema).is_some() {
            let message = Message::new(format!("two fields have the name `{name}` in JSON"));
            self.misuse(node, at, message.help("rename one of them"));
        }
    }

    /// Adds the fields of a flattened field to the object around it.
    fn absorb(&mut self, node: &G::Node, object: &mut Schema, inner: Schema, field: &Field) {
        object.opaque |= inner.opaque;
        if !inner.is("object") && !inner.opaque && !inner.preserve_unknown_fields {
            let message = Message::new(format!("`{}` is flattened and is no object", field.rust));
            self.misuse(node, field.at, message.help("remove `flatten` or use a struct"));
            return;
        }
        if inner.additional_properties.is_some() || inner.preserve_unknown_fields {
            // A structural schema has properties or additionalProperties, not both.
            object.preserve_unknown_fields = true;
        }
        if !field.optional {
            object.required.extend(inner.required);
        }
        for (name, schema) in inner.properties {
            self.property(node, object, &name, schema, field.at);
        }
        let checks = Schema {
            all_of: inner.all_of,
            any_of: inner.any_of,
            one_of: inner.one_of,
            not: inner.not,
            ..Schema::default()
        };
        if checks != Schema::default() && !field.optional {
            object.all_of.push(checks);
        }
        object.validations.extend(inner.validations);
    }
}
