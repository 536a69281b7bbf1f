//! YAML as `kubectl` reads it, with the place of every value.

mod build;
mod scalar;

use std::collections::BTreeMap;

use kubewright_core::yaml::parts;
use serde_json::Value;

use crate::path::Step;

/// A document of a YAML text.
///
/// ```
/// use kubewright_validation::{Step, yaml};
///
/// let documents = yaml::read("kind: Tea\nspec: {cups: 2, cups: 3}\n")?;
/// assert_eq!(documents[0].value["spec"]["cups"], 3);
/// assert_eq!(documents[0].duplicates[0].key, "cups");
/// let place = documents[0].place(&[Step::Key("spec".to_owned()), Step::Key("cups".to_owned())]);
/// assert_eq!((place.line, place.column), (2, 17));
/// # Ok::<(), yaml::Problem>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Document {
    /// The value as JSON.
    pub value: Value,
    /// Keys that a mapping has twice. The last value counts.
    pub duplicates: Vec<Duplicate>,
    places: Places,
}

/// A key that a mapping has already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The key.
    pub key: String,
    /// Where the mapping is.
    pub at: Vec<Step>,
    /// Where the second key is.
    pub place: Place,
}

/// A line and a column of a text, both from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Why a text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// Why.
    pub text: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.place.line, self.place.column, self.text
        )
    }
}

impl std::error::Error for Problem {}

/// The places of a value and its parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Places {
    /// Where a mapping has the key, and otherwise where the value is.
    here: Place,
    fields: BTreeMap<String, Places>,
    items: Vec<Places>,
}

impl Document {
    /// The place of a value, or of the deepest part of the path that exists.
    #[must_use]
    pub fn place(&self, path: &[Step]) -> Place {
        let mut places = &self.places;
        for step in path {
            let below = match step {
                Step::Key(key) => places.fields.get(key),
                Step::Index(index) => places.items.get(*index),
            };
            match below {
                Some(below) => places = below,
                None => break,
            }
        }
        places.here
    }
}

/// Reads the documents of a text, which may be JSON objects one after the other; documents that are empty are left out.
///
/// # Errors
///
/// If it is no YAML, or has what JSON does not have: NaN, infinite numbers, keys that are mappings.
pub fn read(text: &str) -> Result<Vec<Document>, Problem> {
    let mut documents = Vec::new();
    let (mut before, mut origin) = (0, Place { line: 1, column: 1 });
    for part in parts(text) {
        origin = origin.after(&text[before..part.start]);
        before = part.start;
        documents.extend(build::documents(&text[part], origin)?);
    }
    Ok(documents)
}

impl Place {
    /// The place after a text that begins here.
    fn after(self, text: &str) -> Self {
        let lines = text.matches('\n').count();
        let last = text.rsplit('\n').next().unwrap_or_default();
        Self {
            line: self.line + lines,
            column: last.chars().count() + if lines == 0 { self.column } else { 1 },
        }
    }

    /// The place at a line and a column of a text that begins here, the line from 1 and the column from 0.
    fn at(self, line: usize, column: usize) -> Self {
        Self {
            line: self.line + line - 1,
            column: column + if line == 1 { self.column } else { 1 },
        }
    }
}
