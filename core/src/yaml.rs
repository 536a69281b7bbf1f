//! The only writer of YAML, and a reader for what needs no places.
//!
//! The API server reads YAML 1.1, where `off`, `y` and `1_000` are not strings. The writer quotes strings so that YAML
//! 1.1 and 1.2 parsers read the same.

mod block;
mod json;
mod scalar;

use std::borrow::Cow;

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

pub use json::parts;

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
    serde_saphyr::from_str_with_options(text, options()).map_err(unreadable)
}

/// Reads all documents of a text, which may be JSON objects one after the other; empty ones are left out.
///
/// ```
/// let documents = kubewright_core::yaml::all_from_str::<serde_json::Value>("{\"a\": 1}\n{\"a\": 2}\n")?;
/// assert_eq!(documents[1]["a"], 2);
/// # Ok::<(), kubewright_core::yaml::YamlError>(())
/// ```
pub fn all_from_str<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, YamlError> {
    let mut all = Vec::new();
    for part in parts(text) {
        let text = match part.start > 0 && part.end == text.len() {
            // Only what follows the objects can be no YAML, and the lines of an error are those of the text.
            true => Cow::Owned("\n".repeat(text[..part.start].matches('\n').count()) + &text[part]),
            false => Cow::Borrowed(&text[part]),
        };
        all.extend(serde_saphyr::from_multiple_with_options::<T>(&text, options()).map_err(unreadable)?);
    }
    Ok(all)
}

/// The parser's limits are for input from strangers. Here people read their own files, such as all CRDs of a cluster, or values whose
/// comments are a manual. The limits on nesting and on aliases stay, because they keep mistakes from taking all memory.
fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        emit_comments: false,
        budget: serde_saphyr::budget! {
            max_documents: MOST,
            max_events: MOST,
            max_nodes: MOST,
            max_total_scalar_bytes: 1 << 30,
        },
    }
}

/// More documents and nodes than any file has.
const MOST: usize = 100_000_000;

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
