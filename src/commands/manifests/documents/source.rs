//! The source that a call reads.

use std::path::Path;

use kubewright_core::diagnostic::Message;

use crate::commands::manifests::probe;
use crate::commands::manifests::scope::Scope;
use crate::commands::open;
use crate::options::{self, Options};
use crate::project;
use kubewright_analysis::{Analysis, Diagnostic, External, Reading, source};

use super::Wanted;

/// The source, and what is wrong with it.
pub(super) struct Read {
    pub(super) analysis: Analysis,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether the program was not compiled, because all CRDs are known without.
    pub(super) unprobed: bool,
}

/// Reads the source of a call.
pub(super) fn read(
    options: &Options,
    scope: &Scope,
    wanted: Wanted,
    directory: &Path,
) -> Result<Read, Vec<Diagnostic>> {
    let (mut reading, is_whole) =
        reading(options, scope, wanted, directory).map_err(|message| vec![Diagnostic::error(message)])?;
    let read = |reading: &Reading| Analysis::read(directory, &scope.paths, reading);
    let (mut analysis, mut errors) = read(&reading)?;
    let probes = wanted.probe && !analysis.unknown().is_empty();
    if probes {
        let mut problems = errors.take();
        match probe::run(&source::absolute(directory), analysis.unknown()) {
            Ok(answers) => reading.answers = answers,
            Err(message) => {
                problems.push(Diagnostic::error(message));
                return Err(problems);
            }
        }
        (analysis, errors) = read(&reading)?;
    }
    let mut diagnostics = errors.take();
    if is_whole {
        let unused = project::unused(analysis.unused(&reading.stated));
        diagnostics.extend(unused.map(Diagnostic::note));
    }
    Ok(Read {
        analysis,
        diagnostics,
        unprobed: wanted.probe && !probes,
    })
}

/// How the kinds of a call are read, and whether all kinds are read that need what is stated.
fn reading(
    options: &Options,
    scope: &Scope,
    wanted: Wanted,
    directory: &Path,
) -> Result<(Reading, bool), Message> {
    // A call that names paths belongs to no project, but its kinds may.
    let other = match scope.project() {
        Some(_) => None,
        None => open::project(directory)?,
    };
    let is_whole = other.as_ref().is_none_or(|other| other.paths() == scope.paths);
    let mut reading = probe::reading(scope.project().or(other.as_ref()), directory)?;
    if scope.project().is_none() {
        // CRDs are written for all kinds.
        reading.external = External::default();
    }
    reading.repairs = wanted.repairs || wanted.lint;
    if let Some(schemas) = options.crd.as_ref().and_then(options::Crd::schemas) {
        reading.schemas = schemas;
    }
    Ok((reading, is_whole))
}
