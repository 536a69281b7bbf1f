//! Webhooks: their paths, their files, the versions that they convert, and their certificates.

use std::collections::BTreeMap;

use kubewright_core::diagnostic::Message;
use kubewright_core::webhook::{PATH_HELP, is_path};

use crate::project::names::module;
use crate::project::{CONVERTING, Project, Resource};
use kubewright_analysis::quoted::quoted;

/// Checks the path of a webhook, which `flag` gives.
pub(crate) fn path(flag: &str, path: &str) -> Result<(), Message> {
    match path.len() > 1 && is_path(path) {
        true => Ok(()),
        false => Err(Message::new(format!("`{flag} {path}` is not the path of a webhook")).help(PATH_HELP)),
    }
}

/// Checks that the webhooks of a resource share no path with another of the project: the manager has one server.
pub(crate) fn paths(resource: &Resource, project: &Project) -> Result<(), Message> {
    let mut served = BTreeMap::new();
    let others = project
        .resources
        .iter()
        .filter(|other| other.identity != resource.identity);
    for resource in others.chain([resource]) {
        let webhooks = resource.webhooks.clone().unwrap_or_default();
        for (noun, path) in webhooks.paths(&resource.identity) {
            let of = format!("the {noun} webhook of {}", resource.identity);
            match served.get(&path) {
                // All kinds are converted at one path.
                Some((CONVERTING, _)) if noun == CONVERTING => {}
                Some((_, other)) => {
                    return Err(Message::new(format!(
                        "{of} has the path `{path}`, which {other} has already"
                    ))
                    .help("give them different paths, with `--defaulting-path` and `--validation-path`"));
                }
                None => {
                    served.insert(path, (noun, of));
                }
            }
        }
    }
    Ok(())
}

/// Checks that no other resource's webhooks have the same files.
///
/// File names consist of the group (if groups have folders), the version and the kind, but not the domain.
pub(crate) fn files(resource: &Resource, project: &Project) -> Result<(), Message> {
    let identity = &resource.identity;
    let shares = |other: &&Resource| {
        let webhooks = other.webhooks.as_ref();
        let is_near = !project.multigroup || module(&other.identity.group) == module(&identity.group);
        other.identity != *identity
            && webhooks.is_some_and(|webhooks| !webhooks.is_empty())
            && is_near
            && other.identity.version == identity.version
            && module(&other.identity.kind) == module(&identity.kind)
    };
    let Some(other) = project.resources.iter().find(shares) else {
        return Ok(());
    };
    let fix = match other.identity.group == identity.group || project.multigroup {
        true => "delete those first with `kubewright delete webhook`",
        false => "give each group a folder with `kubewright edit --multigroup`",
    };
    Err(Message::new(format!(
        "the webhooks of {} in `{}` already use the same files",
        identity.kind,
        other.identity.qualified_group()
    ))
    .help(fix))
}

/// Checks that a version can be the hub of its kind, and that each of `spokes` is another version.
pub(crate) fn hub(resource: &Resource, spokes: &[String], project: &Project) -> Result<(), Message> {
    let identity = &resource.identity;
    let others = || {
        let versions = project.versions(identity);
        versions.filter(|other| other.identity.version != identity.version)
    };
    let is_hub = |other: &&Resource| {
        let webhooks = other.webhooks.as_ref();
        webhooks.is_some_and(|webhooks| webhooks.conversion)
    };
    if let Some(hub) = others().find(is_hub) {
        return Err(Message::new(format!(
            "{} already is the hub of {}",
            hub.identity, identity.kind
        ))
        .help(format!(
            "use `--version {}` with `--spoke {}`",
            hub.identity.version, identity.version
        )));
    }
    let versions: Vec<_> = others()
        .filter(|other| other.api.is_some())
        .map(|other| &other.identity.version)
        .collect();
    let Some(spoke) = spokes.iter().find(|spoke| !versions.contains(spoke)) else {
        return Ok(());
    };
    let help = match versions.is_empty() {
        true => "create another version of it first, with `kubewright create api`".to_owned(),
        false => format!("the other versions are {}", quoted(versions)),
    };
    Err(Message::new(format!(
        "the spoke `{spoke}` is not another version of {}",
        identity.kind
    ))
    .help(help))
}

/// Sets the source of certificates for a project's first webhook: all webhooks of a manager share a certificate.
pub(crate) fn set_own_certificates(project: &mut Project) -> Result<(), Message> {
    if project.own_certificates() {
        return Ok(());
    }
    if project.has_webhooks() {
        return Err(
            Message::new("the existing webhooks get their certificate from cert-manager")
                .help("change all of them with `kubewright edit --own-certificates`"),
        );
    }
    project.set_own_certificates(true);
    Ok(())
}

/// Changes the source of certificates of existing webhooks.
pub(crate) fn change_certificates(project: &mut Project, own: bool) -> Result<(), Message> {
    if own == project.own_certificates() {
        return Ok(());
    }
    if !project.has_webhooks() {
        return Err(
            Message::new("the project has no webhooks yet, so it has no certificates to change")
                .help("add `--own-certificates` to `kubewright create webhook`"),
        );
    }
    project.set_own_certificates(own);
    Ok(())
}
