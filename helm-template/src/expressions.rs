//! Evaluates pipelines, commands and their arguments.

use gotmpl::parse::{CommandNode, Expr, Number, PipeNode, SmolStr};

use crate::{TemplateError, Value, error::Reason, exec::Run, functions};

impl Run<'_> {
    pub(crate) fn pipe(&mut self, pipe: &PipeNode, dot: &Value) -> Result<Value, TemplateError> {
        let value = self.commands(pipe, dot)?;
        for name in &pipe.decl {
            self.bind(name, value.clone(), pipe.is_assign, pipe.pos.line)?;
        }
        Ok(value)
    }

    pub(crate) fn commands(&mut self, pipe: &PipeNode, dot: &Value) -> Result<Value, TemplateError> {
        let mut value = None;
        for command in &pipe.commands {
            value = Some(self.command(command, value, dot)?);
        }
        Ok(value.unwrap_or(Value::Nil))
    }

    fn command(
        &mut self,
        command: &CommandNode,
        piped: Option<Value>,
        dot: &Value,
    ) -> Result<Value, TemplateError> {
        let line = command.pos.line;
        let Some((first, rest)) = command.args.split_first() else {
            return Ok(Value::Nil);
        };
        match first {
            Expr::Identifier(_, name) => self.function(name, rest, piped, dot, line),
            // A method, or a field without arguments.
            Expr::Field(_, fields) => self.chain(dot.clone(), fields, rest, piped, dot, line),
            Expr::Variable(_, name, fields) => {
                let value = self.variable(name, line)?;
                self.chain(value, fields, rest, piped, dot, line)
            }
            Expr::Chain(_, inner, fields) => {
                let value = self.value(inner, dot, line)?;
                self.chain(value, fields, rest, piped, dot, line)
            }
            _ if !rest.is_empty() || piped.is_some() => {
                Err(self.at(line, "can't give argument to non-function"))
            }
            other => self.value(other, dot, line),
        }
    }

    fn function(
        &mut self,
        name: &str,
        arguments: &[Expr],
        piped: Option<Value>,
        dot: &Value,
        line: usize,
    ) -> Result<Value, TemplateError> {
        if name == "and" || name == "or" {
            let mut last = Value::Nil;
            for argument in arguments {
                last = self.value(argument, dot, line)?;
                if last.is_true() == (name == "or") {
                    return Ok(last);
                }
            }
            return Ok(piped.unwrap_or(last));
        }
        let mut values = self.values(arguments, dot, line)?;
        values.extend(piped);
        let answer = match (name, values.as_slice()) {
            ("include", [Value::Text(name), data]) => self.engine.include(name, data).map(Value::from),
            ("tpl", [Value::Text(text), data]) => self.engine.tpl(self.name, text, data).map(Value::from),
            _ => functions::call(name, &values),
        };
        answer.map_err(|reason| self.at(line, reason))
    }

    fn values(&mut self, arguments: &[Expr], dot: &Value, line: usize) -> Result<Vec<Value>, TemplateError> {
        arguments
            .iter()
            .map(|argument| self.value(argument, dot, line))
            .collect()
    }

    fn value(&mut self, expression: &Expr, dot: &Value, line: usize) -> Result<Value, TemplateError> {
        match expression {
            Expr::Dot(_) => Ok(dot.clone()),
            Expr::Nil(_) => Ok(Value::Nil),
            Expr::Bool(_, value) => Ok(Value::Bool(*value)),
            Expr::String(_, text) => Ok(Value::from(&**text)),
            Expr::Number(_, Number::Int(number)) => Ok(Value::Int(*number)),
            Expr::Number(_, Number::Float(number)) => Ok(Value::Float(*number)),
            Expr::Number(_, Number::Uint(number)) => Err(self.at(line, format!("{number} overflows int"))),
            Expr::Identifier(_, name) => self.function(name, &[], None, dot, line),
            Expr::Pipe(_, pipe) => self.pipe(pipe, dot),
            Expr::Field(_, fields) => self.chain(dot.clone(), fields, &[], None, dot, line),
            Expr::Variable(_, name, fields) => {
                let value = self.variable(name, line)?;
                self.chain(value, fields, &[], None, dot, line)
            }
            Expr::Chain(_, inner, fields) => {
                let value = self.value(inner, dot, line)?;
                self.chain(value, fields, &[], None, dot, line)
            }
        }
    }

    fn variable(&self, name: &str, line: usize) -> Result<Value, TemplateError> {
        let value = self.scope.get(name).cloned();
        value.ok_or_else(|| self.at(line, format!("undefined variable {name:?}")))
    }

    /// Fields of fields. The last one gets the arguments.
    fn chain(
        &mut self,
        start: Value,
        fields: &[SmolStr],
        arguments: &[Expr],
        piped: Option<Value>,
        dot: &Value,
        line: usize,
    ) -> Result<Value, TemplateError> {
        let mut given = self.values(arguments, dot, line)?;
        given.extend(piped);
        if fields.is_empty() && !given.is_empty() {
            return Err(self.at(line, "can't give argument to non-function"));
        }
        // No value has no fields, but a missing field of a map is an error as soon as one of its own is asked for.
        if let Value::Nil = start {
            return Ok(Value::Nil);
        }
        let mut value = start;
        for (at, field) in fields.iter().enumerate() {
            let arguments: &[Value] = if at + 1 == fields.len() { &given } else { &[] };
            value = match value {
                Value::Nil => Err(Reason::from(format!(
                    "nil pointer evaluating interface {{}}.{field}"
                ))),
                value => value.field(field, arguments),
            }
            .map_err(|reason| self.at(line, reason))?;
        }
        Ok(value)
    }
}
