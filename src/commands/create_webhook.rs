//! `kubewright create webhook`: webhooks of an API.

use serde_json::Value;

use super::named::{self, is_external};
use super::session::Session;
use super::stop::{Stop, fail, misuse};
use super::{Context, SUCCESS};
use crate::cli;
use crate::plugins::{OWN_CERTIFICATES, Part, own_certificates};
use crate::project::file;
use crate::project::names::module;
use crate::project::{Project, Resource, Webhooks};

pub(super) fn run(args: &cli::CreateWebhook, mut cx: Context<'_, '_>) -> u8 {
    let result = create(args, &mut cx);
    cx.end(result)
}

fn create(args: &cli::CreateWebhook, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let args = &with_answers(args, cx)?;
    check_kinds(args)?;
    let session = cx.open()?;
    let old = &session.file.project;
    let chain = cx.chain(&args.scaffold.plugins, Some(old))?;
    let mut resource = resource(args, &session, cx)?;
    let had = resource.webhooks.clone().unwrap_or_default();
    check_there(args, &had, &resource)?;
    check_conversion(args, &resource, old)?;
    check_alone(&resource, old)?;
    resource.webhooks = Some(webhooks(args, had.clone()));
    let mut project = old.clone();
    project.put(resource.clone());
    certificates(args, old, &mut project)?;
    let parts = parts(args, &had, &resource, &project);
    let mut plan = session.grow(&chain, &project, &parts, args.scaffold.force)?;
    cx.ask(&chain, &mut plan, "create webhook", &project)?;
    plan.finally(file::NAME.into(), session.file.with(&project));
    warn(&resource, cx);
    if cx.scaffold(plan, &args.scaffold)? && args.make.make {
        return cx.make(None);
    }
    Ok(SUCCESS)
}

/// Asks for the kinds of webhooks, if none is given and somebody can answer.
fn with_answers(args: &cli::CreateWebhook, cx: &mut Context<'_, '_>) -> Result<cli::CreateWebhook, Stop> {
    let mut args = args.clone();
    let kinds = &mut args.kinds;
    let is_named =
        kinds.defaulting || kinds.programmatic_validation || kinds.conversion || !kinds.spoke.is_empty();
    if cx.printer.asks() && !is_named {
        kinds.defaulting = cx.decide(None, "Set defaults [y/n]", false)?;
        kinds.programmatic_validation = cx.decide(None, "Validate [y/n]", false)?;
        kinds.conversion = cx.decide(None, "Convert versions [y/n]", false)?;
    }
    Ok(args)
}

fn check_kinds(args: &cli::CreateWebhook) -> Result<(), Stop> {
    let kinds = &args.kinds;
    if !kinds.defaulting && !kinds.programmatic_validation && !kinds.conversion {
        return Err(misuse(
            "no type of webhook is given",
            "add `--defaulting`, `--programmatic-validation` or `--conversion`",
        ));
    }
    if !kinds.spoke.is_empty() && !kinds.conversion {
        return Err(misuse(
            "`--spoke` is for a converting webhook",
            "add `--conversion`",
        ));
    }
    for (path, flag, kind, wanted) in [
        (
            &args.defaulting_path,
            "--defaulting-path",
            "--defaulting",
            kinds.defaulting,
        ),
        (
            &args.validation_path,
            "--validation-path",
            "--programmatic-validation",
            kinds.programmatic_validation,
        ),
    ] {
        let Some(path) = path else { continue };
        if !wanted {
            return Err(misuse(
                format!("`{flag}` has no effect without `{kind}`"),
                format!("add `{kind}`"),
            ));
        }
        let is_plain = |char: char| char.is_ascii_alphanumeric() || "-._~/".contains(char);
        if !path.starts_with('/') || path.len() < 2 || !path.chars().all(is_plain) {
            return Err(fail(
                format!("`{flag} {path}` is not a URL path"),
                "begin it with `/`, and use only letters, digits and `-._~/`",
            ));
        }
    }
    Ok(())
}

