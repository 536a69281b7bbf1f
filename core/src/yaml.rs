//! The only writer and reader of YAML.
//!
//! The API server reads YAML 1.1, where `off`, `y` and `1_000` are not strings. The writer quotes strings so that YAML
//! 1.1 and 1.2 parsers read the same.

mod block;
mod scalar;

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

/// An error when a document is written or read.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct YamlError(String);

/// Writes one document, without `---`.
///
/// ```
/// let text = kubewright_core::yaml::to_string(&serde_json::json!({"enum": ["off", "on"], "text": "a\nb"}))?;
/// assert_eq!(text, "enum:\n- \"off\"\n- \"on\"\ntext: |-\n  a\n  b\n");
/// # Ok::<(), kubewright_core::yaml::YamlError>(())
/// ```
pub fn to_string<T: Serialize>(value: &T) -> Result<String, YamlError> {
    block::document(value)
}

/// Reads one document.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    serde_saphyr::from_str(text).map_err(unreadable)
}

/// Reads all documents of a text; empty ones are left out.
pub fn all_from_str<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, YamlError> {
    serde_saphyr::from_multiple(text).map_err(unreadable)
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` calls")]
fn unreadable(error: serde_saphyr::Error) -> YamlError {
    // Whoever prints it says that it is an error, and users do not set options of the parser.
    let text = error.to_string();
    let text = text.trim_start_matches("error: ");
    YamlError(text.replace(", set DuplicateKeyPolicy in Options if acceptable", ""))
}

impl YamlError {
    /// Returns the reason in one line, without the lines that show the place.
    ///
    /// ```
    /// let error = kubewright_core::yaml::from_str::<Vec<u8>>("- 1\n- x\n").unwrap_err();
    /// assert!(error.to_string().contains('\n'));
    /// assert!(!error.first_line().contains('\n'));
    /// ```
    pub fn first_line(&self) -> &str {
        let mut lines = self.0.lines().map(str::trim);
        lines.find(|line| !line.is_empty()).unwrap_or_default()
    }
}

impl serde::ser::Error for YamlError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}
