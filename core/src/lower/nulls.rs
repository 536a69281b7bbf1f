//! Reports nulls that serde writes and the API server does not keep.
//!
//! The API server accepts `null` where the schema is `nullable`. Elsewhere it drops the `null` from an object: an
//! optional field is then missing, which serde reads as `None`, but a required field fails validation, and a map loses
//! the key. From lists nothing is dropped, so the API server rejects a `null` unless the items may have any value.

use super::{Graph, Lowerer, Target};
use crate::{
    diagnostic::Message,
    ir::{Body, Field, Type, Variant},
    schema::Schema,
};

/// Types whose schema accepts any value.
const ANYTHING: &[&str] = &[
    "serde_json::Value",
    "k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::JSON",
];

impl<G: Graph> Lowerer<'_, G> {
    /// Returns whether serde treats the type as an `Option`, through aliases and newtypes.
    pub(super) fn is_option(&self, node: &G::Node, ty: &Type) -> bool {
        let meaning = self.meaning(node, ty, &mut Vec::new());
        matches!(meaning, Some((_, Type::Option(_))))
    }

    /// Reports nulls in the lists and maps of a field.
    pub(super) fn refuse_nulls(&mut self, node: &G::Node, field: &Field) {
        let mut found = Vec::new();
        self.parts(node, &field.ty, &mut Vec::new(), field.flatten, &mut found);
        for message in found {
            self.error(node, field.at, message);
        }
    }

    /// Reports a required field that serializes as `null`.
    pub(super) fn refuse_null_field(&mut self, node: &G::Node, field: &Field, schema: &Schema) {
        if !field.skipped_if && !schema.nullable && self.is_option(node, &field.ty) {
            let message = Message::new(format!(
                "`{}` is required, but serde writes `None` as `null`, which the API server drops",
                field.name
            ));
            self.error(
                node,
                field.at,
                message.help("add `+nullable`, make the field optional, or remove `Option`"),
            );
        }
    }

    /// Reports a `null` as or in the data of a variant.
    pub(super) fn refuse_null_data(&mut self, node: &G::Node, variant: &Variant, ty: &Type) {
        if self.is_option(node, ty) {
            let message = Message::new(format!(
                "serde writes `None` in `{}` as `null`, which the API server drops",
                variant.name
            ));
            self.error(
                node,
                variant.at,
                message.help("remove `Option`, or add a variant without data for `None`"),
            );
        }
        let mut found = Vec::new();
        self.parts(node, ty, &mut Vec::new(), false, &mut found);
        for message in found {
            self.error(node, variant.at, message);
        }
    }

    /// The problems in the lists and maps that a type is made of. The values of a flattened map have no schema, so the
    /// API server keeps them.
    fn parts(
        &self,
        node: &G::Node,
        ty: &Type,
        seen: &mut Vec<G::Node>,
        is_flattened: bool,
        found: &mut Vec<Message>,
    ) {
        match ty {
            Type::Option(inner) => self.parts(node, inner, seen, is_flattened, found),
            Type::List(inner) | Type::Set(inner) | Type::Array(inner, _) => {
                if self.is_option(node, inner) && !self.may_be_anything(node, inner) {
                    let message =
                        Message::new("serde writes `None` in a list as `null`, which the API server rejects");
                    found.push(message.help("remove `Option` from the items"));
                }
                self.parts(node, inner, seen, false, found);
            }
            Type::Map(_, value) => {
                if !is_flattened && self.is_option(node, value) {
                    let message = Message::new(
                        "serde writes `None` in a map as `null`, so the API server drops the key",
                    );
                    found.push(message.help("remove `Option` from the values"));
                }
                self.parts(node, value, seen, false, found);
            }
            Type::Ref(reference) => match self.graph.target(node, *reference) {
                Target::Type(ty) => self.parts(node, &ty, seen, is_flattened, found),
                Target::Node(target) if !seen.contains(&target) => {
                    seen.push(target.clone());
                    // Fields of other types are checked with those types.
                    if let Body::Alias(ty) | Body::OneWay(ty, _) = &self.graph.decl(&target).body {
                        self.parts(&target, ty, seen, is_flattened, found);
                    }
                }
                Target::Node(_) | Target::Unseen | Target::Stated | Target::Unresolved(_) => {}
            },
            Type::Bool
            | Type::String
            | Type::Char
            | Type::Int(_)
            | Type::Float
            | Type::Known(_)
            | Type::Refused
            | Type::Opaque => {}
        }
    }

    /// Returns whether the API server accepts any value for the type, including `null` in a list.
    fn may_be_anything(&self, node: &G::Node, ty: &Type) -> bool {
        let mut seen = Vec::new();
        let (mut node, mut ty) = (node.clone(), ty.clone());
        loop {
            match self.meaning(&node, &ty, &mut seen) {
                Some((within, Type::Option(inner))) => (node, ty) = (within, *inner),
                Some((_, Type::Known(path))) => return ANYTHING.contains(&path.as_str()),
                // Not known here.
                Some((_, Type::Ref(_))) => return true,
                Some(_) | None => return false,
            }
        }
    }

    /// Resolves aliases and newtypes as far as they are known; `None` for a struct or enum.
    fn meaning(&self, node: &G::Node, ty: &Type, seen: &mut Vec<G::Node>) -> Option<(G::Node, Type)> {
        let Type::Ref(reference) = ty else {
            return Some((node.clone(), ty.clone()));
        };
        match self.graph.target(node, *reference) {
            Target::Type(ty) => self.meaning(node, &ty, seen),
            Target::Node(target) if !seen.contains(&target) => {
                seen.push(target.clone());
                match &self.graph.decl(&target).body {
                    Body::Alias(ty) | Body::OneWay(ty, _) => self.meaning(&target, ty, seen),
                    Body::Struct(_) | Body::Enum(..) | Body::Opaque => None,
                }
            }
            Target::Unseen | Target::Stated | Target::Unresolved(_) => Some((node.clone(), ty.clone())),
            Target::Node(_) => None,
        }
    }
}
