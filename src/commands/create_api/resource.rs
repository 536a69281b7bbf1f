//! The resource of a call, and the parts to create.

use crate::cli;
use crate::commands::Context;
use crate::commands::named;
use crate::commands::stop::{Stop, fail, misuse};
use crate::project::names::module;
use crate::project::{Api, Project, Resource};

/// The parts to create.
pub(super) struct Wanted {
    pub(super) resource: Resource,
    pub(super) types: bool,
    pub(super) controller: bool,
}

pub(super) fn wanted(
    args: &cli::CreateApi,
    project: &Project,
    cx: &mut Context<'_, '_>,
) -> Result<Wanted, Stop> {
    if args.ssa == Some(true) {
        return Err(misuse(
            "`--ssa` is for Go, where server-side apply needs generated code",
            "remove it: `Client::apply` works with every type",
        ));
    }
    let named = named::complete(&args.named, cx)?;
    let is_external = named::is_external(&args.external);
    let foreign = if is_external && args.resource != Some(true) {
        Some(false)
    } else {
        args.resource
    };
    let types = cx.decide(foreign, "Create Resource [y/n]", true)?;
    if !types && args.api_crate.is_some() {
        return Err(misuse(
            "`--crate` is for a type, and this call makes none",
            "leave it out, or leave out `--resource=false`",
        ));
    }
    let usual = !other_version_has_one(&named, project);
    let controller = cx.decide(args.controller, "Create Controller [y/n]", usual)?;
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
    let mut resource = named::resource(
        &named,
        &args.external,
        project,
        types,
        "leave out `--resource=false` to make it",
    )?;
    if let Some(wanted) = &args.plural {
        named::set_plural(&mut resource, wanted)?;
    }
    if types {
        check_new(&resource, args, project)?;
        resource.api = Some(Api {
            crd_version: "v1".to_owned(),
            namespaced: scope(args, &resource, project),
            ..resource.api.unwrap_or_default()
        });
    } else if let Some(namespaced) = args.namespaced.filter(|_| resource.api.is_none()) {
        return Err(misuse(
            format!("`--namespaced={namespaced}` is for types in this project"),
            "remove it, or remove `--resource=false`",
        ));
    }
    if !types && resource.api.is_none() && !resource.core && !resource.external {
        return Err(fail(
            format!(
                "{} is neither in the project nor a type of Kubernetes, and `--external-api-path` is not given",
                resource.identity
            ),
            "remove `--resource=false` to create it, or pass the path of its module with `--external-api-path`",
        ));
    }
    Ok(Wanted {
        resource,
        types,
        controller,
    })
}

/// Whether another version already has a controller with the name of the kind.
fn other_version_has_one(named: &named::Complete, project: &Project) -> bool {
    project.resources.iter().any(|other| {
        let identity = &other.identity;
        let is_version =
            identity.group == named.group && identity.kind == named.kind && identity.version != named.version;
        is_version && other.controller_names().contains(&named.kind.to_lowercase())
    })
}

/// All versions of a kind are namespaced, or none is.
fn scope(args: &cli::CreateApi, resource: &Resource, project: &Project) -> bool {
    let others = versions(resource, project).find_map(|other| other.api.as_ref());
    let own = resource.api.as_ref();
    args.namespaced
        .unwrap_or_else(|| own.or(others).is_none_or(|api| api.namespaced))
}

/// The other versions of a kind.
fn versions<'p>(resource: &'p Resource, project: &'p Project) -> impl Iterator<Item = &'p Resource> {
    let identity = &resource.identity;
    let versions = project.versions(identity);
    versions.filter(|other| other.identity.version != identity.version)
}

fn check_new(resource: &Resource, args: &cli::CreateApi, project: &Project) -> Result<(), Stop> {
    let identity = &resource.identity;
    let others = || {
        project
            .resources
            .iter()
            .filter(|other| other.identity != *identity)
    };
    let own_group = |other: &&Resource| {
        other.identity.group == identity.group && other.identity.domain == identity.domain
    };
    let group = |group: &str| {
        if group.is_empty() {
            "none".to_owned()
        } else {
            format!("`{group}`")
        }
    };
    if let Some(other) = others().find(|other| other.api.is_some() && other.identity.group != identity.group)
        && !project.multigroup
    {
        return Err(fail(
            format!(
                "the project has a single group, {}, but {} is another",
                group(&other.identity.group),
                group(&identity.group)
            ),
            "allow several groups with `kubewright edit --multigroup`",
        ));
    }
    let same_module = others().filter(own_group).find(|other| {
        other.api.is_some()
            && other.identity.version == identity.version
            && module(&other.identity.kind) == module(&identity.kind)
    });
    if let Some(other) = same_module {
        return Err(fail(
            format!(
                "{} and {identity} would share the file `{}.rs`",
                other.identity,
                module(&identity.kind)
            ),
            "choose another kind",
        ));
    }
    let group_module = others().find(|other| {
        project.multigroup
            && other.api.is_some()
            && other.identity.group != identity.group
            && module(&other.identity.group) == module(&identity.group)
    });
    if let Some(other) = group_module {
        return Err(fail(
            format!(
                "the groups `{}` and `{}` would share the folder `{}`",
                other.identity.group,
                identity.group,
                module(&identity.group)
            ),
            "choose another group",
        ));
    }
    let same_plural = others().filter(own_group).find(|other| {
        other.api.is_some() && other.identity.kind != identity.kind && other.plural() == resource.plural()
    });
    if let Some(other) = same_plural {
        return Err(fail(
            format!(
                "{} already has the plural `{}`",
                other.identity,
                resource.plural()
            ),
            "choose another with `--plural`",
        ));
    }
    for other in versions(resource, project).filter(|other| other.api.is_some()) {
        if other.plural() != resource.plural() {
            return Err(fail(
                format!(
                    "{} has the plural `{}`, which all versions of a kind share",
                    other.identity,
                    other.plural()
                ),
                format!("use `--plural {}`", other.plural()),
            ));
        }
        if other.api.as_ref().map(|api| api.namespaced) != Some(scope(args, resource, project)) {
            return Err(fail(
                format!(
                    "{} has another scope, but all versions of a kind share it",
                    other.identity
                ),
                "remove `--namespaced`",
            ));
        }
    }
    let there = resource.api.as_ref().map(|api| api.namespaced);
    if there.is_some_and(|there| there != scope(args, resource, project)) {
        return Err(fail(
            format!("{identity} already exists with another scope"),
            "remove `--namespaced`, or delete it first with `kubewright delete api`",
        ));
    }
    Ok(())
}
