//! Why a command stops, and how that is printed.

use std::collections::BTreeSet;
use std::fmt::Display;

use kubewright_core::diagnostic::Message;

use super::{Context, FAILURE, USAGE};
use crate::cli::MessageFormat;
use crate::interrupt::INTERRUPTED;
use crate::plan::{self, PlanError};
use crate::report;
use crate::templates::TemplateError;
use kubewright_analysis::Diagnostic;

/// Why a command stops.
pub(super) enum Stop {
    /// The project, or the request, has errors.
    Failure(Vec<Message>),
    /// The arguments have errors.
    Usage(Message),
    /// A signal arrived.
    Interrupted(Message),
}

/// Creates a failure.
pub(super) fn fail(text: impl Into<String>, help: impl Into<String>) -> Stop {
    Message::new(text.into()).help(help.into()).into()
}

/// Creates an error in the arguments.
pub(super) fn misuse(text: impl Into<String>, help: impl Into<String>) -> Stop {
    Stop::Usage(Message::new(text.into()).help(help.into()))
}

/// Creates a failure whose message includes the fix.
pub(super) fn failure(error: impl Display) -> Stop {
    Message::new(error.to_string()).into()
}

impl From<Message> for Stop {
    fn from(message: Message) -> Self {
        Self::Failure(vec![message])
    }
}

impl From<Vec<Message>> for Stop {
    fn from(messages: Vec<Message>) -> Self {
        Self::Failure(messages)
    }
}

impl From<Vec<PlanError>> for Stop {
    fn from(errors: Vec<PlanError>) -> Self {
        let messages = errors.iter().map(|error| Message::new(error.to_string()));
        Self::Failure(messages.collect())
    }
}

impl From<TemplateError> for Stop {
    fn from(error: TemplateError) -> Self {
        failure(error)
    }
}

impl Context<'_, '_> {
    /// Ends a command: prints its errors, each once, and returns its exit status.
    pub(super) fn end(&mut self, result: Result<u8, Stop>) -> u8 {
        let (messages, status) = match result {
            Ok(status) => return status,
            Err(Stop::Failure(messages)) => (messages, FAILURE),
            Err(Stop::Usage(message)) => (vec![message], USAGE),
            Err(Stop::Interrupted(message)) => (vec![message], INTERRUPTED),
        };
        self.errors(&messages);
        status
    }

    /// The YAML documents that were piped into the command; empty if nothing was.
    pub(super) fn piped(&mut self) -> Result<String, Stop> {
        self.printer.piped().map_err(|error| {
            fail(
                format!("stdin cannot be read: {}", plan::reason(&error)),
                "pipe YAML documents into the command",
            )
        })
    }

    /// Prints errors, each once.
    pub(super) fn errors(&mut self, messages: &[impl Display]) {
        for text in each_once("error", messages) {
            self.printer.error(&text);
        }
    }

    /// Prints warnings, each once, unless `--quiet` is set.
    pub(super) fn warnings(&mut self, messages: &[impl Display]) {
        for text in each_once("warning", messages) {
            self.printer.status(&text);
        }
    }

    /// Prints notes, each once, unless `--quiet` is set.
    pub(super) fn notes(&mut self, messages: &[impl Display]) {
        for text in each_once("note", messages) {
            self.printer.status(&text);
        }
    }

    /// Prints diagnostics, and a summary if some are errors. Returns whether none is an error.
    pub(super) fn report(&mut self, diagnostics: Vec<Diagnostic>, format: MessageFormat) -> bool {
        let errors = report::print(diagnostics, format, &mut self.printer);
        if errors > 0 && format == MessageFormat::Human {
            let noun = if errors == 1 { "error" } else { "errors" };
            self.printer
                .error(&format!("error: {errors} {noun}; nothing was written"));
        }
        errors == 0
    }

    /// Prints errors in the arguments.
    pub(super) fn usage(&mut self, problems: &[Message], command: &str) -> u8 {
        self.errors(problems);
        self.printer.error(&format!(
            "\nFor more information, try 'kubewright {command} --help'."
        ));
        USAGE
    }
}

/// The lines of messages, without repetitions.
fn each_once(level: &str, messages: &[impl Display]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut lines: Vec<_> = messages
        .iter()
        .map(|message| format!("{level}: {message}"))
        .collect();
    lines.retain(|line| seen.insert(line.clone()));
    lines
}
