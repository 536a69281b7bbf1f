use std::fmt::Display;
use std::ops::Range;

use serde::de::{self, Expected, Unexpected};
use thiserror::Error;

use crate::{
    diagnostic::{Located, Message},
    suggest::nearest,
};

/// An error that may have no position yet: serde's own errors get one from the value around them.
///
/// serde asks for a type of our own that implements its trait.
#[derive(Debug, Error)]
#[error("{message}")]
pub(super) struct Fault {
    offset: Option<Range<usize>>,
    message: Message,
}

impl Fault {
    pub(super) fn new(offset: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            offset: Some(offset),
            message: Message::new(message),
        }
    }

    fn placeless(message: Message) -> Self {
        Self {
            offset: None,
            message,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.message = self.message.help(help);
        self
    }

    /// Sets the position, unless an inner value has set it.
    pub(super) fn at(mut self, offset: Range<usize>) -> Self {
        self.offset.get_or_insert(offset);
        self
    }

    pub(super) fn within(self, text: &str) -> Located<Range<usize>> {
        let Self { offset, message } = self;
        // The text may span lines; a message must not.
        let message = Message {
            text: message.text.replace('\n', "\\n"),
            ..message
        };
        message.at(offset.unwrap_or(0..text.len()))
    }
}

impl de::Error for Fault {
    fn custom<T: Display>(message: T) -> Self {
        Self::placeless(Message::new(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::placeless(Message::new(format!(
            "expected {expected}, found {}",
            name(&found)
        )))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::placeless(
            Message::new(format!("missing argument `{field}`")).help(format!("add `{field}=...`")),
        )
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::placeless(Message::new(format!("unknown argument `{field}`")).help(one_of(field, expected)))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::placeless(Message::new(format!("unknown value `{variant}`")).help(one_of(variant, expected)))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::placeless(Message::new(format!("argument `{field}` is given twice")).help("keep one of them"))
    }
}

/// The help for a word that is not in the list.
fn one_of(word: &str, expected: &[&str]) -> String {
    match (nearest(word, expected.iter().copied()), expected) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => "it takes no arguments".to_owned(),
        (None, [only]) => format!("the only choice is `{only}`"),
        (None, [first @ .., last]) => format!("the choices are `{}` and `{last}`", first.join("`, `")),
    }
}

fn name(found: &Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(value) => format!("`{value}`"),
        Unexpected::Signed(value) => format!("`{value}`"),
        Unexpected::Float(value) => format!("`{value}`"),
        Unexpected::Str(value) => format!("the string `{value}`"),
        Unexpected::Unit => "`null`".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a map".to_owned(),
        other => other.to_string(),
    }
}
