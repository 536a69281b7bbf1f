//! What to say when a function does not take the operands it gets.

use super::Checker;
use crate::error::problem;
use crate::library::Overload;
use crate::tree::Id;
use crate::types::Type;

/// The functions that convert a value, by the type that they return.
const CONVERSIONS: &[(Type, &str)] = &[
    (Type::Int, "int"),
    (Type::Uint, "uint"),
    (Type::Double, "double"),
    (Type::Text, "string"),
];

impl Checker<'_> {
    pub(super) fn no_overload(
        &mut self,
        id: Id,
        function: &str,
        method: bool,
        types: &[Type],
        overloads: &[Overload],
    ) {
        let resolved: Vec<Type> = types
            .iter()
            .map(|ty| self.substitution.resolve(ty, Some(&Type::Dyn)))
            .collect();
        let shown: Vec<String> = resolved.iter().map(|ty| format!("`{ty}`")).collect();
        let text = match operator(function) {
            Some("[ ]") => format!("indexes {} with {}", shown[0], shown[1..].join(" and ")),
            Some(sign) => format!("applies `{sign}` to {}", shown.join(" and ")),
            None if method => {
                let arguments = match &shown[1..] {
                    [] => "no arguments".to_owned(),
                    some => some.join(", "),
                };
                format!("calls `{function}` on {} with {arguments}", shown[0])
            }
            None if shown.is_empty() => format!("calls `{function}` without arguments"),
            None => format!("calls `{function}` with {}", shown.join(", ")),
        };
        let mut message = problem(self.tree.at(id), text);
        if let Some(help) = help(function, method, &resolved, overloads) {
            message = message.help(help);
        }
        self.report(message);
    }
}

fn help(function: &str, method: bool, types: &[Type], overloads: &[Overload]) -> Option<String> {
    if let (Some(_), [left, right]) = (operator(function), types) {
        if left.is_optional() != right.is_optional() {
            return Some("take the value of the optional with `.orValue(…)`".to_owned());
        }
        let numbers = [Type::Int, Type::Uint, Type::Double];
        let both_numbers = numbers.contains(left) && numbers.contains(right);
        let conversion = CONVERSIONS.iter().find(|(ty, _)| ty == left);
        return conversion
            .filter(|_| both_numbers || *left == Type::Text && numbers.contains(right))
            .map(|(_, name)| format!("convert one of them: `{name}(…)`"));
    }
    let other_style = overloads.iter().any(|overload| overload.method != method);
    if other_style && overloads.iter().all(|overload| overload.method != method) {
        return Some(if method {
            format!("`{function}` is a function, not a method: `{function}(…)`")
        } else {
            format!("`{function}` is a method: `value.{function}(…)`")
        });
    }
    let of_style = || overloads.iter().filter(|overload| overload.method == method);
    let mut ways: Vec<String> = of_style()
        .take(4)
        .map(|overload| way(function, overload))
        .collect();
    if of_style().count() > ways.len() {
        ways.push("…".to_owned());
    }
    (!ways.is_empty() && operator(function).is_none()).then(|| format!("it takes {}", ways.join(" or ")))
}

/// How an overload is called.
fn way(function: &str, overload: &Overload) -> String {
    let types: Vec<String> = overload.arguments.iter().map(ToString::to_string).collect();
    match overload.method {
        true => format!("`{}.{function}({})`", types[0], types[1..].join(", ")),
        false => format!("`{function}({})`", types.join(", ")),
    }
}

/// How an operator's function is written.
fn operator(function: &str) -> Option<&str> {
    match function {
        "@in" => Some("in"),
        "_[_]" | "_[?_]" => Some("[ ]"),
        "_?_:_" => Some("? :"),
        "!_" | "-_" => Some(&function[..1]),
        _ => function.strip_prefix('_')?.strip_suffix('_'),
    }
}
