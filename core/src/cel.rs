//! The Common Expression Language (CEL) of rules: parsing, and names as rules write them.
//!
//! The language itself is in the crate `kubewright-cel`; this module turns its errors into our messages.

use kubewright_cel::{Error, Minor, Tree};

use crate::diagnostic::Message;
use crate::suggest;

/// Parses an expression.
///
/// ```
/// use kubewright_core::cel::parse;
///
/// assert!(parse("self.size > 1").is_ok());
/// assert_eq!(parse("self.size = 1").unwrap_err().to_string(), "does not parse at 1:11: `=` is not an operator; write `==`");
/// ```
///
/// # Errors
///
/// If the text is not a CEL expression. The message has the position and the reason.
pub fn parse(text: &str) -> Result<Tree, Message> {
    kubewright_cel::parse(text, Minor::NEWEST).map_err(syntax)
}

/// The message about an expression that does not parse.
pub(crate) fn syntax(error: Error) -> Message {
    let place = format!("{}:{}", error.line, error.column);
    Message {
        text: format!("does not parse at {place}: {}", error.text),
        help: error.help,
    }
}

/// The message about an expression that the API server does not compile.
pub(crate) fn message(error: Error) -> Message {
    let near = error.unknown.as_ref().and_then(|unknown| {
        let known = unknown.known.iter().map(String::as_str);
        suggest::nearest(&unknown.word, known).map(|near| format!("did you mean `{near}`?"))
    });
    Message {
        text: error.text,
        help: near.or(error.help),
    }
}

/// Escapes a property's name as CEL requires. A name that no rule can write stays as it is.
///
/// ```
/// assert_eq!(kubewright_core::cel::escape("x-size"), "x__dash__size");
/// assert_eq!(kubewright_core::cel::escape("in"), "__in__");
/// ```
pub fn escape(name: &str) -> String {
    kubewright_cel::escape(name).unwrap_or_else(|| name.to_owned())
}
