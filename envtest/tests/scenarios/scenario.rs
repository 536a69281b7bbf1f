//! A scenario: steps in a file.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

/// What is done in a namespace of its own.
#[derive(Debug)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Step {
    /// Creates an object.
    Create(Value),
    /// Merges a patch into an object, or into its status.
    Patch {
        kind: String,
        name: String,
        #[serde(default)]
        subresource: String,
        merge: Value,
    },
    /// Deletes an object.
    Delete {
        kind: String,
        name: String,
        #[serde(default)]
        policy: Option<String>,
    },
    /// Waits for a value in an object.
    Until {
        kind: String,
        name: String,
        at: String,
        is: Value,
    },
    /// Waits until as many objects of a kind exist.
    Count { kind: String, is: usize },
    /// Waits until an object is gone.
    Gone { kind: String, name: String },
    /// Reports for all Pods of a kind of owner that their containers have exited.
    Exit { owner: String, code: i32 },
    /// Removes finalizers from an object.
    Release { kind: String, name: String },
}

impl Scenario {
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let steps =
            serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        Self { name, steps }
    }
}
