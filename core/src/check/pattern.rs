//! Checks regular expressions as the API server does: in Go's `regexp`, an RE2 dialect.
//!
//! A pattern is parsed in Go's dialect and translated to that of `regex_lite`, because they differ: Go takes a brace,
//! or a `[` inside a class, literally, has `\Q...\E` and octal escapes, and allows at most a thousand repetitions.

use std::{fmt::Write as _, iter::Peekable, str::Chars};

const MOST: u32 = 1000;
const DEEPEST: usize = 1000;
const POSIX: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// A pattern that is valid for the API server.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// The pattern in the dialect of `regex_lite`; `None` if it has Unicode property classes.
    runnable: Option<String>,
}

impl Pattern {
    /// Parses a pattern, or returns why the API server rejects it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser {
            rest: text.chars().peekable(),
            out: String::new(),
            runnable: true,
            groups: vec![Group::default()],
        };
        // The pattern may span lines; a message must not.
        parser.run().map_err(|reason| reason.replace('\n', "\\n"))?;
        Ok(Self {
            runnable: parser.runnable.then_some(parser.out),
        })
    }

    /// Returns whether a text matches, if that is known.
    pub(crate) fn is_found_in(&self, text: &str) -> Option<bool> {
        let pattern = self.runnable.as_deref()?;
        let folds_case = pattern.contains("(?") && pattern.contains('i');
        if folds_case && !(pattern.is_ascii() && text.is_ascii()) {
            return None;
        }
        regex_lite::Regex::new(pattern)
            .ok()
            .map(|regex| regex.is_match(text))
    }
}

