//! `kubewright rename api`: renames a kind in every file that contains its name.

mod clashes;
mod words;

use super::errors::{Stop, fail};
use super::moves::{Names, Sources, add_other_files};
use super::open::Session;
use super::written::Written;
use super::{Context, SUCCESS, content, parts};
use crate::cli;
use crate::plan::{self, Change, Plan};
use crate::plugins::{Chain, type_module};
use crate::project::{Identity, Project, Resource, rules};

pub(super) fn run(args: &cli::RenameApi, mut cx: Context<'_, '_>) -> u8 {
    let result = rename(args, &mut cx);
    cx.end(result)
}

fn rename(args: &cli::RenameApi, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    content::check_has_rust(
        "rename api",
        Some(&session.file.project),
        |_| "delete the kind with `kubewright delete api`, and create it with the new name",
    )?;
    let new = check(args, &session, cx)?;
    let (plan, notes) = plan(args, &new, &session, cx)?;
    cx.notes(&notes);
    write(plan, args, cx)
}

/// The project with the new name, and the source in which it is replaced.
struct New {
    project: Project,
    sources: Sources,
    /// The group of the kind, with its domain.
    group: String,
}

fn check(args: &cli::RenameApi, session: &Session, cx: &Context<'_, '_>) -> Result<New, Stop> {
    let before = &session.file.project;
    let old = find(args, session)?;
    let project = renamed(args, &old, before)?;
    let sources = Sources::read(before, cx.directory);
    clashes::check(args, &old, before, &project, &sources)?;
    Ok(New {
        project,
        sources,
        group: old.identity.qualified_group(),
    })
}

fn plan(
    args: &cli::RenameApi,
    new: &New,
    session: &Session,
    cx: &Context<'_, '_>,
) -> Result<(Plan, Vec<String>), Stop> {
    let project = &new.project;
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let (mut plan, notes) = changes(args, new, session, &chain)?;
    // `kubewright manifests` writes the CRDs with the new names.
    for path in session.file.project.crds().difference(&project.crds()) {
        plan.change(path.clone(), Change::Remove);
    }
    parts::allow_outside(&mut plan, project);
    cx.finish(&mut plan, &chain, "rename api", (session, project))?;
    Ok((plan, notes))
}

fn write(plan: Plan, args: &cli::RenameApi, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    if cx.write_project(plan, &args.scaffold)? != Written::Files {
        return Ok(SUCCESS);
    }
    let status = match args.make.make {
        true => cx.write_manifests(None)?,
        false => SUCCESS,
    };
    cx.printer.status(&format!(
        "next: in a cluster, move the objects of `{}` to the new CRD and delete the old one",
        args.kind
    ));
    Ok(status)
}

/// A resource of the kind; its other versions are renamed with it.
fn find(args: &cli::RenameApi, session: &Session) -> Result<Resource, Stop> {
    let resources = session.file.project.resources.iter();
    let named: Vec<_> = resources
        .filter(|resource| resource.identity.kind == args.kind && resource.api.is_some())
        .collect();
    let in_group = |group: &str| -> Vec<&Resource> {
        let named = named.iter().copied();
        named
            .filter(|resource| resource.identity.group == group)
            .collect()
    };
    let mut of_kind = in_group(&args.group);
    // Without a group, a kind that only one group has is meant.
    if of_kind.is_empty()
        && args.group.is_empty()
        && let Some(first) = named.first()
    {
        of_kind = in_group(&first.identity.group);
        if of_kind.len() < named.len() {
            return Err(fail(
                format!("several groups have a kind `{}`", args.kind),
                "name one with `--group`",
            ));
        }
    }
    let is_asked = |resource: &&&Resource| {
        let version = args.version.as_deref();
        version.is_none_or(|version| resource.identity.version == version)
    };
    of_kind
        .iter()
        .find(is_asked)
        .map(|found| (**found).clone())
        .ok_or_else(|| {
            let version = args.version.as_deref().unwrap_or_default();
            let group = [args.group.as_str(), version];
            let group: Vec<_> = group.into_iter().filter(|part| !part.is_empty()).collect();
            let place = match group.is_empty() {
                true => String::new(),
                false => format!(" in `{}`", group.join("/")),
            };
            fail(
                format!("the project has no type `{}`{place}", args.kind),
                session.resources(),
            )
        })
}

/// The project with the new kind.
fn renamed(args: &cli::RenameApi, old: &Resource, before: &Project) -> Result<Project, Stop> {
    let new = Identity {
        kind: args.to.clone(),
        ..old.identity.clone()
    };
    rules::identity::check(&new, before)?;
    let mut project = before.clone();
    let layout = Project {
        resources: Vec::new(),
        ..before.clone()
    };
    let mut moved = Vec::new();
    let resources = project.resources.iter_mut();
    for resource in resources.filter(|resource| resource.identity.is_kind_of(&old.identity)) {
        let identity = resource.identity.clone();
        resource.rename(&args.to);
        moved.push((identity, resource.identity.clone()));
        if let Some(plural) = &args.plural {
            rules::identity::rename_plural(resource, plural)?;
        }
        if resource.api.is_some() && !resource.is_adopted() {
            resource.path = type_module(resource, &layout);
        }
    }
    for (from, to) in &moved {
        project.move_deployed(from, to);
        project.rename_kube_kind(from, to);
    }
    Ok(project)
}

/// Moves files, and changes the lines in which the new kind differs from the old one. Also returns what is left to the user.
fn changes(
    args: &cli::RenameApi,
    new: &New,
    session: &Session,
    chain: &Chain,
) -> Result<(Plan, Vec<String>), Stop> {
    let old = &session.file.project;
    let mut before = chain.items(old, &session.settings)?;
    let after = chain.items(&new.project, &session.settings)?;
    let ids: Vec<_> = old.parts().iter().map(crate::plugins::Part::id).collect();
    let new_ids: Vec<_> = new.project.parts().iter().map(crate::plugins::Part::id).collect();
    for item in &mut before {
        if let Some(index) = ids.iter().position(|id| *id == item.part) {
            item.part.clone_from(&new_ids[index]);
        }
    }
    let names = Names::new(
        &new.sources,
        (&before, &after),
        words::moves(&before, &after, (&args.kind, &args.to), &new.sources.layout),
        words::of_comments(&before, &after, new.group.clone()),
        words::of_other_files(&before, &after, &args.kind),
    );
    // Edited lines keep their text, except for the names in them.
    let mut plan = plan::moved(&before, &after, &names, true);
    add_other_files(&mut plan, &names);
    Ok((plan, names.notes()))
}
