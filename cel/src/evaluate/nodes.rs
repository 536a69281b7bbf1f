//! Evaluates the nodes of a tree, and counts their cost as cel-go observes them.
//!
//! A chain of fields and indexes is one attribute in cel-go: it costs one, and one more for each step. Where it is a branch of a
//! condition, or the operand of another step, only the steps are counted.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value as Json;

use super::value::Value;
use super::{CALL_LIMIT, Failure, Result, Scope};
use crate::check::Checked;
use crate::declaration::{Declaration, Declarations, Place};
use crate::tree::{Id, Kind, Literal, Name};

/// A variable of a loop.
#[derive(Clone, Debug)]
pub(super) enum Variable<'a> {
    Is(Result<Value<'a>>),
    /// An accumulator that was not used yet: its first value is that of a node, where so many variables are known.
    Starts(Id, usize),
}

pub(super) struct Evaluator<'a> {
    pub(super) checked: &'a Checked,
    pub(super) scope: &'a Scope,
    pub(super) constants: &'a HashSet<Id>,
    pub(super) object: &'a Json,
    pub(super) old: Option<&'a Json>,
    /// Whether the old value is an optional.
    pub(super) optional: bool,
    pub(super) variables: Vec<(Name, Variable<'a>)>,
    pub(super) cost: u64,
}

/// The name of a type that an expression can write.
pub(super) fn type_named(name: &str) -> Option<&'static str> {
    const TYPES: [&str; 15] = [
        "bool",
        "bytes",
        "double",
        "google.protobuf.Duration",
        "google.protobuf.Timestamp",
        "int",
        "list",
        "map",
        "net.CIDR",
        "net.IP",
        "null_type",
        "optional_type",
        "string",
        "type",
        "uint",
    ];
    let name = name.strip_prefix('.').unwrap_or(name);
    TYPES.into_iter().find(|known| *known == name)
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(
        checked: &'a Checked,
        scope: &'a Scope,
        object: &'a Json,
        old: Option<&'a Json>,
        optional: bool,
    ) -> Self {
        Self {
            checked,
            scope,
            constants: scope.constants(checked),
            object,
            old,
            optional,
            variables: Vec::new(),
            cost: 0,
        }
    }

    pub(super) fn declared(&self, place: Place) -> &'a Declaration {
        static NOTHING: Declaration = Declaration::NOTHING;
        let declarations: Option<&'a Arc<Declarations>> = self.scope.declared.as_ref().map(|(all, _)| all);
        declarations.map_or(&NOTHING, |all| all.get(place))
    }

    pub(super) fn pay(&mut self, cost: u64) -> Result<()> {
        self.cost = self.cost.saturating_add(cost);
        if self.cost > CALL_LIMIT {
            return Err(Failure::Limit);
        }
        Ok(())
    }

    /// The value of a node.
    pub(super) fn eval(&mut self, id: Id) -> Result<Value<'a>> {
        if self.constants.contains(&id) {
            let before = self.cost;
            let value = self.constant(id);
            self.cost = before;
            return value;
        }
        if self.is_attribute(id) {
            let value = self.resolve(id);
            if is_final(&value) {
                return value;
            }
            let free = match self.checked.tree.kind(id) {
                Kind::Select { test, .. } => *test,
                Kind::Call { function, .. } => function.as_ref() == "_?_:_",
                _ => false,
            };
            self.pay(u64::from(!free))?;
            return value;
        }
        match self.checked.tree.kind(id) {
            Kind::List(elements) => self.list(elements),
            Kind::Map(entries) => self.map(entries),
            Kind::Fold(fold) => self.fold(fold),
            Kind::Call {
                function,
                target,
                arguments,
            } => self.call(id, function, *target, arguments),
            _ => Err("no such overload".into()),
        }
    }

    fn constant(&mut self, id: Id) -> Result<Value<'a>> {
        match self.checked.tree.kind(id) {
            Kind::Literal(literal) => Ok(literal_value(literal)),
            Kind::Ident(name) => type_named(name)
                .map(|name| Value::Type(name.into()))
                .ok_or_else(|| format!("undeclared reference to '{name}'").into()),
            Kind::List(elements) => self.list(elements),
            Kind::Map(entries) => self.map(entries),
            Kind::Call {
                function,
                target,
                arguments,
            } => self.call(id, function, *target, arguments),
            _ => Err("no such overload".into()),
        }
    }
}

pub(super) fn is_final<T>(result: &Result<T>) -> bool {
    result.as_ref().is_err_and(Failure::is_final)
}

fn literal_value<'a>(literal: &Literal) -> Value<'a> {
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(flag) => Value::Bool(*flag),
        Literal::Int(number) => Value::Int(*number),
        Literal::Uint(number) => Value::Uint(*number),
        Literal::Double(number) => Value::Double(*number),
        Literal::Text(text) => Value::Text(Arc::clone(text)),
        Literal::Bytes(bytes) => Value::Bytes(Arc::clone(bytes)),
    }
}
