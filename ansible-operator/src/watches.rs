//! `watches.yaml`: which kinds are reconciled by which roles and playbooks.

use std::{fs, path::Path, time::Duration};

use kubewright_operator_kit::watches::entry::{AnsibleEntry, FinalizerEntry, Setting};
use kubewright_operator_kit::{selector, watches};
use kubewright_runtime::kube::core::{GroupVersionKind, Selector};
use serde::Deserialize;
use serde_json::{Map, Value};

pub use kubewright_operator_kit::watches::WatchesError;

use crate::{Content, Search};

/// The number of runs whose artifacts are kept.
const ARTIFACTS: u32 = 20;

/// One entry of `watches.yaml`: a kind, and what runs for its objects.
///
/// ```no_run
/// use kubewright_ansible_operator::{Search, watches};
///
/// for watch in watches::read("watches.yaml".as_ref(), &Search::default())? {
///     println!("{}: {}", watch.kind.kind, watch.content.name());
/// }
/// # Ok::<(), watches::WatchesError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Watch {
    /// Group, version and kind.
    pub kind: GroupVersionKind,
    /// The role or playbook.
    pub content: Content,
    /// Extra variables, which replace those of the object.
    pub vars: Map<String, Value>,
    /// How many runs of an object keep their artifacts.
    pub max_runner_artifacts: u32,
    /// How often an object is reconciled without a change.
    pub period: Option<Duration>,
    /// Whether the operator writes the status.
    pub manage_status: bool,
    /// Whether objects that the runs create are watched.
    pub watch_dependents: bool,
    /// Whether cluster-scoped objects are watched too.
    pub watch_cluster_scoped: bool,
    /// Whether the keys of the spec become variables in snake case.
    pub snake_case: bool,
    /// Whether a change of annotations starts a run.
    pub watch_annotations: bool,
    /// Whether strings of the spec are never templates.
    pub mark_unsafe: bool,
    /// Which objects are reconciled.
    pub selector: Selector,
    /// Kinds that are never watched as dependents.
    pub blacklist: Vec<GroupVersionKind>,
    /// What runs before an object is deleted.
    pub finalizer: Option<Finalizer>,
}

/// What runs before an object is deleted.
///
/// ```no_run
/// # use kubewright_ansible_operator::watches::Finalizer;
/// fn report(finalizer: &Finalizer) {
///     println!("{} runs {}", finalizer.name, finalizer.content.name());
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finalizer {
    /// The name of the finalizer.
    pub name: String,
    /// The role or playbook.
    pub content: Content,
    /// Extra variables, which replace those of the entry.
    pub vars: Map<String, Value>,
}

/// The entry as the file has it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Entry(AnsibleEntry);

/// Reads `watches.yaml`. `${NAME}` stands for a variable of the environment; without that variable it stays as it is.
///
/// # Errors
///
/// If the file cannot be read, has an unknown field or an invalid value, lists a kind twice, or names a role or playbook that
/// does not exist.
pub fn read(path: &Path, search: &Search) -> Result<Vec<Watch>, WatchesError> {
    let text = fs::read_to_string(path).map_err(|cause| WatchesError::unreadable(path, &cause))?;
    let text = expand(&text, |name| std::env::var(name).ok());
    watches::parse::<Entry>(path, &text, search)
}

/// Replaces `${NAME}` by what is known.
fn expand(text: &str, known: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, tail) = rest.split_at(start);
        out.push_str(before);
        let end = tail.find('}').filter(|end| !tail[2..*end].contains(['\n', '{']));
        let Some(end) = end else {
            out.push_str("${");
            rest = &tail[2..];
            continue;
        };
        match known(&tail[2..end]) {
            Some(value) => out.push_str(&value),
            None => out.push_str(&tail[..=end]),
        }
        rest = &tail[end + 1..];
    }
    out + rest
}

impl watches::Entry for Entry {
    type Watch = Watch;
    type Context = Search;

    fn kind(&self) -> GroupVersionKind {
        GroupVersionKind::gvk(&self.0.group, &self.0.version, &self.0.kind)
    }

    fn checked(self, folder: &Path, search: &Search) -> Result<Watch, String> {
        let kind = watches::Entry::kind(&self);
        let Self(entry) = self;
        let period = entry.period()?.map(|period| period.value("reconcilePeriod"));
        let content = search.find(folder, entry.content()?)?;
        let finalizer = entry
            .finalizer
            .map(|finalizer| finalizer_of(finalizer, folder, search, &content));
        let blacklist = entry
            .blacklist
            .into_iter()
            .map(|kind| GroupVersionKind::gvk(&kind.group, &kind.version, &kind.kind));
        Ok(Watch {
            kind,
            finalizer: finalizer.transpose()?,
            content,
            vars: entry.vars,
            max_runner_artifacts: entry
                .max_runner_artifacts
                .map_or(Ok(ARTIFACTS), |most| most.value("maxRunnerArtifacts"))?,
            period: period.transpose()?,
            manage_status: flag(entry.manage_status, "manageStatus", true)?,
            watch_dependents: flag(entry.watch_dependent_resources, "watchDependentResources", true)?,
            watch_cluster_scoped: flag(
                entry.watch_cluster_scoped_resources,
                "watchClusterScopedResources",
                false,
            )?,
            snake_case: flag(entry.snake_case_parameters, "snakeCaseParameters", true)?,
            watch_annotations: flag(entry.watch_annotations_changes, "watchAnnotationsChanges", false)?,
            mark_unsafe: flag(entry.mark_unsafe, "markUnsafe", false)?,
            selector: selector::checked(entry.selector)?,
            blacklist: blacklist.collect(),
        })
    }
}

fn flag(setting: Option<Setting<bool>>, field: &str, otherwise: bool) -> Result<bool, String> {
    setting.map_or(Ok(otherwise), |setting| setting.value(field))
}

fn finalizer_of(
    entry: FinalizerEntry,
    folder: &Path,
    search: &Search,
    main: &Content,
) -> Result<Finalizer, String> {
    let found = entry.content()?.map(|content| search.find(folder, content));
    let found = found.transpose();
    let found = found.map_err(|reason| format!("`finalizer`: {reason}"))?;
    Ok(Finalizer {
        name: entry.name,
        content: found.unwrap_or_else(|| main.clone()),
        vars: entry.vars,
    })
}

#[cfg(test)]
#[path = "watches/tests.rs"]
mod tests;