/// The resource of the call; it must be in the project or be an external type.
fn resource(
    args: &cli::CreateWebhook,
    session: &Session,
    cx: &mut Context<'_, '_>,
) -> Result<Resource, Stop> {
    let named = named::complete(&args.named, cx)?;
    let mut resource = named::resource(
        &named,
        &args.external,
        &session.file.project,
        false,
        "make it first with `kubewright create api`",
    )?;
    if resource.api.is_none() && !resource.core && !resource.external {
        return Err(fail(
            format!("the project has no {}", resource.identity),
            format!("create it with `kubewright create api`; {}", session.resources()),
        ));
    }
    if let Some(plural) = &args.plural {
        named::set_plural(&mut resource, plural)?;
    }
    Ok(resource)
}

/// Existing webhooks are an error, unless the call asks for exactly those.
fn check_there(args: &cli::CreateWebhook, had: &Webhooks, resource: &Resource) -> Result<(), Stop> {
    if args.scaffold.force {
        return Ok(());
    }
    let kinds = &args.kinds;
    let same = |path: &Option<String>, had: &str| path.as_deref().is_none_or(|path| path == had);
    let no_new_spoke = kinds.spoke.iter().all(|spoke| had.spoke.contains(spoke));
    let asked = [
        (
            "defaulting",
            "--defaulting",
            kinds.defaulting,
            had.defaulting,
            same(&args.defaulting_path, &had.defaulting_path),
        ),
        (
            "validating",
            "--programmatic-validation",
            kinds.programmatic_validation,
            had.validation,
            same(&args.validation_path, &had.validation_path),
        ),
        (
            "converting",
            "--conversion",
            kinds.conversion,
            had.conversion && no_new_spoke,
            true,
        ),
    ];
    let is_again = asked
        .iter()
        .all(|(_, _, asked, had, same)| !asked || (*had && *same));
    let there = asked.iter().find(|(_, _, asked, had, _)| *asked && *had);
    match there {
        Some((noun, flag, ..)) if !is_again => Err(fail(
            format!("{} already has a {noun} webhook", resource.identity),
            format!("remove `{flag}`, or add `--force` to write it again"),
        )),
        Some(_) | None => Ok(()),
    }
}

fn check_conversion(args: &cli::CreateWebhook, resource: &Resource, project: &Project) -> Result<(), Stop> {
    if !args.kinds.conversion {
        return Ok(());
    }
    let identity = &resource.identity;
    if is_external(&args.external) || resource.api.is_none() {
        return Err(fail(
            format!("the type of {identity} is not in this project, so its versions cannot be converted"),
            "remove `--conversion`",
        ));
    }
    let others = || {
        let versions = project.versions(identity);
        versions.filter(|other| other.identity.version != identity.version)
    };
    let hub = others().find(|other| {
        let webhooks = other.webhooks.as_ref();
        webhooks.is_some_and(|webhooks| webhooks.conversion)
    });
    if let Some(hub) = hub {
        return Err(fail(
            format!("{} already is the hub of {}", hub.identity, identity.kind),
            format!(
                "use `--version {}` with `--spoke {}`",
                hub.identity.version, identity.version
            ),
        ));
    }
    for spoke in &args.kinds.spoke {
        let there: Vec<_> = others()
            .filter(|other| other.api.is_some())
            .map(|other| format!("`{}`", other.identity.version))
            .collect();
        if !there.contains(&format!("`{spoke}`")) {
            let hint = match there.is_empty() {
                true => "create another version of it first, with `kubewright create api`".to_owned(),
                false => format!("the other versions are {}", there.join(", ")),
            };
            return Err(fail(
                format!("the spoke `{spoke}` is not another version of {}", identity.kind),
                hint,
            ));
        }
    }
    Ok(())
}

/// File names consist of the group (if groups have folders), the version and the kind, but not the domain.
fn check_alone(resource: &Resource, project: &Project) -> Result<(), Stop> {
    let identity = &resource.identity;
    let other = project.resources.iter().find(|other| {
        let has_webhooks = other
            .webhooks
            .as_ref()
            .is_some_and(|webhooks| !webhooks.is_empty());
        let is_near = !project.multigroup || module(&other.identity.group) == module(&identity.group);
        let shares_files = other.identity.version == identity.version
            && module(&other.identity.kind) == module(&identity.kind);
        other.identity != *identity && has_webhooks && is_near && shares_files
    });
    let Some(other) = other else {
        return Ok(());
    };
    let hint = match other.identity.group == identity.group || project.multigroup {
        true => "delete those first with `kubewright delete webhook`",
        false => "give each group a folder with `kubewright edit --multigroup`",
    };
    let (group, kind) = (other.identity.qualified_group(), &identity.kind);
    Err(fail(
        format!("the webhooks of {kind} in `{group}` already use the same files"),
        hint,
    ))
}

