//! Why a command stops.

use kubewright_core::diagnostic::Message;

/// Why a command stops.
pub(super) enum Stop {
    /// Something is wrong with the project, or with what is asked of it.
    Failure(Vec<Message>),
    /// Something is wrong with the arguments.
    Usage(Message),
}

impl From<Message> for Stop {
    fn from(message: Message) -> Self {
        Self::Failure(vec![message])
    }
}

/// A failure of one line.
pub(super) fn fail(text: impl Into<String>, help: impl Into<String>) -> Stop {
    Message::new(text.into()).help(help.into()).into()
}

/// A mistake in the arguments.
pub(super) fn misuse(text: impl Into<String>, help: impl Into<String>) -> Stop {
    Stop::Usage(Message::new(text.into()).help(help.into()))
}

/// An error whose message says the way out.
pub(super) fn failure(error: impl std::fmt::Display) -> Stop {
    Message::new(error.to_string()).into()
}

impl From<crate::templates::TemplateError> for Stop {
    fn from(error: crate::templates::TemplateError) -> Self {
        failure(error)
    }
}
