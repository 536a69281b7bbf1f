//! Calls of functions, methods and operators.

use std::rc::Rc;

use super::Checker;
use crate::error::problem;
use crate::library::{self, Overload};
use crate::tree::{Id, Kind, Name};
use crate::types::Type;

impl Checker<'_> {
    pub(super) fn call(&mut self, id: Id, function: &Name, target: Option<Id>, arguments: &[Id]) {
        if function.as_ref() == "_?._" {
            return self.optional_select(id, arguments);
        }
        for argument in arguments {
            self.check(*argument);
        }
        let Some(target) = target else {
            let name = function.strip_prefix('.').unwrap_or(function);
            let overloads = self.function(name);
            if overloads.is_empty() {
                return self.no_function(id, function, None);
            }
            let name = Name::from(name);
            return self.resolve(id, &name, &overloads, None, arguments);
        };
        // `a.b.c(x)` calls the function `a.b.c`, if there is one, or else the method `c` of `a.b`.
        if let Some(prefix) = self.tree.qualified(target) {
            let name = format!("{}.{function}", prefix.strip_prefix('.').unwrap_or(&prefix));
            let overloads = self.function(&name);
            if !overloads.is_empty() {
                let name = Name::from(name);
                let kind = Kind::Call {
                    function: Name::clone(&name),
                    target: None,
                    arguments: arguments.to_vec(),
                };
                self.tree.replace(id, kind);
                return self.resolve(id, &name, &overloads, None, arguments);
            }
            if self.is_namespace(&prefix) {
                return self.no_function(id, function, Some(&prefix));
            }
        }
        self.check(target);
        let overloads = self.function(function);
        if overloads.is_empty() {
            return self.no_function(id, function, None);
        }
        self.resolve(id, function, &overloads, Some(target), arguments);
    }

    fn function(&mut self, name: &str) -> Rc<[Overload]> {
        if let Some(known) = self.functions.get(name) {
            return Rc::clone(known);
        }
        let found: Rc<[Overload]> = library::overloads(name, self.scope.minor).into();
        self.functions.insert(name.into(), Rc::clone(&found));
        found
    }

    /// Whether a name is the first part of functions' names, and no variable.
    fn is_namespace(&self, prefix: &str) -> bool {
        let is_part = |name: &str| {
            name.strip_prefix(prefix)
                .is_some_and(|rest| rest.starts_with('.'))
        };
        let elsewhere = ["base64", "cel", "math", "proto", "regex", "strings"];
        let known = elsewhere.contains(&prefix) || library::names(self.scope.minor).any(is_part);
        known && self.variable(prefix).is_none()
    }

    fn no_function(&mut self, id: Id, function: &str, prefix: Option<&str>) {
        self.set(id, Type::Error);
        let whole = match prefix {
            Some(prefix) => format!("{prefix}.{function}"),
            None => function.to_owned(),
        };
        let minor = self.scope.minor.0;
        let text = format!("calls `{whole}`, which rules do not have in Kubernetes 1.{minor}");
        let mut message = problem(self.tree.at(id), text);
        if let Some(first) = library::first(&whole) {
            message = message.help(format!("1.{} is the first version with it", first.0));
        } else {
            let known = library::names(self.scope.minor).map(str::to_owned);
            let macros = ["all", "exists", "exists_one", "filter", "has", "map"].map(str::to_owned);
            message = message.unknown(whole, known.chain(macros));
        }
        self.report(message);
    }

    fn resolve(
        &mut self,
        id: Id,
        function: &Name,
        overloads: &[Overload],
        target: Option<Id>,
        arguments: &[Id],
    ) {
        let operands: Vec<Id> = target.iter().chain(arguments).copied().collect();
        let types: Vec<Type> = operands.iter().map(|operand| self.ty(*operand)).collect();
        if matches!(function.as_ref(), "_&&_" | "_||_") {
            return self.logical(id, function, &operands, overloads);
        }
        let mut matching = Vec::new();
        let mut result: Option<Type> = None;
        for overload in overloads
            .iter()
            .filter(|overload| overload.method == target.is_some())
        {
            let fresh: Vec<Type> = (0..overload.parameters)
                .map(|_| self.substitution.fresh())
                .collect();
            let instance = |ty: &Type| {
                ty.replaced(&|part| match part {
                    Type::Parameter(index) => Some(fresh[*index].clone()),
                    _ => None,
                })
            };
            let expected: Vec<Type> = overload.arguments.iter().map(instance).collect();
            if !self.substitution.assign_all(&types, &expected) {
                continue;
            }
            matching.push(overload.id);
            let ty = self.substitution.resolve(&instance(&overload.result), None);
            result = Some(match result {
                None => ty,
                Some(before) if before == Type::Dyn || before == ty => before,
                Some(_) => Type::Dyn,
            });
        }
        match result {
            Some(ty) => {
                self.set(id, ty);
                self.overloads.insert(id, matching);
            }
            None => {
                self.set(id, Type::Error);
                self.no_overload(id, function, target.is_some(), &types, overloads);
            }
        }
    }

    fn logical(&mut self, id: Id, function: &str, operands: &[Id], overloads: &[Overload]) {
        let sign = function.trim_matches('_');
        let mut wrong = false;
        for operand in operands {
            let ty = self.ty(*operand);
            if !self.substitution.assign(&ty, &Type::Bool) {
                let shown = self.show(&ty);
                let text = format!("applies `{sign}` to a value of type `{shown}`");
                let message = problem(self.tree.at(*operand), text);
                self.report(message.help("compare it: `==`, `!=`, `>`"));
                wrong = true;
            }
        }
        self.set(id, if wrong { Type::Error } else { Type::Bool });
        self.overloads
            .insert(id, overloads.iter().map(|overload| overload.id).collect());
    }
}
