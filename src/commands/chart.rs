//! `kubewright edit --plugins helm`: the Helm chart of a project.

mod kustomize;
mod options;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;
use serde_json::Value;

use super::Variables;
use crate::chart::{self, Chart, ChartError, Input, MergeError, RECORD, Texts};
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
        true => removal(&Options::of(old), directory),
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
    let name = options.chart_name(project).map_err(one)?;
    let manifests = match options.manifests() {
        Some(file) => given(file, directory).map_err(one)?,
        None => kustomize::manifests(directory, variables).map_err(one)?,
    };
    let input = Input {
        name: &name,
        prefix: manifests.prefix.as_deref(),
        objects: &manifests.objects,
        current: &manifests.current,
    };
    let mut chart = chart::generate(&input).map_err(|error| one(refused(&error)))?;
    let folder = options.folder();
    let merged = merged(&mut chart, &directory.join(&folder), force).map_err(|errors| {
        let shown = |error: &MergeError| Message::new(format!("{}: {error}", folder.display()));
        errors.iter().map(shown).collect::<Vec<_>>()
    })?;
    let mut plan = Plan::default();
    if options.is_outside() {
        plan.allow(folder.clone());
    }
    for (path, text) in merged.files {
        match text {
            Some(text) => _ = plan.write(folder.join(path), text),
            None => plan.remove(folder.join(path)),
        }
    }
    let record = chart::record(&chart.files).map_err(|error| one(Message::new(error.to_string())))?;
    plan.write(folder.join(RECORD), record);
    let notes = [manifests.notes, chart.notes, merged.notes].concat();
    Ok(Planned { plan, notes })
}

/// Removes the files of a chart that nobody edited.
fn removal(options: &Options, directory: &Path) -> Planned {
    let folder = options.folder();
    let (mut plan, mut notes) = (Plan::default(), Vec::new());
    let text = |path: &str| std::fs::read_to_string(directory.join(&folder).join(path)).ok();
    let record = text(RECORD).and_then(|text| chart::recorded(&text).ok());
    if record.is_some() {
        plan.remove(folder.join(RECORD));
    }
    for (path, written) in record.into_iter().flatten() {
        match text(&path) {
            Some(is) if is == written => plan.remove(folder.join(path)),
            Some(_) => notes.push(format!(
                "`{}` was edited, so it stays",
                folder.join(path).display()
            )),
            None => {}
        }
    }
    Planned { plan, notes }
}

fn merged(chart: &mut Chart, folder: &Path, force: bool) -> Result<chart::Merged, Vec<MergeError>> {
    let record = match read(folder, RECORD).map_err(|error| vec![error])? {
        Some(text) => match chart::recorded(&text) {
            Ok(record) => Some(record),
            Err(_) if force => None,
            Err(error) => return Err(vec![error]),
        },
        None => None,
    };
    let paths: BTreeSet<&String> = record
        .iter()
        .flat_map(Texts::keys)
        .chain(chart.files.keys())
        .collect();
    let mut present = Texts::new();
    for path in paths {
        if let Some(text) = read(folder, path).map_err(|error| vec![error])? {
            present.insert(path.clone(), text);
        }
    }
    chart::merge(chart, &present, record.as_ref(), force)
}

/// The text of a file, if it exists.
fn read(folder: &Path, path: &str) -> Result<Option<String>, MergeError> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match std::fs::read_to_string(folder.join(path)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
        Err(error) => Err(MergeError::Unreadable {
            path: path.to_owned(),
            reason: crate::plan::reason(&error),
        }),
    }
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

/// The first line of another program's message.
fn first_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty());
    line.unwrap_or_default().trim().to_owned()
}

/// The flags for a chart, which mean nothing without it.
pub(super) fn unused(args: &cli::Chart) -> Option<&'static str> {
    let flags = [
        (args.output_dir.is_some(), "--output-dir"),
        (args.manifests.is_some(), "--manifests"),
        (args.chart_name.is_some(), "--chart-name"),
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
