//! The Common Expression Language, as far as its syntax goes.
//!
//! The one parser for Rust that is kept stands on a runtime for grammars whose start costs as much time as all else that
//! `kubewright manifests` does for one kind, and is a seventh of the program. It knows no string in three quotes, panics at
//! some slips and answers others with a list of tokens. This one is held to the verdicts of cel-go, which the API server uses.

pub(crate) mod macros;
mod parser;
mod token;

use crate::diagnostic::Message;

/// An expression. Operators and literals have no names here: nothing asks for them.
///
/// ```
/// use kubewright_core::cel::{Expr, parse};
///
/// let expected = Expr::Field { of: Box::new(Expr::Name("self".to_owned())), name: "size".to_owned(), optional: false };
/// assert_eq!(parse("self.size")?, expected);
/// assert_eq!(parse("self.size = 1").unwrap_err().to_string(), "does not parse at 1:11: `=` is no operator; write `==`");
/// # Ok::<(), kubewright_core::diagnostic::Message>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A number, string, `bytes`, truth value or `null`.
    Literal,
    /// A name; one that is looked up from the root begins with a dot.
    Name(String),
    /// `of.name`, or `of.?name`.
    Field {
        /// What has the field.
        of: Box<Expr>,
        /// The field.
        name: String,
        /// Whether it may be missing.
        optional: bool,
    },
    /// `of[at]`.
    Index {
        /// A list or map.
        of: Box<Expr>,
        /// Index or key.
        at: Box<Expr>,
    },
    /// `function(arguments)`, or `target.function(arguments)`.
    Call {
        /// The name of the function or macro.
        function: String,
        /// What stands before the dot.
        target: Option<Box<Expr>>,
        /// What stands in parentheses.
        arguments: Vec<Expr>,
    },
    /// Parts that make a new value: of an operator, a list, a map or a message.
    Parts(Vec<Expr>),
}

/// Reads an expression.
///
/// # Errors
///
/// Where it is no expression, and why.
pub fn parse(text: &str) -> Result<Expr, Message> {
    parser::parse(text).map_err(|slip| {
        let Slip { at, message } = *slip;
        let before = &text[..at.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Message {
            text: format!("does not parse at {line}:{column}: {}", message.text),
            ..message
        }
    })
}

/// Whether the language has a meaning for a word, so that no field can go by it.
pub(crate) fn is_word(name: &str) -> bool {
    parser::VALUES.contains(&name) || parser::RESERVED.contains(&name) || name == "in"
}

/// What is wrong at a byte of the text.
#[derive(Debug)]
struct Slip {
    at: usize,
    message: Message,
}

impl Slip {
    /// In a box: the parser is recursive, and its results are many on the stack.
    fn new(at: usize, message: impl Into<Message>) -> Box<Self> {
        Box::new(Self {
            at,
            message: message.into(),
        })
    }
}

/// A property's name as CEL spells it.
///
/// ```
/// assert_eq!(kubewright_core::cel::escape("x-size"), "x__dash__size");
/// assert_eq!(kubewright_core::cel::escape("in"), "__in__");
/// ```
pub fn escape(name: &str) -> String {
    if is_word(name) {
        return format!("__{name}__");
    }
    // Most names are as they are.
    if !name.contains(['.', '-', '/']) && !name.contains("__") {
        return name.to_owned();
    }
    name.replace("__", "__underscores__")
        .replace('.', "__dot__")
        .replace('-', "__dash__")
        .replace('/', "__slash__")
}
