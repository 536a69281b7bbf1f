//! The texts that an update compares.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;

use super::super::Context;
use super::super::adopted::{self, Program};
use super::super::errors::{Stop, fail};
use super::range::{self, Range};
use crate::license;
use crate::line_ends;
use crate::plan;
use crate::plugins::{Chain, Runtime, Settings};
use crate::project::Project;
use crate::update::Texts;
use crate::update::decide::{Written, detect, leave_foreign};
use crate::update::editions::Edition;
use crate::update::marked::has_markers;
use kubewright_analysis::quoted::quoted;
use kubewright_analysis::threads;

/// Files that the update leaves alone: one that `manifests` writes, and the license header, which is the user's.
const LEFT: [&str; 2] = ["config/rbac/role.yaml", license::PATH];

/// What editions write for the project, and what is on disk.
pub(super) struct Found {
    /// Oldest first; the first is the oldest that may have written files.
    pub(super) written: Vec<Written>,
    /// The edition that wrote most files.
    pub(super) most: usize,
    /// What is written now.
    pub(super) new: Written,
    pub(super) disk: Texts,
}

/// What is written, and by which plugins.
#[derive(Clone, Copy)]
struct Of<'a> {
    project: &'a Project,
    chain: &'a Chain,
    /// The program of an adopted crate.
    program: Option<&'a Program>,
}

impl Found {
    pub(super) fn read(
        project: &Project,
        chain: &Chain,
        mut settings: Settings,
        range: &Range,
        cx: &Context<'_, '_>,
    ) -> Result<Self, Stop> {
        complete(&mut settings, cx.directory);
        let program =
            adopted::is_project(project, cx.directory).then(|| Program::of_project(project, cx.directory));
        settings.adopted = program.as_ref().map(Program::crate_around);
        let of = Of {
            project,
            chain,
            program: program.as_ref(),
        };
        let mut written = each(of, &settings, range)?;
        settings.runtime = settings.runtime.updated(&range.to().note.version);
        let new = write(range.to(), of, &settings)?;
        let all = written.iter().chain([&new]);
        let disk = read(
            all.flat_map(|written| written.texts.keys()).collect(),
            cx.directory,
        )?;
        if program.is_some() {
            leave_foreign(&mut written, &disk);
        }
        let bases = range.bases();
        let most = detect(&written[bases.clone()], &disk).map(|most| most + bases.start);
        let only = (bases.len() == 1).then_some(bases.start);
        let most = most.or(only).ok_or_else(|| {
            fail(
                "no file of this project is the same as a known version of kubewright wrote it, so your edits cannot be found",
                format!("name the version with `--from`; {}", range::known()),
            )
        })?;
        Ok(Self {
            written,
            most,
            new,
            disk,
        })
    }

    /// The editions that may have written files.
    pub(super) fn bases(&self, range: &Range) -> &[Written] {
        &self.written[range.bases()]
    }

    /// The number among them of the one that wrote most files.
    pub(super) fn most_of(&self, range: &Range) -> usize {
        self.most - range.bases().start
    }
}

/// Adds what the project's files say of the settings with which they were written: the source of the runtime, and the year.
fn complete(settings: &mut Settings, directory: &Path) {
    let text = |path: &str| line_ends::read(&directory.join(path)).ok();
    if let Some(runtime) = text("Cargo.toml").and_then(|text| Runtime::of_manifest(&text)) {
        settings.runtime = runtime;
    }
    let mut texts = ["src/main.rs", "src/lib.rs"].into_iter().filter_map(text);
    if let Some(year) = texts.find_map(|text| license::year_of(&settings.boilerplate, &text)) {
        settings.header = license::header(&settings.boilerplate, &year);
        settings.year = year;
    }
}

/// The files of the editions, rendered in parallel.
fn each(of: Of<'_>, settings: &Settings, range: &Range) -> Result<Vec<Written>, Stop> {
    let editions: Vec<&'static Edition> = range.editions.iter().collect();
    let shares = threads::shares(&editions, 1, |editions| {
        let written = editions.iter().map(|edition| write(edition, of, settings));
        written.collect::<Result<Vec<_>, _>>()
    });
    let shares = shares.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(shares.into_iter().flatten().collect())
}

/// What an edition writes.
fn write(edition: &'static Edition, of: Of<'_>, settings: &Settings) -> Result<Written, Stop> {
    let settings = Settings {
        templates: Some(edition.templates()),
        ..settings.clone()
    };
    let plan = match of.program {
        Some(program) => adopted::whole(program, of.project, of.chain, &settings)?,
        None => of.project.whole(of.chain, &settings)?,
    };
    let mut texts = plan.texts();
    texts.retain(|path, _| !LEFT.iter().any(|left| path == Path::new(left)));
    let name = edition.to_string();
    Ok(Written { name, texts })
}

/// The texts of the files that exist.
fn read(paths: BTreeSet<&PathBuf>, directory: &Path) -> Result<Texts, Stop> {
    let mut texts = Texts::new();
    let mut errors = Vec::new();
    let mut unresolved = Vec::new();
    for path in paths {
        let shown = path.display();
        match plan::if_exists(line_ends::read(&directory.join(path))) {
            Ok(Some(text)) => {
                if has_markers(&text) {
                    unresolved.push(shown);
                }
                texts.insert(path.clone(), text);
            }
            Ok(None) => {}
            Err(error) => {
                let reason = plan::reason(&error);
                errors.push(Message::new(format!(
                    "`{shown}` cannot be read: {reason}; make it a readable text file, or delete it"
                )));
            }
        }
    }
    if !unresolved.is_empty() {
        return Err(fail(
            format!(
                "there are conflicts of an earlier merge in {}",
                quoted(unresolved)
            ),
            "resolve them first: keep the lines that you want, and delete the markers",
        ));
    }
    match errors.is_empty() {
        true => Ok(texts),
        false => Err(errors.into()),
    }
}
