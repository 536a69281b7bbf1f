//! The resource that a call is about: its group, version and kind.

use super::Context;
use super::errors::{Stop, fail, misuse};
use super::external_types;
use super::open::Session;
use crate::cli;
use crate::project::{Identity, Project, Resource, core_domain, rules};

/// The identity that the flags give, without a domain. Asks for missing flags, if somebody can answer.
pub(super) fn ask(named: &cli::Named, cx: &mut Context<'_, '_>) -> Result<Identity, Stop> {
    let group = match (&named.group, cx.printer.asks()) {
        (Some(group), _) => group.clone(),
        (None, true) => cx.answer("Group:")?,
        (None, false) => String::new(),
    };
    let mut needed = |value: &Option<String>, flag: &str, question: &str| match value {
        Some(value) => Ok(value.clone()),
        None if cx.printer.asks() => cx.answer(question),
        None => Err(misuse(
            format!("the {flag} is missing"),
            format!("add `--{flag}`"),
        )),
    };
    Ok(Identity {
        version: needed(&named.version, "version", "Version:")?,
        kind: needed(&named.kind, "kind", "Kind:")?,
        group,
        domain: String::new(),
    })
}

/// The resource that a call adds a type to: an existing one, or a new one.
pub(super) fn with_type(asked: &Identity, project: &Project) -> Result<Resource, Stop> {
    rules::identity::check(asked, project)?;
    let own = project.own(asked);
    let mut resources = project.resources.iter();
    let existing = resources.find(|resource| resource.identity == own);
    Ok(existing.cloned().unwrap_or_else(|| Resource::new(own)))
}

/// The resource that a call adds other parts to: one of the project, or one whose type is defined elsewhere.
///
/// `instead` says what to do if Kubernetes does not have it.
pub(super) fn without_type(
    asked: &Identity,
    external: &cli::ExternalType,
    project: &Project,
    instead: &str,
) -> Result<Resource, Stop> {
    rules::identity::check(asked, project)?;
    if external_types::is_given(external) {
        return external_types::of_crate(asked.clone(), external, project);
    }
    if let Some(existing) = project.find(&project.own(asked)) {
        return Ok(existing.clone());
    }
    match core_domain(&asked.group) {
        Some(domain) => {
            let domain = domain.to_owned();
            external_types::of_kubernetes(
                Identity {
                    domain,
                    ..asked.clone()
                },
                instead,
            )
        }
        None => Ok(Resource::new(project.own(asked))),
    }
}

/// The existing resource of a call.
pub(super) fn existing(
    named: &cli::Named,
    session: &Session,
    cx: &mut Context<'_, '_>,
) -> Result<Resource, Stop> {
    let project = &session.file.project;
    let identity = project.own(&ask(named, cx)?);
    match project.find(&identity) {
        Some(resource) => Ok(resource.clone()),
        None => Err(fail(
            format!("the project has no {identity}"),
            session.resources(),
        )),
    }
}
