//! The type checker: cel-go's, over the declarations of a schema.

mod calls;
mod fields;
mod format;
mod literals;
mod message;
mod names;
mod overloads;

pub(crate) use literals::literals;

use std::collections::HashMap;

use crate::declaration::{Declarations, Place};
use crate::error::{Problem, SyntaxError, problem};
use crate::library::Overload;
use crate::minor::Minor;
use crate::tree::{Element, Entry, Fold, Id, Kind, Literal, Name, Tree};
use crate::types::{Substitution, Type};

/// An expression whose types are known.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) tree: Tree,
    /// The type of each node.
    pub(crate) types: Vec<Type>,
    /// The overloads that each call may mean.
    pub(crate) overloads: HashMap<Id, Vec<&'static str>>,
    pub(crate) uses_old_self: bool,
}

/// What an expression is checked against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) declarations: &'a Declarations,
    pub(crate) place: Place,
    pub(crate) optional_old_self: bool,
    pub(crate) minor: Minor,
}

/// Checks an expression, or returns everything that is wrong.
pub(crate) fn check(tree: Tree, scope: Scope<'_>) -> Result<Checked, Vec<Problem>> {
    let nodes = tree.len();
    let mut checker = Checker {
        tree,
        scope,
        types: vec![None; nodes],
        overloads: HashMap::new(),
        functions: HashMap::new(),
        variables: Vec::new(),
        substitution: Substitution::default(),
        problems: Vec::new(),
        uses_old_self: false,
    };
    let root = checker.tree.root;
    checker.check(root);
    if !checker.problems.is_empty() {
        return Err(checker.problems);
    }
    let resolved = checker.types.iter().map(|ty| match ty {
        Some(ty) => checker.substitution.resolve(ty, Some(&Type::Dyn)),
        None => Type::Dyn,
    });
    Ok(Checked {
        types: resolved.collect(),
        overloads: checker.overloads,
        uses_old_self: checker.uses_old_self,
        tree: checker.tree,
    })
}

struct Checker<'a> {
    tree: Tree,
    scope: Scope<'a>,
    types: Vec<Option<Type>>,
    overloads: HashMap<Id, Vec<&'static str>>,
    /// The overloads of the functions that were looked up.
    functions: HashMap<Name, std::rc::Rc<[Overload]>>,
    /// The variables of the loops around a node.
    variables: Vec<(Name, Type)>,
    substitution: Substitution,
    problems: Vec<Problem>,
    uses_old_self: bool,
}

