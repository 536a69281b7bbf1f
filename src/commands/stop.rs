//! Why a command stops.

use kubewright_core::diagnostic::Message;

/// Why a command stops.
pub(super) enum Stop {
    /// The project, or the request, has errors.
    Failure(Vec<Message>),
    /// The arguments have errors.
    Usage(Message),
}

impl From<Message> for Stop {
    fn from(message: Message) -> Self {
        Self::Failure(vec![message])
    }
}

/// Creates a one-line failure.
pub(super) fn fail(text: impl Into<String>, help: impl Into<String>) -> Stop {
    Message::new(text.into()).help(help.into()).into()
}

/// Creates an error in the arguments.
pub(super) fn misuse(text: impl Into<String>, help: impl Into<String>) -> Stop {
    Stop::Usage(Message::new(text.into()).help(help.into()))
}

/// Creates an error whose message includes the fix.
pub(super) fn failure(error: impl std::fmt::Display) -> Stop {
    Message::new(error.to_string()).into()
}

impl From<crate::templates::TemplateError> for Stop {
    fn from(error: crate::templates::TemplateError) -> Self {
        failure(error)
    }
}
