//! Prepares a source text for the Rust parser.
//!
//! One pass over the bytes blanks function bodies, which contain nothing for manifests and take most of the parsing
//! time, and finds code that nests so deep that a recursive parser would overflow its stack.

use std::borrow::Cow;
use std::ops::Range;

mod comments;
mod derived;
mod docs;
mod token;

pub(crate) use comments::Asides;
pub(super) use comments::of_body;
pub(super) use derived::{derive, renamed};
pub(super) use docs::{Doc, PLACEHOLDER, SLASHES};

/// The maximum number of nested brackets.
const BRACKETS: usize = 500;

/// The maximum number of tokens inside a type without a comma or semicolon between them.
const RUN: usize = 1_000;

/// The same in code that is parsed with the bodies of its functions. Patterns have more alternatives than types have parts.
const RUN_OF_CODE: usize = 4_000;

/// The input of the parser.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    /// The text, with the same length as the original from `skipped` on.
    pub(super) text: Cow<'a, str>,
    /// The length of the byte-order mark and shebang line before `text`.
    pub(super) skipped: usize,
    /// The doc comments that were removed, in order.
    pub(super) docs: Vec<Doc>,
    /// Offsets into `text` where items that nest too deep begin, in order.
    pub(super) deep: Vec<usize>,
    pub(super) asides: Asides,
}

/// Prepares a text, or returns the offset at which its brackets nest too deep.
pub(super) fn scan(source: &str) -> Result<Scan<'_>, usize> {
    let skipped = preamble(source);
    let rest = &source[skipped..];
    let mut scanner = Scanner::new(rest.as_bytes(), Reading::Outline);
    scanner.run().map_err(|at| at + skipped)?;
    let Scanner {
        asides, docs, deep, ..
    } = scanner;
    let (text, docs) = docs::replace(rest, &asides.bodies, &docs);
    Ok(Scan {
        text,
        skipped,
        docs,
        deep,
        asides: asides.after(skipped),
    })
}

/// The offset at which code nests too deep to be parsed with the bodies of its functions.
pub(super) fn too_deep(source: &str) -> Option<usize> {
    let skipped = preamble(source);
    let mut scanner = Scanner::new(&source.as_bytes()[skipped..], Reading::Whole);
    let at = match scanner.run() {
        Ok(()) => scanner.deep.first().copied(),
        Err(at) => Some(at),
    };
    at.map(|at| at + skipped)
}

/// The bytes of a byte-order mark and a shebang line, told from `#![attribute]` as rustc does.
pub(super) fn preamble(source: &str) -> usize {
    let mark = if source.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let rest = &source[mark..];
    let Some(after) = rest.strip_prefix("#!") else {
        return mark;
    };
    if after.trim_start().starts_with('[') {
        return mark;
    }
    mark + rest.find('\n').unwrap_or(rest.len())
}

/// One open bracket.
struct Level {
    /// The length of the run before the bracket, which continues after it.
    resume: usize,
    /// The length of the run after a comma inside.
    base: usize,
    /// Unclosed `<` inside.
    angles: usize,
    /// Whether it contains items, so that a closing brace ends one.
    items: bool,
}

/// What will be parsed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Everything except the bodies of functions.
    Outline,
    Whole,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    reading: Reading,
    at: usize,
    levels: Vec<Level>,
    run: usize,
    /// Set from `struct`, `enum` or `union` to the end of that item.
    data: bool,
    /// The run before a `#`, until the bracket of the attribute.
    attribute: Option<usize>,
    /// The level of an open function head.
    function: Option<usize>,
    asides: Asides,
    /// The lines that begin with `///`.
    docs: Vec<Range<usize>>,
    deep: Vec<usize>,
}

impl<'a> Scanner<'a> {
    fn new(bytes: &'a [u8], reading: Reading) -> Self {
        let top = Level {
            resume: 0,
            base: 0,
            angles: 0,
            items: true,
        };
        Self {
            bytes,
            reading,
            at: 0,
            levels: vec![top],
            run: 0,
            data: false,
            attribute: None,
            function: None,
            asides: Asides::default(),
            docs: Vec::new(),
            deep: Vec::new(),
        }
    }

