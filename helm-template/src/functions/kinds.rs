//! The types of values.

use super::{
    Answer,
    arguments::{exactly, text},
};
use crate::Value;

pub(super) fn call(name: &str, all: &[Value]) -> Option<Answer> {
    let is = |found: fn(&Value) -> &'static str| -> Answer {
        let [wanted, value] = exactly(name, all)?;
        Ok(Value::Bool(found(value) == text(name, wanted)?))
    };
    Some(match name {
        "kindOf" => exactly(name, all).map(|[value]| value.kind().into()),
        "typeOf" => exactly(name, all).map(|[value]| value.type_name().into()),
        "kindIs" => is(Value::kind),
        "typeIs" | "typeIsLike" => is(Value::type_name),
        _ => return None,
    })
}
