//! Operands: members, literals, names and what is in brackets.

use super::{Parser, RESERVED, VALUES};
use crate::cel::{Expr, SyntaxError, macros, syntax_error, token::Token};
use crate::diagnostic::Message;

impl Parser<'_> {
    pub(super) fn member(&mut self) -> Result<Expr, SyntaxError> {
        let mut expr = self.primary()?;
        loop {
            let open = self.next;
            if self.takes(".") {
                let optional = self.takes("?");
                let name = self.field_name()?;
                let open = self.next;
                expr = if !optional && self.takes("(") {
                    self.method(expr, name, open)?
                } else {
                    Expr::Field {
                        of: Box::new(expr),
                        name,
                        optional,
                    }
                };
            } else if self.takes("[") {
                self.takes("?");
                let at = Box::new(self.expr()?);
                self.expect("]", open)?;
                let of = Box::new(expr);
                expr = Expr::Index { of, at };
            } else if let Some(open) = self.message(&expr) {
                self.advance();
                expr = Expr::Parts(self.entries(open, true)?);
            } else {
                return Ok(expr);
            }
        }
    }

    /// A call on a target, after its opening parenthesis.
    fn method(&mut self, target: Expr, function: String, open: usize) -> Result<Expr, SyntaxError> {
        let arguments = self.list(")", open)?;
        let names = macros::declared_by(&function, arguments.len());
        let is_name = |expr: &Expr| matches!(expr, Expr::Name(_));
        let iterates = macros::ITERATING.contains(&function.as_str());
        if iterates && names == 1 && arguments.len() > 1 && !is_name(&arguments[0]) {
            let message = Message::new(format!("`{function}` needs a variable as its first argument"));
            let help = format!("write `list.{function}(x, x > 0)`");
            return Err(syntax_error(self.tokens[open].1, message.help(help)));
        }
        Ok(Expr::Call {
            function,
            target: Some(Box::new(target)),
            arguments,
        })
    }

    /// Parses the fields of a message, if the expression before the brace can be a type's name.
    fn message(&self, expr: &Expr) -> Option<usize> {
        let is_name = match expr {
            Expr::Name(_) | Expr::Field { optional: false, .. } => true,
            Expr::Field { .. } | Expr::Literal => false,
            Expr::Index { .. } | Expr::Call { .. } | Expr::Parts(_) => false,
        };
        (is_name && *self.peek() == Token::Sign("{")).then_some(self.next)
    }

    pub(super) fn field_name(&mut self) -> Result<String, SyntaxError> {
        let (Token::Name(name) | Token::Quoted(name)) = self.peek() else {
            return Err(self.missing("a field's name"));
        };
        if VALUES.contains(name) || *name == "in" {
            let message = format!("`{name}` is a reserved word and cannot be a field's name");
            return Err(self.error(Message::new(message).help(format!("write `__{name}__`"))));
        }
        let name = (*name).to_owned();
        self.advance();
        Ok(name)
    }

    fn primary(&mut self) -> Result<Expr, SyntaxError> {
        let open = self.next;
        let root = self.takes(".");
        let token = self.peek().clone();
        if root && !matches!(token, Token::Name(name) if !VALUES.contains(&name)) {
            return Err(self.missing("a name"));
        }
        match token {
            Token::Sign("-") if self.is_negative_number() => {
                self.advance();
                self.number(i64::MIN.unsigned_abs())
            }
            Token::Integer(_) | Token::Number => self.number(i64::MAX.unsigned_abs()),
            Token::Name("true" | "false" | "null") | Token::Text(_) | Token::Bytes => {
                self.advance();
                Ok(Expr::Literal)
            }
            Token::Name("in") | Token::Quoted(_) | Token::End => Err(self.missing("an operand")),
            Token::Name(name) => self.name(if root { format!(".{name}") } else { name.to_owned() }),
            Token::Sign("(") => {
                self.advance();
                let inner = self.expr()?;
                self.expect(")", open)?;
                Ok(inner)
            }
            Token::Sign("[") => {
                self.advance();
                Ok(Expr::Parts(self.list("]", open)?))
            }
            Token::Sign("{") => {
                self.advance();
                Ok(Expr::Parts(self.entries(open, false)?))
            }
            Token::Sign(_) => Err(self.missing("an operand")),
        }
    }

    fn number(&mut self, most: u64) -> Result<Expr, SyntaxError> {
        if let Token::Integer(value) = self.peek()
            && value.is_none_or(|value| value > most)
        {
            return Err(self.error("the number does not fit a 64-bit integer"));
        }
        self.advance();
        Ok(Expr::Literal)
    }

    /// A name, or a call of the function with this name.
    fn name(&mut self, name: String) -> Result<Expr, SyntaxError> {
        if RESERVED.contains(&name.as_str()) {
            return Err(self.error(format!("`{name}` is a reserved word")));
        }
        self.advance();
        let open = self.next;
        if !self.takes("(") {
            return Ok(Expr::Name(name));
        }
        let arguments = self.list(")", open)?;
        let is_field = |expr: &Expr| matches!(expr, Expr::Field { optional: false, .. });
        if name == "has" && arguments.len() == 1 && !is_field(&arguments[0]) {
            let message = Message::new("`has` takes one field").help("write `has(self.name)`");
            return Err(syntax_error(self.tokens[open].1, message));
        }
        Ok(Expr::Call {
            function: name,
            target: None,
            arguments,
        })
    }
}
