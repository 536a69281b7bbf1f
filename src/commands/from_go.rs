//! `kubewright init --from`: a Rust project made of a kubebuilder or operator-sdk project in Go.

mod compared;
mod config;
mod makefile;
mod markers;
mod old;
mod resources;
mod skeletons;
mod types;

use std::path::Path;

use super::errors::{Stop, fail, failure};
use super::header::boilerplate;
use super::open::project_text;
use super::written::Written;
use super::{Context, SUCCESS, sample, untyped, workspace};
use crate::cli;
use crate::license::License;
use crate::plan::Plan;
use crate::plugins::{Chain, Settings};
use crate::project::Project;
use crate::project::file::{self, ProjectFile};
use makefile::Carried;
use old::Old;
use resources::New;
use types::Types;

pub(super) fn run(from: &Path, args: &cli::Init, mut cx: Context<'_, '_>) -> u8 {
    let result = init(from, args, &mut cx);
    cx.end(result)
}

fn init(from: &Path, args: &cli::Init, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let chain = cx.chain(&args.scaffold.plugins, None)?;
    check_workspace(cx)?;
    let old = Old::read(from, cx)?;
    let mut carried = Carried::read(&old);
    let mut new = New::of(&old, args, &chain, cx)?;
    new.project.set_manifests(&carried.options);
    if exists(&new.project, cx)? {
        cx.printer.status("the project already exists; nothing to do");
        return Ok(SUCCESS);
    }
    let types = Types::make(&old, &new)?;
    let found = markers::find(&old)?;
    let header = match carried.header_of(&old, &args.header) {
        Some(header) => header,
        None => boilerplate(&args.header, License::Apache2, "", cx)?,
    };
    let settings = cx.settings(header, args.runtime.clone().unwrap_or_default());
    let (mut plan, more) = plan(&old, &new, &types, &found, &chain, &settings)?;
    carried.place(&mut plan);
    let mut notes = new.notes.clone();
    notes.extend(carried.notes);
    notes.extend(types.notes.clone());
    notes.extend(more);
    notes.extend(config::edits(&old));
    if cx.write_project(plan, &args.scaffold)? != Written::Files {
        cx.notes(&notes);
        return Ok(SUCCESS);
    }
    let status = cx.write_manifests(None)?;
    if status == SUCCESS {
        notes.extend(compared::manifests(&old, cx.directory));
    }
    cx.notes(&notes);
    cx.printer.status(&format!(
        "next: write the reconcilers in src/controller; `kubewright diff {} config/crd/bases` compares the CRDs again",
        old.shown(Path::new("config/crd/bases"))
    ));
    Ok(status)
}

/// Returns whether the folder has the project already.
fn exists(project: &Project, cx: &Context<'_, '_>) -> Result<bool, Stop> {
    let Some(text) = project_text(cx.directory)? else {
        return Ok(false);
    };
    let existing = ProjectFile::parse(&text).map_err(failure)?.project;
    let described = Project {
        cli_version: existing.cli_version.clone(),
        ..project.clone()
    };
    match described == existing {
        true => Ok(true),
        false => Err(fail(
            "this folder already has another project",
            "run `kubewright init --from` in a folder without one",
        )),
    }
}

/// Checks that cargo builds a project in the current folder.
fn check_workspace(cx: &Context<'_, '_>) -> Result<(), Stop> {
    match workspace::around(cx.directory) {
        None => Ok(()),
        Some(root) => Err(fail(
            format!(
                "this folder lies in the Cargo workspace in `{root}`, and cargo builds only its members there"
            ),
            format!(
                "make the project outside of it, or list this folder in `exclude` of `{root}/Cargo.toml`"
            ),
        )),
    }
}

/// The files of the project, and notes about markers that have no place in it and samples that need more fields.
fn plan(
    old: &Old,
    new: &New,
    types: &Types,
    found: &markers::Found,
    chain: &Chain,
    settings: &Settings,
) -> Result<(Plan, Vec<String>), Stop> {
    let mut plan = new.project.whole(chain, settings)?;
    types.place(&mut plan, &settings.header);
    let external = untyped::as_external(&new.project, |_| true).whole(chain, settings)?;
    let own = new
        .project
        .resources
        .iter()
        .filter(|resource| resource.api.is_some());
    untyped::replace(&mut plan, &external, own);
    skeletons::conversions(&mut plan, new, &settings.header);
    let mut notes = skeletons::carry(&mut plan, found, new);
    config::samples(&mut plan, old);
    notes.extend(sample::fill(&mut plan, &types.crds.iter().collect::<Vec<_>>())?);
    plan.finally(file::NAME.into(), file::new_text(&new.project));
    Ok((plan, notes))
}
