//! What a call asks for: a resource, its type, a controller.

use crate::cli;
use crate::commands::errors::{Stop, fail, misuse};
use crate::commands::{Context, external_types, identity};
use crate::project::{Api, Identity, Project, Resource, rules};

/// The resource of a call, and the parts to create.
pub(super) struct Request {
    pub(super) resource: Resource,
    pub(super) types: bool,
    pub(super) controller: bool,
}

/// Reads the flags, asks for those that are missing, and checks that they agree.
pub(super) fn ask(
    args: &cli::CreateApi,
    project: &Project,
    cx: &mut Context<'_, '_>,
) -> Result<Request, Stop> {
    if args.ssa == Some(true) {
        return Err(misuse(
            "`--ssa` is for Go, where server-side apply needs generated code",
            "remove it: `Client::apply` works with every type",
        ));
    }
    let asked = identity::ask(&args.named, cx)?;
    let (types, controller) = parts(args, &asked, project, cx)?;
    let mut resource = match types {
        true => identity::with_type(&asked, project)?,
        false => {
            let instead = "leave out `--resource=false` to make it";
            identity::without_type(&asked, &args.external, project, instead)?
        }
    };
    if let Some(plural) = &args.plural {
        rules::identity::set_plural(&mut resource, plural)?;
    }
    match types {
        true => set_type(&mut resource, args, project)?,
        false => check_type(&resource, args)?,
    }
    Ok(Request {
        resource,
        types,
        controller,
    })
}

/// Whether to create a type, and whether to create a controller.
fn parts(
    args: &cli::CreateApi,
    asked: &Identity,
    project: &Project,
    cx: &mut Context<'_, '_>,
) -> Result<(bool, bool), Stop> {
    let is_external = external_types::is_given(&args.external);
    let flag = match is_external && args.resource != Some(true) {
        true => Some(false),
        false => args.resource,
    };
    let types = cx.decide(flag, "Create Resource [y/n]", true)?;
    if !types && args.api_crate.is_some() {
        return Err(misuse(
            "`--crate` is for a type, and this call makes none",
            "leave it out, or leave out `--resource=false`",
        ));
    }
    let default = version_with_controller(asked, project).is_none();
    let controller = cx.decide(args.controller, "Create Controller [y/n]", default)?;
    if !types && !controller {
        return Err(misuse(
            "the call creates neither a type nor a controller",
            "remove `--resource=false` or `--controller=false`",
        ));
    }
    if types && is_external {
        return Err(misuse(
            "`--external-api-...` is for types outside of this project",
            "add `--resource=false`, or remove it",
        ));
    }
    Ok((types, controller))
}

/// Another version that already has a controller with the name of the kind.
pub(super) fn version_with_controller<'p>(asked: &Identity, project: &'p Project) -> Option<&'p Resource> {
    project.resources.iter().find(|other| {
        let identity = &other.identity;
        let is_version =
            identity.group == asked.group && identity.kind == asked.kind && identity.version != asked.version;
        is_version && other.controller_names().contains(&asked.kind.to_lowercase())
    })
}

/// Gives a resource its type.
fn set_type(resource: &mut Resource, args: &cli::CreateApi, project: &Project) -> Result<(), Stop> {
    let namespaced = args
        .namespaced
        .unwrap_or_else(|| default_scope(resource, project));
    rules::types::check(resource, namespaced, project)?;
    resource.api = Some(Api {
        crd_version: "v1".to_owned(),
        namespaced,
        ..resource.api.take().unwrap_or_default()
    });
    Ok(())
}

/// Whether objects are namespaced if no flag says so: like the other versions, or else yes.
fn default_scope(resource: &Resource, project: &Project) -> bool {
    let mut versions = project.versions(&resource.identity);
    let of_version = versions.find_map(|version| version.api.as_ref());
    let api = resource.api.as_ref().or(of_version);
    api.is_none_or(|api| api.namespaced)
}

/// Checks that a controller has a type.
fn check_type(resource: &Resource, args: &cli::CreateApi) -> Result<(), Stop> {
    if let (Some(namespaced), None) = (args.namespaced, &resource.api) {
        return Err(misuse(
            format!("`--namespaced={namespaced}` is for types in this project"),
            "remove it, or remove `--resource=false`",
        ));
    }
    match resource.has_type() {
        true => Ok(()),
        false => Err(fail(
            format!(
                "{} is neither in the project nor a type of Kubernetes, and `--external-api-path` is not given",
                resource.identity
            ),
            "remove `--resource=false` to create it, or pass the path of its module with `--external-api-path`",
        )),
    }
}
