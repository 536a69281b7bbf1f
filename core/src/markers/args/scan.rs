use std::ops::Range;

use super::error::Fault;

/// A position in the text, and what can be decided without the target type.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) pos: usize,
    depth: usize,
}

/// An unclosed quote or bracket.
#[derive(Clone, Copy)]
pub(super) struct Unclosed {
    pos: usize,
    mark: u8,
}

// Deeper than any real schema, and shallow enough for a thread's stack.
const DEEPEST: usize = 64;

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            pos: 0,
            depth: 0,
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.pos..]
    }

    /// Skips whitespace and returns the next byte.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let rest = self.rest();
        self.pos += rest.len() - rest.trim_start().len();
        self.text.as_bytes().get(self.pos).copied()
    }

    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.pos += usize::from(found);
        found
    }

    pub(super) fn enter(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let here = self.pos..self.pos;
            return Err(
                Fault::new(here, format!("nested deeper than {DEEPEST} levels")).help("flatten the value")
            );
        }
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Text up to one of the bytes in `stops`, without surrounding whitespace.
    pub(super) fn bare(&mut self, stops: &[u8]) -> (&'t str, Range<usize>) {
        self.peek();
        let start = self.pos;
        self.pos += run(self.rest(), stops);
        let text = self.text[start..self.pos].trim_end();
        (text, start..start + text.len())
    }

    /// The end of the quoted or bracketed value at the cursor; for bare text, the cursor itself.
    pub(super) fn value_end(&mut self) -> Result<usize, Unclosed> {
        self.peek();
        value_end(self.text, self.pos)
    }

    /// Returns whether the list at the cursor is separated by commas.
    pub(super) fn has_commas(&mut self) -> bool {
        self.peek();
        let closer = match self.text.as_bytes().get(self.pos) {
            Some(b'[') => b']',
            _ => b'}',
        };
        let mut pos = self.pos + 1;
        loop {
            match value_end(self.text, pos) {
                Ok(end) => pos = end + run(&self.text[end..], &[b',', b';', closer]),
                Err(Unclosed { .. }) => return false,
            }
            match self.text.as_bytes().get(pos) {
                Some(b',') => return true,
                Some(b';') => pos += 1,
                Some(_) | None => return false,
            }
        }
    }

    pub(super) fn unclosed(&self, Unclosed { pos, mark }: Unclosed) -> Fault {
        let mark = char::from(mark);
        Fault::new(pos..pos + 1, format!("`{mark}` is never closed")).help(match mark {
            '{' => "add a `}`, or put the value in quotes".to_owned(),
            '[' => "add a `]`, or put the value in quotes".to_owned(),
            quote => format!("add the closing `{quote}`"),
        })
    }

    pub(super) fn expect_end(&mut self, after: &str) -> Result<(), Fault> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.surplus(after)),
        }
    }

    /// The error for text after the end of a value or of all arguments.
    pub(super) fn surplus(&mut self, after: &str) -> Fault {
        self.peek();
        let found = self.rest().trim_end();
        let fault = Fault::new(
            self.pos..self.pos + found.len(),
            format!("unexpected `{}` after {after}", short(found)),
        );
        fault.help(match found.as_bytes().first() {
            Some(b',') => "separate list elements with `;`, or put text that contains a `,` in quotes",
            _ => "put the whole value in quotes or backticks",
        })
    }
}

/// The start of a text, enough to recognize it in a message.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None if line.len() < text.len() => format!("{line}..."),
        None => line.to_owned(),
    }
}

fn run(text: &str, stops: &[u8]) -> usize {
    text.bytes()
        .position(|byte| stops.contains(&byte))
        .unwrap_or(text.len())
}

/// Returns whether a quote or bracket is still open at the end of a marker's text, so that the marker continues on the
/// next doc line.
///
/// `text` is the text for `parse`, or the text after a marker's first `=`. A quote, `{` or `[` counts only at the start
/// of a value: at the start of the text, after `;`, after `, name=`, and, inside brackets that count, after `,`, `;` or
/// `:`. So an apostrophe or a bracket within bare text opens nothing. As a consequence, a bare regular expression that
/// begins with an unbalanced bracket or quote must be put in backticks.
///
/// ```
/// use kubewright_core::markers::args::is_open;
///
/// assert!(is_open("\"self.size < 10 ||"));
/// assert!(is_open("{a: 1,"));
/// assert!(!is_open("it's"));
/// assert!(!is_open("^x[{]$"));
/// ```
pub fn is_open(text: &str) -> bool {
    let mut pos = argument(text, 0).unwrap_or(0);
    loop {
        pos += blanks(&text[pos..]);
        match value_end(text, pos) {
            Err(Unclosed { .. }) => return true,
            Ok(end) => match next_value(text, end) {
                Some(next) => pos = next,
                None => return false,
            },
        }
    }
}

