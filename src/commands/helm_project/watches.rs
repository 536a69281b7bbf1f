//! `watches.yaml`, as far as the charts of kinds are concerned. The operator checks all of it.

use std::path::{Path, PathBuf};

use kubewright_core::yaml;
use serde::Deserialize;

use crate::commands::errors::{Stop, fail};
use crate::plan;
use crate::project::Resource;

pub(super) const FILE: &str = "watches.yaml";

pub(super) struct Watches(Vec<Entry>);

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    group: String,
    version: String,
    kind: String,
    chart: PathBuf,
}

pub(super) fn read(directory: &Path) -> Result<Watches, Stop> {
    let text = std::fs::read_to_string(directory.join(FILE)).map_err(|error| {
        fail(
            format!("`{FILE}` cannot be read: {}", plan::reason(&error)),
            "restore it; it lists the kinds and their charts",
        )
    })?;
    let all: Vec<Option<Vec<Entry>>> = yaml::all_from_str(&text)
        .map_err(|error| fail(format!("`{FILE}`: {}", error.first_line()), "correct the file"))?;
    Ok(Watches(all.into_iter().flatten().flatten().collect()))
}

impl Entry {
    fn is_of(&self, resource: &Resource) -> bool {
        let identity = &resource.identity;
        self.kind == identity.kind
            && self.version == identity.version
            && self.group == identity.qualified_group()
    }
}

impl Watches {
    pub(super) fn chart_of(&self, resource: &Resource) -> Option<&Path> {
        let found = self.0.iter().find(|entry| entry.is_of(resource));
        found.map(|entry| entry.chart.as_path())
    }

    /// Whether another kind has the chart too.
    pub(super) fn uses_elsewhere(&self, chart: &Path, resource: &Resource) -> bool {
        let mut others = self.0.iter().filter(|entry| !entry.is_of(resource));
        others.any(|other| other.chart == chart)
    }
}

/// The lines of an entry in the file, if it is written as a list in block style.
pub(super) fn entry(text: &str, resource: &Resource) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let starts = |at: &usize| lines[*at].starts_with("- ");
    let mut entries = (0..lines.len()).filter(starts).map(|start| {
        let ends = |line: &&str| !line.trim().is_empty() && !line.starts_with([' ', '\t']);
        let after = lines[start + 1..].iter().position(ends);
        let end = after.map_or(lines.len(), |after| start + 1 + after);
        lines[start..end].concat()
    });
    entries.find(|entry| {
        let parsed: Result<Vec<Entry>, _> = yaml::from_str(entry);
        parsed.is_ok_and(|parsed| parsed.iter().any(|one| one.is_of(resource)))
    })
}
