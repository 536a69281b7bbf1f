//! Regular expressions.

use regex_lite::Regex;

use super::{
    Answer,
    arguments::{at_least, exactly, integer, text},
};
use crate::{Value, error::Reason};

pub(super) fn call(name: &str, all: &[Value]) -> Option<Answer> {
    Some(match name {
        "regexMatch" => exactly(name, all)
            .and_then(|[regex, value]| Ok(Value::Bool(compiled(regex)?.is_match(text(name, value)?)))),
        "regexFind" => exactly(name, all).and_then(|[regex, value]| {
            let found = compiled(regex)?
                .find(text(name, value)?)
                .map(|found| found.as_str().to_owned());
            Ok(found.unwrap_or_default().into())
        }),
        "regexFindAll" => exactly(name, all).and_then(|[regex, value, count]| {
            let count = usize::try_from(integer(count)).unwrap_or(usize::MAX);
            let regex = compiled(regex)?;
            let found = regex.find_iter(text(name, value)?).take(count);
            Ok(Value::list(found.map(|found| found.as_str().into())))
        }),
        "regexReplaceAll" => exactly(name, all).and_then(|[regex, value, new]| {
            let new = text(name, new)?;
            Ok(compiled(regex)?
                .replace_all(text(name, value)?, new)
                .into_owned()
                .into())
        }),
        "regexReplaceAllLiteral" => exactly(name, all).and_then(|[regex, value, new]| {
            let new = regex_lite::NoExpand(text(name, new)?);
            Ok(compiled(regex)?
                .replace_all(text(name, value)?, new)
                .into_owned()
                .into())
        }),
        "regexSplit" => at_least(name, 2, all).and_then(|all| {
            let regex = compiled(&all[0])?;
            let value = text(name, &all[1])?;
            let count = all.get(2).map_or(-1, integer);
            let parts: Vec<Value> = match usize::try_from(count) {
                Ok(count) => regex.splitn(value, count).map(Value::from).collect(),
                Err(_) => regex.split(value).map(Value::from).collect(),
            };
            Ok(Value::list(parts))
        }),
        "regexQuoteMeta" => {
            exactly(name, all).and_then(|[value]| Ok(regex_lite::escape(text(name, value)?).into()))
        }
        _ => return None,
    })
}

fn compiled(regex: &Value) -> Result<Regex, Reason> {
    let regex = text("a regular expression", regex)?;
    // What Go does not know either, and classes of Unicode.
    Regex::new(regex).map_err(|_| Reason::Unsupported(format!("the regular expression `{regex}`")))
}