    fn run(&mut self) -> Result<(), usize> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'/' if self.starts("///") && !self.starts("////") => self.doc(),
                b'/' if self.starts("//") || self.starts("/*") => self.comment(),
                b'(' | b'[' | b'{' => self.open(byte)?,
                b')' | b']' | b'}' => self.close(byte),
                b',' => self.separator(),
                b';' => self.semicolon(),
                _ => self.token(byte),
            }
        }
        Ok(())
    }

    fn doc(&mut self) {
        let start = self.at;
        self.skip_token();
        let end = self.at - usize::from(self.bytes[..self.at].ends_with(b"\r"));
        self.docs.push(start..end);
    }

    fn comment(&mut self) {
        let start = self.at;
        self.skip_token();
        self.asides.comments.push(start..self.at.min(self.bytes.len()));
    }

    fn level(&mut self) -> &mut Level {
        // The bottom level is never popped; if it were, the counts would only restart.
        if self.levels.is_empty() {
            self.levels.push(Level {
                resume: 0,
                base: 0,
                angles: 0,
                items: true,
            });
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    fn count(&mut self) {
        self.run += 1;
        let limit = match self.reading {
            Reading::Outline => RUN,
            Reading::Whole => RUN_OF_CODE,
        };
        if self.run == limit {
            self.deep.push(self.at);
        }
    }

    fn token(&mut self, byte: u8) {
        self.count();
        let start = self.at;
        match byte {
            b'#' => self.attribute = Some(self.run - 1),
            b'!' if self.attribute.is_some() => {}
            _ => self.attribute = None,
        }
        match byte {
            b'<' if self.starts("<<") || self.starts("<=") => self.at += 2,
            b'-' | b'=' if self.starts("->") || self.starts("=>") => self.at += 2,
            b'<' => {
                self.level().angles += 1;
                self.at += 1;
            }
            b'>' => {
                let level = self.level();
                level.angles = level.angles.saturating_sub(1);
                self.at += 1;
            }
            _ => {
                self.skip_token();
                match &self.bytes[start..self.at] {
                    b"struct" | b"enum" | b"union" => self.data = true,
                    b"fn" if self.name_follows() => self.function = Some(self.levels.len()),
                    _ => {}
                }
            }
        }
    }

    /// A function has a name where a function pointer has a parenthesis.
    fn name_follows(&self) -> bool {
        let rest = self.bytes[self.at..].trim_ascii_start();
        rest.first().is_some_and(|&byte| token::starts_word(byte))
    }

    fn open(&mut self, byte: u8) -> Result<(), usize> {
        if byte == b'{' && self.function == Some(self.levels.len()) {
            self.function = None;
            if self.reading == Reading::Outline && self.body() {
                return Ok(());
            }
        }
        if self.levels.len() > BRACKETS {
            return Err(self.at);
        }
        let attribute = self.attribute.take().filter(|_| byte == b'[');
        self.count();
        let items = byte == b'{' && !self.data && self.level().items;
        let resume = attribute.unwrap_or(self.run);
        self.levels.push(Level {
            resume,
            base: self.run,
            angles: 0,
            items,
        });
        self.at += 1;
        Ok(())
    }

    /// Blanks the body that begins here; the parser reports one that is never closed.
    fn body(&mut self) -> bool {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                b' ' | b'\n' => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    self.skip_token();
                    continue;
                }
            }
            self.at += 1;
            if depth == 0 {
                if self.at - start > 2 {
                    self.asides.bodies.push(start + 1..self.at - 1);
                }
                self.end_item();
                return true;
            }
        }
        self.at = start;
        false
    }

    fn close(&mut self, byte: u8) {
        self.at += 1;
        self.attribute = None;
        if self.levels.len() > 1
            && let Some(level) = self.levels.pop()
        {
            self.run = level.resume;
        }
        if self.function.is_some_and(|level| level > self.levels.len()) {
            self.function = None;
        }
        if byte == b'}' {
            self.end_item();
        }
    }

    fn end_item(&mut self) {
        let level = self.level();
        if level.items {
            self.run = level.base + level.angles;
            self.data = false;
        }
    }

    fn separator(&mut self) {
        self.at += 1;
        let level = self.level();
        self.run = level.base + level.angles;
    }

    fn semicolon(&mut self) {
        self.at += 1;
        let level = self.level();
        level.angles = 0;
        let (base, items) = (level.base, level.items);
        self.run = base;
        self.data &= !items;
        if self.function == Some(self.levels.len()) {
            self.function = None;
        }
    }

    fn starts(&self, prefix: &str) -> bool {
        self.bytes[self.at..].starts_with(prefix.as_bytes())
    }

    /// Skips one comment, literal, word or other byte.
    fn skip_token(&mut self) {
        self.at += token::length(&self.bytes[self.at..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        scan(source).unwrap().text.into_owned()
    }

    fn blanked(before: &str, body: &str, after: &str) {
        let blank = match body.len().checked_sub(4) {
            Some(inside) => format!("/*{}*/", " ".repeat(inside)),
            None => " ".repeat(body.len()),
        };
        let expected = format!("{before}{{{blank}}}{after}");
        assert_eq!(text(&format!("{before}{{{body}}}{after}")), expected);
    }

    #[test]
    fn bodies_are_blanked_byte_for_byte() {
        blanked("fn f() ", " é ", " struct A;");
        blanked("impl X { fn f() -> u8 ", " 1 ", "fn g(); }");
        blanked(
            "fn f() ",
            r##" "}"; '}'; '\''; /* } /* */ } */ r#"}"#; b'}'; br"}"; c"\"}"; r#fn; { } "##,
            " fn g();",
        );
        blanked("fn f<'a>(x: &'a u8) ", "'a: loop {}", "");
        blanked("fn f() ", " 'é' ", " struct A;");
    }

    #[test]
    fn what_only_looks_like_a_function_is_kept() {
        for source in [
            "struct S { f: fn(u8) -> u8 }",
            "type F = fn();",
            "trait T { fn f(); const C: u8 = { 1 }; }",
        ] {
            assert_eq!(text(source), source);
        }
    }

    #[test]
    fn preambles_are_skipped() {
        assert_eq!(scan("\u{feff}struct A;").unwrap().skipped, 3);
        assert_eq!(scan("#!/usr/bin/env x\nstruct A;").unwrap().skipped, 16);
        assert_eq!(scan("#![allow(x)]").unwrap().skipped, 0);
    }

    #[test]
    fn depth_is_found_and_length_is_not_depth() {
        assert!(scan(&"(".repeat(BRACKETS + 1)).is_err());
        let angles = format!("struct A(Vec<{}", "Vec<u8, ".repeat(RUN));
        assert!(!scan(&angles).unwrap().deep.is_empty());
        let docs = format!("struct A {{ {} }}", "#[doc = \"x\"] a: u8, ".repeat(RUN));
        assert!(scan(&docs).unwrap().deep.is_empty());
        let only_docs = format!("{} struct A;", "#[doc = \"x\"] ".repeat(RUN));
        assert!(scan(&only_docs).unwrap().deep.is_empty());
        let items = "struct A { a: u8 } impl A { fn f() { 1 } } fn g<T>(t: T) {} ".repeat(RUN);
        assert!(scan(&items).unwrap().deep.is_empty());
    }

    #[test]
    fn depth_is_found_in_bodies_that_are_parsed() {
        let in_body = |code: &str| format!("fn f() {{ {code} }}");
        let parentheses = in_body(&"(".repeat(BRACKETS));
        assert_eq!(too_deep(&parentheses), Some(9 + BRACKETS - 1));
        assert!(scan(&in_body(&format!("{}{}", "(".repeat(900), ")".repeat(900)))).is_ok());
        let signs = format!("#!/bin/x\n{}", in_body(&"!".repeat(RUN_OF_CODE)));
        assert!(too_deep(&signs).is_some_and(|at| signs.as_bytes()[at] == b'!'));
        let generics = in_body(&format!("a::<{}", "A<u8, ".repeat(RUN_OF_CODE)));
        assert!(too_deep(&generics).is_some());
        for flat in [
            "f(1); ",
            "if a < b { c } ",
            "match a { b if c < d => 1, _ => { 2 } } ",
            "/* ((( */ \"(((\"; ",
        ] {
            assert_eq!(too_deep(&in_body(&flat.repeat(RUN_OF_CODE / 2))), None, "{flat}");
        }
    }
}
