//! Reads values of `PROJECT` and of manifests. What is wrong with one is said in plain words, with its place.

use kubewright_core::plain;
use kubewright_validation::Step;
use kubewright_validation::yaml;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

/// What is wrong with a value.
#[derive(Debug)]
pub(crate) struct Wrong {
    /// Where the value is.
    at: Vec<Step>,
    reason: String,
}

/// Reads a value.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Wrong> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let steps = error.path().iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        Wrong {
            at: steps.collect(),
            reason: plain::reason(&error.inner().to_string()),
        }
    })
}

impl Wrong {
    /// The same as a part of a value around it.
    pub(crate) fn below(mut self, above: &[Step]) -> Self {
        self.at.splice(0..0, above.iter().cloned());
        self
    }

    /// The line of the text that has the value, the path and the reason.
    pub(crate) fn in_text(&self, text: &str) -> String {
        let document = yaml::read(text).unwrap_or_default().into_iter().next();
        match document.map(|document| document.place(&self.at).line) {
            Some(line) => format!("line {line}: {self}"),
            None => self.to_string(),
        }
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut path = String::new();
        for step in &self.at {
            match step {
                Step::Key(key) if path.is_empty() => path.push_str(key),
                Step::Key(key) if key.contains('.') => path.push_str(&format!("['{key}']")),
                Step::Key(key) => path.push_str(&format!(".{key}")),
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        match path.is_empty() {
            true => f.write_str(&self.reason),
            false => write!(f, "`{path}`: {}", self.reason),
        }
    }
}
