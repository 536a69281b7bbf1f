//! Lists, the arguments of calls, and the entries of maps and messages.

use super::{Parser, Part};
use crate::error::SyntaxError;
use crate::token::Token;
use crate::tree::{Element, Entry, Field, Name};

impl Parser<'_> {
    /// CEL allows `[,]` and `{,}`.
    fn is_lone_comma(&self, close: &str) -> bool {
        let mut next = self.tokens[self.next..].iter().map(|(token, _)| token);
        let is = |token: Option<&Token<'_>>, text| matches!(token, Some(Token::Sign(sign)) if *sign == text);
        is(next.next(), ",") && is(next.next(), close)
    }

    /// The arguments in parentheses.
    pub(super) fn arguments(&mut self, open: usize) -> Result<Vec<Part>, SyntaxError> {
        let mut parts = Vec::new();
        while !self.takes(")") {
            parts.push(self.expr()?);
            if !self.takes(",") {
                self.expect(")", open)?;
                break;
            }
            if *self.peek() == Token::Sign(")") {
                return Err(self.missing("an argument"));
            }
        }
        Ok(parts)
    }

    /// The elements in brackets.
    pub(super) fn elements(&mut self, open: usize) -> Result<(Vec<Element>, Vec<Part>), SyntaxError> {
        let (mut elements, mut parts) = (Vec::new(), Vec::new());
        if self.is_lone_comma("]") {
            self.advance();
        }
        while !self.takes("]") {
            let optional = self.takes("?");
            let part = self.expr()?;
            elements.push(Element {
                value: part.id,
                optional,
            });
            parts.push(part);
            if !self.takes(",") {
                self.expect("]", open)?;
                break;
            }
        }
        Ok((elements, parts))
    }

    /// The entries of a map in braces.
    pub(super) fn entries(&mut self, open: usize) -> Result<(Vec<Entry>, Vec<Part>), SyntaxError> {
        let (mut entries, mut parts) = (Vec::new(), Vec::new());
        if self.is_lone_comma("}") {
            self.advance();
        }
        while !self.takes("}") {
            let optional = self.takes("?");
            let key = self.expr()?;
            self.colon()?;
            let value = self.expr()?;
            entries.push(Entry {
                key: key.id,
                value: value.id,
                optional,
            });
            parts.extend([key, value]);
            if !self.takes(",") {
                self.expect("}", open)?;
                break;
            }
        }
        Ok((entries, parts))
    }

    /// The fields of a message in braces.
    pub(super) fn fields(&mut self, open: usize) -> Result<(Vec<Field>, Vec<Part>), SyntaxError> {
        let (mut fields, mut parts) = (Vec::new(), Vec::new());
        if self.is_lone_comma("}") {
            self.advance();
        }
        while !self.takes("}") {
            let optional = self.takes("?");
            let name = Name::from(self.field_name()?);
            self.colon()?;
            let value = self.expr()?;
            fields.push(Field {
                name,
                value: value.id,
                optional,
            });
            parts.push(value);
            if !self.takes(",") {
                self.expect("}", open)?;
                break;
            }
        }
        Ok((fields, parts))
    }

    fn colon(&mut self) -> Result<(), SyntaxError> {
        if self.takes(":") {
            return Ok(());
        }
        Err(self.missing("the `:` of an entry"))
    }
}
