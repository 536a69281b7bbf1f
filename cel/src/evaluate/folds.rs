//! Loops, which macros such as `all` and `map` become.

use std::sync::Arc;

use super::nodes::{Evaluator, Variable, is_final};
use super::value::{List, Value};
use super::{Failure, Result};
use crate::tree::{Fold, Id, Kind, Name};

impl<'a> Evaluator<'a> {
    pub(super) fn fold(&mut self, fold: &'a Fold) -> Result<Value<'a>> {
        let range = self.eval(fold.range)?;
        let rows = self.rows(&range, fold.second.is_some())?;
        let outside = self.variables.len();
        let name = Name::clone(&fold.accumulator);
        self.variables.push((name, Variable::Starts(fold.start, outside)));
        let mut result = Ok(());
        for (first, second) in rows {
            self.variables
                .push((Name::clone(&fold.item), Variable::Is(first)));
            if let (Some(name), Some(second)) = (&fold.second, second) {
                self.variables.push((Name::clone(name), Variable::Is(second)));
            }
            let done = self.eval(fold.condition);
            if is_final(&done) {
                result = done.map(drop);
                break;
            }
            if matches!(done, Ok(Value::Bool(false))) {
                break;
            }
            let value = self.fold_step(fold.step, &fold.accumulator, outside);
            if is_final(&value) {
                result = value.map(drop);
                break;
            }
            self.variables.truncate(outside + 1);
            self.variables[outside].1 = Variable::Is(value);
        }
        self.variables.truncate(outside + 1);
        let value = match result {
            Ok(()) => self.eval(fold.result),
            Err(failure) => Err(failure),
        };
        self.variables.truncate(outside);
        value
    }

    /// What a loop runs over, one row of variables after the other.
    #[expect(clippy::type_complexity, reason = "a pair of values per row")]
    pub(super) fn rows(
        &self,
        range: &Value<'a>,
        two: bool,
    ) -> Result<Vec<(Result<Value<'a>>, Option<Result<Value<'a>>>)>> {
        match range {
            Value::List(list) => Ok((0..list.len())
                .map(|index| {
                    let item = self.item(list, index);
                    if two {
                        (
                            Ok(Value::Int(i64::try_from(index).unwrap_or(i64::MAX))),
                            Some(item),
                        )
                    } else {
                        (item, None)
                    }
                })
                .collect()),
            Value::Map(map) => Ok(self
                .keys(map)
                .into_iter()
                .map(|key| {
                    let value = two.then(|| {
                        let found = self.find(map, &key)?;
                        found.ok_or_else(|| Failure::from("no such key"))
                    });
                    (Ok(key), value)
                })
                .collect()),
            other => Err(format!("got '{}', expected iterable type", other.type_name()).into()),
        }
    }

    /// A step of a loop. Adding to the list that is collected does not copy it.
    fn fold_step(&mut self, id: Id, accumulator: &Name, at: usize) -> Result<Value<'a>> {
        let Kind::Call {
            function, arguments, ..
        } = self.checked.tree.kind(id)
        else {
            return self.eval(id);
        };
        let is_accumulator =
            |id: Id| matches!(self.checked.tree.kind(id), Kind::Ident(name) if name == accumulator);
        match (function.as_ref(), arguments.as_slice()) {
            ("_?_:_", [condition, step, other]) if is_accumulator(*other) => match self.eval(*condition)? {
                Value::Bool(true) => self.fold_step(*step, accumulator, at),
                Value::Bool(false) => self.resolve(*other),
                _ => Err("no such overload".into()),
            },
            ("_+_", [list, last])
                if is_accumulator(*list) && matches!(self.checked.tree.kind(*last), Kind::List(_)) =>
            {
                let so_far = self.eval(*list);
                let last = self.eval(*last);
                self.pay(1)?;
                let (so_far, last) = (so_far?, last?);
                // The variable gives its list up, so that there is one owner.
                self.variables[at].1 = Variable::Is(Ok(Value::Null));
                match (so_far, last) {
                    (Value::List(List::Items(mut items)), Value::List(last)) => {
                        let last = self.items(&last)?;
                        Arc::make_mut(&mut items).extend(last);
                        Ok(Value::List(List::Items(items)))
                    }
                    _ => Err("no such overload".into()),
                }
            }
            _ => self.eval(id),
        }
    }
}
