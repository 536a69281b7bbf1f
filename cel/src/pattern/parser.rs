//! Groups, alternatives and repetitions.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

/// The highest repeat count.
const MOST: u32 = 1000;
/// The deepest nesting of groups.
pub(super) const DEEPEST: usize = 1000;

/// An open group, or the whole pattern.
#[derive(Default)]
struct Group {
    /// The repetition count of the last atom's parts, at most. `None` at the start of a branch.
    atom: Option<u32>,
    /// Whether the atom already is a repetition.
    repeated: bool,
    most: u32,
}

/// The engine that a pattern is translated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `regex_lite`, which knows ASCII classes only.
    Lite,
    /// `regex`, whose classes are of Unicode unless something else is written.
    #[cfg(feature = "regex")]
    Full,
}

/// Reads a pattern in Go's dialect and translates it.
pub(super) struct Parser<'a> {
    pub(super) rest: Peekable<Chars<'a>>,
    pub(super) out: String,
    pub(super) runnable: bool,
    pub(super) dialect: Dialect,
    groups: Vec<Group>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, dialect: Dialect) -> Self {
        Self {
            rest: text.chars().peekable(),
            out: String::new(),
            runnable: true,
            dialect,
            groups: vec![Group::default()],
        }
    }

    /// Returns the pattern in the dialect of `regex_lite`, `None` if that lacks something of it, or why Go rejects it.
    pub(super) fn run(mut self) -> Result<Option<String>, String> {
        while let Some(c) = self.rest.next() {
            match c {
                '(' => self.open()?,
                ')' => self.close()?,
                '|' => {
                    self.group().atom = None;
                    self.out.push('|');
                }
                '*' | '+' | '?' => self.repeat(&c.to_string(), None)?,
                '{' => match self.braces() {
                    Some((text, min, max)) => {
                        let bad = min > MOST || max.is_some_and(|max| max > MOST || max < min);
                        if bad {
                            return Err(format!("`{{{text}}}` is not a repeat count of at most {MOST}"));
                        }
                        self.repeat(&format!("{{{text}}}"), Some((min, max)))?;
                    }
                    None => self.literal('{'),
                },
                '[' => self.class()?,
                '\\' => self.escape()?,
                '^' | '$' | '.' => {
                    self.out.push(c);
                    self.atom(1);
                }
                c => self.literal(c),
            }
        }
        if self.groups.len() > 1 {
            return Err("`(` is not closed".to_owned());
        }
        Ok(self.runnable.then_some(self.out))
    }

    fn group(&mut self) -> &mut Group {
        // The whole pattern is never closed, so the stack is never empty.
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    pub(super) fn atom(&mut self, most: u32) {
        let group = self.group();
        group.atom = Some(most);
        group.repeated = false;
        group.most = group.most.max(most);
    }

    pub(super) fn literal(&mut self, c: char) {
        push_literal(&mut self.out, c);
        self.atom(1);
    }

    fn open(&mut self) -> Result<(), String> {
        if self.groups.len() > DEEPEST {
            return Err(format!(
                "groups nest deeper than {DEEPEST}; write a simpler pattern"
            ));
        }
        self.out.push('(');
        if self.rest.next_if_eq(&'?').is_none() {
            self.groups.push(Group::default());
            return Ok(());
        }
        self.out.push('?');
        let named = match self.rest.peek() {
            Some('P') => {
                self.rest.next();
                match self.rest.peek() {
                    Some('<') => true,
                    Some('=' | '>') => return Err("back-references are not supported".to_owned()),
                    Some(_) | None => {
                        return Err("`(?P` does not begin a group; write `(?P<name>...)`".to_owned());
                    }
                }
            }
            Some('<') => true,
            Some('=' | '!') => return Err("look-around is not supported".to_owned()),
            Some(_) | None => false,
        };
        if named {
            return self.named();
        }
        self.flags()
    }

    fn named(&mut self) -> Result<(), String> {
        self.rest.next();
        if matches!(self.rest.peek(), Some('=' | '!')) {
            return Err("look-around is not supported".to_owned());
        }
        let mut name = String::new();
        loop {
            match self.rest.next() {
                Some('>') => break,
                Some(c) if c.is_ascii_alphanumeric() || c == '_' => name.push(c),
                Some(_) | None => {
                    return Err(format!(
                        "the group name `{name}...` has characters other than letters, digits and `_`; write `(?P<name>...)`"
                    ));
                }
            }
        }
        if name.is_empty() {
            return Err("a group has an empty name; write `(?P<name>...)`".to_owned());
        }
        // A group's name does not affect what it matches.
        self.out.push(':');
        self.groups.push(Group::default());
        Ok(())
    }

    fn flags(&mut self) -> Result<(), String> {
        let mut negated = false;
        let mut any = false;
        // The engine allows each flag once; in Go, the last one counts.
        let (mut on, mut off) = (String::new(), String::new());
        loop {
            match self.rest.next() {
                Some(c @ ('i' | 'm' | 's' | 'U')) => {
                    any = true;
                    on.retain(|flag| flag != c);
                    off.retain(|flag| flag != c);
                    let flags = if negated { &mut off } else { &mut on };
                    flags.push(c);
                }
                Some('-') if !negated => {
                    negated = true;
                    any = false;
                }
                Some(c @ (':' | ')')) if any || !negated => {
                    self.out.push_str(&on);
                    if !off.is_empty() {
                        self.out.push('-');
                        self.out.push_str(&off);
                    }
                    if c == ':' {
                        self.out.push(':');
                        self.groups.push(Group::default());
                    } else if self.out.ends_with("(?") {
                        self.out.push_str(":)");
                    } else {
                        self.out.push(')');
                    }
                    return Ok(());
                }
                Some(c) => {
                    return Err(format!(
                        "unknown flag in `(?...{c}`; the flags are `i`, `m`, `s` and `U`"
                    ));
                }
                None => return Err("`(?` is not closed; write `(?:...)`".to_owned()),
            }
        }
    }

    fn close(&mut self) -> Result<(), String> {
        if self.groups.len() == 1 {
            return Err("`)` has no opening `(`; write `\\)` for the character".to_owned());
        }
        let most = self.groups.pop().map_or(1, |group| group.most.max(1));
        self.out.push(')');
        self.atom(most);
        Ok(())
    }

    /// `text` is `*`, `+`, `?`, or braces with their bounds.
    fn repeat(&mut self, text: &str, bounds: Option<(u32, Option<u32>)>) -> Result<(), String> {
        let lazy = self.rest.next_if_eq(&'?').is_some();
        let group = self.group();
        let Some(atom) = group.atom else {
            return Err(format!(
                "`{text}` has nothing to repeat; write `\\{text}` for the text itself"
            ));
        };
        if group.repeated {
            return Err(format!(
                "`{text}` repeats a repetition; put the inner one in parentheses"
            ));
        }
        let times = bounds.map_or(1, |(min, max)| max.unwrap_or(min)).max(1);
        let most = atom.saturating_mul(times);
        if most > MOST {
            return Err(format!(
                "`{text}` and the repetitions inside it multiply to more than {MOST}; use fewer"
            ));
        }
        group.atom = Some(most);
        group.most = group.most.max(most);
        group.repeated = true;
        self.out.push_str(text);
        if lazy {
            self.out.push('?');
        }
        Ok(())
    }

    /// The rest of `{n}`, `{n,}` or `{n,m}`, and its bounds. Any other brace is a literal.
    fn braces(&mut self) -> Option<(String, u32, Option<u32>)> {
        let text: String = self.rest.clone().take_while(|c| *c != '}').take(30).collect();
        let closed = self.rest.clone().nth(text.chars().count()) == Some('}');
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            let padded = digits.len() > 1 && digits.starts_with('0');
            // A number too large for the type exceeds the limit anyway.
            (plain && !padded).then(|| digits.parse().unwrap_or(u32::MAX))
        };
        let (min, max) = match text.split_once(',') {
            None => {
                let exactly = number(&text)?;
                (exactly, Some(exactly))
            }
            Some((min, "")) => (number(min)?, None),
            Some((min, max)) => (number(min)?, Some(number(max)?)),
        };
        if !closed {
            return None;
        }
        self.rest.nth(text.chars().count());
        Some((text, min, max))
    }
}

fn push_literal(out: &mut String, c: char) {
    if c.is_alphanumeric() || c == '_' || c == ' ' {
        out.push(c);
    } else {
        push_code(out, c);
    }
}

/// Writes a character so that `regex_lite` takes it literally, in a class too.
pub(super) fn push_code(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() {
        out.push(c);
    } else {
        // Writing to a `String` never fails.
        let _ = write!(out, "\\x{{{:X}}}", u32::from(c));
    }
}
