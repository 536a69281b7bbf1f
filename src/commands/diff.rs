//! `kubewright diff`: what changes in CRDs.

mod crds;
mod report;
mod side;

use std::collections::BTreeSet;
use std::path::PathBuf;

use kubewright_core::changes::{self, Change, Class};

use super::allowed::Allowed;
use super::errors::{Stop, fail};
use super::open::project;
use super::{Context, FAILURE, SUCCESS};
use crate::cli;
use crate::project::Project;
use kubewright_core::crd::Crd;
use side::State;

/// A change, and all that is known about it.
struct Entry {
    /// The name of the CRD.
    crd: String,
    change: Change,
    /// Why `PROJECT` allows it.
    allowed: Option<String>,
    /// The file and the line in the source.
    place: Option<(PathBuf, usize)>,
}

impl Entry {
    fn class(&self) -> Class {
        self.change.rule.class()
    }
}

pub(super) fn run(args: &cli::Diff, mut cx: Context<'_, '_>) -> u8 {
    let result = diff(args, &mut cx);
    cx.end(result)
}

fn diff(args: &cli::Diff, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let project = project(cx.directory)?;
    let allowed = project.as_ref().map(Allowed::of_project).transpose()?;
    let mut old = side::read(&args.old, project.as_ref(), cx)?;
    let mut new = match &args.new {
        Some(new) => side::read(new, project.as_ref(), cx)?,
        None => side::now(project.as_ref(), cx)?,
    };
    old.complete(&new)?;
    new.complete(&old)?;
    if old.crds.is_empty() && new.crds.is_empty() {
        return Err(fail(
            format!("neither {} nor {} has a CRD", old.shown, new.shown),
            "name files or folders with CRDs, or `REVISION:FOLDER`",
        ));
    }
    let mut entries = compare(&old, &new);
    let unused = allowed.map(|allowed| allow(&allowed, &mut entries));
    entries.sort_by(|one, other| {
        (&one.crd, one.class(), &one.change).cmp(&(&other.crd, other.class(), &other.change))
    });
    cx.printer.result(&report::render(&entries, args.output));
    for rule in unused.unwrap_or_default() {
        cx.printer.status(&format!(
            "note: {rule} allows no change; remove it from `PROJECT`"
        ));
    }
    let count = |class| {
        entries
            .iter()
            .filter(|entry| entry.class() == class && entry.allowed.is_none())
            .count()
    };
    let (breaking, risky) = (count(Class::Breaking), count(Class::Risky));
    let failing = match args.fail_on {
        cli::FailOn::Never => 0,
        cli::FailOn::Breaking => breaking,
        cli::FailOn::Risky => breaking + risky,
    };
    if entries.is_empty() {
        cx.printer
            .status(&format!("{} and {} have the same CRDs", old.shown, new.shown));
    }
    if failing == 0 {
        return Ok(SUCCESS);
    }
    let (changes, are) = if failing == 1 {
        ("change", "is")
    } else {
        ("changes", "are")
    };
    let class = match args.fail_on {
        cli::FailOn::Risky => "risky or breaking",
        cli::FailOn::Breaking | cli::FailOn::Never => "breaking",
    };
    cx.printer.error(&format!(
        "error: {failing} {changes} {are} {class}; add a version with `kubewright create api` instead, or allow {} in `PROJECT` with a reason",
        if failing == 1 { "it" } else { "them" }
    ));
    Ok(FAILURE)
}

/// The CRDs that the source of a project defines.
pub(super) fn crds_now(project: &Project, cx: &Context<'_, '_>) -> Result<Vec<Crd>, Stop> {
    Ok(side::now(Some(project), cx)?.crds.into_values().collect())
}

/// The CRDs in a file or folder.
pub(super) fn crds_in(
    given: &str,
    project: Option<&Project>,
    cx: &mut Context<'_, '_>,
) -> Result<Vec<Crd>, Stop> {
    Ok(side::read(given, project, cx)?.crds.into_values().collect())
}

/// Marks the changes that `PROJECT` allows, and returns its rules that allow none.
fn allow(allowed: &Allowed, entries: &mut [Entry]) -> Vec<String> {
    for entry in entries.iter_mut() {
        entry.allowed = allowed.reason(&entry.crd, &entry.change).map(str::to_owned);
    }
    let changes: Vec<_> = entries
        .iter()
        .map(|entry| (entry.crd.as_str(), &entry.change))
        .collect();
    allowed.unused(&changes)
}

/// The changes between all CRDs of two states.
fn compare(old: &State, new: &State) -> Vec<Entry> {
    let names: BTreeSet<_> = old.crds.keys().chain(new.crds.keys()).collect();
    let mut entries = Vec::new();
    for name in names {
        let changes = match (old.crds.get(name), new.crds.get(name)) {
            (Some(old), Some(new)) => changes::compare(old, new),
            (Some(_), None) => vec![changes::disappears()],
            (None, _) => vec![changes::appears()],
        };
        entries.extend(changes.into_iter().map(|change| Entry {
            crd: name.clone(),
            place: new.place(name, &change),
            change,
            allowed: None,
        }));
    }
    entries
}
