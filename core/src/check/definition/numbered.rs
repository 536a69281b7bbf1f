//! A schema whose nodes know where they are in the CRD.

use super::below;
use crate::schema::{Additional, Origin, Schema};

/// JSON pointers, by the numbers that stand for places in schemas and markers.
#[derive(Default)]
pub(super) struct Places(Vec<String>);

impl Places {
    pub(super) fn add(&mut self, pointer: String) -> usize {
        self.0.push(pointer);
        self.0.len() - 1
    }

    pub(super) fn pointer(&self, place: usize) -> &str {
        &self.0[place]
    }

    /// A copy of a schema in which every node and every rule has a place. The branches of `allOf`, `anyOf`, `oneOf` and `not` have
    /// that of their node.
    pub(super) fn numbered(&mut self, schema: &Schema, pointer: &str) -> Schema {
        let mut copy = schema.clone();
        self.number(&mut copy, pointer);
        copy
    }

    fn number(&mut self, schema: &mut Schema, pointer: &str) {
        schema.origins = vec![Origin {
            key: "",
            place: self.add(pointer.to_owned()),
        }];
        for (index, rule) in schema.validations.iter_mut().enumerate() {
            rule.place = Some(self.add(format!("{pointer}/x-kubernetes-validations/{index}")));
        }
        for (name, property) in schema.properties.iter_mut() {
            self.number(property, &below(&format!("{pointer}/properties"), name));
        }
        if let Some(items) = &mut schema.items {
            self.number(items, &format!("{pointer}/items"));
        }
        if let Some(Additional::Schema(values)) = schema.additional_properties.as_deref_mut() {
            self.number(values, &format!("{pointer}/additionalProperties"));
        }
    }
}
