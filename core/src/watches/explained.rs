//! Why the file is no list of entries.

use serde_json::Value;

use crate::suggest;
use crate::yaml::{self, YamlError};

/// Returns why the text is no list of entries, in one line: it is logged.
pub(super) fn explained(cause: &YamlError, text: &str) -> String {
    if yaml::from_str::<Value>(text).is_ok_and(|value| !value.is_array()) {
        return String::from("it must be a list; each entry starts with `- `");
    }
    let message = cause.first_line();
    let Some((place, reason)) = message.split_once(": ") else {
        return message.to_owned();
    };
    let number = |part: &str| part.parse::<usize>().ok();
    let line = place
        .strip_prefix("line ")
        .and_then(|rest| number(rest.split(' ').next()?));
    let line = line.and_then(|line| text.lines().nth(line.checked_sub(1)?));
    let quoted = line
        .map(|line| format!(" in `{}`", line.trim()))
        .unwrap_or_default();
    match reason {
        // Its place is the entry, and the line there is another field.
        _ if reason.starts_with("missing field") => message.to_owned(),
        _ => match unknown_field(reason) {
            Some(better) => format!("{place}: {better}"),
            None => format!("{place}: {reason}{quoted}"),
        },
    }
}

/// Returns the message for an unknown field, with the field that is meant or all of them.
fn unknown_field(reason: &str) -> Option<String> {
    let rest = reason.strip_prefix("unknown field `")?;
    let (field, rest) = rest.split_once('`')?;
    let all = rest.strip_prefix(", expected one of ")?;
    let names = all.split(", ").map(|name| name.trim_matches('`'));
    Some(match suggest::nearest(field, names) {
        Some(near) => format!("unknown field `{field}`; did you mean `{near}`?"),
        None => format!("unknown field `{field}`; the fields are {all}"),
    })
}
