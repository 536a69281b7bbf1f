//! What is adopted: the package, its `PROJECT`, and how its kinds are read.

use std::path::Path;

use super::names::{self, Package};
use crate::cli;
use crate::commands::errors::{Stop, failure};
use crate::commands::manifests;
use crate::commands::open::project_text;
use crate::project::file::ProjectFile;
use crate::project::{self, Project};
use kubewright_analysis::Reading;

/// What is adopted.
pub(super) struct Request {
    pub(super) package: Package,
    /// The `PROJECT` of the folder, which may state nothing but defaults.
    pub(super) file: Option<ProjectFile>,
    pub(super) reading: Reading,
}

/// Reads what the flags, `Cargo.toml` and `PROJECT` say.
pub(super) fn ask(args: &cli::Adopt, directory: &Path) -> Result<Request, Stop> {
    let package = names::package(directory)?;
    let file = match project_text(directory)? {
        Some(text) => Some(ProjectFile::parse(&text).map_err(failure)?),
        None => None,
    };
    let known = file.as_ref().map(|file| &file.project);
    let mut reading = manifests::reading(known, directory)?;
    if let Some(schemas) = args.schema.as_deref().and_then(project::schemas) {
        reading.schemas = schemas;
    }
    let recorded = known.map(|project| project.domain.clone());
    reading.external.outside = recorded
        .filter(|domain| !domain.is_empty())
        .or_else(|| args.domain.clone());
    Ok(Request {
        package,
        file,
        reading,
    })
}

impl Request {
    /// The project of the folder, if it has one.
    pub(super) fn known(&self) -> Option<&Project> {
        self.file.as_ref().map(|file| &file.project)
    }
}
