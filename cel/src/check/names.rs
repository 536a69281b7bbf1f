//! Names: variables, `self`, and types.

use super::Checker;
use crate::declaration::Shape;
use crate::error::problem;
use crate::tree::{Id, Kind, Name};
use crate::types::Type;

const SELF: &str = "self";
const OLD_SELF: &str = "oldSelf";

/// The names of types, which are values too.
const TYPES: &[(&str, Type)] = &[
    ("bool", Type::Bool),
    ("bytes", Type::Bytes),
    ("double", Type::Double),
    ("google.protobuf.Duration", Type::Duration),
    ("google.protobuf.Timestamp", Type::Timestamp),
    ("int", Type::Int),
    ("null_type", Type::Null),
    ("string", Type::Text),
    ("uint", Type::Uint),
];

impl Checker<'_> {
    pub(super) fn ident(&mut self, id: Id, name: &Name) {
        if let Some(ty) = self.variable(name) {
            return self.set(id, ty);
        }
        if let Some(ty) = self.global(name.strip_prefix('.').unwrap_or(name)) {
            return self.set(id, ty);
        }
        self.set(id, Type::Error);
        let known = self.variables.iter().map(|(name, _)| name.to_string());
        let known = known.filter(|name| !name.starts_with(['@', '#']));
        let known: Vec<String> = known.chain([SELF.to_owned(), OLD_SELF.to_owned()]).collect();
        let mut message = problem(self.tree.at(id), format!("names `{name}`, which is not declared"));
        if self.scope.declarations.field(self.scope.place, name).is_some() {
            message = message.help(format!("write `self.{name}`"));
        } else {
            message = message.unknown(name.as_ref(), known);
        }
        self.report(message);
    }

    /// The type of a variable of a loop.
    pub(super) fn variable(&self, name: &str) -> Option<Type> {
        let found = self
            .variables
            .iter()
            .rev()
            .find(|(known, _)| known.as_ref() == name);
        found.map(|(_, ty)| ty.clone())
    }

    /// The type of a name that every expression can use.
    fn global(&mut self, name: &str) -> Option<Type> {
        let declarations = self.scope.declarations;
        let itself = || declarations.get(self.scope.place).ty.clone();
        match name {
            SELF => Some(itself()),
            OLD_SELF => {
                let ty = itself();
                self.uses_old_self = true;
                Some(if self.scope.optional_old_self {
                    Type::optional(ty)
                } else {
                    ty
                })
            }
            "list" => Some(Type::type_of(Type::list(Type::Dyn))),
            "map" => Some(Type::type_of(Type::map(Type::Dyn, Type::Dyn))),
            "type" => Some(Type::type_of(Type::Of(None))),
            "net.IP" | "net.CIDR" => Some(Type::type_of(Type::Opaque(name.into(), [].into()))),
            "optional_type" => Some(Type::type_of(Type::optional(Type::Dyn))),
            "google.protobuf.NullValue.NULL_VALUE" => Some(Type::Int),
            _ => {
                let found = TYPES.iter().find(|(known, _)| *known == name);
                found.map(|(_, ty)| Type::type_of(ty.clone()))
            }
        }
    }

    /// The type of a chain of names that is one name: `google.protobuf.Timestamp`.
    pub(super) fn qualified(&mut self, id: Id) -> Option<(Name, Type)> {
        if !matches!(self.tree.kind(id), Kind::Select { test: false, .. }) {
            return None;
        }
        let name = self.tree.qualified(id)?;
        let first = name.split('.').next().unwrap_or_default();
        if self.variable(first).is_some() {
            return None;
        }
        let ty = self.global(name.strip_prefix('.').unwrap_or(&name))?;
        Some((name, ty))
    }

    /// The names of the fields of a type.
    pub(super) fn fields_of(&self, ty: &Type) -> Vec<String> {
        let Type::Object(place) = ty else {
            return Vec::new();
        };
        match &self.scope.declarations.get(*place).shape {
            Shape::Object(fields) => fields.keys().map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    }
}
