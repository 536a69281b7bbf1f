//! Operators and calls: which operands are evaluated, and what the call costs.

use super::nodes::{Evaluator, is_final};
use super::value::Value;
use super::{Failure, Result};
use crate::tree::{Element, Id, Kind, Literal, Name};

impl<'a> Evaluator<'a> {
    pub(super) fn call(
        &mut self,
        id: Id,
        function: &'a Name,
        target: Option<Id>,
        arguments: &'a [Id],
    ) -> Result<Value<'a>> {
        let operands: Vec<Id> = target.iter().chain(arguments).copied().collect();
        match (function.as_ref(), operands.as_slice()) {
            ("_&&_", [one, other]) => return self.logical(*one, *other, false),
            ("_||_", [one, other]) => return self.logical(*one, *other, true),
            ("or", [optional, other]) => {
                return match self.eval(*optional)? {
                    value @ Value::Optional(Some(_)) => Ok(value),
                    Value::Optional(None) => self.eval(*other),
                    _ => Err("no such overload".into()),
                };
            }
            ("orValue", [optional, other]) => {
                return match self.eval(*optional)? {
                    Value::Optional(Some(value)) => Ok(value.as_ref().clone()),
                    Value::Optional(None) => self.eval(*other),
                    _ => Err("no such overload".into()),
                };
            }
            ("@in" | "in" | "_in_", [one, list]) if self.is_constant_set(id, *list) => {
                let value = self.eval(*one)?;
                let list = self.eval(*list)?;
                return self.is_in(&value, &list).map(Value::Bool);
            }
            _ => {}
        }
        // cel-go prepares constant patterns, and then looks at no argument behind one that has no value; neither does it if a function
        // takes any number of arguments, as its `format` does.
        let prepared = matches!(function.as_ref(), "matches" | "find" | "findAll")
            && operands.get(1).is_some_and(|pattern| {
                matches!(self.checked.tree.kind(*pattern), Kind::Literal(Literal::Text(_)))
            });
        let strict = prepared || operands.len() > 2 || function.as_ref() == "format";
        let mut values: Vec<Result<Value<'a>>> = Vec::with_capacity(operands.len());
        for operand in &operands {
            let value = self.eval(*operand);
            if is_final(&value) {
                return value;
            }
            let failed = value.is_err();
            values.push(value);
            if failed && strict && values.len() < operands.len() {
                return values.pop().unwrap_or_else(|| Err("no such overload".into()));
            }
        }
        let overloads = self.checked.overloads.get(&id);
        let overload = overloads
            .and_then(|overloads| (overloads.len() == 1).then(|| overloads[0]))
            .unwrap_or_default();
        let compares = overload == "list_distinct" || overload.ends_with("_sort");
        let failed = if compares { values.first() } else { values.get(1) };
        if (compares || overload.ends_with("_sortByAssociatedKeys")) && failed.is_some_and(Result::is_err) {
            return Err(Failure::Internal(NO_LIST));
        }
        let mut result = self.apply(function, &values);
        if let (Ok(Value::Int(0)), "sum", Some(Ok(Value::List(list)))) =
            (&result, function.as_ref(), values.first())
            && list.len() == 0
        {
            result = Ok(nothing(overload));
        }
        let cost = self.call_cost(function, overload, &values, &result);
        self.pay(cost)?;
        result
    }

    /// Whether cel-go looks a value up in a set that it has made from a constant list.
    fn is_constant_set(&self, id: Id, list: Id) -> bool {
        let is_list = self
            .checked
            .overloads
            .get(&id)
            .is_some_and(|overloads| overloads.as_slice() == ["in_list"]);
        let Kind::List(elements) = self.checked.tree.kind(list) else {
            return false;
        };
        let primitive = |element: &Element| {
            matches!(
                self.checked.tree.kind(element.value),
                Kind::Literal(
                    Literal::Bool(_)
                        | Literal::Int(_)
                        | Literal::Uint(_)
                        | Literal::Double(_)
                        | Literal::Text(_)
                )
            )
        };
        is_list && self.constants.contains(&list) && elements.iter().all(primitive)
    }

    /// `&&` and `||`: an error counts only if the other side does not decide.
    pub(super) fn logical(&mut self, one: Id, other: Id, decides: bool) -> Result<Value<'a>> {
        let mut failure = None;
        for id in [one, other] {
            match self.eval(id) {
                Ok(Value::Bool(flag)) if flag == decides => return Ok(Value::Bool(decides)),
                Ok(Value::Bool(_)) => {}
                Err(failure) if failure.is_final() => return Err(failure),
                Ok(_) => _ = failure.get_or_insert_with(|| "no such overload".into()),
                Err(error) => _ = failure.get_or_insert(error),
            }
        }
        match failure {
            Some(failure) => Err(failure),
            None => Ok(Value::Bool(!decides)),
        }
    }
}

/// What Go says where it counts the cost of a call without a list.
const NO_LIST: &str = "interface conversion: *types.Err is not traits.Lister: missing method Add";

/// The sum of no values.
fn nothing<'a>(overload: &str) -> Value<'a> {
    match overload {
        "list_uint_sum_uint" => Value::Uint(0),
        "list_double_sum_double" => Value::Double(0.0),
        "list_duration_sum_duration" => Value::Duration(0),
        _ => Value::Int(0),
    }
}
