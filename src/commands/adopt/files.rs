//! The files of an adopted crate: what the templates write, except for Rust code.

use kubewright_core::crd::Crd;

use super::New;
use super::names;
use super::request::Request;
use super::webhooks::Served;
use crate::cli;
use crate::commands::adopted::{self, Program};
use crate::commands::errors::Stop;
use crate::commands::{Context, sample, workspace};
use crate::plan::{Change, IfExists, Plan};
use crate::plugins::{self, Chain, Part, Runtime};
use crate::project::{Project, Resource, file};
use kubewright_analysis::Analysis;

/// Plans the files of the new kinds and of the program, and returns notes about samples.
pub(super) fn plan(
    args: &cli::Adopt,
    request: &Request,
    new: &New,
    (chain, analysis): (&Chain, &Analysis),
    cx: &Context<'_, '_>,
) -> Result<(Plan, Vec<String>), Stop> {
    let program = match new.is_new {
        true => Some(program(args, request)?),
        false => None,
    };
    let mut settings = cx.settings(String::new(), Runtime::default());
    let mut project = new.project.clone();
    if let Some(program) = &program {
        settings.adopted = Some(program.crate_around());
        place(&mut project, cx);
    }
    let parts = parts(&project, new);
    let mut plan = adopted::files(&chain.plan(
        &plugins::Request {
            parts: &parts,
            force: false,
            settings: &settings,
        },
        &project,
    )?);
    if let Some(program) = &program {
        let has_webhooks = parts.iter().any(|part| matches!(part, Part::Webhooks(_)));
        if !has_webhooks && !Served::of(analysis).is_empty() {
            plan.extend(plugins::webhooks_of_other_kinds(&project, &settings)?);
        }
        program.put(&mut plan, &project, &settings)?;
    }
    if !adopted::has_runtime(cx.directory) {
        adopted::mount_certificate(&mut plan, &project, &settings)?;
    }
    let crds: Vec<&Crd> = analysis.kube_crds().collect();
    let notes = sample::fill(&mut plan, &crds)?;
    keep_existing(&mut plan);
    plan.finally(
        file::NAME.into(),
        match &request.file {
            Some(file) => file.with(&project),
            None => file::new_text(&project),
        },
    );
    Ok((plan, notes))
}

/// The program that is deployed.
fn program(args: &cli::Adopt, request: &Request) -> Result<Program, Stop> {
    Ok(Program {
        package: request.package.name.clone(),
        name: names::program(args.bin.as_deref(), &request.package)?,
        health_port: args.health_port,
    })
}

/// Records that the project was adopted, and the workspace around it.
fn place(project: &mut Project, cx: &Context<'_, '_>) {
    let mut places = project.places();
    places.adopted = true;
    if let Some(root) = workspace::around(cx.directory).filter(|_| places.workspace.is_empty()) {
        places.workspace = root;
    }
    project.set_places(&places);
}

/// The parts of the new resources, and the one of every project if its files are missing.
fn parts<'p>(project: &'p Project, new: &New) -> Vec<Part<'p>> {
    let init = new.is_new.then_some(Part::Init);
    let is_old = |resource: &&Resource| new.base.resources.contains(resource);
    let resources = project.resources.iter().filter(|resource| !is_old(resource));
    let parts = resources.flat_map(|resource| project.parts_of(resource));
    init.into_iter().chain(parts).collect()
}

/// Lets files stay that exist already: they are the author's.
fn keep_existing(plan: &mut Plan) {
    for change in plan.each().flat_map(|(_, changes)| changes) {
        if let Change::Create { if_exists, .. } = change {
            *if_exists = IfExists::Keep;
        }
    }
}
