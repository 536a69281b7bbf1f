//! Evaluates the nodes of a tree, and counts their cost as cel-go observes them.
//!
//! A chain of fields and indexes is one attribute in cel-go: it costs one, and one more for each step. Where it is a branch of a
//! condition, or the operand of another step, only the steps are counted.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value as Json;

use super::value::{List, Map, Value};
use super::{CALL_LIMIT, Failure, Result, Scope};
use crate::check::Checked;
use crate::declaration::{Declaration, Declarations, Place};
use crate::tree::{Element, Entry, Fold, Id, Kind, Literal, Name};

/// What a list costs that an expression makes.
const LIST: u64 = 10;
/// What a map costs that an expression makes.
const MAP: u64 = 30;

/// A variable of a loop.
#[derive(Clone, Debug)]
enum Variable<'a> {
    Is(Result<Value<'a>>),
    /// An accumulator that was not used yet: its first value is that of a node, where so many variables are known.
    Starts(Id, usize),
}

pub(super) struct Evaluator<'a> {
    pub(super) checked: &'a Checked,
    scope: &'a Scope,
    constants: &'a HashSet<Id>,
    object: &'a Json,
    old: Option<&'a Json>,
    /// Whether the old value is an optional.
    optional: bool,
    variables: Vec<(Name, Variable<'a>)>,
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

    fn pay(&mut self, cost: u64) -> Result<()> {
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

    /// Whether cel-go plans a node as an attribute.
    fn is_attribute(&self, id: Id) -> bool {
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
    fn resolve(&mut self, id: Id) -> Result<Value<'a>> {
        match self.checked.tree.kind(id) {
            Kind::Ident(name) => self.named(name),
            Kind::Select { operand, field, test } => {
                let base = self.base(*operand)?;
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
                    let index = if self.is_attribute(*index) {
                        self.resolve(*index)?
                    } else {
                        self.eval(*index)?
                    };
                    self.step(&base, &index, function != "_[_]", false)
                }
                _ => Err("no such overload".into()),
            },
            _ => Err("no such overload".into()),
        }
    }

    /// The operand of a step. One that is no attribute becomes one that is relative to it.
    fn base(&mut self, id: Id) -> Result<Value<'a>> {
        if self.is_attribute(id) {
            return self.resolve(id);
        }
        self.eval(id)
    }

    /// One step: a field, a key or an index.
    fn step(&mut self, base: &Value<'a>, key: &Value<'a>, optional: bool, test: bool) -> Result<Value<'a>> {
        let (value, was_optional) = match base {
            Value::Optional(None) if test => return Ok(Value::Bool(false)),
            Value::Optional(None) => return Ok(Value::Optional(None)),
            Value::Optional(Some(value)) => (value.as_ref(), true),
            other => (other, false),
        };
        let found = self.at(value, key);
        let present = !matches!(found, Ok(None));
        if test || present || !(optional || was_optional) {
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
    fn at(&mut self, value: &Value<'a>, key: &Value<'a>) -> Result<Option<Value<'a>>> {
        match value {
            Value::Map(map) => self.find(map, key),
            Value::List(list) => {
                let index = match key {
                    Value::Int(index) => *index,
                    Value::Uint(index) => i64::try_from(*index).unwrap_or(i64::MAX),
                    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction")]
                    Value::Double(index) if index.fract() == 0.0 => *index as i64,
                    _ => return Err(format!("unsupported index type '{}' in list", key.type_name()).into()),
                };
                let index = usize::try_from(index).ok().filter(|index| *index < list.len());
                index.map(|index| self.item(list, index)).transpose()
            }
            _ => Ok(None),
        }
    }

    fn named(&mut self, name: &Name) -> Result<Value<'a>> {
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

    /// A list costs the same if an element has no value.
    fn list(&mut self, elements: &[Element]) -> Result<Value<'a>> {
        let made = self.elements(elements);
        if is_final(&made) {
            return made;
        }
        self.pay(LIST)?;
        made
    }

    fn elements(&mut self, elements: &[Element]) -> Result<Value<'a>> {
        let mut items = Vec::with_capacity(elements.len());
        for element in elements {
            let value = self.eval(element.value)?;
            match (element.optional, value) {
                (false, value) => items.push(value),
                (true, Value::Optional(Some(value))) => items.push(value.as_ref().clone()),
                (true, Value::Optional(None)) => {}
                (true, _) => return Err("no such overload".into()),
            }
        }
        Ok(Value::list(items))
    }

    fn map(&mut self, entries: &[Entry]) -> Result<Value<'a>> {
        let made = self.entries(entries);
        if is_final(&made) {
            return made;
        }
        self.pay(MAP)?;
        made
    }

    fn entries(&mut self, entries: &[Entry]) -> Result<Value<'a>> {
        let mut made: Vec<(Value<'a>, Value<'a>)> = Vec::with_capacity(entries.len());
        for entry in entries {
            let key = self.eval(entry.key)?;
            let value = self.eval(entry.value)?;
            let value = match (entry.optional, value) {
                (false, value) => value,
                (true, Value::Optional(Some(value))) => value.as_ref().clone(),
                (true, Value::Optional(None)) => continue,
                (true, _) => return Err("no such overload".into()),
            };
            // Of a key that is written twice, the last value counts.
            let known = made
                .iter()
                .position(|(known, _)| matches!(self.equals(known, &key), Ok(true)));
            match known {
                Some(at) => made[at].1 = value,
                None => made.push((key, value)),
            }
        }
        Ok(Value::Map(Map::Entries(Arc::new(made))))
    }

    fn fold(&mut self, fold: &'a Fold) -> Result<Value<'a>> {
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
    fn rows(
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

    fn call(
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
    fn logical(&mut self, one: Id, other: Id, decides: bool) -> Result<Value<'a>> {
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

fn is_final<T>(result: &Result<T>) -> bool {
    result.as_ref().is_err_and(Failure::is_final)
}

/// The sum of no values.
fn nothing<'a>(overload: &str) -> Value<'a> {
    match overload {
        "list_uint_sum_uint" => Value::Uint(0),
        "list_double_sum_double" => Value::Double(0.0),
        "list_duration_sum_duration" => Value::Duration(0),
        _ => Value::Int(0),
    }
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
