//! Operands: members, literals, names and what is in brackets.

use super::{Parser, Part, RESERVED, VALUES};
use crate::error::SyntaxError;
use crate::token::Token;
use crate::tree::{Kind, Literal, Name};

impl Parser<'_> {
    pub(super) fn member(&mut self) -> Result<Part, SyntaxError> {
        let mut part = self.primary()?;
        loop {
            let (open, at) = (self.next, self.at());
            if self.takes(".") {
                part = self.after_dot(part, at)?;
            } else if self.takes("[") {
                let function = if self.takes("?") { "_[?_]" } else { "_[_]" };
                let index = self.expr()?;
                self.expect("]", open)?;
                part = self.operator(at, function, &[part, index], true)?;
            } else if *self.peek() == Token::Sign("{")
                && let Some(name) = self.tree.qualified(part.id)
            {
                self.advance();
                let (fields, parts) = self.fields(open)?;
                let at = self.tree.at(part.id);
                part = self.node(at, Kind::Message { name, fields }, &parts, false)?;
            } else {
                return Ok(part);
            }
        }
    }

    fn after_dot(&mut self, operand: Part, at: usize) -> Result<Part, SyntaxError> {
        let optional = self.takes("?");
        let field = Name::from(self.field_name()?);
        let open = self.next;
        if optional {
            let name = Literal::Text(field);
            let name = self.node(at, Kind::Literal(name), &[], false)?;
            return self.operator(at, "_?._", &[operand, name], true);
        }
        if self.takes("(") {
            let arguments = self.arguments(open)?;
            return self.method(at, operand, field, &arguments);
        }
        let kind = Kind::Select {
            operand: operand.id,
            field,
            test: false,
        };
        self.node(at, kind, &[operand], true)
    }

    fn method(
        &mut self,
        at: usize,
        target: Part,
        function: Name,
        arguments: &[Part],
    ) -> Result<Part, SyntaxError> {
        if let Some(expanded) = self.expand_method(at, target, &function, arguments)? {
            return Ok(expanded);
        }
        let parts: Vec<Part> = [target].iter().chain(arguments).copied().collect();
        let kind = Kind::Call {
            function,
            target: Some(target.id),
            arguments: arguments.iter().map(|part| part.id).collect(),
        };
        self.node(at, kind, &parts, true)
    }

    pub(super) fn field_name(&mut self) -> Result<String, SyntaxError> {
        let (Token::Name(name) | Token::Quoted(name)) = self.peek() else {
            return Err(self.missing("a field's name"));
        };
        if VALUES.contains(name) || *name == "in" {
            let message = self.error(format!(
                "`{name}` is a reserved word and cannot be a field's name"
            ));
            return Err(message.help(format!("write `__{name}__`")));
        }
        let name = (*name).to_owned();
        self.advance();
        Ok(name)
    }

    fn primary(&mut self) -> Result<Part, SyntaxError> {
        let (open, at) = (self.next, self.at());
        let root = self.takes(".");
        let token = self.peek().clone();
        if root && !matches!(token, Token::Name(name) if !VALUES.contains(&name)) {
            return Err(self.missing("a name"));
        }
        let literal = match token {
            Token::Sign("-") if self.is_negative_number() => {
                self.advance();
                self.negative()?
            }
            Token::Integer(value) => {
                let value = value.and_then(|value| i64::try_from(value).ok());
                Literal::Int(value.ok_or_else(|| self.too_large())?)
            }
            Token::Unsigned(value) => Literal::Uint(value),
            Token::Double(value) => Literal::Double(value),
            Token::Name("true") => Literal::Bool(true),
            Token::Name("false") => Literal::Bool(false),
            Token::Name("null") => Literal::Null,
            Token::Text(text) => Literal::Text(text),
            Token::Bytes(bytes) => Literal::Bytes(bytes),
            Token::Name("in") | Token::Quoted(_) | Token::End => return Err(self.missing("an operand")),
            Token::Name(name) => {
                return self.name(at, if root { format!(".{name}") } else { name.to_owned() });
            }
            Token::Sign("(") => {
                self.advance();
                let inner = self.expr()?;
                self.expect(")", open)?;
                return Ok(inner);
            }
            Token::Sign("[") => {
                self.advance();
                let (elements, parts) = self.elements(open)?;
                return self.node(at, Kind::List(elements), &parts, false);
            }
            Token::Sign("{") => {
                self.advance();
                let (entries, parts) = self.entries(open)?;
                return self.node(at, Kind::Map(entries), &parts, false);
            }
            Token::Sign(_) => return Err(self.missing("an operand")),
        };
        self.advance();
        self.node(at, Kind::Literal(literal), &[], false)
    }

    fn negative(&self) -> Result<Literal, SyntaxError> {
        match self.peek() {
            Token::Double(value) => Ok(Literal::Double(-value)),
            Token::Integer(Some(value)) => 0_i64
                .checked_sub_unsigned(*value)
                .map(Literal::Int)
                .ok_or_else(|| self.too_large()),
            _ => Err(self.too_large()),
        }
    }

    fn too_large(&self) -> SyntaxError {
        self.error("the number does not fit a 64-bit integer")
    }

    /// A name, or a call of the function with this name.
    fn name(&mut self, at: usize, name: String) -> Result<Part, SyntaxError> {
        if RESERVED.contains(&name.trim_start_matches('.')) {
            return Err(self.error(format!("`{name}` is a reserved word")));
        }
        self.advance();
        let open = self.next;
        if !self.takes("(") {
            return self.node(at, Kind::Ident(name.into()), &[], false);
        }
        let arguments = self.arguments(open)?;
        if let ("has", [field]) = (name.as_str(), arguments.as_slice()) {
            return self.presence(self.tokens[open].1, at, *field);
        }
        let kind = Kind::Call {
            function: name.into(),
            target: None,
            arguments: arguments.iter().map(|part| part.id).collect(),
        };
        self.node(at, kind, &arguments, false)
    }

    /// `has(operand.field)`.
    fn presence(&mut self, open: usize, at: usize, field: Part) -> Result<Part, SyntaxError> {
        let Kind::Select {
            operand, field: name, ..
        } = self.tree.kind(field.id).clone()
        else {
            let message = crate::error::problem(open, "`has` takes one field");
            return Err(message.help("write `has(self.name)`"));
        };
        let kind = Kind::Select {
            operand,
            field: name,
            test: true,
        };
        self.node(at, kind, &[field], false)
    }
}
