//! Strings, bytes and names in quotes.

use super::{Lexer, Token};
use crate::error::{SyntaxError, problem};

impl<'a> Lexer<'a> {
    pub(super) fn quoted(&mut self) -> Result<Token<'a>, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let name = self.run(|byte| byte.is_ascii_alphanumeric() || b"_.-/ ".contains(&byte));
        if name.is_empty() || self.byte(0) != b'`' {
            let message = problem(start, "the text in backticks is not a field's name");
            return Err(message.help("put text in quotes"));
        }
        self.at += 1;
        Ok(Token::Quoted(name))
    }

    /// A string, after its prefix.
    pub(super) fn string(&mut self, prefix: &str) -> Result<Token<'a>, SyntaxError> {
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
        let bytes = prefix.contains(['b', 'B']);
        let mut value = Vec::new();
        let push = |value: &mut Vec<u8>, c: char| value.extend(c.encode_utf8(&mut [0; 4]).bytes());
        loop {
            if self.rest().starts_with(&end) {
                self.at += end.len();
                break;
            }
            match self.rest().chars().next() {
                Some('\\') if !raw => match self.escape(bytes)? {
                    Escape::Char(c) => push(&mut value, c),
                    Escape::Byte(byte) => value.push(byte),
                },
                Some('\r') if end.len() == 3 => {
                    // Line ends are the same on every system.
                    self.at += if self.byte(1) == b'\n' { 2 } else { 1 };
                    value.push(b'\n');
                }
                Some(c) if end.len() == 3 || !matches!(c, '\n' | '\r') => {
                    self.at += c.len_utf8();
                    push(&mut value, c);
                }
                Some(_) | None => {
                    let message = problem(start, "a string is not closed");
                    return Err(message.help(format!("end it with `{end}`")));
                }
            }
        }
        Ok(match String::from_utf8(value) {
            Ok(text) if !bytes => Token::Text(text.into()),
            Ok(text) => Token::Bytes(text.into_bytes().into()),
            Err(other) => Token::Bytes(other.into_bytes().into()),
        })
    }

    /// Reads the escape after a backslash.
    fn escape(&mut self, bytes: bool) -> Result<Escape, SyntaxError> {
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
            return Ok(Escape::Char(c));
        }
        let (skipped, digits, radix) = match kind {
            b'x' | b'X' => (2, 2, 16),
            b'u' if !bytes => (2, 4, 16),
            b'U' if !bytes => (2, 8, 16),
            b'0'..=b'3' => (1, 3, 8),
            _ => (0, 0, 0),
        };
        let number = self.rest().get(skipped..skipped + digits);
        let number = number.filter(|number| digits > 0 && number.chars().all(|c| c.is_digit(radix)));
        let code = number.and_then(|number| u32::from_str_radix(number, radix).ok());
        let escape = code.and_then(|code| {
            if bytes {
                u8::try_from(code).ok().map(Escape::Byte)
            } else {
                char::from_u32(code).map(Escape::Char)
            }
        });
        let Some(escape) = escape else {
            let shown: String = self.rest().chars().take(2).collect();
            let message = problem(start, format!("unknown escape `{shown}`"));
            return Err(message.help(format!("write `\\{shown}`, or put `r` before the quote")));
        };
        self.at += skipped + digits;
        Ok(escape)
    }
}

enum Escape {
    Char(char),
    Byte(u8),
}
