//! `kubewright rename api`: another kind for a type that exists, in every file that names it.

mod clashes;
mod words;

use std::path::{Path, PathBuf};

use super::edit::{others, rust_files};
use super::session::Session;
use super::stop::{Stop, fail};
use super::{Context, SUCCESS, named};
use crate::cli;
use crate::plan::{self, Change, Plan};
use crate::plugins::{Chain, type_module};
use crate::project::{Project, Resource, file};
use words::Sources;

pub(super) fn run(args: &cli::RenameApi, mut cx: Context<'_, '_>) -> u8 {
    let result = rename(args, &mut cx);
    cx.end(result)
}

fn rename(args: &cli::RenameApi, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    let old = find(args, &session)?;
    let project = renamed(args, &old, &session.file.project)?;
    let sources = sources(&project, cx.directory);
    clashes::check(args, &old, &session.file.project, &project, &sources)?;
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let mut plan = changes(&session, &project, &chain, (&args.kind, &sources), cx)?;
    for path in crds(&session.file.project, &project) {
        plan.change(path, Change::Remove);
    }
    cx.ask(&chain, &mut plan, "rename api", &project)?;
    plan.finally(file::NAME.into(), session.file.with(&project));
    if cx.scaffold(plan, &args.scaffold)? {
        cx.printer.status(&format!(
            "next: in a cluster, move the objects of `{}` to the new CRD and delete the old one",
            args.kind
        ));
        if args.make.make {
            return cx.make(None);
        }
    }
    Ok(SUCCESS)
}

/// A resource of the kind; its other versions go with it.
fn find(args: &cli::RenameApi, session: &Session) -> Result<Resource, Stop> {
    let resources = session.file.project.resources.iter();
    let of_kind: Vec<_> = resources
        .filter(|resource| {
            let identity = &resource.identity;
            identity.group == args.group && identity.kind == args.kind && resource.api.is_some()
        })
        .collect();
    let is_asked = |resource: &&&Resource| {
        let version = args.version.as_deref();
        version.is_none_or(|version| resource.identity.version == version)
    };
    of_kind
        .iter()
        .find(is_asked)
        .map(|found| (**found).clone())
        .ok_or_else(|| {
            let version = args
                .version
                .as_ref()
                .map_or(String::new(), |version| format!("/{version}"));
            fail(
                format!("the project has no type {}{version} {}", args.group, args.kind),
                session.resources(),
            )
        })
}

/// The project with the new kind.
fn renamed(args: &cli::RenameApi, old: &Resource, before: &Project) -> Result<Project, Stop> {
    let (from, to) = (old.identity.kind.to_lowercase(), args.to.to_lowercase());
    named::check(
        &named::Complete {
            group: args.group.clone(),
            version: old.identity.version.clone(),
            kind: args.to.clone(),
        },
        before,
    )?;
    let mut project = before.clone();
    let layout = Project {
        resources: Vec::new(),
        ..before.clone()
    };
    for resource in &mut project.resources {
        if !resource.identity.is_kind_of(&old.identity) {
            continue;
        }
        resource.identity.kind.clone_from(&args.to);
        resource.plural.clear();
        if let Some(plural) = &args.plural {
            kubewright_core::names::check_label("plural", plural).map_err(super::stop::failure)?;
            if resource.plural() != *plural {
                resource.plural.clone_from(plural);
            }
        }
        for controller in resource
            .controllers
            .iter_mut()
            .filter(|controller| controller.name == from)
        {
            controller.name.clone_from(&to);
        }
        if resource.api.is_some() {
            resource.path = type_module(resource, &layout);
        }
    }
    Ok(project)
}

/// What moves and what differs.
fn changes(
    session: &Session,
    project: &Project,
    chain: &Chain,
    (kind, sources): (&str, &Sources),
    cx: &Context<'_, '_>,
) -> Result<Plan, Stop> {
    let old = &session.file.project;
    let mut before = chain.items(old, &session.settings)?;
    let after = chain.items(project, &session.settings)?;
    let ids: Vec<_> = old.parts().iter().map(crate::plugins::Part::id).collect();
    let new_ids: Vec<_> = project.parts().iter().map(crate::plugins::Part::id).collect();
    for item in &mut before {
        if let Some(index) = ids.iter().position(|id| *id == item.part) {
            item.part.clone_from(&new_ids[index]);
        }
    }
    let renames = words::renames(&before, &after, kind, sources);
    // Lines that somebody has changed keep their text, except for the names in them.
    let mut plan = plan::moved(&before, &after, &renames, true);
    others(&mut plan, &renames, cx.directory);
    Ok(plan)
}

fn sources(project: &Project, directory: &Path) -> Sources {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(directory.join(&path)).ok()?;
        Some((path, text))
    };
    Sources {
        files: rust_files(directory).into_iter().filter_map(read).collect(),
        manifest: std::fs::read_to_string(directory.join("Cargo.toml")).unwrap_or_default(),
        crate_name: project.crate_name(),
    }
}

/// CRDs whose names go; `kubewright manifests` writes the new ones.
fn crds(old: &Project, new: &Project) -> Vec<PathBuf> {
    let paths = |project: &Project| -> Vec<PathBuf> {
        let own = project.resources.iter().filter(|resource| resource.api.is_some());
        let path = |resource: &Resource| {
            let group = resource.identity.qualified_group();
            PathBuf::from(format!("config/crd/bases/{group}_{}.yaml", resource.plural()))
        };
        own.map(path).collect()
    };
    let stay = paths(new);
    let mut gone = paths(old);
    gone.retain(|path| !stay.contains(path));
    gone.sort();
    gone.dedup();
    gone
}