/// An open group, or the whole pattern.
#[derive(Default)]
struct Group {
    /// The repetition count of the last atom's parts, at most. `None` at the start of a branch.
    atom: Option<u32>,
    /// Whether the atom already is a repetition.
    repeated: bool,
    most: u32,
}

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
    runnable: bool,
    groups: Vec<Group>,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), String> {
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
        Ok(())
    }

    fn group(&mut self) -> &mut Group {
        // The whole pattern is never closed, so the stack is never empty.
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn atom(&mut self, most: u32) {
        let group = self.group();
        group.atom = Some(most);
        group.repeated = false;
        group.most = group.most.max(most);
    }

    fn literal(&mut self, c: char) {
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

    fn escape(&mut self) -> Result<(), String> {
        match self.rest.peek().copied() {
            Some(c @ ('A' | 'b' | 'B' | 'z' | 'd' | 'D' | 'w' | 'W')) => {
                self.rest.next();
                self.out.extend(['\\', c]);
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
                self.property()?;
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

    /// `p{Greek}`, `pN`, `p{^L}`; the set of names depends on the server's version.
    fn property(&mut self) -> Result<(), String> {
        self.runnable = false;
        self.rest.next();
        match self.rest.next() {
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
                Ok(())
            }
            Some(c) if "CLMNPSZ".contains(c) => Ok(()),
            Some(c) => Err(format!(r"`{c}` is not a Unicode class; write one such as `\pL`")),
            None => Err("`\\` ends the pattern; write `\\\\` for the character".to_owned()),
        }
    }

    /// One escaped character, after the backslash.
    fn character(&mut self) -> Result<char, String> {
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

    fn class(&mut self) -> Result<(), String> {
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
                Ok(Some(format!("\\{c}")))
            }
            (Some('\\'), Some('s')) => {
                self.rest.nth(1);
                Ok(Some(r"\t\n\f\r ".to_owned()))
            }
            (Some('\\'), Some('S')) => {
                self.rest.nth(1);
                Ok(Some(r"\S\x{B}".to_owned()))
            }
            (Some('\\'), Some('p' | 'P')) => {
                self.rest.next();
                self.property()?;
                Ok(Some(String::new()))
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

fn push_literal(out: &mut String, c: char) {
    if c.is_alphanumeric() || c == '_' || c == ' ' {
        out.push(c);
    } else {
        push_code(out, c);
    }
}

fn push_code(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() {
        out.push(c);
    } else {
        // Writing to a `String` never fails.
        let _ = write!(out, "\\x{{{:X}}}", u32::from(c));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Pattern;

    /// Patterns with the verdict of Go's `regexp`, and whether they are found in the text behind `~`.
    const CASES: &str = include_str!("../../../testdata/patterns.txt");

    #[test]
    fn agrees_with_go() {
        let mut count = 0;
        for line in CASES
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            let mut parts = line.splitn(3, '\t');
            let (verdict, pattern) = (parts.next().unwrap(), parts.next().unwrap());
            let pattern: String = serde_json::from_str(pattern).unwrap();
            let parsed = Pattern::parse(&pattern);
            match verdict {
                "refused" => assert!(parsed.is_err(), "{pattern} must be refused"),
                "found" | "not-found" => {
                    let text: String = serde_json::from_str(parts.next().unwrap()).unwrap();
                    let found = parsed
                        .unwrap_or_else(|reason| panic!("{pattern}: {reason}"))
                        .is_found_in(&text);
                    let agrees = found.is_none_or(|found| found == (verdict == "found"));
                    assert!(agrees, "{pattern} in {text}: {found:?}, and Go says {verdict}");
                    // Classes by property, surrogates and the folding of other letters than ASCII's are not run.
                    let not_run = ["\\p", "\\P", "\\x{d800}"]
                        .iter()
                        .any(|part| pattern.contains(part));
                    assert!(
                        found.is_some() || not_run || !(text.is_ascii() && pattern.is_ascii()),
                        "{pattern} was not run"
                    );
                }
                other => panic!("{other} is no verdict"),
            }
            count += 1;
        }
        assert!(count > 100);
    }

    #[test]
    fn says_why() {
        let deep = "(".repeat(super::DEEPEST + 1);
        let cases = [
            (
                deep.as_str(),
                "groups nest deeper than 1000; write a simpler pattern",
            ),
            ("(?Px)", "`(?P` does not begin a group; write `(?P<name>...)`"),
            (
                "(?P<a-b>x)",
                "the group name `a...` has characters other than letters, digits and `_`; write `(?P<name>...)`",
            ),
            ("(?P<>x)", "a group has an empty name; write `(?P<name>...)`"),
            (
                "(?x)",
                "unknown flag in `(?...x`; the flags are `i`, `m`, `s` and `U`",
            ),
            (
                "(?\n",
                r"unknown flag in `(?...\n`; the flags are `i`, `m`, `s` and `U`",
            ),
            ("(?i", "`(?` is not closed; write `(?:...)`"),
            ("(a", "`(` is not closed"),
            ("a)", r"`)` has no opening `(`; write `\)` for the character"),
            ("*", r"`*` has nothing to repeat; write `\*` for the text itself"),
            (
                "a**",
                "`*` repeats a repetition; put the inner one in parentheses",
            ),
            ("a{2,1}", "`{2,1}` is not a repeat count of at most 1000"),
            (
                "(a{100}){100}",
                "`{100}` and the repetitions inside it multiply to more than 1000; use fewer",
            ),
            ("(?P=a)", "back-references are not supported"),
            ("(?=a)", "look-around is not supported"),
            (r"\p{", r"`\p{` is not closed"),
            (
                r"\p{a.b}",
                r"`a.b` is not a Unicode class; write one such as `\p{Greek}`",
            ),
            (r"\pX", r"`X` is not a Unicode class; write one such as `\pL`"),
            (r"\p", r"`\` ends the pattern; write `\\` for the character"),
            ("a\\", r"`\` ends the pattern; write `\\` for the character"),
            (r"\Z", r"unknown escape `\Z`; write `\z` for the end of the text"),
            (r"\y", r"unknown escape `\y`"),
            (r"\xg", r"`\x` needs two hexadecimal digits, or digits in braces"),
            ("[a", "`[` is not closed"),
            ("[z-a]", "the range `z-a` is reversed; write `a-z`"),
            (
                "[[:letter:]]",
                "unknown class `[:letter:]`; the classes are alnum, alpha, ascii, blank, cntrl, digit, graph, lower, \
                 print, punct, space, upper, word, xdigit",
            ),
        ];
        for (pattern, reason) in cases {
            assert_eq!(Pattern::parse(pattern).unwrap_err(), reason, "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in r"[\[\]\\(){}?*+^$|:<>,=!\-a-fPpQExzdws0-9é&]{0,30}", other in ".*") {
            if let Ok(pattern) = Pattern::parse(&text) {
                _ = pattern.is_found_in(&other);
            }
            _ = Pattern::parse(&other);
        }
    }
}
