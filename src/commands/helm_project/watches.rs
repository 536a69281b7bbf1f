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

impl Watches {
    pub(super) fn chart_of(&self, resource: &Resource) -> Option<&Path> {
        let identity = &resource.identity;
        let mut entries = self.0.iter();
        let found = entries.find(|entry| {
            entry.kind == identity.kind
                && entry.version == identity.version
                && entry.group == identity.qualified_group()
        });
        found.map(|entry| entry.chart.as_path())
    }
}
