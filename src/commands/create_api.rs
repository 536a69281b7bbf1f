//! `kubewright create api`: a type, a controller, or both.

mod controller;
mod place;
mod resource;

use super::stop::{Stop, fail};
use super::{Context, SUCCESS};
use crate::cli;
use crate::plan::{self, Plan};
use crate::plugins::{Part, type_module};
use crate::project::{Resource, file};

pub(super) fn run(args: &cli::CreateApi, mut cx: Context<'_, '_>) -> u8 {
    let result = create(args, &mut cx);
    cx.end(result)
}

fn create(args: &cli::CreateApi, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let mut project = session.file.project.clone();
    let mut wanted = resource::wanted(args, &project, cx)?;
    let api = match wanted.types {
        true => place::choose(args, &wanted.resource, &project, cx.directory)?,
        false => None,
    };
    if let Some(api) = &api {
        place::put(api, &mut wanted.resource, &mut project);
    }
    if wanted.types {
        wanted.resource.path = type_module(&wanted.resource, &project);
    }
    let name = controller::name(args, &wanted, &session.file.project)?;
    let mut resource = wanted.resource;
    if wanted.controller {
        resource.add_controller(name.as_deref());
    }
    project.put(resource.clone());
    let mut parts = Vec::new();
    if wanted.types {
        parts.push(Part::Types(&resource));
    }
    if wanted.controller {
        parts.push(Part::Controller(&resource, name.as_deref().unwrap_or_default()));
    }
    let old = session.file.project.parts();
    let exists = parts
        .iter()
        .all(|part| old.iter().any(|other| other.id() == part.id()));
    let mut plan = session.grow(&chain, &project, &parts, args.scaffold.force)?;
    let mut notes = Vec::new();
    if let Some(api) = &api {
        let made = place::make(api, &resource, &project, &session, cx)?;
        plan.extend(made.plan);
        notes = made.notes;
    }
    cx.ask(&chain, &mut plan, "create api", &project)?;
    plan.finally(file::NAME.into(), session.file.with(&project));
    if exists && !args.scaffold.force {
        check_unchanged(&plan, &resource, wanted.types, cx)?;
    }
    notes
        .iter()
        .for_each(|note| cx.printer.error(&format!("note: {note}")));
    if cx.scaffold(plan, &args.scaffold)? && args.make.make {
        return cx.make(None);
    }
    Ok(SUCCESS)
}

/// The same call again is fine as long as nobody changed its files.
fn check_unchanged(plan: &Plan, resource: &Resource, types: bool, cx: &Context<'_, '_>) -> Result<(), Stop> {
    let Err(errors) = plan::resolve(plan.clone(), cx.directory) else {
        return Ok(());
    };
    let changed: Vec<_> = errors
        .iter()
        .map(|error| format!("`{}`", error.path.display()))
        .collect();
    let identity = &resource.identity;
    let (noun, more) = match types {
        true => (
            "",
            "another version with `--version`, webhooks with `kubewright create webhook`",
        ),
        false => ("a controller of ", "another controller with `--controller-name`"),
    };
    Err(fail(
        format!(
            "{noun}{identity} already exists, and you have changed {}",
            changed.join(", ")
        ),
        format!("edit these files, or add {more}; `--force` would overwrite your changes"),
    ))
}
