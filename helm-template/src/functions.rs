//! The functions of templates: Go's, those of sprig, and Helm's.

mod arguments;
mod dicts;
mod encoding;
mod kinds;
mod lists;
mod logic;
mod merging;
mod numbers;
mod paths;
mod patterns;
mod printing;
mod strings;
mod versions;

use crate::{Value, error::Reason};

type Answer = Result<Value, Reason>;

/// The functions of one subject: `None` if it has none of this name.
type Group = fn(&str, &[Value]) -> Option<Answer>;

/// Calls a function.
pub(crate) fn call(name: &str, arguments: &[Value]) -> Answer {
    // sprig's names of functions that fail instead of returning nothing; here all do.
    let name = match name.strip_prefix("must") {
        Some(rest) if rest.starts_with(char::is_uppercase) => rest[..1].to_lowercase() + &rest[1..],
        _ => name.to_owned(),
    };
    let groups: [Group; 11] = [
        logic::call,
        strings::call,
        lists::call,
        dicts::call,
        numbers::call,
        encoding::call,
        kinds::call,
        paths::call,
        patterns::call,
        printing::call,
        versions::call,
    ];
    let mut answers = groups.iter().filter_map(|call| call(&name, arguments));
    answers
        .next()
        .unwrap_or_else(|| Err(Reason::Unsupported(format!("the function `{name}`"))))
}
