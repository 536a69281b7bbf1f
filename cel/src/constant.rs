//! Conversions of constants, which the API server evaluates when it compiles: `int('x')` is an error there already.

mod number;

use std::sync::Arc;

use crate::check::Checked;
use crate::error::{Problem, problem};
use crate::tree::{Id, Kind, Literal};
use crate::{Pattern, time};

/// A value that is known without an object.
#[derive(Clone, Debug, PartialEq)]
enum Constant {
    Literal(Literal),
    Duration(i64),
    Timestamp(i64),
    /// A list, map or type; no conversion of one fails.
    Other,
}

/// Functions that convert a value to another type. The API server calls them while it compiles, if their operand is a constant.
pub(crate) const CONVERSIONS: &[&str] = &[
    "bool",
    "bytes",
    "double",
    "duration",
    "dyn",
    "int",
    "string",
    "timestamp",
    "type",
    "uint",
];
/// Functions with a pattern as the second operand.
const PATTERNS: &[&str] = &["find", "findAll", "matches"];

/// Finds constants that do not convert, and patterns that do not compile.
pub(crate) fn check(checked: &Checked) -> Vec<Problem> {
    let mut finder = Finder {
        checked,
        constants: vec![None; checked.tree.len()],
        problems: Vec::new(),
    };
    // Parts come before the nodes above them, but for those that the checker rewrote.
    for id in checked.tree.ids() {
        finder.constants[id] = finder.constant(id);
    }
    for id in checked.tree.ids() {
        finder.patterns(id);
    }
    finder.problems
}

struct Finder<'a> {
    checked: &'a Checked,
    constants: Vec<Option<Constant>>,
    problems: Vec<Problem>,
}

impl Finder<'_> {
    fn constant(&mut self, id: Id) -> Option<Constant> {
        let tree = &self.checked.tree;
        let known = |id: Id| self.constants[id].is_some();
        match tree.kind(id) {
            Kind::Literal(literal) => Some(Constant::Literal(literal.clone())),
            Kind::List(elements) => {
                let all = elements.iter().all(|element| known(element.value));
                all.then_some(Constant::Other)
            }
            Kind::Map(entries) => {
                let all = entries.iter().all(|entry| known(entry.key) && known(entry.value));
                all.then_some(Constant::Other)
            }
            Kind::Call {
                function,
                target: None,
                arguments,
            } if CONVERSIONS.contains(&function.as_ref()) => {
                let [argument] = arguments.as_slice() else {
                    return None;
                };
                let value = self.constants[*argument].clone()?;
                let converted = convert(function, &value);
                if converted.is_none() {
                    let text = format!(
                        "has `{function}({})`, which is not a valid {function}",
                        shown(&value)
                    );
                    self.problems
                        .push(*problem(tree.at(id), text).help(example(function)));
                }
                converted
            }
            Kind::Call {
                function, arguments, ..
            } if matches!(function.as_ref(), "_[_]" | "_[?_]") => {
                self.index(arguments);
                None
            }
            _ => None,
        }
    }

    /// cel-go prepares a constant index, and takes no other types.
    fn index(&mut self, arguments: &[Id]) {
        let Some(index) = arguments.get(1) else { return };
        let is_key = match &self.constants[*index] {
            None => true,
            Some(Constant::Literal(literal)) => !matches!(literal, Literal::Null | Literal::Bytes(_)),
            Some(Constant::Duration(_) | Constant::Timestamp(_) | Constant::Other) => false,
        };
        if !is_key {
            let at = self.checked.tree.at(*index);
            self.problems.push(*problem(
                at,
                "has an index that is not a string, a number or a boolean".to_owned(),
            ));
        }
    }

    fn patterns(&mut self, id: Id) {
        let Kind::Call {
            function,
            target,
            arguments,
        } = self.checked.tree.kind(id)
        else {
            return;
        };
        if !PATTERNS.contains(&function.as_ref()) {
            return;
        }
        let second = target.iter().chain(arguments).nth(1);
        let mut found = second.and_then(|id| self.text(*id).map(|text| (*id, text)));
        // The API server checks the first argument as well, also where that is the text.
        if found.is_none()
            && function.as_ref() == "matches"
            && let Some(first) = arguments.first()
            && let Kind::Literal(Literal::Text(text)) = self.checked.tree.kind(*first)
        {
            found = Some((*first, Arc::clone(text)));
        }
        if let Some((id, text)) = found
            && let Err(reason) = Pattern::parse(&text)
        {
            let text = format!("has the pattern `{text}`, which does not compile: {reason}");
            self.problems.push(*problem(self.checked.tree.at(id), text));
        }
    }

    fn text(&self, id: Id) -> Option<Arc<str>> {
        match &self.constants[id] {
            Some(Constant::Literal(Literal::Text(text))) => Some(Arc::clone(text)),
            _ => None,
        }
    }
}

/// Converts a value; `None` if it does not fit the type.
fn convert(function: &str, value: &Constant) -> Option<Constant> {
    use Constant::{Duration, Timestamp};
    let literal = |literal| Some(Constant::Literal(literal));
    match (function, value) {
        ("dyn", value) => Some(value.clone()),
        ("type", _) | (_, Constant::Other) => Some(Constant::Other),
        ("duration", Duration(_)) | ("timestamp", Timestamp(_)) => Some(value.clone()),
        ("duration", Constant::Literal(Literal::Text(text))) => time::duration(text).map(Duration),
        ("timestamp", Constant::Literal(Literal::Text(text))) => {
            time::timestamp(text).map(|(seconds, _)| Timestamp(seconds))
        }
        ("timestamp", Constant::Literal(Literal::Int(seconds))) => time::in_range(*seconds).map(Timestamp),
        ("int", Timestamp(seconds)) => literal(Literal::Int(*seconds)),
        ("int", Duration(nanos)) => literal(Literal::Int(*nanos)),
        ("string", Duration(_) | Timestamp(_)) => Some(Constant::Other),
        (_, Constant::Literal(value)) => number::convert(function, value).map(Constant::Literal),
        (_, Duration(_) | Timestamp(_)) => Some(Constant::Other),
    }
}

fn shown(value: &Constant) -> String {
    match value {
        Constant::Literal(Literal::Text(text)) => format!("'{text}'"),
        Constant::Literal(Literal::Int(value)) => value.to_string(),
        Constant::Literal(Literal::Uint(value)) => format!("{value}u"),
        Constant::Literal(Literal::Double(value)) => value.to_string(),
        Constant::Literal(Literal::Bool(value)) => value.to_string(),
        _ => "…".to_owned(),
    }
}

fn example(function: &str) -> &'static str {
    match function {
        "duration" => "write `duration('1h30m')`",
        "timestamp" => "write `timestamp('2026-01-31T12:00:00Z')`",
        "bool" => "write `true` or `false`",
        _ => "write a number in the range of the type",
    }
}
