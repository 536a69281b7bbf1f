//! What the tests look at, and how strict they are.

use serde_json::Value;

use super::status::Result;
use crate::{Bundle, Files};

/// How strict the tests are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdicts {
    /// As in operator-sdk, where some findings are only suggestions and others are not looked at.
    #[default]
    Compatible,
    /// Everything that a test looks for and does not find is a failure.
    Strict,
}

/// What a test looks at.
pub(super) struct Subject<'a> {
    pub(super) files: &'a Files,
    pub(super) bundle: &'a Bundle,
    /// The examples of the CSV, or why they cannot be read.
    pub(super) examples: std::result::Result<Vec<Value>, String>,
    pub(super) verdicts: Verdicts,
}

impl Subject<'_> {
    /// The examples; if they cannot be read, the test fails.
    pub(super) fn examples(&self, result: &mut Result) -> &[Value] {
        match &self.examples {
            Ok(examples) => examples,
            Err(problem) => {
                result.fail(problem.clone());
                &[]
            }
        }
    }

    /// Something is missing: a suggestion, or a failure if the verdicts are strict.
    pub(super) fn missing(&self, result: &mut Result, message: String) {
        match self.verdicts {
            Verdicts::Compatible => result.suggest(message),
            Verdicts::Strict => result.fail(message),
        }
    }
}

/// What an example is called in messages.
pub(super) fn name_of(example: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    format!(
        "{} `{}`",
        text(&example["kind"]),
        text(&example["metadata"]["name"])
    )
}
