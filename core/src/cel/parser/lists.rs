//! Lists, the arguments of calls, and the entries of maps and messages.

use super::Parser;
use crate::cel::{Expr, SyntaxError, token::Token};

impl Parser<'_> {
    /// CEL allows `[,]` and `{,}`.
    fn is_lone_comma(&self, close: &str) -> bool {
        let mut next = self.tokens[self.next..].iter().map(|(token, _)| token);
        let is = |token: Option<&Token<'_>>, text| matches!(token, Some(Token::Sign(sign)) if *sign == text);
        is(next.next(), ",") && is(next.next(), close)
    }

    /// The contents of brackets; elements of a list may be optional.
    pub(super) fn list(&mut self, close: &str, open: usize) -> Result<Vec<Expr>, SyntaxError> {
        let mut parts = Vec::new();
        if close == "]" && self.is_lone_comma(close) {
            self.advance();
        }
        while !self.takes(close) {
            if close == "]" {
                self.takes("?");
            }
            parts.push(self.expr()?);
            if !self.takes(",") {
                self.expect(close, open)?;
                break;
            }
            if close == ")" && *self.peek() == Token::Sign(")") {
                return Err(self.missing("an argument"));
            }
        }
        Ok(parts)
    }

    /// The entries in braces. The keys of a message are its field names.
    pub(super) fn entries(&mut self, open: usize, message: bool) -> Result<Vec<Expr>, SyntaxError> {
        let mut parts = Vec::new();
        if self.is_lone_comma("}") {
            self.advance();
        }
        while !self.takes("}") {
            self.takes("?");
            if message {
                self.field_name()?;
            } else {
                parts.push(self.expr()?);
            }
            if !self.takes(":") {
                return Err(self.missing("the `:` of an entry"));
            }
            parts.push(self.expr()?);
            if !self.takes(",") {
                self.expect("}", open)?;
                break;
            }
        }
        Ok(parts)
    }
}
