//! A parser for the Common Expression Language (CEL): syntax only.
//!
//! The one maintained parser in Rust is built on a grammar runtime. Starting that runtime takes as long as everything
//! else that `kubewright manifests` does for one kind, and its code is a seventh of the binary. It does not know
//! triple-quoted strings, panics on some syntax errors, and reports others as a list of tokens. This parser is tested
//! against the verdicts of cel-go, which the API server uses.

pub(crate) mod macros;
mod parser;
mod token;

use crate::diagnostic::{Located, Message};

/// An expression. Operators and literals have no names here, because no caller needs them.
///
/// ```
/// use kubewright_core::cel::{Expr, parse};
///
/// let expected = Expr::Field { of: Box::new(Expr::Name("self".to_owned())), name: "size".to_owned(), optional: false };
/// assert_eq!(parse("self.size")?, expected);
/// assert_eq!(parse("self.size = 1").unwrap_err().to_string(), "does not parse at 1:11: `=` is not an operator; write `==`");
/// # Ok::<(), kubewright_core::diagnostic::Message>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A number, string, `bytes`, boolean or `null`.
    Literal,
    /// A name; a name that is resolved from the root begins with a dot.
    Name(String),
    /// `of.name`, or `of.?name`.
    Field {
        /// The operand that has the field.
        of: Box<Expr>,
        /// The field.
        name: String,
        /// Whether the field is optional (`.?`).
        optional: bool,
    },
    /// `of[at]`.
    Index {
        /// The list or map.
        of: Box<Expr>,
        /// The index or key.
        at: Box<Expr>,
    },
    /// `function(arguments)`, or `target.function(arguments)`.
    Call {
        /// The name of the function or macro.
        function: String,
        /// The operand before the dot.
        target: Option<Box<Expr>>,
        /// The arguments in parentheses.
        arguments: Vec<Expr>,
    },
    /// Operands that produce a new value: of an operator, a list, a map or a message.
    Parts(Vec<Expr>),
}

/// Parses an expression.
///
/// # Errors
///
/// If the text is not a CEL expression. The message has the position and the reason.
pub fn parse(text: &str) -> Result<Expr, Message> {
    parser::parse(text).map_err(|error| {
        let Located { place, message } = *error;
        let before = &text[..place.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        // The text may span lines; a message must not.
        let one_line = |text: String| text.replace('\n', "\\n");
        Message {
            text: one_line(format!("does not parse at {line}:{column}: {}", message.text)),
            help: message.help.map(one_line),
        }
    })
}

/// Returns whether a word is a keyword or reserved, so that no field can have it as its name.
pub(crate) fn is_word(name: &str) -> bool {
    parser::VALUES.contains(&name) || parser::RESERVED.contains(&name) || name == "in"
}

/// An error at a byte of the text. Boxed, because the parser is recursive and keeps many results on the stack.
type SyntaxError = Box<Located<usize>>;

fn syntax_error(at: usize, message: impl Into<Message>) -> SyntaxError {
    Box::new(message.into().at(at))
}

/// Escapes a property's name as CEL requires.
///
/// ```
/// assert_eq!(kubewright_core::cel::escape("x-size"), "x__dash__size");
/// assert_eq!(kubewright_core::cel::escape("in"), "__in__");
/// ```
pub fn escape(name: &str) -> String {
    if is_word(name) {
        return format!("__{name}__");
    }
    // Most names need no escape.
    if !name.contains(['.', '-', '/']) && !name.contains("__") {
        return name.to_owned();
    }
    name.replace("__", "__underscores__")
        .replace('.', "__dot__")
        .replace('-', "__dash__")
        .replace('/', "__slash__")
}
