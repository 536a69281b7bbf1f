//! Types.

use super::Parser;
use crate::Problem;
use crate::syntax::{Expression, Field, Tag};
use crate::token::Kind;

impl Parser {
    pub(super) fn expression(&mut self) -> Result<Expression, Problem> {
        match self.peek() {
            Some(Kind::Sign('*')) => {
                self.at += 1;
                Ok(Expression::Pointer(Box::new(self.expression()?)))
            }
            Some(Kind::Sign('[')) => {
                self.skip_brackets()?;
                Ok(Expression::List(Box::new(self.expression()?)))
            }
            Some(Kind::Sign('(')) => {
                self.at += 1;
                let inner = self.expression()?;
                self.expect(')')?;
                Ok(inner)
            }
            Some(Kind::Sign('<')) => self.other("a channel"),
            Some(Kind::Word(word)) => match word.as_str() {
                "map" => {
                    self.at += 1;
                    self.expect('[')?;
                    let key = self.expression()?;
                    self.expect(']')?;
                    Ok(Expression::Map(Box::new(key), Box::new(self.expression()?)))
                }
                "struct" => {
                    self.at += 1;
                    self.structure()
                }
                "interface" => self.other("an interface"),
                "func" => self.other("a function"),
                "chan" => self.other("a channel"),
                _ => self.named(),
            },
            _ => Err(self.error("expected a type")),
        }
    }

    /// Skips a type without a schema, which ends at the tag or at the end of the field.
    fn other(&mut self, what: &'static str) -> Result<Expression, Problem> {
        self.skip_to(|kind| matches!(kind, Kind::Sign(';') | Kind::Text(_)));
        Ok(Expression::Other(what))
    }

    fn skip_brackets(&mut self) -> Result<(), Problem> {
        self.expect('[')?;
        self.skip();
        self.expect(']')
    }

    fn named(&mut self) -> Result<Expression, Problem> {
        let first = self.word()?;
        let (package, name) = match self.eat('.') {
            true => (Some(first), self.word()?),
            false => (None, first),
        };
        if self.is('[') {
            self.skip_brackets()?;
            return Ok(Expression::Other("a generic type"));
        }
        if package.is_none() && name == "any" {
            return Ok(Expression::Other("an interface"));
        }
        Ok(Expression::Named { package, name })
    }

    fn structure(&mut self) -> Result<Expression, Problem> {
        let first = self.line();
        self.expect('{')?;
        let mut fields = Vec::new();
        loop {
            while self.eat(';') {}
            if self.is('}') {
                self.comments.take(first, self.line());
                self.at += 1;
                return Ok(Expression::Struct(fields));
            }
            if self.peek().is_none() {
                return Err(self.error("expected `}`"));
            }
            self.fields(&mut fields)?;
        }
    }

    /// One line of a struct: an embedded type, or names and their type.
    fn fields(&mut self, fields: &mut Vec<Field>) -> Result<(), Problem> {
        let docs = self.docs(false);
        let line = self.line();
        let embedded = match (self.peek(), self.ahead(1)) {
            (Some(Kind::Sign('*')), _) => true,
            (Some(Kind::Word(_)), Some(Kind::Sign('.' | ';' | '}') | Kind::Text(_))) => true,
            (Some(Kind::Word(_)), _) => false,
            _ => return Err(self.error("expected a field")),
        };
        let mut names = Vec::new();
        if !embedded {
            names.push(self.word()?);
            while self.eat(',') {
                names.push(self.word()?);
            }
        }
        let ty = self.expression()?;
        if embedded {
            names.push(base(&ty));
        }
        let tag = match self.peek() {
            Some(Kind::Text(text)) => {
                let tag = Tag::read(text);
                self.at += 1;
                tag
            }
            _ => None,
        };
        if !self.is('}') {
            self.expect(';')?;
        }
        fields.extend(names.into_iter().map(|name| Field {
            name,
            embedded,
            tag: tag.clone(),
            docs: docs.clone(),
            ty: ty.clone(),
            line,
        }));
        Ok(())
    }
}

/// The name of an embedded field.
fn base(ty: &Expression) -> String {
    match ty {
        Expression::Named { name, .. } => name.clone(),
        Expression::Pointer(inner) => base(inner),
        Expression::List(_) | Expression::Map(..) | Expression::Struct(_) | Expression::Other(_) => {
            String::new()
        }
    }
}
