//! What the checks of a value found.

use std::collections::HashSet;

use serde_json::Value;

use crate::cause::{Cause, Reason, bad};
use crate::path::Path;

/// The causes, and how many checks passed.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) failures: Vec<Failure>,
    pub(super) matches: usize,
}

/// A cause with the message by which the API server drops duplicates.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) cause: Cause,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(path: &Path<'_>, reason: Reason, text: String, message: String) -> Self {
        let cause = Cause {
            field: path.named(&path.dotted()),
            reason,
            message: text,
            at: path.steps(),
        };
        Self { cause, message }
    }

    pub(super) fn invalid(path: &Path<'_>, value: &Value, message: String) -> Self {
        let text = bad("Invalid value", value, &message);
        Self::new(path, Reason::Invalid, text, message)
    }

    /// An error without a place of its own: the API server reports it for the whole object.
    pub(super) fn of_object(path: &Path<'_>, message: String) -> Self {
        let cause = Cause {
            field: path.named(""),
            reason: Reason::Invalid,
            message: bad("Invalid value", &"".into(), &message),
            at: path.steps(),
        };
        Self { cause, message }
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        Self {
            failures: vec![failure],
            matches: 0,
        }
    }
}

/// With more failures than this, messages are looked up in a set.
const FEW: usize = 32;

impl Outcome {
    pub(super) fn add(&mut self, failure: Failure) {
        if self.failures.iter().all(|known| known.message != failure.message) {
            self.failures.push(failure);
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.matches += other.matches;
        if self.failures.is_empty() {
            self.failures = other.failures;
            return;
        }
        if self.failures.len() + other.failures.len() <= FEW {
            for failure in other.failures {
                self.add(failure);
            }
            return;
        }
        let known: HashSet<String> = self
            .failures
            .iter()
            .map(|failure| failure.message.clone())
            .collect();
        // Those of the other side are unique already.
        let new = other
            .failures
            .into_iter()
            .filter(|failure| !known.contains(&failure.message));
        self.failures.extend(new);
    }
}
