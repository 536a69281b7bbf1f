//! `kubewright create webhook`: webhooks of an API.

mod kinds;

use super::errors::{Stop, fail};
use super::open::Session;
use super::{Context, adopted, content, external_types, identity};
use crate::cli;
use crate::plan::Plan;
use crate::plugins::{Chain, Part};
use crate::project::{Identity, Project, Resource, Webhooks, rules};

pub(super) fn run(args: &cli::CreateWebhook, mut cx: Context<'_, '_>) -> u8 {
    let result = create(args, &mut cx);
    cx.end(result)
}

fn create(args: &cli::CreateWebhook, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    // Before the flags: nobody needs to choose a webhook that the project cannot have.
    content::check_no_webhooks(&session.file.project)?;
    adopted::refuse(
        "the code of `create webhook`",
        "write the handler yourself and a `+kubebuilder:webhook` marker above it; then delete PROJECT, and run `kubewright adopt` again",
        &session.file.project,
        cx.directory,
    )?;
    let args = &kinds::ask(args, cx)?;
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let asked = identity::ask(&args.named, cx)?;
    let new = check(args, &asked, &session)?;
    let plan = plan(args, &new, &session, &chain, cx)?;
    tell_excluded_namespaces(&new, cx);
    cx.write_all(plan, &args.scaffold, args.make.make)
}

/// The project after the call, and the resource before and after it.
struct New {
    project: Project,
    resource: Resource,
    old_webhooks: Webhooks,
}

/// Checks the request against the project.
fn check(args: &cli::CreateWebhook, asked: &Identity, session: &Session) -> Result<New, Stop> {
    let old = &session.file.project;
    let mut resource = resource(args, asked, session)?;
    let old_webhooks = resource.webhooks.clone().unwrap_or_default();
    if !args.scaffold.force {
        kinds::check_new(args, &old_webhooks, &resource)?;
    }
    if args.kinds.has_conversion() {
        check_conversion(args, &resource, old)?;
    }
    rules::webhooks::files(&resource, old)?;
    resource.webhooks = Some(kinds::add(args, old_webhooks.clone()));
    rules::webhooks::paths(&resource, old)?;
    let mut project = old.clone();
    if args.own_certificates {
        rules::webhooks::set_own_certificates(&mut project)?;
    }
    project.put(resource.clone());
    Ok(New {
        project,
        resource,
        old_webhooks,
    })
}

/// The resource of the call: one of the project, or one whose type is defined elsewhere.
fn resource(args: &cli::CreateWebhook, asked: &Identity, session: &Session) -> Result<Resource, Stop> {
    let instead = "make it first with `kubewright create api`";
    let mut resource = identity::without_type(asked, &args.external, &session.file.project, instead)?;
    if !resource.has_type() {
        return Err(fail(
            format!("the project has no {}", resource.identity),
            format!("create it with `kubewright create api`; {}", session.resources()),
        ));
    }
    if let Some(plural) = &args.plural {
        rules::identity::set_plural(&mut resource, plural)?;
    }
    Ok(resource)
}

fn check_conversion(args: &cli::CreateWebhook, resource: &Resource, project: &Project) -> Result<(), Stop> {
    if external_types::is_given(&args.external) || resource.api.is_none() {
        return Err(fail(
            format!(
                "the type of {} is not in this project, so its versions cannot be converted",
                resource.identity
            ),
            "remove `--conversion`",
        ));
    }
    let mut versions = project.versions(&resource.identity);
    if let Some(version) = versions.find(|version| project.has_kube_derive(version)) {
        return Err(fail(
            format!(
                "{} has kube's derive, and the code that `--conversion` writes needs the traits of kubewright's",
                version.identity
            ),
            "convert in a webhook of your own, with `+kubebuilder:conversion:strategy=Webhook` above the type",
        ));
    }
    Ok(rules::webhooks::hub(resource, &args.kinds.spoke, project)?)
}

/// Plans the files of the new webhooks.
fn plan(
    args: &cli::CreateWebhook,
    new: &New,
    session: &Session,
    chain: &Chain,
    cx: &Context<'_, '_>,
) -> Result<Plan, Stop> {
    let mut plan = session.grow(chain, &new.project, &parts(args, new), args.scaffold.force)?;
    cx.finish(&mut plan, chain, "create webhook", (session, &new.project))?;
    Ok(plan)
}

/// The parts in the call, and the parts that they share with others of the resource.
fn parts<'n>(args: &cli::CreateWebhook, new: &'n New) -> Vec<Part<'n>> {
    let New {
        project,
        resource,
        old_webhooks: old,
    } = new;
    let kinds = &args.kinds;
    let all_named = (kinds.has_defaulting() || !old.defaulting)
        && (kinds.has_validation() || !old.validation)
        && (kinds.has_conversion() || !old.conversion);
    let mut parts = Vec::new();
    // `--force` applies to the parts in the call, not to shared parts.
    if old.is_empty() || all_named || !args.scaffold.force {
        parts.push(Part::Webhooks(resource));
    }
    if kinds.has_defaulting() {
        parts.push(Part::Defaulting(resource));
    }
    if kinds.has_validation() {
        parts.push(Part::Validation(resource));
    }
    if kinds.has_conversion() {
        let is_named = |part: &Part<'_>| match part {
            Part::Hub(hub) => hub.identity == resource.identity,
            Part::Spoke(hub, spoke) => {
                let is_named = kinds.spoke.contains(&spoke.identity.version);
                hub.identity == resource.identity && (is_named || !args.scaffold.force)
            }
            Part::Init
            | Part::Types(_)
            | Part::Controller(..)
            | Part::Webhooks(_)
            | Part::Defaulting(_)
            | Part::Validation(_)
            | Part::Optional(_) => false,
        };
        parts.extend(project.parts().into_iter().filter(is_named));
    }
    parts
}

/// Says that the scaffolded markers exclude namespaces, in which webhooks could keep the manager from starting.
fn tell_excluded_namespaces(new: &New, cx: &mut Context<'_, '_>) {
    if new.resource.is_needed_by_managers() {
        cx.notes(&[format!(
            "the webhooks of {} skip the namespaces {}-system and kube-system, where a webhook that is down would keep its own manager from starting; see `patch` in the markers",
            new.resource.identity.kind, new.project.name
        )]);
    }
}