/// The state of the resource after the call.
fn webhooks(args: &cli::CreateWebhook, had: Webhooks) -> Webhooks {
    let mut spoke = had.spoke;
    for version in &args.kinds.spoke {
        if !spoke.contains(version) {
            spoke.push(version.clone());
        }
    }
    Webhooks {
        webhook_version: "v1".to_owned(),
        defaulting: had.defaulting || args.kinds.defaulting,
        validation: had.validation || args.kinds.programmatic_validation,
        conversion: had.conversion || args.kinds.conversion,
        spoke,
        defaulting_path: args.defaulting_path.clone().unwrap_or(had.defaulting_path),
        validation_path: args.validation_path.clone().unwrap_or(had.validation_path),
        other: had.other,
    }
}

/// All webhooks of a manager are served with the same certificate.
fn certificates(args: &cli::CreateWebhook, old: &Project, project: &mut Project) -> Result<(), Stop> {
    if !args.own_certificates || own_certificates(old) {
        return Ok(());
    }
    if old.has_webhooks() {
        return Err(fail(
            "the existing webhooks get their certificate from cert-manager",
            "change all of them with `kubewright edit --own-certificates`",
        ));
    }
    set_own_certificates(project, true);
    Ok(())
}

/// Records the source of the certificates.
pub(super) fn set_own_certificates(project: &mut Project, own: bool) {
    let (plugin, name) = OWN_CERTIFICATES;
    let kept = project.plugins.remove(plugin);
    let mut kept = kept
        .and_then(|kept| kept.as_object().cloned())
        .unwrap_or_default();
    match own {
        true => kept.insert(name.to_owned(), Value::Bool(true)),
        false => kept.remove(name),
    };
    if !kept.is_empty() {
        project.plugins.insert(plugin.to_owned(), Value::Object(kept));
    }
}

/// The parts in the call, and the parts that they share with others of the resource.
fn parts<'p>(
    args: &cli::CreateWebhook,
    had: &Webhooks,
    resource: &'p Resource,
    project: &'p Project,
) -> Vec<Part<'p>> {
    let kinds = &args.kinds;
    let all_named = (kinds.defaulting || !had.defaulting)
        && (kinds.programmatic_validation || !had.validation)
        && (kinds.conversion || !had.conversion);
    let mut parts = Vec::new();
    // `--force` applies to the parts in the call, not to shared parts.
    if had.is_empty() || all_named || !args.scaffold.force {
        parts.push(Part::Webhooks(resource));
    }
    if kinds.defaulting {
        parts.push(Part::Defaulting(resource));
    }
    if kinds.programmatic_validation {
        parts.push(Part::Validation(resource));
    }
    if kinds.conversion {
        let named = |part: &Part<'_>| match part {
            Part::Hub(hub) => hub.identity == resource.identity,
            Part::Spoke(hub, spoke) => {
                hub.identity == resource.identity
                    && (kinds.spoke.contains(&spoke.identity.version) || !args.scaffold.force)
            }
            Part::Init
            | Part::Types(_)
            | Part::Controller(..)
            | Part::Webhooks(_)
            | Part::Defaulting(_)
            | Part::Validation(_) => false,
        };
        parts.extend(project.parts().into_iter().filter(named));
    }
    parts
}

/// A webhook for a kind that the manager itself consists of can keep the manager from starting.
fn warn(resource: &Resource, cx: &mut Context<'_, '_>) {
    const OF_MANAGERS: [&str; 8] = [
        "Pod",
        "ReplicaSet",
        "Deployment",
        "Lease",
        "Secret",
        "Service",
        "ServiceAccount",
        "Namespace",
    ];
    if resource.core && OF_MANAGERS.contains(&resource.identity.kind.as_str()) {
        cx.printer.error(&format!(
            "warning: a webhook for every {} can keep its own manager from starting; exclude the manager's namespace with a `namespaceSelector`",
            resource.identity.kind
        ));
    }
}
