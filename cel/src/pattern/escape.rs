//! What begins with a backslash.

use super::parser::{Dialect, Parser};

impl Parser<'_> {
    pub(super) fn escape(&mut self) -> Result<(), String> {
        match self.rest.peek().copied() {
            Some(c @ ('A' | 'b' | 'B' | 'z' | 'd' | 'D' | 'w' | 'W')) => {
                self.rest.next();
                match self.dialect {
                    // Of ASCII, and not of the case that `(?i)` adds.
                    #[cfg(feature = "regex")]
                    Dialect::Full if matches!(c, 'b' | 'B') => {
                        self.out.extend(["(?-u:\\", c.encode_utf8(&mut [0; 4]), ")"]);
                    }
                    #[cfg(feature = "regex")]
                    Dialect::Full if !matches!(c, 'A' | 'z') => {
                        self.out.extend(["(?-i:", ascii_class(c), ")"]);
                    }
                    _ => self.out.extend(['\\', c]),
                }
                self.atom(1);
            }
            Some(c @ ('s' | 'S')) => {
                self.rest.next();
                // In Go, `\s` does not include the vertical tab.
                self.out
                    .push_str(if c == 's' { r"[\t\n\f\r ]" } else { r"[^\t\n\f\r ]" });
                self.atom(1);
            }
            Some('p' | 'P') => {
                let text = self.property()?;
                self.out.push_str(&text);
                self.atom(1);
            }
            Some('Q') => {
                self.rest.next();
                while let Some(c) = self.rest.next() {
                    if c == '\\' && self.rest.next_if_eq(&'E').is_some() {
                        break;
                    }
                    self.literal(c);
                }
            }
            Some(_) | None => {
                let c = self.character()?;
                self.literal(c);
            }
        }
        Ok(())
    }

    /// `p{Greek}`, `pN`, `p{^L}`, translated; the set of names depends on the server's version.
    pub(super) fn property(&mut self) -> Result<String, String> {
        let negated = self.rest.next() == Some('P');
        let name = match self.rest.next() {
            Some('{') => {
                let mut name = String::new();
                loop {
                    match self.rest.next() {
                        Some('}') => break,
                        Some(c) => name.push(c),
                        None => return Err(r"`\p{` is not closed".to_owned()),
                    }
                }
                let bare = name.strip_prefix('^').unwrap_or(&name);
                if bare.is_empty()
                    || !bare
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "_- ".contains(c))
                {
                    return Err(format!(
                        r"`{name}` is not a Unicode class; write one such as `\p{{Greek}}`"
                    ));
                }
                name
            }
            Some(c) if "CLMNPSZ".contains(c) => c.to_string(),
            Some(c) => return Err(format!(r"`{c}` is not a Unicode class; write one such as `\pL`")),
            None => return Err("`\\` ends the pattern; write `\\\\` for the character".to_owned()),
        };
        if self.dialect == Dialect::Lite {
            self.runnable = false;
            return Ok(String::new());
        }
        let bare = name.strip_prefix('^').unwrap_or(&name);
        let sign = if negated == (bare.len() < name.len()) {
            'p'
        } else {
            'P'
        };
        Ok(format!(r"\{sign}{{{bare}}}"))
    }

    /// One escaped character, after the backslash.
    pub(super) fn character(&mut self) -> Result<char, String> {
        let unknown = |c: char| Err(format!("unknown escape `\\{c}`"));
        let Some(c) = self.rest.next() else {
            return Err("`\\` ends the pattern; write `\\\\` for the character".to_owned());
        };
        match c {
            'a' => Ok('\x07'),
            'f' => Ok('\x0c'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            't' => Ok('\t'),
            'v' => Ok('\x0b'),
            'x' => self.hex(),
            '1'..='7' if !matches!(self.rest.peek(), Some('0'..='7')) => {
                Err("back-references are not supported".to_owned())
            }
            '0'..='7' => {
                let mut value = c.to_digit(8).unwrap_or_default();
                for _ in 1..3 {
                    let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(8)) else {
                        break;
                    };
                    self.rest.next();
                    value = value * 8 + digit;
                }
                char::from_u32(value).map_or_else(|| unknown(c), Ok)
            }
            'Z' => Err("unknown escape `\\Z`; write `\\z` for the end of the text".to_owned()),
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => Ok(c),
            c => unknown(c),
        }
    }

    fn hex(&mut self) -> Result<char, String> {
        let bad = || "`\\x` needs two hexadecimal digits, or digits in braces".to_owned();
        let mut digits = String::new();
        if self.rest.next_if_eq(&'{').is_some() {
            loop {
                match self.rest.next() {
                    Some('}') => break,
                    Some(c) if c.is_ascii_hexdigit() && digits.len() < 8 => digits.push(c),
                    Some(_) | None => return Err(bad()),
                }
            }
        } else {
            digits.extend(self.rest.by_ref().take(2));
            if digits.chars().count() < 2 {
                return Err(bad());
            }
        }
        let value = u32::from_str_radix(&digits, 16).map_err(|_| bad())?;
        if let Some(c) = char::from_u32(value) {
            return Ok(c);
        }
        if value > 0x10_FFFF {
            return Err(bad());
        }
        // No text contains a surrogate, but Go allows one in a pattern.
        self.runnable = false;
        Ok(char::REPLACEMENT_CHARACTER)
    }
}

/// What Go's `\d` and `\w` are, as a class.
#[cfg(feature = "regex")]
pub(super) fn ascii_class(c: char) -> &'static str {
    match c {
        'd' => "[0-9]",
        'D' => "[^0-9]",
        'w' => "[0-9A-Za-z_]",
        _ => "[^0-9A-Za-z_]",
    }
}
