//! The pattern of a text.

use std::sync::OnceLock;

use kubewright_cel::Regex;

/// A regular expression, compiled at its first use.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) text: String,
    compiled: OnceLock<Result<Regex, String>>,
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            compiled: OnceLock::new(),
        }
    }

    /// Whether it is found in a text, or why it is not a pattern.
    pub(crate) fn is_found_in(&self, text: &str) -> Result<bool, &str> {
        match self.compiled.get_or_init(|| Regex::new(&self.text)) {
            Ok(regex) => Ok(regex.is_found_in(text)),
            Err(reason) => Err(reason),
        }
    }
}
