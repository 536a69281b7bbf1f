//! Classes in brackets.

use super::parser::{Dialect, Parser, push_code};

/// Go's names of classes.
const POSIX: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

impl Parser<'_> {
    pub(super) fn class(&mut self) -> Result<(), String> {
        let mut class = String::from("[");
        if self.rest.next_if_eq(&'^').is_some() {
            class.push('^');
        }
        let mut first = true;
        loop {
            match self.rest.peek().copied() {
                None => return Err("`[` is not closed".to_owned()),
                Some(']') if !first => break,
                Some(_) => {}
            }
            first = false;
            if let Some(item) = self.class_group()? {
                class.push_str(&item);
                continue;
            }
            let low = self.class_character()?;
            let mut ahead = self.rest.clone();
            let range = ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']');
            push_code(&mut class, low);
            if range {
                self.rest.next();
                let high = self.class_character()?;
                if high < low {
                    return Err(format!(
                        "the range `{low}-{high}` is reversed; write `{high}-{low}`"
                    ));
                }
                class.push('-');
                push_code(&mut class, high);
            }
        }
        self.rest.next();
        class.push(']');
        self.out.push_str(&class);
        self.atom(1);
        Ok(())
    }

    /// `[:alpha:]`, `\d` or `\pL` inside a class.
    fn class_group(&mut self) -> Result<Option<String>, String> {
        let mut ahead = self.rest.clone();
        match (ahead.next(), ahead.next()) {
            (Some('['), Some(':')) => {
                let inner: String = ahead.collect();
                let Some(end) = inner.find(":]") else {
                    return Ok(None);
                };
                let name = &inner[..end];
                if !POSIX.contains(&name.strip_prefix('^').unwrap_or(name)) {
                    let known = POSIX.join(", ");
                    return Err(format!("unknown class `[:{name}:]`; the classes are {known}"));
                }
                let text = format!("[:{name}:]");
                self.rest.nth(text.chars().count() - 1);
                Ok(Some(text))
            }
            (Some('\\'), Some(c @ ('d' | 'D' | 'w' | 'W'))) => {
                self.rest.nth(1);
                Ok(Some(match self.dialect {
                    Dialect::Lite => format!("\\{c}"),
                    #[cfg(feature = "regex")]
                    Dialect::Full => super::escape::ascii_class(c).to_owned(),
                }))
            }
            (Some('\\'), Some('s')) => {
                self.rest.nth(1);
                Ok(Some(r"\t\n\f\r ".to_owned()))
            }
            (Some('\\'), Some('S')) => {
                self.rest.nth(1);
                Ok(Some(match self.dialect {
                    Dialect::Lite => r"\S\x{B}".to_owned(),
                    #[cfg(feature = "regex")]
                    Dialect::Full => r"[^\t\n\f\r ]".to_owned(),
                }))
            }
            (Some('\\'), Some('p' | 'P')) => {
                self.rest.next();
                self.property().map(Some)
            }
            _ => Ok(None),
        }
    }

    fn class_character(&mut self) -> Result<char, String> {
        match self.rest.next() {
            Some('\\') => self.character(),
            Some(c) => Ok(c),
            None => Err("`[` is not closed".to_owned()),
        }
    }
}
