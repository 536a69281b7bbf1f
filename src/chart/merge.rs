//! Merges a new chart into one that exists: what was written last, what the user made of it, and what is written now.

mod moves;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use kubewright_core::yaml::{self, YamlError};
use serde_json::Value;
use thiserror::Error;

use super::{Chart, RECORD};
use crate::three_way;
pub(crate) use moves::{Moved, Pair, move_crds};

/// Texts by path.
pub(crate) type Texts = BTreeMap<String, String>;

/// The file whose values are merged one by one.
const VALUES: &str = "values.yaml";
const SCHEMA: &str = "values.schema.json";

/// A chart on disk.
#[derive(Debug, Default)]
pub(crate) struct Existing {
    /// What was written last; `None` if that is unknown.
    pub(crate) record: Option<Texts>,
    /// The files that the new chart or the record lists, as they are now.
    pub(crate) present: Texts,
}

/// What happens to the files of a chart.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    /// The new text of each file that changes; `None` if it is removed.
    pub(crate) files: BTreeMap<String, Option<String>>,
    /// What the user should know.
    pub(crate) notes: Vec<String>,
}

/// Why a file cannot be merged.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum MergeError {
    #[error("`{path}` was edited in {}, where it also changes now; make the change by hand, or overwrite the file with `--force`", shown(.lines))]
    Conflict {
        path: String,
        /// The lines of the user's file.
        lines: Vec<RangeInclusive<usize>>,
    },
    #[error("`{0}` exists, but was not written by kubewright; move it, or overwrite it with `--force`")]
    Unknown(String),
    #[error(
        "`{RECORD}` of the chart is missing, so edits cannot be told from what was written; restore it from version control, or overwrite the chart with `--force`"
    )]
    NoRecord,
    #[error(
        "`{RECORD}` of the chart cannot be read: {0}; restore it from version control, or overwrite the chart with `--force`"
    )]
    Record(String),
    #[error("`{path}` cannot be read: {reason}; fix it, or overwrite it with `--force`")]
    Unreadable { path: String, reason: String },
}

fn shown(ranges: &[RangeInclusive<usize>]) -> String {
    let range = |range: &RangeInclusive<usize>| match range.start() == range.end() {
        true => range.start().to_string(),
        false => format!("{}-{}", range.start(), range.end()),
    };
    let all: Vec<_> = ranges.iter().map(range).collect();
    let noun = match &all[..] {
        [one] if !one.contains('-') => "line",
        _ => "lines",
    };
    format!("{noun} {}", all.join(", "))
}

/// The text of the record of what was written.
pub(crate) fn record(files: &Texts) -> Result<String, YamlError> {
    let head = "# The files of this chart as kubewright wrote them last, by which it knows your edits. Keep this file in version control.\n";
    Ok(head.to_owned() + &yaml::to_string(files)?)
}

/// The files that the record lists.
pub(crate) fn recorded(text: &str) -> Result<Texts, MergeError> {
    yaml::from_str(text).map_err(|error| MergeError::Record(error.first_line().to_owned()))
}

impl MergeError {
    /// The file that it is about, except the record.
    pub(crate) fn path_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Conflict { path, .. } | Self::Unknown(path) | Self::Unreadable { path, .. } => Some(path),
            Self::NoRecord | Self::Record(_) => None,
        }
    }
}

/// Decides what happens to each file.
pub(crate) fn merge(chart: &mut Chart, existing: &Existing, force: bool) -> Result<Merged, Vec<MergeError>> {
    let present = &existing.present;
    match &existing.record {
        record if force => Ok(overwritten(chart, present, record.as_ref())),
        Some(record) => each(chart, present, record),
        None if present.contains_key("Chart.yaml") => Err(vec![MergeError::NoRecord]),
        None => first(chart, present),
    }
}

/// The new files in place of those that exist.
fn overwritten(chart: &Chart, present: &Texts, record: Option<&Texts>) -> Merged {
    let mut merged = Merged::default();
    let stale = record.into_iter().flat_map(Texts::keys);
    for path in stale.filter(|path| !chart.files.contains_key(*path) && present.contains_key(*path)) {
        merged.files.insert(path.clone(), None);
    }
    for (path, text) in &chart.files {
        merged.put(path, text, present);
    }
    merged
}

