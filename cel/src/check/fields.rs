//! Fields of objects and maps.

use super::Checker;
use crate::error::problem;
use crate::tree::{Id, Kind, Literal};
use crate::types::Type;

impl Checker<'_> {
    pub(super) fn select(&mut self, id: Id, operand: Id, field: &str, test: bool) {
        if let Some((name, ty)) = self.qualified(id) {
            self.tree.replace(id, Kind::Ident(name));
            return self.set(id, ty);
        }
        let mut ty = self.field(id, operand, field, false);
        if test {
            ty = Type::Bool;
        }
        let ty = self.substitution.resolve(&ty, None);
        self.set(id, ty);
    }

    /// `operand.?field`.
    pub(super) fn optional_select(&mut self, id: Id, arguments: &[Id]) {
        let [operand, name] = *arguments else {
            return self.set(id, Type::Error);
        };
        let Kind::Literal(Literal::Text(field)) = self.tree.kind(name).clone() else {
            return self.set(id, Type::Error);
        };
        self.set(name, Type::Text);
        let ty = self.field(id, operand, &field, true);
        let ty = self.substitution.resolve(&ty, None);
        self.set(id, ty);
        self.overloads.insert(id, vec!["select_optional_field"]);
    }

    fn field(&mut self, id: Id, operand: Id, field: &str, optional: bool) -> Type {
        self.check(operand);
        let (target, was_optional) = self.known(operand).unwrapped();
        let ty = match &target {
            Type::Map(entry) => entry.1.clone(),
            Type::Object(place) => match self.scope.declarations.field(*place, field) {
                Some(found) => found.ty.clone(),
                None => self.missing(id, operand, field, &target),
            },
            Type::Named(_) => self.missing(id, operand, field, &target),
            Type::Variable(_) => {
                self.substitution.assign(&Type::Dyn, &target);
                Type::Dyn
            }
            Type::Dyn | Type::Error => Type::Dyn,
            other => {
                let shown = self.show(other);
                let path = self.path(operand, field);
                let text = format!("names `{path}`, but a value of type `{shown}` has no fields");
                self.report(problem(self.tree.at(id), text));
                Type::Dyn
            }
        };
        if was_optional || optional {
            return Type::optional(ty);
        }
        ty
    }

    fn missing(&mut self, id: Id, operand: Id, field: &str, target: &Type) -> Type {
        let path = self.path(operand, field);
        let known = self.fields_of(target);
        if let Type::Object(place) = target
            && self
                .scope
                .declarations
                .get(*place)
                .hidden
                .iter()
                .any(|hidden| hidden.as_ref() == field)
        {
            let text = format!("names `{path}`, which the API server does not expose to rules");
            let is_metadata = known == ["generateName", "name"];
            let help = match is_metadata {
                true => "the fields are name and generateName",
                false => "give the field a type",
            };
            self.report(problem(self.tree.at(id), text).help(help));
            return Type::Error;
        }
        let mut message = problem(self.tree.at(id), format!("names `{path}`, which does not exist"));
        if let Type::Named(_) = target {
            message.text = format!("names `{path}`, but a value of type `{target}` has no fields");
        } else if !known.is_empty() {
            message = message.help(format!("the fields are {}", known.join(", ")));
        }
        self.report(message.unknown(field, known));
        Type::Error
    }

    /// A field as the user wrote it, as far as that is plain.
    fn path(&self, operand: Id, field: &str) -> String {
        match self.plain(operand) {
            Some(path) => format!("{path}.{field}"),
            None => field.to_owned(),
        }
    }

    fn plain(&self, id: Id) -> Option<String> {
        match self.tree.kind(id) {
            Kind::Ident(name) => Some(name.to_string()),
            Kind::Select { operand, field, .. } => Some(format!("{}.{field}", self.plain(*operand)?)),
            Kind::Call {
                function, arguments, ..
            } if function.as_ref() == "_[_]" => Some(format!("{}[…]", self.plain(arguments[0])?)),
            _ => None,
        }
    }
}
