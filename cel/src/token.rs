//! Splits text into tokens.

mod text;

use std::sync::Arc;

use crate::error::{SyntaxError, problem};

/// A token and the byte offset of its start.
pub(crate) type Spanned<'a> = (Token<'a>, usize);

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'a> {
    Name(&'a str),
    /// A field's name in backticks.
    Quoted(&'a str),
    /// An integer without its sign; `None` if it is larger than any integer type.
    Integer(Option<u64>),
    Unsigned(u64),
    Double(f64),
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
    /// An operator, a bracket or another sign.
    Sign(&'static str),
    End,
}

/// Longer operators come first.
const SIGNS: &[&str] = &[
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", ",", ".", "(", ")",
    "[", "]", "{", "}",
];

/// Splits a text into tokens; the last token is the end.
pub(crate) fn tokens(text: &str) -> Result<Vec<Spanned<'_>>, SyntaxError> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.blank();
        let at = lexer.at;
        let token = lexer.token()?;
        let end = token == Token::End;
        tokens.push((token, at));
        if end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Takes bytes while they match.
    fn run(&mut self, of_kind: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.bytes().position(|byte| !of_kind(byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Skips whitespace and comments.
    fn blank(&mut self) {
        loop {
            self.run(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c'));
            if !self.rest().starts_with("//") {
                return;
            }
            self.run(|byte| byte != b'\n');
        }
    }

    fn token(&mut self) -> Result<Token<'a>, SyntaxError> {
        match self.byte(0) {
            b'0'..=b'9' => self.number(),
            b'.' if self.byte(1).is_ascii_digit() => self.number(),
            b'"' | b'\'' => self.string(""),
            b'`' => self.quoted(),
            byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                let length = self.prefix();
                if length > 0 {
                    let prefix = &self.rest()[..length];
                    self.at += length;
                    return self.string(prefix);
                }
                Ok(Token::Name(
                    self.run(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
                ))
            }
            _ => self.sign(),
        }
    }

    /// The number of letters before a quote that set the kind of the string.
    fn prefix(&self) -> usize {
        let kinds = ["r", "b", "br"];
        let is_quote = |length| matches!(self.byte(length), b'"' | b'\'');
        let kind = |length: &usize| {
            let word = self.rest().get(..*length).unwrap_or_default();
            is_quote(*length) && kinds.iter().any(|kind| kind.eq_ignore_ascii_case(word))
        };
        [1, 2].into_iter().find(kind).unwrap_or(0)
    }

    fn sign(&mut self) -> Result<Token<'a>, SyntaxError> {
        let rest = self.rest();
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            self.at += sign.len();
            return Ok(Token::Sign(sign));
        }
        let Some(c) = rest.chars().next() else {
            return Ok(Token::End);
        };
        let message = problem(self.at, format!("`{}` is not an operator", c.escape_debug()));
        Err(match c {
            '=' => message.help("write `==`"),
            '&' => message.help("write `&&`"),
            '|' => message.help("write `||`"),
            _ => message.help("put text in quotes"),
        })
    }

    fn number(&mut self) -> Result<Token<'a>, SyntaxError> {
        let start = self.at;
        if self.rest().starts_with("0x") {
            self.at += 2;
            let digits = self.run(|byte| byte.is_ascii_hexdigit());
            if digits.is_empty() {
                return Err(problem(start, "`0x` has no digits").help("write `0x1f`"));
            }
            return self.integer(start, u64::from_str_radix(digits, 16).ok());
        }
        let digits = self.run(|byte| byte.is_ascii_digit());
        let fraction = self.byte(0) == b'.' && self.byte(1).is_ascii_digit();
        if fraction {
            self.at += 1;
            self.run(|byte| byte.is_ascii_digit());
        }
        let sign = usize::from(matches!(self.byte(1), b'+' | b'-'));
        let exponent = self.byte(0).eq_ignore_ascii_case(&b'e') && self.byte(1 + sign).is_ascii_digit();
        if exponent {
            self.at += 1 + sign;
            self.run(|byte| byte.is_ascii_digit());
        }
        if fraction || exponent {
            let number = self.text[start..self.at].parse::<f64>();
            return match number {
                Ok(number) if number.is_finite() => Ok(Token::Double(number)),
                Ok(_) | Err(_) => Err(problem(start, "the number does not fit a 64-bit double")),
            };
        }
        self.integer(start, digits.parse().ok())
    }

    /// An integer, after its digits.
    fn integer(&mut self, start: usize, value: Option<u64>) -> Result<Token<'a>, SyntaxError> {
        if self.byte(0).eq_ignore_ascii_case(&b'u') {
            self.at += 1;
            let fits = value.ok_or_else(|| problem(start, "the number does not fit a 64-bit integer"));
            return fits.map(Token::Unsigned);
        }
        Ok(Token::Integer(value))
    }
}
