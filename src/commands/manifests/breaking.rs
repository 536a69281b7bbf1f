//! CRDs that break stored objects, reported when they are written.

use std::borrow::Cow;
use std::path::Path;

use kubewright_core::changes::{self, Change, Rule, unconverted};
use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;

use super::Files;
use super::committed::{Committed, committed};
use crate::commands::adopted;
use crate::commands::allowed::Allowed;
use crate::plan;
use crate::project::{Project, Resource};
use kubewright_analysis::{Diagnostic, Level};

/// A note for each change of a CRD that breaks stored objects, or an error with `deny`.
pub(super) fn diagnostics(
    files: &Files,
    project: Option<&Project>,
    directory: &Path,
    deny: bool,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (path, changes) in files.plan.changes() {
        let written = changes.iter().find_map(|change| match change {
            plan::Change::Write(text) => Some(text),
            _ => None,
        });
        let Some(new) = written else { continue };
        let file = directory.join(path);
        // Most files are new or as they were, and parsing takes longer than all the rest.
        let found = match std::fs::read_to_string(&file) {
            Ok(old) if old == *new && !deny => continue,
            Ok(old) => parse(new).map(|crd| (breaks(&file, &old, &crd, deny), Cow::Owned(crd))),
            Err(_) => {
                let lossy = files.lossy.get(path);
                lossy.map(|crd| (unconverted(crd).into_iter().collect(), Cow::Borrowed(crd)))
            }
        };
        let Some((mut breaks, crd)) = found else { continue };
        if let Some(project) = project.filter(|_| !breaks.is_empty()) {
            match Allowed::of_project(project) {
                Ok(allowed) => breaks.retain(|found| allowed.reason(&crd.metadata.name, found).is_none()),
                Err(message) => return vec![Diagnostic::error(message)],
            }
        }
        diagnostics.extend(breaks.iter().map(|found| Diagnostic {
            level: if deny { Level::Error } else { Level::Note },
            path: Some(path.clone()),
            ..Diagnostic::error(message(found, &crd, (project, directory), deny))
        }));
    }
    diagnostics
}

/// The changes that break stored objects.
fn compare(old: &Crd, new: &Crd) -> Vec<Change> {
    let mut changes = changes::compare(old, new);
    changes.retain(Change::breaks);
    changes
}

fn parse(text: &str) -> Option<Crd> {
    let is_crd = text.contains("kind: CustomResourceDefinition");
    is_crd.then(|| yaml::from_str(text).ok()).flatten()
}

/// What a new CRD breaks.
///
/// Objects are stored under a CRD that was released, and what is released was committed. So in a git repository, the committed CRD
/// counts, and not what was tried since. Without one, the file on disk is all there is to compare with.
fn breaks(file: &Path, old: &str, new: &Crd, deny: bool) -> Vec<Change> {
    let Some(on_disk) = parse(old) else {
        return unconverted(new).into_iter().collect();
    };
    let breaks = compare(&on_disk, new);
    if breaks.is_empty() && !deny {
        return breaks;
    }
    match committed(file) {
        Committed::Unknown => breaks,
        // Nothing can be stored yet, but versions without conversion will lose fields once something is.
        Committed::Nothing => breaks
            .into_iter()
            .filter(|found| found.rule == Rule::NoConversion)
            .collect(),
        Committed::Text(text) => {
            let released = parse(&text).map_or(Cow::Borrowed(&on_disk), Cow::Owned);
            let mut all = compare(&released, new);
            if !deny {
                // What an earlier run has reported is not reported again.
                let reported = compare(&released, &on_disk);
                all.retain(|found| !reported.contains(found));
            }
            all
        }
    }
}

fn message(
    found: &Change,
    crd: &Crd,
    (project, directory): (Option<&Project>, &Path),
    deny: bool,
) -> Message {
    let kind = &crd.spec.names.kind;
    let message = Message::new(format!("this breaks stored objects of `{kind}`: {found}"));
    let conversion = match found.rule {
        Rule::NoConversion | Rule::StorageMoved => {
            project.and_then(|project| conversion(crd, project, directory))
        }
        _ => None,
    };
    match (conversion, deny) {
        (Some(fix), true) => message.help(format!("{fix}, or leave out `--deny-breaking`")),
        (Some(fix), false) => message.help(fix),
        (None, true) => {
            message.help("add a version with `kubewright create api` instead, or leave out `--deny-breaking`")
        }
        (None, false) => message,
    }
}

/// How to add the missing conversion: by a command, in which the stored version is the hub unless there is one, or by hand if the
/// code of that command needs another runtime.
fn conversion(crd: &Crd, project: &Project, directory: &Path) -> Option<String> {
    let is_of_kind = |resource: &&Resource| {
        let identity = &resource.identity;
        let is_version = crd
            .spec
            .versions
            .iter()
            .any(|version| version.name == identity.version);
        identity.kind == crd.spec.names.kind && identity.qualified_group() == crd.spec.group && is_version
    };
    let versions: Vec<_> = project.types().filter(is_of_kind).collect();
    let converts = |resource: &&&Resource| {
        let webhooks = resource.webhooks.as_ref();
        webhooks.is_some_and(|webhooks| webhooks.conversion)
    };
    let stored = crd.spec.versions.iter().find(|version| version.storage)?;
    let is_stored = |resource: &&&Resource| resource.identity.version == stored.name;
    let hub = versions
        .iter()
        .find(converts)
        .or_else(|| versions.iter().find(is_stored))?;
    let others = versions
        .iter()
        .filter(|other| other.identity.version != hub.identity.version);
    let spokes: Vec<_> = others.map(|other| other.identity.version.as_str()).collect();
    if spokes.is_empty() {
        return None;
    }
    let has_kube_derive = versions.iter().any(|version| project.has_kube_derive(version));
    if has_kube_derive || adopted::is_project(project, directory) {
        return Some(format!(
            "serve a conversion webhook at `/convert`, and put `+kubebuilder:conversion:strategy=Webhook` above the type of {}",
            hub.identity
        ));
    }
    let group = match hub.identity.group.as_str() {
        "" => String::new(),
        group => format!("--group {group} "),
    };
    Some(format!(
        "run `kubewright create webhook {group}--version {} --kind {} --conversion --spoke {}`",
        hub.identity.version,
        hub.identity.kind,
        spokes.join(",")
    ))
}
