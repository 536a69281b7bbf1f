//! Go source text → tokens and comments.

use crate::Problem;

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword.
    Word(String),
    /// The value of a string.
    Text(String),
    /// A number or a character, as written.
    Literal(String),
    /// An operator, one character long, or `;`, which ends of lines become as well.
    Sign(char),
}

/// A token and its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) line: usize,
    /// The line of its end: raw strings span lines.
    pub(crate) end: usize,
}

/// Comments that follow each other without a blank line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// The lines without the comment signs.
    pub(crate) lines: Vec<Line>,
}

/// A line of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) number: usize,
    /// Whether it is in a `/* */` comment, which has no markers.
    pub(crate) block: bool,
}

/// The tokens and comments of a file.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    pub(crate) all: Vec<Token>,
    pub(crate) comments: Vec<Comment>,
}

struct Reader<'a> {
    file: &'a str,
    rest: &'a str,
    line: usize,
    tokens: Tokens,
    /// The line of the last token or code comment, so that comments behind code do not join the next group.
    last: usize,
}

/// Reads a file.
pub(crate) fn tokens(file: &str, text: &str) -> Result<Tokens, Problem> {
    let mut reader = Reader {
        file,
        rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        line: 1,
        tokens: Tokens::default(),
        last: 0,
    };
    while reader.next()? {}
    reader.end_of_line();
    Ok(reader.tokens)
}

impl<'a> Reader<'a> {
    fn error(&self, text: &str) -> Problem {
        Problem::new(self.file, self.line, text)
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn while_(&self, fits: impl Fn(char) -> bool) -> usize {
        self.rest.find(|char| !fits(char)).unwrap_or(self.rest.len())
    }

    fn push(&mut self, kind: Kind, first: usize) {
        self.last = self.line;
        self.tokens.all.push(Token {
            kind,
            line: first,
            end: self.line,
        });
    }

    /// Go's rule: a line that ends with a name, a literal or a closing bracket ends a statement.
    fn end_of_line(&mut self) {
        let ends = match self.tokens.all.last().map(|token| &token.kind) {
            Some(Kind::Word(word)) => ![
                "import", "package", "type", "const", "var", "func", "struct", "map",
            ]
            .contains(&word.as_str()),
            Some(Kind::Text(_) | Kind::Literal(_)) => true,
            Some(Kind::Sign(sign)) => [')', ']', '}'].contains(sign),
            None => false,
        };
        if ends {
            let line = self.line;
            self.tokens.all.push(Token {
                kind: Kind::Sign(';'),
                line,
                end: line,
            });
        }
    }

    fn next(&mut self) -> Result<bool, Problem> {
        let Some(char) = self.rest.chars().next() else {
            return Ok(false);
        };
        let line = self.line;
        match char {
            '\n' => {
                self.end_of_line();
                self.take(1);
                self.line += 1;
            }
            _ if char.is_whitespace() => {
                self.take(char.len_utf8());
            }
            '/' if self.rest.starts_with("//") => {
                let length = self.while_(|char| char != '\n');
                let text = self.take(length)[2..].trim_end_matches('\r').to_owned();
                self.comment(
                    line,
                    vec![Line {
                        text,
                        number: line,
                        block: false,
                    }],
                );
            }
            '/' if self.rest.starts_with("/*") => self.block()?,
            '"' => {
                let text = self.quoted()?;
                self.push(Kind::Text(text), line);
            }
            '`' => {
                let Some(end) = self.rest[1..].find('`') else {
                    return Err(self.error("a raw string has no end"));
                };
                let text = self.take(end + 2);
                self.line += text.matches('\n').count();
                self.push(Kind::Text(text[1..=end].replace('\r', "")), line);
            }
            '\'' => {
                let length = self.character()?;
                let text = self.take(length).to_owned();
                self.push(Kind::Literal(text), line);
            }
            _ if char == '_' || char.is_alphabetic() => {
                let length = self.while_(|char| char == '_' || char.is_alphanumeric());
                let word = self.take(length).to_owned();
                self.push(Kind::Word(word), line);
            }
            _ if char.is_ascii_digit() => {
                let length = self.while_(|char| char == '_' || char == '.' || char.is_alphanumeric());
                let number = self.take(length).to_owned();
                self.push(Kind::Literal(number), line);
            }
            _ => {
                self.take(char.len_utf8());
                self.push(Kind::Sign(char), line);
            }
        }
        Ok(true)
    }

    fn character(&self) -> Result<usize, Problem> {
        let mut escaped = false;
        for (at, char) in self.rest.char_indices().skip(1) {
            match char {
                '\n' => break,
                '\'' if !escaped => return Ok(at + 1),
                _ => escaped = char == '\\' && !escaped,
            }
        }
        Err(self.error("a character has no end"))
    }

    fn quoted(&mut self) -> Result<String, Problem> {
        let mut escaped = false;
        for (at, char) in self.rest.char_indices().skip(1) {
            match char {
                '\n' => break,
                '"' if !escaped => {
                    let text = self.take(at + 1);
                    return Ok(unescaped(&text[1..at]));
                }
                _ => escaped = char == '\\' && !escaped,
            }
        }
        Err(self.error("a string has no end"))
    }

    fn block(&mut self) -> Result<(), Problem> {
        let Some(end) = self.rest.find("*/") else {
            return Err(self.error("a comment has no end"));
        };
        let text = self.take(end + 2);
        let first = self.line;
        let lines = text[2..end].split('\n').enumerate().map(|(index, line)| Line {
            text: format!(" {}", line.trim()),
            number: first + index,
            block: true,
        });
        let lines: Vec<Line> = lines.collect();
        self.line += lines.len() - 1;
        if lines.len() > 1 {
            self.end_of_line();
        }
        self.comment(first, lines);
        Ok(())
    }

    fn comment(&mut self, first: usize, lines: Vec<Line>) {
        let last = self.line;
        let after = self.last;
        // A comment on the line of code is not the beginning of the group below it.
        let joins = |group: &Comment| group.last + 1 >= first && group.first > after;
        match self.tokens.comments.last_mut() {
            Some(group) if joins(group) => {
                group.last = last;
                group.lines.extend(lines);
            }
            Some(_) | None => self.tokens.comments.push(Comment { first, last, lines }),
        }
    }
}

/// The value of an interpreted string.
fn unescaped(text: &str) -> String {
    let mut value = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        value.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(char) = rest.chars().next() else { break };
        let (digits, radix) = match char {
            'x' => (2, 16),
            'u' => (4, 16),
            'U' => (8, 16),
            '0'..='7' => (3, 8),
            _ => (0, 10),
        };
        let start = usize::from(radix == 16);
        let number = rest
            .get(start..start + digits)
            .filter(|_| digits > 0)
            .and_then(|number| u32::from_str_radix(number, radix).ok());
        if let Some(number) = number {
            value.push(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = &rest[start + digits..];
            continue;
        }
        value.push(match char {
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            other => other,
        });
        rest = &rest[char.len_utf8()..];
    }
    value + rest
}
