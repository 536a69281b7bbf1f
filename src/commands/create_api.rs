//! `kubewright create api`: a type, a controller, or both.

mod controller;
mod resource;

use super::stop::Stop;
use super::{Context, SUCCESS};
use crate::cli;
use crate::plugins::Part;
use crate::project::file;

pub(super) fn run(args: &cli::CreateApi, mut cx: Context<'_, '_>) -> u8 {
    let result = create(args, &mut cx);
    cx.end(result)
}

fn create(args: &cli::CreateApi, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let wanted = resource::wanted(args, &session.file.project, cx)?;
    let name = controller::name(args, &wanted, &session.file.project)?;
    let mut resource = wanted.resource;
    if wanted.controller {
        resource.add_controller(name.as_deref());
    }
    let mut project = session.file.project.clone();
    project.put(resource.clone());
    let mut parts = Vec::new();
    if wanted.types {
        parts.push(Part::Types(&resource));
    }
    if wanted.controller {
        parts.push(Part::Controller(&resource, name.as_deref().unwrap_or_default()));
    }
    let mut plan = session.grow(&chain, &project, &parts, args.scaffold.force)?;
    cx.ask(&chain, &mut plan, "create api", &project)?;
    plan.finally(file::NAME.into(), session.file.with(&project));
    if cx.scaffold(plan, &args.scaffold)? && args.make.make {
        cx.make(None)?;
    }
    Ok(SUCCESS)
}