/// The files of a chart whose record exists.
fn each(chart: &mut Chart, present: &Texts, record: &Texts) -> Result<Merged, Vec<MergeError>> {
    let mut merged = Merged::default();
    let mut errors = Vec::new();
    for path in ["Chart.yaml", VALUES] {
        errors.extend(present.get(path).and_then(|text| values::check(path, text).err()));
    }
    if let Some(error) = present
        .get(SCHEMA)
        .and_then(|text| serde_json::from_str::<Value>(text).err())
    {
        errors.push(MergeError::Unreadable {
            path: SCHEMA.to_owned(),
            reason: error.to_string(),
        });
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    match values(chart, present, record, &mut merged.notes) {
        Ok(Some(text)) => merged.put(VALUES, &text, present),
        Ok(None) => {}
        Err(error) => errors.push(error),
    }
    let paths: BTreeSet<&String> = record.keys().chain(chart.files.keys()).collect();
    for path in paths.into_iter().filter(|path| *path != VALUES) {
        let texts = [record.get(path), present.get(path), chart.files.get(path)];
        match one(path, texts, &mut merged.notes) {
            Ok(Next::Keep) => {}
            Ok(Next::Write(text)) => merged.put(path, &text, present),
            Ok(Next::Remove) => _ = merged.files.insert(path.clone(), None),
            Err(error) => errors.push(error),
        }
    }
    merged.unless(errors)
}

/// A chart where none exists yet.
fn first(chart: &Chart, present: &Texts) -> Result<Merged, Vec<MergeError>> {
    let mut merged = Merged::default();
    let mut errors = Vec::new();
    for (path, text) in &chart.files {
        match present.get(path) {
            Some(old) if old != text => errors.push(MergeError::Unknown(path.clone())),
            Some(_) | None => merged.put(path, text, present),
        }
    }
    merged.unless(errors)
}

impl Merged {
    /// The result, if there are no errors.
    fn unless(self, errors: Vec<MergeError>) -> Result<Self, Vec<MergeError>> {
        match errors.is_empty() {
            true => Ok(self),
            false => Err(errors),
        }
    }

    fn put(&mut self, path: &str, text: &str, present: &Texts) {
        if present.get(path).is_none_or(|old| old != text) {
            self.files.insert(path.to_owned(), Some(text.to_owned()));
        }
    }
}

enum Next {
    Keep,
    Write(String),
    Remove,
}

/// One file: its text as it was written last, as it is, and as it would be written now.
fn one(path: &str, texts: [Option<&String>; 3], notes: &mut Vec<String>) -> Result<Next, MergeError> {
    Ok(match texts {
        [None, None, Some(new)] => Next::Write(new.clone()),
        [None, Some(is), Some(new)] if is == new => Next::Keep,
        [None, Some(_), Some(_)] => return Err(MergeError::Unknown(path.to_owned())),
        // A file that the user deleted stays deleted.
        [_, None, _] => Next::Keep,
        [Some(was), Some(is), None] if was == is => Next::Remove,
        [Some(_), Some(_), None] => {
            notes.push(format!(
                "`{path}` no longer belongs to the chart, but was edited; delete it if you do not need it"
            ));
            Next::Keep
        }
        [Some(was), Some(is), Some(new)] => {
            let text = three_way::merge(was, is, new).map_err(|lines| MergeError::Conflict {
                path: path.to_owned(),
                lines,
            })?;
            Next::Write(text)
        }
        [None, Some(_), None] => Next::Keep,
    })
}

/// The values file, and a schema that allows the values that the user added.
fn values(
    chart: &mut Chart,
    present: &Texts,
    record: &Texts,
    notes: &mut Vec<String>,
) -> Result<Option<String>, MergeError> {
    let Some(is) = present.get(VALUES) else {
        // Deleted, or not written yet.
        return Ok(match record.contains_key(VALUES) {
            true => None,
            false => chart.files.get(VALUES).cloned(),
        });
    };
    let (Some(was), Some(new)) = (record.get(VALUES), chart.files.get(VALUES)) else {
        return Err(MergeError::Unknown(VALUES.to_owned()));
    };
    let (text, value) = values::merge(was, is, new, &chart.settings, notes)?;
    chart.allow(&value);
    Ok(Some(text))
}
