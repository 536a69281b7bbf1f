//! The libraries that rules have.

mod arithmetic;
mod format;
mod kubernetes;
mod lists;
mod texts;

use super::Result;

use super::nodes::Evaluator;
use super::value::Value;

impl<'a> Evaluator<'a> {
    pub(super) fn library(&self, function: &str, values: &[Value<'a>]) -> Result<Value<'a>> {
        let tried = match values.first() {
            Some(Value::Text(_)) => self.of_text(function, values),
            Some(Value::List(_)) => self.of_list(function, values),
            _ => None,
        };
        tried
            .or_else(|| self.of_kubernetes(function, values))
            .unwrap_or_else(|| {
                let types: Vec<_> = values.iter().map(Value::type_name).collect();
                Err(format!("no such overload: {function}({})", types.join(", ")).into())
            })
    }
}
