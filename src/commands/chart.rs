//! `kubewright edit --plugins helm`: the Helm chart of a project.

mod disk;
mod kustomize;
mod options;

use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;
use serde_json::Value;

use super::Variables;
use crate::chart::{self, ChartError, Input};
use crate::cli;
use crate::plan::Plan;
use crate::plugins::Optional;
use crate::project::{HELM, Project};

pub(super) use options::Options;

/// The chart's files, and what the user should know.
#[derive(Default)]
pub(super) struct Planned {
    pub(super) plan: Plan,
    pub(super) notes: Vec<String>,
}

/// The objects that a chart is made from.
struct Manifests {
    /// With every optional part of the project.
    objects: Vec<Value>,
    /// Those that the project deploys at present.
    current: Vec<Value>,
    prefix: Option<String>,
    notes: Vec<String>,
}

/// What happens to the chart of a project when its plugin is added, added again, or removed.
pub(super) fn change(
    old: &Project,
    new: &Project,
    added: &[&Optional],
    force: bool,
    directory: &Path,
    variables: Variables<'_>,
) -> Result<Planned, Vec<Message>> {
    let has = |project: &Project| HELM.iter().any(|key| project.plugins.contains_key(*key));
    if added.iter().any(|plugin| plugin.key == HELM[0]) {
        return plan(&Options::of(new), new, force, directory, variables);
    }
    Ok(match has(old) && !has(new) {
        true => disk::removed(&Options::of(old), directory),
        false => Planned::default(),
    })
}

/// Plans the chart of a project: reads the manifests, makes the chart, and merges it into the one that exists.
fn plan(
    options: &Options,
    project: &Project,
    force: bool,
    directory: &Path,
    variables: Variables<'_>,
) -> Result<Planned, Vec<Message>> {
    let one = |message: Message| vec![message];
    let crds = options.crds().map_err(one)?;
    let name = options.chart_name(project, crds).map_err(one)?;
    let manifests = match options.manifests() {
        Some(file) => given(file, directory).map_err(one)?,
        None => kustomize::manifests(directory, variables).map_err(one)?,
    };
    let input = Input {
        name: &name,
        project: &project.name,
        crds,
        prefix: manifests.prefix.as_deref(),
        objects: &manifests.objects,
        current: &manifests.current,
    };
    let charts = chart::generate(&input).map_err(|error| one(refused(&error)))?;
    let mut planned = disk::merged(charts, crds, options, force, directory)?;
    planned.notes.splice(0..0, manifests.notes);
    Ok(planned)
}

/// The objects of a file.
fn given(file: &Path, directory: &Path) -> Result<Manifests, Message> {
    let shown = file.display();
    let text = std::fs::read_to_string(directory.join(file)).map_err(|error| {
        let reason = crate::plan::reason(&error);
        Message::new(format!("`{shown}` cannot be read: {reason}"))
            .help("write it with `make build-installer`, or leave out `--manifests`")
    })?;
    let objects = chart::read(&text)
        .map_err(|error| Message::new(format!("`{shown}` is not YAML: {}", error.first_line())))?;
    Ok(Manifests {
        current: objects.clone(),
        objects,
        prefix: None,
        notes: Vec::new(),
    })
}

fn refused(error: &ChartError) -> Message {
    Message::new(error.to_string())
}

/// The flags for a chart, which mean nothing without it.
pub(super) fn unused(args: &cli::Chart) -> Option<&'static str> {
    let flags = [
        (args.output_dir.is_some(), "--output-dir"),
        (args.manifests.is_some(), "--manifests"),
        (args.chart_name.is_some(), "--chart-name"),
        (args.crds.is_some(), "--crds"),
    ];
    flags
        .iter()
        .find(|(is_given, _)| *is_given)
        .map(|(_, flag)| *flag)
}

/// Whether a path leads out of the project's folder.
fn leads_out(path: &Path) -> bool {
    let mut parts = path.components();
    path.is_absolute() || parts.any(|part| part == std::path::Component::ParentDir)
}

/// The path without `./` in front.
fn plain(path: &str) -> PathBuf {
    let parts = Path::new(path).components();
    parts
        .filter(|part| *part != std::path::Component::CurDir)
        .collect()
}
