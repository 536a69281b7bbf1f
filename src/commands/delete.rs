//! `kubewright delete api` and `delete webhook`: delete the files and lines that `create` wrote.

use super::create_webhook::set_own_certificates;
use super::named;
use super::session::Session;
use super::stop::{Stop, fail};
use super::{Context, SUCCESS, manifests};
use crate::cli;
use crate::plan::{Change, Plan};
use crate::plugins::{Chain, own_certificates};
use crate::project::file;
use crate::project::{Identity, Project, Resource, Webhooks};

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
    let mut resource = find(&args.named, &session, cx)?;
    let mut project = session.file.project.clone();
    match &args.controller_name {
        Some(name) => {
            remove_controller(&mut resource, name)?;
            replace(&mut project, resource);
        }
        None => {
            project
                .resources
                .retain(|other| other.identity != resource.identity);
            without_spoke(&mut project, &resource.identity);
        }
    }
    finish(
        "delete api",
        &session,
        project,
        args.make.make,
        &args.scaffold,
        cx,
    )
}

fn delete_webhook(args: &cli::DeleteWebhook, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    let mut resource = find(&args.named, &session, cx)?;
    let Some(mut webhooks) = resource.webhooks.clone() else {
        return Err(fail(
            format!("{} has no webhooks", resource.identity),
            "nothing to delete",
        ));
    };
    let there = nouns(&webhooks);
    let missing = |what: &str| {
        fail(
            format!("{} has no {what}", resource.identity),
            format!("it has {there}"),
        )
    };
    let kinds = &args.kinds;
    for (asked, has, noun) in [
        (kinds.defaulting, webhooks.defaulting, "defaulting webhook"),
        (
            kinds.programmatic_validation,
            webhooks.validation,
            "validating webhook",
        ),
        (kinds.conversion, webhooks.conversion, "converting webhook"),
    ] {
        if asked && !has {
            return Err(missing(noun));
        }
    }
    if let Some(spoke) = kinds.spoke.iter().find(|spoke| !webhooks.spoke.contains(spoke)) {
        return Err(missing(&format!("spoke `{spoke}`")));
    }
    let all =
        !kinds.defaulting && !kinds.programmatic_validation && !kinds.conversion && kinds.spoke.is_empty();
    if kinds.defaulting || all {
        webhooks.defaulting = false;
        webhooks.defaulting_path.clear();
    }
    if kinds.programmatic_validation || all {
        webhooks.validation = false;
        webhooks.validation_path.clear();
    }
    webhooks.spoke.retain(|spoke| !kinds.spoke.contains(spoke));
    if kinds.conversion || all {
        webhooks.conversion = false;
        webhooks.spoke.clear();
    }
    resource.webhooks = (!webhooks.is_empty()).then_some(webhooks);
    let mut project = session.file.project.clone();
    replace(&mut project, resource);
    finish(
        "delete webhook",
        &session,
        project,
        args.make.make,
        &args.scaffold,
        cx,
    )
}

/// The existing webhooks, for a hint.
fn nouns(webhooks: &Webhooks) -> String {
    let spokes = match webhooks.spoke.is_empty() {
        true => String::new(),
        false => format!(" with spoke {}", webhooks.spoke.join(", ")),
    };
    let converting = format!("a converting one{spokes}");
    let all = [
        (webhooks.defaulting, "a defaulting one"),
        (webhooks.validation, "a validating one"),
        (webhooks.conversion, converting.as_str()),
    ];
    let there: Vec<_> = all
        .iter()
        .filter(|(has, _)| *has)
        .map(|(_, noun)| *noun)
        .collect();
    there.join(" and ")
}

