//! `kubewright create api`: a type, a controller, or both.

mod crate_of_type;
mod from_crd;
mod image;
mod kube_style;
mod request;

use super::errors::{Stop, fail, misuse};
use super::open::Session;
use super::{Context, ansible_project, content, helm_project};
use crate::cli;
use crate::plan::{self, Plan};
use crate::plugins::{Chain, Part, take_deploy_image, type_module};
use crate::project::{ApiCrate, Content, Project, Resource, rules};
use from_crd::Source;
use kubewright_analysis::quoted::quoted;
use request::Request;

pub(super) fn run(args: &cli::CreateApi, mut cx: Context<'_, '_>) -> u8 {
    let result = create(args, &mut cx);
    cx.end(result)
}

fn create(args: &cli::CreateApi, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    let content = session.file.project.content();
    content::check_create(content, args)?;
    match content {
        Some(Content::Charts) => return helm_project::create_api(args, &session, cx),
        Some(Content::Roles) => return ansible_project::create_api(args, &session, cx),
        None => {}
    }
    if kube_style::is_asked(args, &session.file.project, cx.directory)? {
        let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
        return kube_style::create(args, &session, &chain, cx);
    }
    let source = from_crd::read(args, &session.file.project, cx)?;
    let args = source.as_ref().map_or(args, |source| &source.args);
    let (is_image, called) = take_deploy_image(&args.scaffold.plugins);
    let chain = cx.chain(&called, Some(&session.file.project))?;
    let request = request::ask(args, &session.file.project, cx)?;
    let image = image::ask(args, is_image, &request, &session.file.project)?;
    let mut new = check(args, request, &session.file.project, cx)?;
    if let Some(image) = image {
        new.project.set_deployed(&new.resource, image);
    }
    let (plan, notes) = plan(source.as_ref(), args, &new, (&session, &chain), cx)?;
    cx.notes(&notes);
    cx.write_all(plan, &args.scaffold, args.make.make)
}

/// The project after the call, and the parts that are new.
struct New {
    project: Project,
    resource: Resource,
    types: bool,
    /// The crate of the type, if that is not the project's own package.
    api: Option<ApiCrate>,
    controller: bool,
    controller_name: Option<String>,
}

impl New {
    fn parts(&self) -> Vec<Part<'_>> {
        let name = self.controller_name.as_deref().unwrap_or_default();
        let types = self.types.then_some(Part::Types(&self.resource));
        let controller = self.controller.then_some(Part::Controller(&self.resource, name));
        types.into_iter().chain(controller).collect()
    }
}

/// Checks the request against the project.
fn check(args: &cli::CreateApi, request: Request, old: &Project, cx: &Context<'_, '_>) -> Result<New, Stop> {
    let Request {
        resource,
        types,
        controller,
    } = request;
    let mut new = New {
        project: old.clone(),
        resource,
        types,
        api: None,
        controller,
        controller_name: None,
    };
    if types {
        rules::types::derive(&new.resource.identity, false, old)?;
        new.api = crate_of_type::choose(args, &new.resource, old, cx.directory)?;
        if let Some(api) = &new.api {
            crate_of_type::record(api, &mut new.resource, &mut new.project);
        }
        new.resource.path = type_module(&new.resource, &new.project);
    }
    if controller {
        let name = args.controller_name.as_deref();
        new.controller_name = rules::controllers::name(name, &new.resource, old)?;
        new.resource.add_controller(new.controller_name.as_deref());
    } else if args.controller_name.is_some() {
        return Err(misuse(
            "`--controller-name` is given, but no controller is created",
            "remove it, or remove `--controller=false`",
        ));
    }
    new.project.put(new.resource.clone());
    Ok(new)
}

/// Plans the new parts, and returns notes about the workspace.
fn plan(
    source: Option<&Source>,
    args: &cli::CreateApi,
    new: &New,
    (session, chain): (&Session, &Chain),
    cx: &Context<'_, '_>,
) -> Result<(Plan, Vec<String>), Stop> {
    let parts = new.parts();
    let mut plan = session.grow(chain, &new.project, &parts, args.scaffold.force)?;
    let mut notes = Vec::new();
    if let Some(api) = &new.api {
        let joined = crate_of_type::plan(api, &new.resource, &new.project, session, cx)?;
        plan.extend(joined.plan);
        notes = joined.notes;
    }
    if let Some(source) = source {
        notes.extend(from_crd::place(source, &mut plan, new, session, chain)?);
        notes.extend(source.notes.clone());
    }
    cx.finish(&mut plan, chain, "create api", (session, &new.project))?;
    let old = session.file.project.parts();
    let is_old = |part: &Part<'_>| old.iter().any(|other| other.id() == part.id());
    if parts.iter().all(is_old) && !args.scaffold.force {
        check_unchanged(&plan, new, cx)?;
    }
    Ok((plan, notes))
}

/// The same call again is allowed as long as nobody has changed its files.
fn check_unchanged(plan: &Plan, new: &New, cx: &Context<'_, '_>) -> Result<(), Stop> {
    let Err(errors) = plan::resolve(plan.clone(), cx.directory) else {
        return Ok(());
    };
    let changed = quoted(errors.iter().map(|error| error.path.display()));
    let identity = &new.resource.identity;
    let (noun, more) = match new.types {
        true => (
            "",
            "another version with `--version`, webhooks with `kubewright create webhook`",
        ),
        false => ("a controller of ", "another controller with `--controller-name`"),
    };
    Err(fail(
        format!("{noun}{identity} already exists, and you have changed {changed}"),
        format!("edit these files, or add {more}; `--force` would overwrite your changes"),
    ))
}
