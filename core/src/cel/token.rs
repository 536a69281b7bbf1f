//! Splits text into tokens.

use super::{SyntaxError, syntax_error};
use crate::diagnostic::Message;

/// A token and the byte offset of its start.
pub(super) type Spanned<'a> = (Token<'a>, usize);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Name(&'a str),
    /// A field's name in backticks.
    Quoted(&'a str),
    /// An integer without its sign; `None` if it is larger than any integer type.
    Integer(Option<u64>),
    /// A number that is not an integer.
    Number,
    Text(String),
    Bytes,
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
pub(super) fn tokens(text: &str) -> Result<Vec<Spanned<'_>>, SyntaxError> {
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
        let message = Message::new(format!("`{}` is not an operator", c.escape_debug()));
        Err(syntax_error(
            self.at,
            match c {
                '=' => message.help("write `==`"),
                '&' => message.help("write `&&`"),
                '|' => message.help("write `||`"),
                _ => message.help("put text in quotes"),
            },
        ))
    }

    fn number(&mut self) -> Result<Token<'a>, SyntaxError> {
        let start = self.at;
        if self.byte(0) == b'0' && self.byte(1).eq_ignore_ascii_case(&b'x') {
            self.at += 2;
            let digits = self.run(|byte| byte.is_ascii_hexdigit());
            if digits.is_empty() {
                return Err(syntax_error(
                    start,
                    Message::new("`0x` has no digits").help("write `0x1f`"),
                ));
            }
            return Ok(self.integer(u64::from_str_radix(digits, 16).ok()));
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
            return Ok(Token::Number);
        }
        Ok(self.integer(digits.parse().ok()))
    }

    /// An integer, after its digits.
    fn integer(&mut self, value: Option<u64>) -> Token<'a> {
        if self.byte(0).eq_ignore_ascii_case(&b'u') {
            self.at += 1;
            return Token::Number;
        }
        Token::Integer(value)
    }

    fn quoted(&mut self) -> Result<Token<'a>, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let name = self.run(|byte| byte.is_ascii_alphanumeric() || b"_.-/ ".contains(&byte));
        if name.is_empty() || self.byte(0) != b'`' {
            let message = Message::new("the text in backticks is not a field's name");
            return Err(syntax_error(start, message.help("put text in quotes")));
        }
        self.at += 1;
        Ok(Token::Quoted(name))
    }

    /// A string, after its prefix.
    fn string(&mut self, prefix: &str) -> Result<Token<'a>, SyntaxError> {
        let start = self.at;
        let quote = char::from(self.byte(0));
        let three = [quote; 3].iter().collect::<String>();
        let end = if self.rest().starts_with(&three) {
            three
        } else {
            quote.to_string()
        };
        self.at += end.len();
        let raw = prefix.contains(['r', 'R']);
        let mut text = String::new();
        loop {
            if self.rest().starts_with(&end) {
                self.at += end.len();
                break;
            }
            match self.rest().chars().next() {
                Some('\\') if !raw => text.push(self.escape()?),
                Some(c) if end.len() == 3 || !matches!(c, '\n' | '\r') => {
                    self.at += c.len_utf8();
                    text.push(c);
                }
                Some(_) | None => {
                    let message = Message::new("a string is not closed");
                    return Err(syntax_error(start, message.help(format!("end it with `{end}`"))));
                }
            }
        }
        if prefix.contains(['b', 'B']) {
            return Ok(Token::Bytes);
        }
        Ok(Token::Text(text))
    }

    /// Reads the escape after a backslash. In `bytes` that are not UTF-8 the value is dropped.
    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at;
        let kind = self.byte(1);
        let plain = match kind {
            b'a' => Some('\x07'),
            b'b' => Some('\x08'),
            b'f' => Some('\x0c'),
            b'n' => Some('\n'),
            b'r' => Some('\r'),
            b't' => Some('\t'),
            b'v' => Some('\x0b'),
            b'\\' | b'?' | b'"' | b'\'' | b'`' => Some(char::from(kind)),
            _ => None,
        };
        if let Some(c) = plain {
            self.at += 2;
            return Ok(c);
        }
        let (skipped, digits, radix) = match kind {
            b'x' | b'X' => (2, 2, 16),
            b'u' => (2, 4, 16),
            b'U' => (2, 8, 16),
            b'0'..=b'3' => (1, 3, 8),
            _ => (0, 0, 0),
        };
        let number = self.rest().get(skipped..skipped + digits);
        let number = number.filter(|number| digits > 0 && number.chars().all(|c| c.is_digit(radix)));
        let code = number.and_then(|number| u32::from_str_radix(number, radix).ok());
        let Some(c) = code.and_then(char::from_u32) else {
            let shown: String = self.rest().chars().take(2).collect();
            let message = Message::new(format!("unknown escape `{shown}`"));
            let help = format!("write `\\{shown}`, or put `r` before the quote");
            return Err(syntax_error(start, message.help(help)));
        };
        self.at += skipped + digits;
        Ok(c)
    }
}