impl Checker<'_> {
    fn report(&mut self, problem: SyntaxError) {
        if !self.problems.contains(&problem) {
            self.problems.push(*problem);
        }
    }

    fn ty(&self, id: Id) -> Type {
        self.types[id].clone().unwrap_or(Type::Error)
    }

    /// The type of a node as far as it is known now.
    fn known(&self, id: Id) -> Type {
        self.substitution.resolve(&self.ty(id), None)
    }

    fn set(&mut self, id: Id, ty: Type) {
        self.types[id] = Some(ty);
    }

    fn check(&mut self, id: Id) {
        match self.tree.kind(id).clone() {
            Kind::Literal(literal) => self.set(id, of_literal(&literal)),
            Kind::Ident(name) => self.ident(id, &name),
            Kind::Select { operand, field, test } => self.select(id, operand, &field, test),
            Kind::Call {
                function,
                target,
                arguments,
            } => self.call(id, &function, target, &arguments),
            Kind::List(elements) => self.list(id, &elements),
            Kind::Map(entries) => self.map(id, &entries),
            Kind::Message { name, fields } => self.message(id, &name, &fields),
            Kind::Fold(fold) => self.fold(id, &fold),
        }
    }

    fn list(&mut self, id: Id, elements: &[Element]) {
        let mut joined = None;
        for element in elements {
            self.check(element.value);
            let ty = self.element(element.value, element.optional);
            joined = Some(self.join(joined, ty));
        }
        let element = joined.unwrap_or_else(|| self.substitution.fresh());
        self.set(id, Type::list(element));
    }

    fn map(&mut self, id: Id, entries: &[Entry]) {
        let (mut keys, mut values) = (None, None);
        for entry in entries {
            self.check(entry.key);
            let key = self.ty(entry.key);
            keys = Some(self.join(keys, key));
            self.check(entry.value);
            let value = self.element(entry.value, entry.optional);
            values = Some(self.join(values, value));
        }
        let key = keys.unwrap_or_else(|| self.substitution.fresh());
        let value = values.unwrap_or_else(|| self.substitution.fresh());
        self.set(id, Type::map(key, value));
    }

    /// The type of an element; an optional one must be an optional.
    fn element(&mut self, id: Id, optional: bool) -> Type {
        let ty = self.ty(id);
        if !optional {
            return ty;
        }
        let (inner, is_optional) = ty.unwrapped();
        if !is_optional && inner != Type::Dyn {
            let message = problem(
                self.tree.at(id),
                format!("marks a value of type `{inner}` with `?`"),
            );
            self.report(message.help("a value after `?` must be an optional, such as `object.?field`"));
        }
        inner
    }

    fn join(&mut self, before: Option<Type>, now: Type) -> Type {
        let Some(before) = before else { return now };
        if self.substitution.assign(&before, &now) {
            return crate::types::most_general(&before, &now);
        }
        // Literals are checked later, because arguments of `format` may differ.
        Type::Dyn
    }

    fn fold(&mut self, id: Id, fold: &Fold) {
        self.check(fold.range);
        self.check(fold.start);
        let range = self.known(fold.range);
        let accumulated = self.ty(fold.start);
        let outside = self.variables.len();
        self.variables
            .push((Name::clone(&fold.accumulator), accumulated.clone()));
        let (first, second) = match &range {
            Type::List(element) if fold.second.is_some() => (Type::Int, element.as_ref().clone()),
            Type::List(element) => (element.as_ref().clone(), Type::Error),
            Type::Map(entry) => (entry.0.clone(), entry.1.clone()),
            Type::Dyn | Type::Error | Type::Variable(_) => {
                self.substitution.assign(&Type::Dyn, &range);
                (Type::Dyn, Type::Dyn)
            }
            other => {
                let shown = self.show(other);
                let at = self.tree.at(fold.range);
                let message = problem(at, format!("loops over a value of type `{shown}`"));
                self.report(message.help("loop over a list or a map"));
                (Type::Error, Type::Error)
            }
        };
        let inside = self.variables.len();
        self.variables.push((Name::clone(&fold.item), first));
        if let Some(name) = &fold.second {
            self.variables.push((Name::clone(name), second));
        }
        self.check(fold.condition);
        self.must_be(fold.condition, &Type::Bool);
        self.check(fold.step);
        self.must_be(fold.step, &accumulated);
        self.variables.truncate(inside);
        self.check(fold.result);
        self.variables.truncate(outside);
        let ty = self.known(fold.result);
        self.set(id, ty);
    }

    fn must_be(&mut self, id: Id, expected: &Type) {
        let ty = self.ty(id);
        if !self.substitution.assign(expected, &ty) {
            let (shown, other) = (self.show(expected), self.show(&ty));
            let text = format!("has a value of type `{other}` where `{shown}` is expected");
            self.report(problem(self.tree.at(id), text));
        }
    }

    fn show(&self, ty: &Type) -> String {
        self.substitution.resolve(ty, Some(&Type::Dyn)).to_string()
    }
}

fn of_literal(literal: &Literal) -> Type {
    match literal {
        Literal::Null => Type::Null,
        Literal::Bool(_) => Type::Bool,
        Literal::Int(_) => Type::Int,
        Literal::Uint(_) => Type::Uint,
        Literal::Double(_) => Type::Double,
        Literal::Text(_) => Type::Text,
        Literal::Bytes(_) => Type::Bytes,
    }
}