/// The bytes of the value of a named argument, if the text has one.
///
/// ```
/// use kubewright_core::markers::args::value_of;
///
/// assert_eq!(value_of("name=A,type=strin", "type"), Some(12..17));
/// assert_eq!(value_of("shortName=a;\"b,c\",path=d", "shortName"), Some(10..17));
/// assert_eq!(value_of("name=A", "type"), None);
/// ```
pub fn value_of(text: &str, name: &str) -> Option<Range<usize>> {
    let mut cursor = Cursor::new(text);
    loop {
        let (found, _) = cursor.bare(b"=,");
        if !cursor.eat(b'=') {
            return None;
        }
        cursor.peek();
        let start = cursor.pos;
        loop {
            cursor.pos = cursor.value_end().ok()?;
            cursor.bare(b",;");
            if !cursor.eat(b';') {
                break;
            }
        }
        if found == name {
            return Some(start..start + text[start..cursor.pos].trim_end().len());
        }
        if !cursor.eat(b',') {
            return None;
        }
    }
}

/// The start of the next value at the top level.
fn next_value(text: &str, mut pos: usize) -> Option<usize> {
    loop {
        pos += run(&text[pos..], b",;");
        match text.as_bytes().get(pos)? {
            b';' => return Some(pos + 1),
            _ => pos += 1,
        }
        if let Some(value) = argument(text, pos) {
            return Some(value);
        }
    }
}

/// The position after `name=`, if that is the text at the cursor.
fn argument(text: &str, pos: usize) -> Option<usize> {
    let start = pos + blanks(&text[pos..]);
    let rest = &text[start..];
    let name = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let equals = start + name + blanks(&rest[name..]);
    let found = name > 0 && text[equals..].starts_with('=') && !text[equals..].starts_with("==");
    found.then_some(equals + 1)
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The end of the value that begins at `pos`, see `Cursor::value_end`. A loop with an explicit stack, because the text
/// may nest without limit.
fn value_end(text: &str, mut pos: usize) -> Result<usize, Unclosed> {
    let bytes = text.as_bytes();
    let mut open: Vec<Unclosed> = Vec::new();
    let mut may_be_key = false;
    loop {
        pos += blanks(&text[pos..]);
        match bytes.get(pos) {
            Some(&mark @ (b'{' | b'[')) => {
                open.push(Unclosed { pos, mark });
                may_be_key = mark == b'{';
                pos += 1;
                continue;
            }
            Some(&mark @ (b'"' | b'\'' | b'`')) => {
                pos = quote_end(text, pos).ok_or(Unclosed { pos, mark })?;
            }
            _ => {}
        }
        // The rest of the value, the brackets that end here, and the separator before the next value.
        loop {
            let Some(innermost) = open.last() else {
                return Ok(pos);
            };
            let stops: &[u8] = match (innermost.mark, may_be_key) {
                (b'{', true) => b",;:}",
                (b'{', false) => b",;}",
                _ => b",;]",
            };
            pos += run(&text[pos..], stops);
            let Some(&stop) = bytes.get(pos) else {
                return Err(*innermost);
            };
            pos += 1;
            match stop {
                b'}' | b']' => {
                    open.pop();
                    may_be_key = false;
                    if open.is_empty() {
                        return Ok(pos);
                    }
                }
                b':' => {
                    may_be_key = false;
                    break;
                }
                _ => {
                    may_be_key = innermost.mark == b'{';
                    break;
                }
            }
        }
    }
}

/// The position after the closing quote of the quoted text at `pos`.
pub(super) fn quote_end(text: &str, pos: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = bytes[pos];
    let mut at = pos + 1;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' if quote == b'"' => at += 1,
            b'\'' if quote == b'\'' && bytes.get(at) == Some(&b'\'') => at += 1,
            _ if byte == quote => return Some(at),
            _ => {}
        }
    }
    None
}