/// The resource of the call.
fn find(named: &cli::Named, session: &Session, cx: &mut Context<'_, '_>) -> Result<Resource, Stop> {
    let named = named::complete(named, cx)?;
    let project = &session.file.project;
    let identity = Identity {
        domain: project.domain.clone(),
        group: named.group,
        version: named.version,
        kind: named.kind,
    };
    let found = project
        .resources
        .iter()
        .find(|resource| resource.identity == identity);
    found
        .or_else(|| project.find(&identity))
        .cloned()
        .ok_or_else(|| fail(format!("the project has no {identity}"), session.resources()))
}

fn remove_controller(resource: &mut Resource, name: &str) -> Result<(), Stop> {
    let names = resource.controller_names();
    if !names.iter().any(|other| other == name) {
        let there: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let hint = match there.is_empty() {
            true => "it has none".to_owned(),
            false => format!("its controllers are {}", there.join(", ")),
        };
        return Err(fail(
            format!("{} has no controller `{name}`", resource.identity),
            hint,
        ));
    }
    resource.controller = false;
    resource.controllers.retain(|controller| controller.name != name);
    // The last named controller stays named, and `controller: true` stays as it is.
    if let [only] = &resource.controllers[..]
        && only.name == resource.identity.kind.to_lowercase()
    {
        resource.controllers.clear();
        resource.controller = true;
    }
    Ok(())
}

/// Records a resource, or removes it if nothing of it is left.
fn replace(project: &mut Project, resource: Resource) {
    if resource.is_empty() {
        project
            .resources
            .retain(|other| other.identity != resource.identity);
    } else {
        project.put(resource);
    }
}

/// Removes a deleted version from the spokes.
fn without_spoke(project: &mut Project, gone: &Identity) {
    for other in &mut project.resources {
        let same_kind = other.identity.is_kind_of(gone);
        if let Some(webhooks) = other.webhooks.as_mut().filter(|_| same_kind) {
            webhooks.spoke.retain(|version| *version != gone.version);
        }
    }
}

fn finish(
    command: &'static str,
    session: &Session,
    mut project: Project,
    make: bool,
    args: &cli::Scaffold,
    cx: &mut Context<'_, '_>,
) -> Result<u8, Stop> {
    let old = &session.file.project;
    let chain = cx.chain(&args.plugins, Some(old))?;
    if !project.has_webhooks() && own_certificates(old) {
        set_own_certificates(&mut project, false);
    }
    let mut plan = session.shrink(&chain, &project, args.force)?;
    generated(&mut plan, old, &project);
    cx.ask(&chain, &mut plan, command, &project)?;
    plan.finally(file::NAME.into(), session.file.with(&project));
    if cx.scaffold(plan, args)? && make {
        return cx.make(role(&chain, session, &project)?.as_deref());
    }
    Ok(SUCCESS)
}

/// The files that `kubewright manifests` has written for the deleted resource.
fn generated(plan: &mut Plan, old: &Project, new: &Project) {
    let crds = |project: &Project| -> Vec<String> {
        let own = project.resources.iter().filter(|resource| resource.api.is_some());
        own.map(|resource| {
            format!(
                "config/crd/bases/{}_{}.yaml",
                resource.identity.qualified_group(),
                resource.plural()
            )
        })
        .collect()
    };
    let stays = crds(new);
    for path in crds(old).into_iter().filter(|path| !stays.contains(path)) {
        plan.change(path.into(), Change::Remove);
    }
    let configures = |project: &Project| {
        let webhooks = project
            .resources
            .iter()
            .filter_map(|resource| resource.webhooks.as_ref());
        webhooks
            .into_iter()
            .any(|webhooks| webhooks.defaulting || webhooks.validation)
    };
    if configures(old) && !configures(new) {
        plan.change("config/webhook/manifests.yaml".into(), Change::Remove);
    }
}

/// The role of a manager without permissions.
fn role(chain: &Chain, session: &Session, project: &Project) -> Result<Option<String>, Stop> {
    let whole = project.whole(chain, &session.settings)?;
    let role = whole.of(std::path::Path::new(manifests::ROLE));
    Ok(role.iter().find_map(Change::created).map(str::to_owned))
}
