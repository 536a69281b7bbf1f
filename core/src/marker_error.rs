use thiserror::Error;

/// A problem with one of the markers that a manifest is built from. The caller knows where the marker is.
#[derive(Clone, Debug, Error, PartialEq, Eq, PartialOrd, Ord)]
#[error("{message}{}", help.as_deref().map(|help| format!("; {help}")).unwrap_or_default())]
pub struct MarkerError {
    /// The index of the marker in the list that was passed in.
    pub marker: usize,
    /// The argument with the problem, if it is one.
    pub argument: Option<&'static str>,
    /// The part of the argument at fault, as written, if only a part is.
    pub value: Option<String>,
    /// The thing and the reason, in one line.
    pub message: String,
    /// The fix.
    pub help: Option<String>,
}

impl MarkerError {
    pub(crate) fn new(marker: usize, argument: &'static str, message: impl Into<String>) -> Self {
        Self {
            marker,
            argument: Some(argument),
            value: None,
            message: message.into(),
            help: None,
        }
    }

    pub(crate) fn about(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
