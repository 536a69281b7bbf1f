//! An error at a place of an expression.

use std::fmt;

/// Why the API server rejects an expression, and where in its text.
///
/// ```
/// let error = kubewright_cel::parse("self.size = 1", kubewright_cel::Minor::NEWEST).unwrap_err();
/// assert_eq!((error.line, error.column), (1, 11));
/// assert_eq!(error.to_string(), "`=` is not an operator; write `==`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The line in the text, from 1.
    pub line: usize,
    /// The column in the line in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub text: String,
    /// How to fix it.
    pub help: Option<String>,
    /// A name that does not exist, if that is what is wrong.
    pub unknown: Option<Unknown>,
}

/// A name that does not exist, and those that do: for "did you mean".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The name.
    pub word: String,
    /// The names that exist at its place.
    pub known: Vec<String>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl std::error::Error for Error {}

/// An error at a byte of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) at: usize,
    pub(crate) text: String,
    pub(crate) help: Option<String>,
    pub(crate) unknown: Option<Unknown>,
}

/// Boxed, because the parser is recursive and keeps many results on the stack.
pub(crate) type SyntaxError = Box<Problem>;

pub(crate) fn problem(at: usize, text: impl Into<String>) -> SyntaxError {
    Box::new(Problem {
        at,
        text: text.into(),
        help: None,
        unknown: None,
    })
}

impl Problem {
    pub(crate) fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Self> {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn unknown(
        mut self: Box<Self>,
        word: impl Into<String>,
        known: impl IntoIterator<Item = String>,
    ) -> Box<Self> {
        self.unknown = Some(Unknown {
            word: word.into(),
            known: known.into_iter().collect(),
        });
        self
    }

    /// The error with its line and column in the text.
    pub(crate) fn in_text(self, text: &str) -> Error {
        let mut end = self.at.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        // The text may span lines; a message must not.
        let one_line = |text: String| text.replace('\n', "\\n");
        Error {
            line: before.matches('\n').count() + 1,
            column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
            text: one_line(self.text),
            help: self.help.map(one_line),
            unknown: self.unknown,
        }
    }
}
