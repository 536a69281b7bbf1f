//! `kubewright delete api` and `delete webhook`: delete the files and lines that `create` wrote.

mod untouched;
mod webhooks;

use std::path::Path;

use super::adopted::{self, modules};
use super::errors::{Stop, fail};
use super::manifests::reading;
use super::open::Session;
use super::written::Written;
use super::{Context, SUCCESS, identity, kube_crates, without_rust};
use crate::cli;
use crate::plan::{Change, Plan};
use crate::plugins::Chain;
use crate::project::{Project, Resource};
use kubewright_analysis::Analysis;
use kubewright_analysis::quoted::quoted;

/// The file of webhook configurations.
const CONFIGURATIONS: &str = "config/webhook/manifests.yaml";

pub(super) fn api(args: &cli::DeleteApi, mut cx: Context<'_, '_>) -> u8 {
    let result = delete_api(args, &mut cx);
    cx.end(result)
}

pub(super) fn webhook(args: &cli::DeleteWebhook, mut cx: Context<'_, '_>) -> u8 {
    let result = delete_webhook(args, &mut cx);
    cx.end(result)
}

fn delete_api(args: &cli::DeleteApi, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    let resource = identity::existing(&args.named, &session, cx)?;
    if args.controller_name.is_none() {
        check_adopted(&resource, &session, cx)?;
    }
    let deleted = resource.clone();
    let project = match &args.controller_name {
        Some(name) => without_controller(resource, name, &session)?,
        None => without_api(&resource, &session),
    };
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let mut plan = plan("delete api", &project, &session, &chain, &args.scaffold, cx)?;
    untouched::expect(&mut plan, &deleted, &session, &chain, cx)?;
    let mut notes = match project.content() {
        Some(content) => {
            let how = (&session, args.scaffold.force);
            without_rust::adapt_deletion(content, &mut plan, (&deleted, &project), how, cx)?
        }
        None => Vec::new(),
    };
    notes.extend(kube_crates::left(&session.file.project, &project, cx.directory));
    cx.notes(&notes);
    write(plan, &project, &session, &chain, (&args.scaffold, args.make), cx)
}

fn delete_webhook(args: &cli::DeleteWebhook, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    let resource = identity::existing(&args.named, &session, cx)?;
    let mut project = session.file.project.clone();
    project.update(webhooks::remove(resource, &args.kinds)?);
    if !project.has_webhooks() {
        project.set_own_certificates(false);
    }
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let plan = plan("delete webhook", &project, &session, &chain, &args.scaffold, cx)?;
    write(plan, &project, &session, &chain, (&args.scaffold, args.make), cx)
}

/// Checks that the author of an adopted type has deleted it: with the type, `manifests` would write its CRD again.
fn check_adopted(resource: &Resource, session: &Session, cx: &Context<'_, '_>) -> Result<(), Stop> {
    if !resource.is_adopted() {
        return Ok(());
    }
    let project = &session.file.project;
    let reading = reading(Some(project), cx.directory)?;
    // What is wrong with other types does not matter.
    let Ok((analysis, mut errors)) = Analysis::read(cx.directory, &project.paths(), &reading) else {
        return Ok(());
    };
    errors.take();
    let identity = &resource.identity;
    let group = identity.qualified_group();
    match analysis.kube_file(&group, &identity.version, &identity.kind) {
        Some(file) => Err(fail(
            format!(
                "`create api` did not write the type of {identity}, which is in `{}`",
                file.display()
            ),
            "delete the type there and what uses it, then run this again to delete its files in `config`",
        )),
        None => Ok(()),
    }
}

/// The project without a resource.
fn without_api(resource: &Resource, session: &Session) -> Project {
    let mut project = session.file.project.clone();
    project.remove(&resource.identity);
    if !project.has_webhooks() {
        project.set_own_certificates(false);
    }
    project
}

/// The project without a controller of a resource.
fn without_controller(mut resource: Resource, name: &str, session: &Session) -> Result<Project, Stop> {
    let names = resource.controller_names();
    if !names.iter().any(|other| other == name) {
        let fix = match names.is_empty() {
            true => "it has none".to_owned(),
            false => format!("its controllers are {}", quoted(names)),
        };
        return Err(fail(
            format!("{} has no controller `{name}`", resource.identity),
            fix,
        ));
    }
    resource.remove_controller(name);
    let mut project = session.file.project.clone();
    project.update(resource);
    Ok(project)
}

/// Plans the changes from the current project to the one without the deleted parts.
fn plan(
    command: &'static str,
    project: &Project,
    session: &Session,
    chain: &Chain,
    args: &cli::Scaffold,
    cx: &Context<'_, '_>,
) -> Result<Plan, Stop> {
    let mut plan = session.settle(chain, project, args.force)?;
    if adopted::is_project(&session.file.project, cx.directory) {
        let lines = session.settle(chain, project, false)?;
        modules::shrink(&mut plan, &lines, cx.directory);
    }
    remove_generated(&mut plan, &session.file.project, project);
    cx.finish(&mut plan, chain, command, (session, project))?;
    Ok(plan)
}

/// Removes the files that `kubewright manifests` has written for the deleted resource.
fn remove_generated(plan: &mut Plan, old: &Project, new: &Project) {
    for path in old.crds().difference(&new.crds()) {
        plan.change(path.clone(), Change::Remove);
    }
    if old.configures_webhooks() && !new.configures_webhooks() {
        plan.change(CONFIGURATIONS.into(), Change::Remove);
    }
}

fn write(
    plan: Plan,
    project: &Project,
    session: &Session,
    chain: &Chain,
    (scaffold, make): (&cli::Scaffold, cli::Make),
    cx: &mut Context<'_, '_>,
) -> Result<u8, Stop> {
    match cx.write_project(plan, scaffold)? != Written::Preview && make.make {
        true => cx.write_manifests(empty_role(chain, session, project)?.as_deref()),
        false => Ok(SUCCESS),
    }
}

/// The role of a manager without permissions.
fn empty_role(chain: &Chain, session: &Session, project: &Project) -> Result<Option<String>, Stop> {
    let whole = project.whole(chain, &session.settings)?;
    let role = whole.of(Path::new(crate::project::ROLE));
    Ok(role.iter().find_map(Change::created).map(str::to_owned))
}
