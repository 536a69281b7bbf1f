use std::fmt;

use serde::{Deserialize, Serialize};

use super::Located;

/// One message: the problem and its fix.
///
/// It is displayed as one line, because rustc and the CLI render one line alike.
///
/// ```
/// use kubewright_core::diagnostic::Message;
///
/// let message = Message::new("unknown marker `+optionl`").help("did you mean `+optional`?");
/// assert_eq!(message.to_string(), "unknown marker `+optionl`; did you mean `+optional`?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Message {
    /// The thing and the reason.
    pub text: String,
    /// The fix.
    pub help: Option<String>,
}

impl Message {
    /// Creates a message without a fix.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            help: None,
        }
    }

    /// Adds the fix.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the place.
    pub fn at<P>(self, place: P) -> Located<P> {
        Located { place, message: self }
    }

    /// Puts the marker that the message is about in front of its text.
    ///
    /// ```
    /// use kubewright_core::diagnostic::Message;
    ///
    /// let message = Message::new("applies to a string, but this is an integer").about_marker("kubebuilder:validation:MaxLength");
    /// assert_eq!(message.text, "`+kubebuilder:validation:MaxLength`: applies to a string, but this is an integer");
    /// ```
    #[must_use]
    pub fn about_marker(self, name: &str) -> Self {
        Self {
            text: format!("`+{name}`: {}", self.text),
            ..self
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Message {}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}
