use std::fmt::Display;
use std::ops::Range;

use serde::de::{self, Expected, Unexpected};
use thiserror::Error;

use crate::{diagnostic::Message, suggest::nearest};

/// A problem in a marker's text, and its position.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{message}{}", help.as_deref().map(|help| format!("; {help}")).unwrap_or_default())]
pub struct ArgError {
    /// The bytes of the text with the problem; empty where something is missing.
    pub offset: Range<usize>,
    /// The thing and the reason, on one line.
    pub message: String,
    /// The fix.
    pub help: Option<String>,
}

impl From<ArgError> for Message {
    fn from(error: ArgError) -> Self {
        Self {
            text: error.message,
            help: error.help,
            part: Some((error.offset.start, error.offset.end))
                .filter(|(start, end)| start < end)
                .map(Box::new),
        }
    }
}

/// An error that may have no position yet: serde's own errors get one from the value around them.
#[derive(Debug, Error)]
#[error("{message}")]
pub(super) struct Fault {
    offset: Option<Range<usize>>,
    message: String,
    help: Option<String>,
}

impl Fault {
    pub(super) fn new(offset: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            offset: Some(offset),
            message: message.into(),
            help: None,
        }
    }

    fn placeless(message: String, help: Option<String>) -> Self {
        Self {
            offset: None,
            message,
            help,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the position, unless an inner value has set it.
    pub(super) fn at(mut self, offset: Range<usize>) -> Self {
        self.offset.get_or_insert(offset);
        self
    }

    pub(super) fn within(self, text: &str) -> ArgError {
        let Self {
            offset,
            message,
            help,
        } = self;
        // The text may span lines; a message must not.
        let message = message.replace('\n', "\\n");
        ArgError {
            offset: offset.unwrap_or(0..text.len()),
            message,
            help,
        }
    }
}

impl de::Error for Fault {
    fn custom<T: Display>(message: T) -> Self {
        Self::placeless(message.to_string(), None)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::placeless(format!("expected {expected}, found {}", name(&found)), None)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::placeless(
            format!("missing argument `{field}`"),
            Some(format!("add `{field}=...`")),
        )
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::placeless(
            format!("unknown argument `{field}`"),
            Some(one_of(field, expected)),
        )
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::placeless(
            format!("unknown value `{variant}`"),
            Some(one_of(variant, expected)),
        )
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::placeless(
            format!("argument `{field}` is given twice"),
            Some("keep one of them".to_owned()),
        )
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
