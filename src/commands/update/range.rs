//! The editions between the one that wrote a project and the one to update to.

use std::ops;

use super::super::errors::{Stop, fail, misuse};
use crate::cli;
use crate::project::Project;
use crate::update::editions::{self, Edition, numbers};

/// Editions, oldest first.
pub(super) struct Range {
    /// From the oldest that may have written files to the one to update to.
    pub(super) editions: &'static [Edition],
    /// The number of those that may have written files, if not all.
    bases: Option<usize>,
}

impl Range {
    pub(super) fn of(project: &Project, args: &cli::Update) -> Result<Self, Stop> {
        let all = editions::all();
        let own = env!("CARGO_PKG_VERSION");
        let version = project.cli_version.as_str();
        if numbers(version) > numbers(own) {
            return Err(fail(
                format!("kubewright {version} wrote this project, and this is the older version {own}"),
                "install that version or a newer one, for example with `cargo install kubewright`",
            ));
        }
        let to = match &args.to {
            None => all.len() - 1,
            Some(name) => named(name, "--to")?.end - 1,
        };
        let (from, bases) = match &args.from {
            Some(name) => {
                let named = named(name, "--from")?;
                (named.start, Some(named.len()))
            }
            None => (written_since(project, version)?, None),
        };
        if from > to {
            return Err(misuse(
                format!(
                    "the files are from {}, which is newer than {}",
                    all[from], all[to]
                ),
                "an update goes forward: leave out `--to`, or restore the older files from version control",
            ));
        }
        let editions = &all[from..=to];
        Ok(Self {
            editions,
            bases: bases.map(|bases| bases.min(editions.len())),
        })
    }

    /// The edition to update to.
    pub(super) fn to(&self) -> &'static Edition {
        &self.editions[self.editions.len() - 1]
    }

    /// The editions that may have written files.
    pub(super) fn bases(&self) -> ops::Range<usize> {
        0..self.bases.unwrap_or(self.editions.len())
    }
}

/// The oldest edition that may have written files, by `PROJECT`.
fn written_since(project: &Project, version: &str) -> Result<usize, Stop> {
    let all = editions::all();
    let recorded = project.places().scaffold;
    if let Some(found) = all.iter().position(|edition| edition.id == recorded) {
        return Ok(found);
    }
    let name = || format!("name the version with `--from`; {}", known());
    if version.is_empty() {
        return Err(fail(
            "`PROJECT` has no `cliVersion`, so the version that wrote the files is unknown",
            name(),
        ));
    }
    let Some(version_numbers) = numbers(version) else {
        return Err(fail(
            format!("`{version}` in `cliVersion` of `PROJECT` is not a version of kubewright"),
            name(),
        ));
    };
    let is_since = |edition: &Edition| numbers(&edition.note.version) >= Some(version_numbers);
    let is_older = numbers(&all[0].note.version) > Some(version_numbers);
    match all.iter().position(is_since).filter(|_| !is_older) {
        Some(found) => Ok(found),
        None => Err(fail(
            format!(
                "kubewright {version} wrote this project, and this version does not know what that one wrote"
            ),
            name(),
        )),
    }
}

/// The editions that a flag means: one, or all of a version.
fn named(name: &str, flag: &str) -> Result<ops::Range<usize>, Stop> {
    let all = editions::all();
    let found = |is_it: &dyn Fn(&Edition) -> bool| {
        let first = all.iter().position(is_it)?;
        Some(first..all.iter().rposition(is_it)? + 1)
    };
    let version =
        |edition: &Edition| numbers(name).is_some() && numbers(&edition.note.version) == numbers(name);
    found(&|edition| edition.is_named(name))
        .or_else(|| found(&version))
        .ok_or_else(|| {
            misuse(
                format!("`{flag}` names `{name}`, which is not a known version"),
                known(),
            )
        })
}

/// The values of `--from` and `--to`.
pub(super) fn known() -> String {
    let names = editions::all()
        .iter()
        .map(|edition| match edition.note.commit.as_str() {
            "" => edition.note.version.as_str(),
            commit => commit,
        });
    format!("the known ones are {}", names.collect::<Vec<_>>().join(", "))
}
