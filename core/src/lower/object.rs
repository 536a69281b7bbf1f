//! Structs: their fields and the aliases of these.

use super::{Graph, Lowerer};
use crate::{
    diagnostic::Message,
    ir::{Field, Site},
    markers::presence,
    schema::Schema,
};

impl<G: Graph> Lowerer<'_, G> {
    /// The object with these fields. Unless it `is_whole`, the caller adds more.
    pub(super) fn object(&mut self, node: &G::Node, fields: Vec<&Field>, is_whole: bool) -> Schema {
        let mut object = Schema::of("object");
        let is_alone = is_whole && fields.len() == 1;
        for field in fields {
            if field.flatten {
                self.flattened(node, &mut object, field, is_alone);
                continue;
            }
            let schema = self.field(node, field);
            let required = self.required(node, field, !field.optional);
            if required {
                self.refuse_null_field(node, field, &schema);
            }
            self.insert(node, &mut object, field, schema, required);
        }
        object
    }

    /// Returns whether a field is required: by its markers, or else by its type.
    pub(super) fn required(&mut self, node: &G::Node, field: &Field, by_type: bool) -> bool {
        if let Some((marker, message)) = presence::contradiction(&field.markers) {
            self.error(node, marker.at, message.about_marker(&marker.name));
        }
        presence::required(&field.markers).unwrap_or(by_type)
    }

    /// Adds a field with its name and its aliases.
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

    pub(super) fn property(
        &mut self,
        node: &G::Node,
        object: &mut Schema,
        name: &str,
        schema: Schema,
        at: Site,
    ) {
        if object.properties.insert(name.to_owned(), schema).is_some() {
            let message = Message::new(format!("two fields have the name `{name}` in JSON"));
            self.error(node, at, message.help("rename one of them"));
        }
    }
}
