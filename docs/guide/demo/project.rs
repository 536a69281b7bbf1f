//! The project of the tutorial.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use kubewright_guide::page::{Step, root, steps};
use kubewright_guide::reader::Reader;

use crate::say;

const PAGE: &str = "docs/src/tutorial/memcached.md";

/// Follows the page in this folder and returns the project's.
pub(crate) fn make(folder: &Path) -> Result<PathBuf> {
    let page = fs::read_to_string(root().join(PAGE)).with_context(|| format!("cannot read {PAGE}"))?;
    let mut reader = Reader::new(folder);
    for step in steps(&page).map_err(|error| anyhow!("{PAGE}: {error}"))? {
        match &step {
            Step::Console(calls) => {
                for call in calls {
                    if let Some(said) = reader.type_in(&call.command)? {
                        say(&format!("$ {}", call.command));
                        say(&summary(&said));
                    }
                }
            }
            Step::File { path, .. } | Step::Change { path, .. } => {
                reader.take(&step)?;
                say(&format!("edited {path}"));
            }
            Step::Setup(_) | Step::Part { .. } | Step::Elsewhere { .. } => reader.take(&step)?,
        }
    }
    Ok(reader.folder().to_owned())
}

/// How many files a command has written, if it is many, and else what it says.
fn summary(said: &str) -> String {
    let count = |verb: &str| said.lines().filter(|line| line.starts_with(verb)).count();
    match (count("created "), count("changed ")) {
        (created, 0) if created > 5 => format!("{created} files created"),
        (created, changed) if created + changed > 5 => format!("{created} files created, {changed} changed"),
        _ => said.to_owned(),
    }
}

/// Prints the CRD and the role.
pub(crate) fn show(project: &Path) -> Result<()> {
    for file in [
        "config/crd/bases/cache.example.com_memcacheds.yaml",
        "config/rbac/role.yaml",
    ] {
        let text = fs::read_to_string(project.join(file)).with_context(|| format!("cannot read {file}"))?;
        say(&format!("--- {file}\n{}", text.trim_start_matches("---\n")));
    }
    Ok(())
}
