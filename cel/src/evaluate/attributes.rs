//! Attributes: names, and the fields and indexes behind them.

use std::sync::Arc;

use super::convert::shortest;
use super::nodes::{Evaluator, Variable};
use super::value::Value;
use super::{Failure, Result};
use crate::tree::{Id, Kind, Name};

impl<'a> Evaluator<'a> {
    /// Whether cel-go plans a node as an attribute.
    pub(super) fn is_attribute(&self, id: Id) -> bool {
        if self.constants.contains(&id) {
            return false;
        }
        match self.checked.tree.kind(id) {
            Kind::Ident(_) | Kind::Select { .. } => true,
            Kind::Call { function, .. } => {
                matches!(function.as_ref(), "_[_]" | "_[?_]" | "_?._" | "_?_:_")
            }
            _ => false,
        }
    }

    /// The value of an attribute, for the cost of its steps.
    pub(super) fn resolve(&mut self, id: Id) -> Result<Value<'a>> {
        match self.checked.tree.kind(id) {
            Kind::Ident(name) => self.named(name),
            Kind::Select { operand, field, test } => {
                let base = self.base(*operand)?;
                // Behind a step that found nothing, cel-go takes no more steps.
                if *test && matches!(base, Value::Optional(None)) && !self.may_stop(*operand) {
                    self.pay(1)?;
                }
                self.step(&base, &Value::Text(Arc::clone(field)), false, *test)
            }
            Kind::Call {
                function, arguments, ..
            } => match (function.as_ref(), arguments.as_slice()) {
                ("_?_:_", [condition, yes, no]) => {
                    let branch = match self.eval(*condition)? {
                        Value::Bool(true) => *yes,
                        Value::Bool(false) => *no,
                        _ => return Err("no such overload".into()),
                    };
                    self.base(branch)
                }
                (function, [operand, index]) => {
                    let base = self.base(*operand)?;
                    if matches!(base, Value::Optional(None)) {
                        return Ok(base);
                    }
                    let index = self.base(*index)?;
                    self.step(&base, &index, function != "_[_]", false)
                }
                _ => Err("no such overload".into()),
            },
            _ => Err("no such overload".into()),
        }
    }

    /// Whether an attribute has an optional step.
    fn may_stop(&self, id: Id) -> bool {
        match self.checked.tree.kind(id) {
            Kind::Select { operand, .. } => self.may_stop(*operand),
            Kind::Call {
                function, arguments, ..
            } => match (function.as_ref(), arguments.first()) {
                ("_[?_]" | "_?._", _) => true,
                ("_[_]", Some(operand)) => self.may_stop(*operand),
                _ => false,
            },
            _ => false,
        }
    }

    /// The operand or the index of a step. One that is no attribute becomes one that is relative to it.
    pub(super) fn base(&mut self, id: Id) -> Result<Value<'a>> {
        if self.is_attribute(id) {
            return self.resolve(id);
        }
        self.eval(id)
    }

    /// One step: a field, a key or an index.
    pub(super) fn step(
        &mut self,
        base: &Value<'a>,
        key: &Value<'a>,
        optional: bool,
        test: bool,
    ) -> Result<Value<'a>> {
        let (value, was_optional) = match base {
            Value::Optional(None) if test => return Ok(Value::Bool(false)),
            Value::Optional(None) => return Ok(Value::Optional(None)),
            Value::Optional(Some(value)) => (value.as_ref(), true),
            other => (other, false),
        };
        let found = self.at(value, key);
        let present = !matches!(found, Ok(None));
        if present || !(optional || was_optional) {
            self.pay(1)?;
        }
        match found? {
            found if test => Ok(Value::Bool(found.is_some())),
            Some(value) if optional || was_optional => Ok(Value::some(value)),
            Some(value) => Ok(value),
            None if optional || was_optional => Ok(Value::Optional(None)),
            None => Err(missing(value, key)),
        }
    }

    /// What a value has at a key; what has no keys has nothing.
    pub(super) fn at(&mut self, value: &Value<'a>, key: &Value<'a>) -> Result<Option<Value<'a>>> {
        match value {
            Value::Map(map) => self.find(map, key),
            Value::List(list) => {
                let index = match key {
                    Value::Int(index) => *index,
                    Value::Uint(index) => i64::try_from(*index).unwrap_or(i64::MAX),
                    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction")]
                    Value::Double(index) if index.fract() == 0.0 => *index as i64,
                    Value::Double(index) => {
                        return Err(format!("unsupported index value {} in list", shortest(*index)).into());
                    }
                    _ => return Err(format!("unsupported index type '{}' in list", key.type_name()).into()),
                };
                let index = usize::try_from(index).ok().filter(|index| *index < list.len());
                index.map(|index| self.item(list, index)).transpose()
            }
            _ => Ok(None),
        }
    }

    pub(super) fn named(&mut self, name: &Name) -> Result<Value<'a>> {
        let found = self.variables.iter().rposition(|(known, _)| known == name);
        if let Some(at) = found {
            return match self.variables[at].1.clone() {
                Variable::Is(value) => value,
                Variable::Starts(id, known) => {
                    let inner = self.variables.split_off(known);
                    let value = self.eval(id);
                    self.variables.extend(inner);
                    self.variables[at].1 = Variable::Is(value.clone());
                    value
                }
            };
        }
        let place = self.scope.declared.as_ref().map_or(0, |(_, place)| *place);
        match (name.strip_prefix('.').unwrap_or(name), self.old) {
            ("self", _) => self.read(self.object, place),
            ("oldSelf", Some(old)) if self.optional => self.read(old, place).map(Value::some),
            ("oldSelf", None) if self.optional => Ok(Value::Optional(None)),
            ("oldSelf", Some(old)) => self.read(old, place),
            ("google.protobuf.NullValue.NULL_VALUE", _) => Ok(Value::Int(0)),
            _ => Err(format!("no such attribute(s): {name}").into()),
        }
    }
}

fn missing(value: &Value<'_>, key: &Value<'_>) -> Failure {
    let shown = match key {
        Value::Text(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Double(number) => number.to_string(),
        other => other.type_name().to_owned(),
    };
    if matches!(value, Value::List(_)) {
        return format!("index out of bounds: {shown}").into();
    }
    format!("no such key: {shown}").into()
}
