use super::{Located, Message};

/// One of a list of markers, or one of its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Argument {
    /// The index of the marker in the list.
    pub marker: usize,
    /// The argument; `None` for the whole marker.
    pub name: Option<&'static str>,
    /// The part of the argument that is wrong, as written; `None` for all of it.
    pub value: Option<String>,
}

/// An error in one of the markers that a manifest is built from.
pub type MarkerError = Located<Argument>;

impl Argument {
    /// An argument as a whole.
    pub(crate) fn new(marker: usize, name: &'static str) -> Self {
        Self {
            marker,
            name: Some(name),
            value: None,
        }
    }

    /// A part of an argument.
    pub(crate) fn value(self, value: impl Into<String>) -> Self {
        Self {
            value: Some(value.into()),
            ..self
        }
    }
}

impl MarkerError {
    pub(crate) fn new(marker: usize, argument: &'static str, message: impl Into<String>) -> Self {
        Message::new(message).at(Argument::new(marker, argument))
    }

    pub(crate) fn about(self, value: impl Into<String>) -> Self {
        self.map(|argument| argument.value(value))
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.message = self.message.help(help);
        self
    }
}
